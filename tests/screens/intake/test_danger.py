"""A life may be at risk: what changes at the keystroke."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import select
from tests.factories.desks import clock_of

from callcentre.domain.instants import HOUR
from callcentre.store.tables import Asset, OrderEvent, OrderView

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def smell(intake):
    """The caller smells something burning at the air conditioner."""
    intake.ring()
    intake.panel.form.fault.setFocus()
    intake.panel.form.fault.open()
    danger = next(choice for choice in intake.panel.form.fault.offered() if choice.tone)
    words = danger.words() if callable(danger.words) else danger.words
    intake.type(words.rpartition("› ")[2])
    intake.key(Qt.Key.Key_Return)
    return intake


def test_a_dangerous_symptom_turns_the_bar_into_words_to_read_out_and_the_window_into_now(smell):
    panel = smell.panel
    assert panel.here.wish.danger
    assert panel.bar.read_out.isVisible() and panel.bar.read_out.text()
    assert panel.form.at_once.isVisible() and not panel.form.window_field.isVisible()
    assert not panel.solve.isVisible()
    assert panel.bar.clock.text() == "15:00"
    smell.later(61)
    assert panel.bar.clock.text() == "13:59"
    assert smell.at.shell.tabs[panel.here.key].state == "danger"


def spoken_of_the_nearest(intake):
    model = intake.panel.help.outlets.rows_model
    return model.data(model.index(0))


def test_by_day_outlets_show_the_number_of_the_office_alone(smell):
    spoken = spoken_of_the_nearest(smell)
    assert "Phone 0551-62345678" in spoken and "Room for" not in spoken and "139 1111 2222" not in spoken


def test_by_night_outlets_show_the_night_number(intake, request):
    clock_of(intake.at.desk).pass_time(14 * HOUR)
    request.getfixturevalue("smell")
    assert "Night number 139 1111 2222" in spoken_of_the_nearest(intake)
    assert "no number known" in intake.panel.help.outlets.rows_model.data(intake.panel.help.outlets.rows_model.index(1))


def test_alt_s_does_nothing_and_f8_relays_at_once_without_a_window(smell):
    smell.key(Qt.Key.Key_S, ALT)
    assert not smell.panel.solving.isVisible()
    smell.key(Qt.Key.Key_F8)

    def read(session):
        view = session.scalars(select(OrderView)).one()
        return view, session.get(Asset, smell.asset), session.scalars(
            select(OrderEvent.kind).where(OrderEvent.order_id == view.order_id)
        ).all()

    view, asset, kinds = smell.at.desk.read(read)
    assert (view.urgency, view.state) == ("danger", "relayed")
    assert asset.do_not_use
    assert "window_agreed" not in kinds and "message_sent" in kinds
    assert smell.panel.after_script.text() == smell.panel.bar.read_out.text()


def test_urgency_danger_alone_brings_the_general_words(intake):
    intake.ring()
    intake.panel.form.urgency.setFocus()
    intake.type("3")
    assert QApplication.focusWidget().isChecked()
    assert intake.panel.bar.read_out.text() == intake.at.context.profile.danger.words["en"]


def test_a_window_chosen_before_the_danger_was_said_is_not_agreed(intake):
    intake.ring()
    intake.panel.form.window_field.setFocus()
    intake.key(Qt.Key.Key_Down)
    intake.panel.form.urgency.setFocus()
    intake.type("3")
    intake.key(Qt.Key.Key_F8)
    [view] = intake.at.desk.read(lambda session: session.scalars(select(OrderView)).all())
    assert (view.state, view.urgency, view.window_start) == ("relayed", "danger", None)
