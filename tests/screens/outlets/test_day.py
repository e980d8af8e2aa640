"""An outlet's day by the keyboard: accepting ten, planning, a visit with its feedback, the outlet's messages."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QApplication, QLabel
from tests.factories.customers import a_customer
from tests.factories.desks import MORNING
from tests.factories.orders import an_order
from tests.factories.outlets import a_technician, an_outlet
from tests.factories.people import a_person
from tests.factories.products import a_part

from callcentre.acts import outlets, visits
from callcentre.domain.event import Role
from callcentre.domain.instants import HOUR
from callcentre.opening import signed_in, writer
from callcentre.runtime.runner import DirectRunner
from callcentre.screens.outlets import day_forms
from callcentre.screens.outlets.writing import write_each
from callcentre.store.dispatch import day_query, day_rows
from callcentre.store.stories import events_of
from callcentre.ui import formats
from callcentre.ui.choice_field import ChoiceField


@pytest.fixture
def outlet(at):
    return an_outlet(at.desk, name="城东网点")


@pytest.fixture
def day(at, build, outlet):
    """The day of one outlet, with the focus in its table."""

    def shown(context=None):
        panel = build(context or at.context)
        panel.take("outlets.day", {"outlet": outlet})
        return panel.day

    return shown


def as_person(at, *roles, outlet=None):
    """The context of another person, whose acts are their own."""
    person = a_person(at.desk, *roles, outlet=outlet)
    desk = replace(at.desk, person=person)
    return replace(
        at.context, person=signed_in(desk), runner=DirectRunner(writer(desk, at.announcer), desk.read)
    )


def numbers(page):
    return [formats.tail(row.no) for row in page.table.rows_model.shown()]


def tail_of(page, order):
    return formats.tail(next(row.no for row in page.table.rows_model.shown() if row.order_id == order))


def kinds(at, order):
    return [event.kind for event in at.desk.read(lambda session: events_of(session, order))]


def last(at, order):
    return at.desk.read(lambda session: events_of(session, order))[-1]


def choose(page, *orders):
    page.table.clearSelection()
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for number, row in enumerate(page.table.rows_model.shown()):
        if row.order_id in orders:
            page.table.selectionModel().select(page.table.rows_model.index(number, 0), flags)
            page.table.selectionModel().setCurrentIndex(
                page.table.rows_model.index(number, 0), QItemSelectionModel.SelectionFlag.NoUpdate
            )
    page.table.setFocus()


def press(qtbot, key, modifier=Qt.KeyboardModifier.NoModifier):
    QApplication.processEvents()
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)
    QApplication.processEvents()


def test_ten_orders_are_accepted_with_two_keys(at, day, outlet, qtbot):
    orders = [an_order(at.desk, stage="relayed", outlet=outlet) for _ in range(10)]
    page = day()
    press(qtbot, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert page.accept.words == "Accept 10 orders"
    press(qtbot, Qt.Key.Key_Space)
    assert all(kinds(at, order)[-1] == "accepted" for order in orders)
    assert at.shell.toasts[-1][0] == "10 orders accepted"
    assert {row.part for row in page.table.rows_model.shown()} == {"plan"}


def test_accepting_several_is_taken_back_at_once(at, day, outlet, qtbot):
    orders = [an_order(at.desk, stage="relayed", outlet=outlet) for _ in range(3)]
    page = day()
    choose(page, *orders)
    press(qtbot, Qt.Key.Key_Space)
    at.shell.toasts[-1][1]()
    assert {row.state for row in page.table.rows_model.shown()} == {"relayed"}


def test_what_one_order_is_refused_hinders_no_other(at, day, outlet, qtbot):
    one, other = (an_order(at.desk, stage="relayed", outlet=outlet) for _ in range(2))
    page = day()
    # Somebody else was quicker, and this page has not heard of it.
    at.desk.write(lambda unit: visits.accept(unit, one))
    choose(page, one, other)
    number = tail_of(page, one)
    press(qtbot, Qt.Key.Key_Space)
    assert kinds(at, other)[-1] == "accepted"
    assert page.problem.isVisible()
    assert page.problem._what.text() == "1 of 2 were not accepted"
    assert page.problem._why.text().startswith(f"{number}: ")


def test_space_on_an_order_that_is_accepted_already_says_so(at, day, outlet, qtbot):
    order = an_order(at.desk, stage="accepted", outlet=outlet)
    page = day()
    choose(page, order)
    press(qtbot, Qt.Key.Key_Space)
    assert page.problem.isVisible()
    assert kinds(at, order)[-1] == "accepted"


def test_a_visit_and_its_feedback_are_one_form_and_one_transaction(at, day, outlet, qtbot):
    person = a_technician(at.desk, outlet, name="李师傅")
    order = an_order(at.desk, stage="accepted", outlet=outlet)
    page = day()
    choose(page, order)
    press(qtbot, Qt.Key.Key_V, Qt.KeyboardModifier.AltModifier)
    form = page.bar._panel
    form.put({"outcome": "fixed", "technician": str(person), "arrived_at": MORNING - HOUR, "action": "换主板"})
    press(qtbot, Qt.Key.Key_F8)
    assert kinds(at, order)[-2:] == ["visit", "feedback"]
    assert page.table.rows_model.shown() == []
    assert page.body.currentWidget() is page.empty


def test_work_that_is_not_done_is_not_told_as_done(at, day, outlet, qtbot):
    order = an_order(at.desk, stage="accepted", outlet=outlet)
    page = day()
    choose(page, order)
    page.bar.begin(day_forms.VISIT)
    page.bar._panel.put({"outcome": "parts_needed", "arrived_at": MORNING - HOUR})
    press(qtbot, Qt.Key.Key_F8)
    assert kinds(at, order)[-1] == "accepted", "neither of the two was written"
    assert page.bar.form_open
    page.bar._panel.put({"then": "open"})
    press(qtbot, Qt.Key.Key_F8)
    assert kinds(at, order)[-1] == "visit"


def test_a_plan_says_who_goes_and_begins_with_the_agreed_window(at, day, outlet, qtbot):
    person = a_technician(at.desk, outlet, name="李师傅")
    order = an_order(at.desk, stage="accepted", outlet=outlet)
    start, end = MORNING + 2 * HOUR, MORNING + 4 * HOUR
    from callcentre.acts import orders

    at.desk.write(lambda unit: orders.agree_window(unit, order, start, end, by="customer"))
    page = day()
    choose(page, order)
    press(qtbot, Qt.Key.Key_P, Qt.KeyboardModifier.AltModifier)
    page.bar._panel.put({"technician": str(person)})
    press(qtbot, Qt.Key.Key_F8)
    planned = last(at, order)
    assert (planned.kind, planned.technician, planned.data["start"]) == ("planned", person, start)
    row = page.table.rows_model.shown()[0]
    assert (row.part, row.technician) == ("visit", "李师傅")


def test_a_dispatcher_begins_with_the_day_of_the_own_outlets_and_sees_no_other(at, build, outlet):
    below = an_outlet(at.desk, parent=outlet, name="城东一站")
    strange = an_outlet(at.desk, name="城西网点")
    mine = {an_order(at.desk, stage="relayed", outlet=one) for one in (outlet, below)}
    an_order(at.desk, stage="relayed", outlet=strange)
    panel = build(as_person(at, Role.DISPATCHER, outlet=outlet))
    assert panel.stack.currentWidget() is panel.day
    assert {row.order_id for row in panel.day.table.rows_model.shown()} == mine
    assert [line.row.name for line in panel.list.table.rows_model.shown()] == ["城东网点", "城东一站"]
    assert not panel.day.word.isVisible()
    panel.take("outlets.day", {"outlet": strange})
    assert {row.order_id for row in panel.day.table.rows_model.shown()} == mine


@pytest.mark.parametrize(("role", "offered"), [(Role.AGENT, True), (Role.DISPATCHER, False)])
def test_only_who_may_take_a_step_back_is_offered_the_way(at, day, outlet, qtbot, role, offered):
    order = an_order(at.desk, stage="relayed", outlet=outlet)
    page = day(as_person(at, role, outlet=outlet))
    choose(page, order)
    press(qtbot, Qt.Key.Key_Space)
    _text, undo = at.shell.toasts[-1]
    assert last(at, order).kind == "accepted"
    assert (undo is not None) is offered


def test_a_dispatcher_without_an_outlet_sees_nothing(at, build, outlet):
    an_order(at.desk, stage="relayed", outlet=outlet)
    panel = build(at.as_roles(Role.DISPATCHER))
    assert panel.day.table.rows_model.shown() == []
    assert panel.list.table.rows_model.shown() == []


def test_an_agent_works_it_on_the_outlets_word(at, day, outlet, qtbot):
    order = an_order(at.desk, stage="relayed", outlet=outlet)
    page = day(as_person(at, Role.AGENT))
    assert page.word.isVisible()
    choose(page, order)
    press(qtbot, Qt.Key.Key_Space)
    assert kinds(at, order)[-1] == "accepted"
    page.bar.begin("planned")
    assert not page.bar.form_open, "only the outlet itself plans"


def test_an_order_is_copied_as_a_message_in_the_outlets_template(at, day, outlet, qtbot):
    order = an_order(at.desk, stage="relayed", outlet=outlet, words="冰箱不制冷",
                     customer=a_customer(at.desk, name="赵敏", phones=["13800138000"]))
    page = day()
    choose(page, order)
    press(qtbot, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    text = QApplication.clipboard().text()
    assert "赵敏 138 0013 8000" in text
    assert "冰箱不制冷" in text
    assert "Machine" not in text, "a line of which nothing is known is left out"
    assert last(at, order).kind == "message_sent"
    page.template.click()
    page.own_template.field.setPlainText("派单 {tail} {customer}")
    page.own_template.save.click()
    choose(page, order)
    page.copy.click()
    assert QApplication.clipboard().text() == f"派单 {tail_of(page, order)} 赵敏"


@pytest.mark.parametrize(("template", "first"), [
    ("派单 {tail}", "Danger: somebody goes at once"), ("{urgency} {tail}", "danger"),
])
def test_no_template_leaves_a_danger_unsaid(at, day, outlet, qtbot, template, first):
    order = an_order(at.desk, stage="relayed", outlet=outlet, urgency="danger")
    page = day()
    page.template.click()
    page.own_template.field.setPlainText(template)
    page.own_template.save.click()
    choose(page, order)
    page.copy.click()
    assert QApplication.clipboard().text().startswith(first)


def paste(qtbot, page, text):
    QApplication.clipboard().setText(text)
    press(qtbot, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)


def test_a_reply_is_shown_before_anything_is_written(at, day, outlet, qtbot):
    one = an_order(at.desk, stage="relayed", outlet=outlet)
    other = an_order(at.desk, stage="accepted", outlet=outlet)
    page = day()
    page.table.setFocus()
    paste(qtbot, page, f"{tail_of(page, one)} 不接 人手不足\n{tail_of(page, other)} 已修好 收费120\n099-Z 接单")
    assert [block.is_ticked() for block in page.reply.blocks()] == [True, True, False]
    assert kinds(at, one)[-1] == "relayed"
    assert kinds(at, other)[-1] == "accepted"
    assert page.reply.write.words == "Write it for 2 orders"
    press(qtbot, Qt.Key.Key_F8)
    assert (last(at, one).kind, last(at, one).data["reason"]) == ("declined", "no_capacity")
    assert kinds(at, other)[-2:] == ["visit", "feedback"]
    assert page.reply.field.words() == ""


def test_what_is_not_ticked_is_not_written(at, day, outlet, qtbot):
    one, other = (an_order(at.desk, stage="relayed", outlet=outlet) for _ in range(2))
    page = day()
    page.table.setFocus()
    paste(qtbot, page, "全部接单")
    page.reply.blocks()[0].tick.setChecked(False)
    page.reply.write.click()
    assert sorted(kinds(at, order)[-1] for order in (one, other)) == ["accepted", "relayed"]


def test_a_reading_is_put_right_in_its_form(at, day, outlet, qtbot):
    order = an_order(at.desk, stage="accepted", outlet=outlet)
    page = day()
    page.table.setFocus()
    paste(qtbot, page, f"{tail_of(page, order)} 已修好 收费120")
    page.reply.edited.emit(page.reply.blocks()[0].reading)
    assert page.bar._panel.written()["charge_fen"] == 12000
    assert not page.reply.write.isVisible(), "F8 belongs to the form"
    page.bar._panel.put({"arrived_at": MORNING - HOUR})
    press(qtbot, Qt.Key.Key_F8)
    assert kinds(at, order)[-2:] == ["visit", "feedback"]


def test_nobody_is_guessed_without_a_number(at, day, outlet, qtbot):
    one, _other = (an_order(at.desk, stage="relayed", outlet=outlet) for _ in range(2))
    page = day()
    page.table.clearSelection()
    page.reply.field.setPlainText("接单")
    page.reply.read_now()
    assert page.reply.readings() == []
    choose(page, one)
    page.reply.read_now()
    assert [reading.order for reading in page.reply.readings()] == [one]


def test_rows_keep_their_places_while_somebody_stands_on_them(at, day, outlet):
    first = [an_order(at.desk, stage="relayed", outlet=outlet) for _ in range(3)]
    page = day()
    choose(page, first[1])
    before = [row.order_id for row in page.table.rows_model.shown()]
    danger = an_order(at.desk, stage="relayed", outlet=outlet, urgency="danger")
    page.read()
    assert [row.order_id for row in page.table.rows_model.shown()] == [*before, danger]


def test_the_day_of_one_outlet_is_read_by_index(at, outlet):
    def ask(session):
        bind = session.connection()
        said = day_query([outlet]).compile(bind, compile_kwargs={"render_postcompile": True})
        given = [said.params.get(name) for name in said.positiontup]
        values = [value.bytes if hasattr(value, "bytes") else value for value in given]
        return [row[3] for row in bind.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", tuple(values))]

    steps = at.desk.read(ask)
    assert any("ix_order_view_outlet_id_state (outlet_id=? AND state=?)" in step for step in steps), steps
    assert not any(step.startswith("SCAN") for step in steps), steps
    assert at.desk.read(lambda session: day_rows(session, frozenset())) == []


def test_each_act_is_written_by_itself(at, qtbot):
    order = an_order(at.desk)
    told = []
    write_each(at.context.runner, [(order, lambda unit: visits.accept(unit, order))], told.append, owner=at.announcer)
    assert list(told[0].refused) == [order]


def test_an_ended_outlet_cannot_be_chosen(at, day, outlet):
    gone = an_outlet(at.desk, name="关门网点")
    at.desk.write(lambda unit: outlets.end(unit, gone))
    page = day()
    page.outlet.choose(str(gone))
    assert page.chosen_outlet() is None


def test_a_day_begins_on_its_first_order_and_goes_on_to_the_next_when_one_is_done(at, day, outlet, qtbot):
    a_technician(at.desk, outlet, name="李师傅")
    done, following = (an_order(at.desk, stage="accepted", outlet=outlet) for _ in range(2))
    page = day()
    assert [row.order_id for row in page.table.chosen()] == [done]
    at.desk.write(lambda unit: visits.visit(unit, done, outcome="fixed", arrived_at=at.context.now()))
    at.desk.write(lambda unit: visits.feed_back(unit, done, outcome="done"))
    page.read()
    assert [row.order_id for row in page.table.chosen()] == [following]


@pytest.mark.parametrize(("people", "begins_with"), [(["李师傅"], "李师傅"), (["李师傅", "王师傅"], ""), ([], "")])
def test_the_only_technician_stands_in_the_plan_and_of_several_the_planned_one_in_the_visit(
    at, day, outlet, qtbot, people, begins_with
):
    pks = [a_technician(at.desk, outlet, name=name) for name in people]
    order = an_order(at.desk, stage="accepted", outlet=outlet)
    page = day()
    press(qtbot, Qt.Key.Key_P, Qt.KeyboardModifier.AltModifier)
    assert page.bar.findChildren(ChoiceField)[0].text() == begins_with
    press(qtbot, Qt.Key.Key_Escape)
    if pks:
        at.desk.write(lambda unit: visits.plan(unit, order, technician=pks[-1]))
        page.read()
        press(qtbot, Qt.Key.Key_V, Qt.KeyboardModifier.AltModifier)
        qtbot.waitUntil(lambda: people[-1] in [field.text() for field in page.bar.findChildren(ChoiceField)])


def test_the_key_of_the_other_part_goes_into_its_table(at, day, outlet, qtbot):
    an_order(at.desk, stage="relayed", outlet=outlet)
    page = day()
    panel = page.window()
    press(qtbot, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert panel.list.table.hasFocus()
    press(qtbot, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert page.table.hasFocus()


def test_a_visit_read_from_a_reply_shows_its_day_and_what_a_part_is_called(at, day, outlet, qtbot):
    a_part(at.desk, code="XQ001", name="电脑板")
    order = an_order(at.desk, stage="accepted", outlet=outlet)
    page = day()
    page.table.setFocus()
    paste(qtbot, page, f"{tail_of(page, order)} 昨天上午9点10分到的，10点走，换了电脑板修好了，收费150元")
    read = " ".join(each.text() for each in page.reply.findChildren(QLabel))
    assert "13 Jul 09:10–10:00" in read
    assert "XQ001 电脑板 × 1" in read
