"""The acts an order's state allows, each with its form, written by the acts and told in words."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMenu
from sqlalchemy import func, select
from tests.factories.late_reads import LateReads
from tests.factories.orders import an_order
from tests.factories.outlets import a_technician, an_outlet
from tests.factories.products import a_part

from callcentre.acts import visits
from callcentre.domain.event import Role
from callcentre.domain.instants import HOUR
from callcentre.domain.lifecycle import ORDERS
from callcentre.store.order_card import order_card
from callcentre.store.tables import Outbox, Technician
from callcentre.ui.buttons import Button
from callcentre.ui.choice_field import ChoiceField
from callcentre.ui.choices import Segments
from callcentre.ui.fields import MoneyField, TextField, WordsField
from callcentre.ui.moment_field import MomentField
from callcentre.ui.order.act_bar import TAKE_BACK
from callcentre.ui.order.forms import BY_KIND, ELSEWHERE, FORMS, MAIN
from callcentre.ui.order.page import OrderPage
from callcentre.ui.order.telling import outlet_words
from callcentre.ui.scrolled import Scrolled


def a_page(at, qtbot, order):
    page = OrderPage(at.context)
    qtbot.addWidget(page)
    page.resize(1300, 800)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.show_order(order)
    return page


def press(qtbot, widget, key, modifier=Qt.KeyboardModifier.NoModifier):
    """A key, after what was just laid out has come into sight: keys of hidden buttons do not count."""
    QApplication.processEvents()
    qtbot.keyClick(widget, key, modifier)


def card(at, order):
    roles = frozenset(map(Role, at.context.person.roles))
    return at.desk.read(lambda session: order_card(session, order, roles=roles, profile=at.context.profile))


def state(at, order):
    return card(at, order).header.state


def buttons(page):
    QApplication.processEvents()
    return [button.words for button in page.act_bar.findChildren(Button) if button.isVisible()]


def field(page, kind, number=0):
    return page.act_bar.findChildren(kind)[number]


def test_every_kind_of_event_has_a_form_or_a_place_of_its_own():
    assert {form.kind for form in FORMS} | ELSEWHERE == {rule.kind for rule in ORDERS.rules}
    for kinds in MAIN.values():
        assert set(kinds) <= set(BY_KIND)


@pytest.mark.parametrize("stage", ["open", "relayed", "accepted", "awaiting_callback", "closed"])
def test_exactly_what_the_state_allows_is_offered(at, qtbot, stage):
    order = an_order(at.desk, stage=stage)
    page = a_page(at, qtbot, order)
    possible = {BY_KIND[kind].title for kind in card(at, order).acts if kind not in ELSEWHERE}
    offered = {act.title for act in page.act_bar.acts() if not act.why_not} - {TAKE_BACK}
    assert offered == possible
    assert set(buttons(page)) - {"More"} <= possible
    for act in page.act_bar.acts():
        assert act.title in possible | {TAKE_BACK} or act.why_not


def test_a_visit_is_written_on_the_outlets_word(at, qtbot):
    outlet = an_outlet(at.desk)
    a_technician(at.desk, outlet, name="张师傅")
    a_part(at.desk, code="C-1")
    order = an_order(at.desk, stage="accepted", outlet=outlet)
    at.desk.clock.pass_time(2 * HOUR)
    page = a_page(at, qtbot, order)
    press(qtbot, page, Qt.Key.Key_V, Qt.KeyboardModifier.AltModifier)
    outcome, technician, parts = page.act_bar.findChildren(ChoiceField)[:3]
    outcome.choose("fixed")
    technician.choose(str(at.desk.read(lambda session: session.scalar(select(Technician.id)))))
    field(page, MomentField, 0).set_value(at.desk.clock.now() - HOUR)
    parts.chosen.emit("C-1")
    parts.chosen.emit("C-1")
    field(page, WordsField).setPlainText("换了压缩机")
    press(qtbot, page, Qt.Key.Key_F8)

    visit = card(at, order).story[-1]
    assert (visit.kind, visit.effect, visit.technician) == ("visit", "applied", "张师傅")
    assert visit.data["outcome"] == "fixed"
    assert [row[:2] for row in visit.data["parts"]] == [["C-1", 2]]
    assert visit.texts["words"] == "换了压缩机"
    assert not page.act_bar.form_open
    at.announcer.flush()
    assert "Visit" in page.story.rows_model.rows()[0].title


def test_what_is_missing_is_said_at_its_field_and_nothing_is_written(at, qtbot):
    order = an_order(at.desk, stage="accepted")
    page = a_page(at, qtbot, order)
    before = at.desk.read(lambda session: session.scalar(select(func.count()).select_from(Outbox)))
    page.act_bar.begin("visit")
    press(qtbot, page, Qt.Key.Key_F8)
    assert page.act_bar.form_open
    assert field(page, ChoiceField).property("wrong") == "true"
    assert at.desk.read(lambda session: session.scalar(select(func.count()).select_from(Outbox))) == before


def test_words_that_are_no_time_are_named(at, qtbot):
    order = an_order(at.desk, stage="accepted")
    page = a_page(at, qtbot, order)
    page.act_bar.begin("visit")
    field(page, ChoiceField).choose("fixed")
    moment = field(page, MomentField)
    moment.setText("half past nine")
    press(qtbot, page, Qt.Key.Key_F8)
    assert page.act_bar.form_open
    assert "half past nine" in moment.accessibleDescription()


def test_accepting_asks_nothing_and_can_be_taken_back(at, qtbot):
    order = an_order(at.desk, stage="relayed")
    page = a_page(at, qtbot, order)
    press(qtbot, page, Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    assert state(at, order) == "accepted"
    text, undo = at.shell.toasts[-1]
    assert "Outlet accepts" in text
    undo()
    assert state(at, order) == "relayed"
    assert [row.effect for row in card(at, order).story if row.kind == "accepted"] == ["undone"]


def test_an_act_that_is_not_possible_says_why_and_what_is(at, qtbot):
    order = an_order(at.desk, stage="relayed")
    page = a_page(at, qtbot, order)
    page.act_bar.begin("feedback")
    said = page.act_bar._problem
    assert said.isVisible()
    assert "relayed" in said.accessibleDescription()
    assert "Accepted" in said.accessibleDescription()


def test_escape_puts_the_form_away_unsaved(at, qtbot):
    order = an_order(at.desk, stage="open")
    page = a_page(at, qtbot, order)
    page.act_bar.begin("noted")
    words = field(page, WordsField)
    words.setPlainText("nothing")
    press(qtbot, words, Qt.Key.Key_Escape)
    assert not page.act_bar.form_open
    assert [row.kind for row in card(at, order).story] == ["opened"]


def test_a_form_that_is_open_keeps_its_words_when_a_colleague_changes_the_order(at, qtbot):
    from callcentre.acts import orders

    order = an_order(at.desk, stage="open")
    page = a_page(at, qtbot, order)
    page.act_bar.begin("noted")
    field(page, WordsField).setPlainText("typed before")
    done = at.desk.write(lambda unit: orders.urge(unit, order, "again"))
    at.announcer.announce(done.changes)
    at.announcer.flush()
    assert len(page.story.rows_model.rows()) == 2
    assert field(page, WordsField).words() == "typed before"


def test_lesser_acts_stand_in_the_menu(at, qtbot):
    order = an_order(at.desk, stage="accepted")
    page = a_page(at, qtbot, order)
    page.act_bar._show_others()
    menu = page.act_bar.findChild(QMenu)
    titles = {action.text().partition("\t")[0] for action in menu.actions()}
    menu.close()
    assert "Hold" in titles
    assert "Visit" not in titles


def test_choices_of_a_form_are_made_by_digits(at, qtbot):
    order = an_order(at.desk, stage="accepted")
    page = a_page(at, qtbot, order)
    page.act_bar.begin("contacted")
    by, outcome = page.act_bar.findChildren(Segments)
    press(qtbot, by.findChildren(Button)[0], Qt.Key.Key_1)
    press(qtbot, outcome.findChildren(Button)[0], Qt.Key.Key_1)
    press(qtbot, page, Qt.Key.Key_F8)
    contacted = card(at, order).story[-1]
    assert (contacted.data["by"], contacted.data["outcome"]) == ("outlet", "reached")


def test_a_step_is_corrected_where_it_stands_and_the_old_values_stay(at, qtbot):
    outlet = an_outlet(at.desk)
    a_part(at.desk, code="C-1")
    order = an_order(at.desk, stage="accepted", outlet=outlet)

    def came(unit):
        return visits.visit(unit, order, outcome="fixed", parts=[("C-1", 2)], charge_fen=18000, words="两个")

    at.desk.write(came)
    page = a_page(at, qtbot, order)
    page.story.go_to(0)
    press(qtbot, page.story, Qt.Key.Key_Return)
    assert page.act_bar.form_open
    assert field(page, MoneyField).fen() == 18000
    field(page, MoneyField).set_fen(8000)
    why = page.act_bar.findChildren(TextField)[-1]
    press(qtbot, page, Qt.Key.Key_F8)
    assert page.act_bar.form_open
    why.setText("录入错误")
    press(qtbot, page, Qt.Key.Key_F8)
    visit = next(row for row in card(at, order).story if row.kind == "visit")
    assert visit.data["charge_fen"] == 8000
    assert visit.was == {"charge_fen": 18000}
    assert [row[:2] for row in visit.data["parts"]] == [["C-1", 2]]


def test_what_decides_a_state_cannot_be_corrected(at, qtbot):
    order = an_order(at.desk, stage="relayed")
    page = a_page(at, qtbot, order)
    page.story.go_to(0)
    press(qtbot, page.story, Qt.Key.Key_Return)
    assert not page.act_bar.form_open
    assert "cannot be corrected" in page.act_bar._problem.accessibleName()


def test_the_last_step_can_be_taken_back_from_the_palette(at, qtbot):
    order = an_order(at.desk, stage="relayed")
    page = a_page(at, qtbot, order)
    back = next(act for act in page.act_bar.acts() if "Take back" in act.title)
    assert back.why_not == ""
    back.run()
    assert state(at, order) == "open"


def test_amending_begins_with_what_the_order_says_and_writes_what_differs(at, qtbot):
    order = an_order(at.desk, stage="open", category="air_conditioner", fault="")
    page = a_page(at, qtbot, order)
    page.act_bar.begin("amended")
    kind = field(page, ChoiceField)
    assert kind.code() == "repair"
    urgency = page.act_bar.findChildren(Segments)[0]
    urgency.choose("urgent")
    press(qtbot, page, Qt.Key.Key_F8)
    amended = card(at, order).story[-1]
    assert (amended.kind, amended.data["fields"]) == ("amended", {"urgency": "urgent"})


def test_a_half_written_form_stands_there_again_and_does_not_take_the_focus(at, qtbot):
    first, second = an_order(at.desk), an_order(at.desk)
    page = a_page(at, qtbot, first)
    page.act_bar.begin("noted")
    field(page, WordsField).setPlainText("写了一半")
    page.show_order(second)
    assert not page.act_bar.form_open
    page.story.setFocus()
    page.show_order(first)
    assert page.act_bar.form_open
    assert field(page, WordsField).words() == "写了一半"
    assert page.story.hasFocus()


def test_what_is_put_away_by_escape_is_brought_back_by_the_way_back(at, qtbot):
    order = an_order(at.desk)
    page = a_page(at, qtbot, order)
    page.act_bar.begin("noted")
    field(page, WordsField).setPlainText("写了一半")
    press(qtbot, field(page, WordsField), Qt.Key.Key_Escape)
    text, back = at.shell.toasts[-1]
    assert text == "Note: not saved"
    assert at.drafts.all() == {}
    back()
    assert field(page, WordsField).words() == "写了一半"


def test_a_draft_of_a_form_is_gone_once_it_was_saved(at, qtbot):
    order = an_order(at.desk)
    page = a_page(at, qtbot, order)
    page.act_bar.begin("noted")
    field(page, WordsField).setPlainText("写完了")
    qtbot.waitUntil(lambda: bool(at.drafts.all()), timeout=5000)
    press(qtbot, page, Qt.Key.Key_F8)
    assert at.drafts.all() == {}


def test_a_key_pressed_before_another_order_is_read_acts_on_it_and_never_on_the_one_before(at, qtbot):
    first, second = an_order(at.desk, stage="relayed"), an_order(at.desk, stage="relayed")
    runner = LateReads(at.context.runner)
    at.context = replace(at.context, runner=runner)
    page = a_page(at, qtbot, first)
    assert "Outlet accepts" in buttons(page)

    runner.late = True
    page.show_order(second)
    press(qtbot, page, Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    page.act_bar.take_back()
    assert (state(at, first), state(at, second)) == ("relayed", "relayed")
    runner.answer()
    assert (state(at, first), state(at, second)) == ("relayed", "accepted")


def test_a_form_asked_for_before_the_order_is_read_stands_there_when_it_is(at, qtbot):
    first, second = an_order(at.desk), an_order(at.desk)
    runner = LateReads(at.context.runner)
    at.context = replace(at.context, runner=runner)
    page = a_page(at, qtbot, first)

    runner.late = True
    page.show_order(second)
    page.act_bar.begin("noted")
    assert not page.act_bar.form_open
    runner.answer()
    assert page.act_bar.form_open


def test_what_is_wrong_stands_right_under_choices_that_find_room_in_one_row(at, qtbot):
    page = a_page(at, qtbot, an_order(at.desk, stage="relayed"))
    press(qtbot, page, Qt.Key.Key_W, Qt.KeyboardModifier.AltModifier)
    press(qtbot, page, Qt.Key.Key_F8)
    fields = page.act_bar.findChild(Scrolled)
    qtbot.waitUntil(lambda: fields.viewport().height() == fields.needed_height())


def test_an_order_that_was_withdrawn_names_no_outlet_to_ring_as_its_own(at, qtbot):
    outlet = an_outlet(at.desk, name="城东网点", phone="0551-62345678")
    order = an_order(at.desk, stage="relayed", outlet=outlet)
    page = a_page(at, qtbot, order)

    def names():
        return {each.text() for each in page.findChildren(QLabel)}

    assert "Last outlet" not in names()
    press(qtbot, page, Qt.Key.Key_W, Qt.KeyboardModifier.AltModifier)
    press(qtbot, QApplication.focusWidget(), Qt.Key.Key_1)
    press(qtbot, page, Qt.Key.Key_F8)
    at.announcer.flush()
    qtbot.waitUntil(lambda: "Last outlet" in names())
    assert outlet_words(card(at, order)) == "was with 城东网点"
