"""Keys that come faster than answers, and what is typed but not left yet."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import select
from tests.factories import orders
from tests.factories.late_reads import LateReads

from callcentre.acts import orders as order_acts
from callcentre.store.tables import Call, OrderView

ALT = Qt.KeyboardModifier.AltModifier


def views(intake):
    return intake.at.desk.read(lambda session: session.scalars(select(OrderView)).all())


def test_f8_before_the_outlets_are_read_waits_for_them_and_does_not_relay_to_nobody(intake):
    runner = LateReads(intake.at.context.runner)
    intake.at.context = replace(intake.at.context, runner=runner)
    intake.crash()
    intake.ring()
    runner.late = True
    intake.panel.form.urgency.setFocus()
    intake.type("2")
    intake.key(Qt.Key.Key_F8)
    assert views(intake) == []
    runner.answer()
    assert [(view.state, view.outlet_id) for view in views(intake)] == [("relayed", intake.near)]


def test_f8_twice_saves_once(intake):
    intake.ring()
    intake.panel.save.click()
    intake.panel.save.click()
    assert len(views(intake)) == 1
    assert len(intake.at.desk.read(lambda session: session.scalars(select(Call)).all())) == 1


def test_a_window_typed_and_not_left_is_agreed(intake):
    intake.ring()
    intake.panel.form.window_field.setFocus()
    intake.type("16 14-16")
    intake.key(Qt.Key.Key_F8)
    [view] = views(intake)
    assert view.window_end - view.window_start == 2 * 3_600_000_000


def test_a_window_nobody_can_read_is_said_at_the_field_and_stays(intake):
    intake.ring()
    intake.panel.form.window_field.setFocus()
    intake.type("soon")
    intake.key(Qt.Key.Key_F8)
    assert views(intake) == []
    assert intake.panel.form.window_field.typed() == "soon"
    assert QApplication.focusWidget() is intake.panel.form.window_field.focusProxy()


def test_an_act_that_is_not_possible_says_why_above_the_acts(intake):
    order = orders.an_order(intake.at.desk, customer=intake.customer, outlet=intake.near, stage="relayed")
    intake.ring()
    intake.at.desk.write(lambda unit: order_acts.cancel(unit, order, reason="customer_wish"))
    intake.key(Qt.Key.Key_F9)
    assert intake.panel.problem.isVisible() and "cancelled" in intake.panel.problem.accessibleDescription()
    assert intake.panel.outcome.isVisible()


def test_a_picture_shows_somebody_on_the_line_of_whom_nothing_is_kept(intake):
    for stage in ("closed", "relayed"):
        orders.an_order(
            intake.at.desk, customer=intake.customer, outlet=intake.near, stage=stage, asset=intake.asset,
            category="air_conditioner", fault="not_cooling",
        )
    intake.panel.poses()["line"]()
    assert intake.panel.customer.name.text() == "李秀英"
    assert intake.at.drafts.all() == {}
