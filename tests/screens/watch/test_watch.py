"""A supervisor's day at Watch, by keyboard through the real panel: every stage with its clock, chased by one key."""

import subprocess
import sys
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import select
from tests.factories.customers import a_customer
from tests.factories.desks import MORNING
from tests.factories.orders import an_order
from tests.factories.outlets import an_outlet
from tests.ui.fitting import cut_texts

from callcentre.acts import complaints, orders, visits
from callcentre.acts.complaints import NewComplaint
from callcentre.domain.event import Role
from callcentre.domain.instants import DAY, HOUR, MINUTE
from callcentre.screens.watch import SCREEN
from callcentre.screens.watch.inbox import act_words, kind_of
from callcentre.store.inbox import InboxRow
from callcentre.store.order_card import order_card
from callcentre.store.tables import Call
from callcentre.ui import language

NONE = Qt.KeyboardModifier.NoModifier
ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
HOLD = MORNING + 3 * DAY
WINDOW = (MORNING + 5 * HOUR, MORNING + 7 * HOUR)


def press(qtbot, panel, key, modifier=NONE):
    """A key, after what was just laid out has come into sight."""
    QApplication.processEvents()
    qtbot.keyClick(QApplication.focusWidget() or panel, key, modifier)


def contacted(unit, order):
    visits.contact(unit, order, by="outlet", outcome="reached")


def with_window(at):
    order = an_order(at.desk, stage="accepted")

    def act(unit):
        contacted(unit, order)
        return orders.agree_window(unit, order, *WINDOW)

    at.desk.write(act)
    return order


def held(at):
    order = an_order(at.desk)
    at.desk.write(lambda unit: visits.hold(unit, order, reason="part", until=HOLD))
    return order


def without_feedback(at):
    order = an_order(at.desk, stage="accepted")
    at.desk.write(lambda unit: contacted(unit, order))
    return order


def complained(at):
    customer = a_customer(at.desk)
    new = NewComplaint(category="charge", customer=customer)
    return at.desk.write(lambda unit: complaints.receive(unit, new)).result.id


STAGES = {
    "unrelayed": (an_order, MORNING + 30 * MINUTE, "Not relayed"),
    "unaccepted": (lambda desk: an_order(desk, stage="relayed"), MORNING + 2 * HOUR, "Not accepted"),
    "uncontacted": (lambda desk: an_order(desk, stage="accepted"), MORNING + 4 * HOUR, "Not contacted"),
    "visit": (with_window, WINDOW[1], "To visit"),
    "held": (held, HOLD, "On hold"),
    "feedback": (without_feedback, MORNING + DAY, "No feedback"),
    "callback": (lambda desk: an_order(desk, stage="awaiting_callback"), MORNING + HOUR, "Callback"),
    "complaint": (complained, MORNING + DAY, "received"),
}
OVER = {"visit": "Window missed", "held": "Hold ran out", "callback": "Callback due"}
BY_DESK = ("unrelayed", "unaccepted", "uncontacted", "callback")


def brought_to(at, stage):
    make = STAGES[stage][0]
    return make(at.desk if stage in BY_DESK else at)


def lines(panel):
    return panel.table.rows_model.shown()


def shown(panel, column):
    model = panel.table.rows_model
    return [model.columns[column].read(line) for line in model.shown()]


def ids(panel):
    return [line.row.id for line in lines(panel)]


def story(at, order):
    return at.desk.read(
        lambda session: order_card(session, order, roles=frozenset(Role), profile=at.context.profile)
    ).story


def changed(at, act):
    """A colleague's act, told as such."""
    at.announcer.announce(at.desk.write(act).changes)
    at.announcer.flush()


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_stands_in_its_tile_with_its_own_clock(at, build, stage):
    case = brought_to(at, stage)
    _make, due, words = STAGES[stage]
    panel = build()
    [line] = lines(panel)
    assert (line.row.id, line.row.stage, line.row.due) == (case, stage, due)
    assert shown(panel, 1)[0].words.lower() == words.lower()
    assert "left" in shown(panel, 0)[0].words
    assert panel.tiles.tile(stage).accessibleName().split(", ")[0].endswith("1")

    at.desk.clock.set(due + 2 * HOUR)
    panel.read()
    clock = shown(panel, 0)[0]
    assert clock.words == "2 h over"
    assert clock.bar_permille == 1000
    assert clock.tone == {"held": "hold", "callback": "due"}.get(stage, "overdue")
    assert shown(panel, 1)[0].words.lower() == OVER.get(stage, words).lower()
    assert panel.tiles.tile(stage).accessibleName().split(", ")[1][0] == "1"


def test_danger_comes_first_then_what_is_over_longest(at, build):
    late = an_order(at.desk)
    at.desk.clock.pass_time(HOUR)
    danger = an_order(at.desk, urgency="danger")
    later = an_order(at.desk)
    panel = build()
    assert ids(panel) == [danger, late, later]
    assert shown(panel, 1)[0].chip == "danger"
    assert shown(panel, 6)[0].words == "Now"


def test_sorting_by_the_clock_keeps_danger_first(at, build):
    late = an_order(at.desk)
    at.desk.clock.pass_time(HOUR)
    danger = an_order(at.desk, urgency="danger")
    panel = build()
    panel.table.sortByColumn(4, Qt.SortOrder.AscendingOrder)
    panel.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert ids(panel) == [danger, late]


def test_a_tile_filters_by_control_and_digit_and_arrows_go_on(at, qtbot, build):
    relayed = an_order(at.desk, stage="relayed")
    opened = an_order(at.desk)
    panel = build()
    press(qtbot, panel, Qt.Key.Key_2, CONTROL)
    assert (panel.tiles.stage(), ids(panel)) == ("unrelayed", [opened])
    panel.tiles.tile("unrelayed").setFocus()
    press(qtbot, panel, Qt.Key.Key_Right)
    assert (panel.tiles.stage(), ids(panel)) == ("unaccepted", [relayed])
    press(qtbot, panel, Qt.Key.Key_4, CONTROL)
    assert panel.body.currentWidget() is panel.empty


CHASED = {
    "unrelayed": ("orders.open", {"kind": "relayed"}), "uncontacted": ("orders.open", {"kind": "contacted"}),
    "held": ("orders.open", {"kind": "contacted"}), "feedback": ("orders.open", {"kind": "contacted"}),
    "callback": ("callbacks.next", {}), "complaint": ("complaints.open", {}),
}


@pytest.mark.parametrize("stage", CHASED)
def test_one_key_goes_where_the_stage_is_dealt_with(at, qtbot, build, stage):
    case = brought_to(at, stage)
    panel = build()
    press(qtbot, panel, Qt.Key.Key_Down)
    press(qtbot, panel, Qt.Key.Key_F9)
    intent, more = CHASED[stage]
    subject = "complaint" if stage == "complaint" else "order"
    assert at.shell.navigated == [(intent, {subject: case} | more)]


@pytest.mark.parametrize("stage", ["unaccepted", "visit"])
def test_one_key_rings_the_outlet_and_notes_it_with_the_call(at, qtbot, build, stage):
    order = brought_to(at, stage)
    panel = build()
    press(qtbot, panel, Qt.Key.Key_Down)
    assert panel.chase.words == "Ring the outlet"
    press(qtbot, panel, Qt.Key.Key_F9)
    assert "noted" in at.shell.toasts[-1][0]
    last = story(at, order)[-1]
    assert last.kind == "noted"
    assert "Outlet rung up" in last.texts["words"]
    calls = at.desk.read(lambda session: session.execute(select(Call.direction, Call.order_id)).all())
    assert calls == [("out", order)]
    at.announcer.flush()
    assert panel.summary.text().endswith("rung 09:00")


def test_several_are_chased_at_once(at, qtbot, build):
    outlet = an_outlet(at.desk)
    some = [an_order(at.desk, stage="relayed", outlet=outlet) for _ in range(3)]
    panel = build()
    press(qtbot, panel, Qt.Key.Key_Down)
    press(qtbot, panel, Qt.Key.Key_A, CONTROL)
    press(qtbot, panel, Qt.Key.Key_F9)
    assert [story(at, order)[-1].kind for order in some] == ["noted"] * 3
    assert "3 calls" in at.shell.toasts[-1][0]


def test_nothing_chosen_is_said_and_not_chased(at, qtbot, build):
    an_order(at.desk, stage="relayed")
    panel = build()
    assert panel.chase.why_not == "Choose a case first"
    press(qtbot, panel, Qt.Key.Key_F9)
    assert at.shell.toasts == []


def test_enter_opens_order_or_complaint_and_alt_r_relays_elsewhere(at, qtbot, build):
    order = an_order(at.desk, stage="relayed")
    at.desk.clock.pass_time(HOUR)
    complaint = complained(at)
    panel = build()
    press(qtbot, panel, Qt.Key.Key_Down)
    press(qtbot, panel, Qt.Key.Key_R, ALT)
    press(qtbot, panel, Qt.Key.Key_Return)
    press(qtbot, panel, Qt.Key.Key_Down)
    press(qtbot, panel, Qt.Key.Key_Return)
    assert at.shell.navigated == [
        ("orders.open", {"order": order, "kind": "relayed"}), ("orders.open", {"order": order}),
        ("complaints.open", {"complaint": complaint}),
    ]
    assert panel.relay.why_not


def test_until_somebody_stands_on_a_row_the_table_follows_what_colleagues_do(at, build):
    order = an_order(at.desk)
    panel = build()
    changed(at, lambda unit: orders.cancel(unit, order, reason="customer_wish"))
    assert lines(panel) == []
    danger = an_order(at.desk, urgency="danger")
    at.announcer.announce({("order", danger)})
    at.announcer.flush()
    assert ids(panel) == [danger]


def test_nothing_moves_under_the_focus_until_home_is_pressed(at, qtbot, build):
    first, second = an_order(at.desk), an_order(at.desk)
    outlet = an_outlet(at.desk)
    panel = build()
    press(qtbot, panel, Qt.Key.Key_Down)
    press(qtbot, panel, Qt.Key.Key_Down)
    before = ids(panel)
    assert panel.table.current().row.id == before[1]
    danger = an_order(at.desk, urgency="danger")
    at.announcer.announce({("order", danger)})
    changed(at, lambda unit: visits.relay(unit, before[1], outlet))
    changed(at, lambda unit: orders.cancel(unit, before[0], reason="customer_wish"))

    assert ids(panel) == before
    assert panel.table.current().row.id == before[1]
    assert [line.gone for line in lines(panel)] == [True, False]
    assert shown(panel, 0)[0].words == "dealt with"
    assert shown(panel, 1)[1].words == "Not accepted"
    assert panel.fresh.isVisible()
    assert panel.fresh.words == "1 new"

    press(qtbot, panel, Qt.Key.Key_Home)
    assert ids(panel) == [danger, before[1]]
    assert not panel.fresh.isVisible()
    assert {first, second} == set(before)


def test_escape_leaves_the_row_and_the_table_follows_again(at, qtbot, build):
    an_order(at.desk)
    panel = build()
    press(qtbot, panel, Qt.Key.Key_Down)
    press(qtbot, panel, Qt.Key.Key_Escape)
    danger = an_order(at.desk, urgency="danger")
    at.announcer.announce({("order", danger)})
    at.announcer.flush()
    assert ids(panel)[0] == danger


def test_a_long_list_is_read_in_blocks_and_what_follows_comes_at_the_end(at, build, monkeypatch):
    from callcentre.screens.watch import presenter

    monkeypatch.setattr(presenter, "BLOCK", 40)
    customer = a_customer(at.desk)
    every = []
    for _ in range(100):
        at.desk.clock.pass_time(MINUTE)
        every.append(an_order(at.desk, customer=customer))
    panel = build()
    assert ids(panel) == every[:40]
    panel.table.setFocus()
    panel.table.stand_on(30)
    bar = panel.table.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert ids(panel) == every[:80]
    assert panel.table.current().row.id == every[30]
    assert "100 open" in panel.summary.text()
    assert not panel.fresh.isVisible()


def test_all_are_chosen_also_those_not_read_yet(at, qtbot, build, monkeypatch):
    from callcentre.screens.watch import presenter

    monkeypatch.setattr(presenter, "BLOCK", 4)
    customer = a_customer(at.desk)
    every = [an_order(at.desk, customer=customer) for _number in range(10)]
    panel = build()
    assert len(ids(panel)) == 4
    panel.table.setFocus()
    press(qtbot, panel, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert {line.row.id for line in panel.table.chosen()} == set(every)
    assert "10 chosen" in panel.summary.text()


def test_a_panel_out_of_sight_reads_when_it_is_seen_again(at, build):
    panel = build()
    panel.hide()
    order = an_order(at.desk)
    at.announcer.announce({("order", order)})
    at.announcer.flush()
    assert lines(panel) == []
    panel.show()
    assert ids(panel) == [order]


def test_numbers_are_whole_where_there_is_room(at, build):
    an_order(at.desk)
    panel = build()
    assert shown(panel, 2)[0].words.count("-") == 1
    panel.resize(1848, 980)
    QApplication.processEvents()
    assert shown(panel, 2)[0].words == lines(panel)[0].row.no


def test_everything_reads_in_chinese(at, build, look):
    for stage in STAGES:
        brought_to(at, stage)
    an_order(at.desk, urgency="danger", stage="relayed")
    at.desk.clock.pass_time(20 * DAY)
    panel = build()
    language.set_language("zh_CN", look)
    names = [panel.tiles.tile(stage).accessibleName() for stage in ("", *STAGES)]
    said = [cell.words + cell.chip for column in (0, 1, 6) for cell in shown(panel, column)]
    titles = [item.title.text() + item.button.words for item in panel.inbox.items()]
    buttons = [panel.chase.words, panel.relay.words]
    latin = [text for text in (*names, *said, *titles, *buttons) if any(c.isascii() and c.islower() for c in text)]
    assert latin == []


@pytest.mark.parametrize("code", ["en", "zh_CN"])
def test_nothing_is_cut_on_the_smallest_usual_screen(at, build, look, code):
    for stage in STAGES:
        brought_to(at, stage)
    an_order(at.desk, urgency="danger", stage="relayed")
    at.desk.clock.pass_time(345 * DAY)
    language.set_language(code, look)
    panel = build()
    panel.table.setFocus()
    panel.table.stand_on(0)
    QApplication.processEvents()
    assert cut_texts(panel) == []
    assert panel.table.horizontalScrollBar().maximum() == 0


def test_in_a_narrow_window_the_inbox_is_a_drawer_and_its_count_is_said(at, qtbot, build):
    an_order(at.desk, urgency="danger", stage="relayed")
    panel = build()
    panel.resize(900, 600)
    QApplication.processEvents()
    assert not panel.inbox.isVisible()
    assert panel.keys.text().startswith("Alt 0 waiting for me (1)")
    assert panel.table.horizontalScrollBar().maximum() == 0
    panel.take("watch.inbox", {})
    QApplication.processEvents()
    assert panel.inbox.items()[0].button.hasFocus()
    assert not panel.table.isVisible()
    press(qtbot, panel, Qt.Key.Key_0, ALT)
    QApplication.processEvents()
    assert panel.table.isVisible()
    assert not panel.inbox.isVisible()


def test_the_status_bar_leads_to_the_table_of_everything(at, qtbot, build):
    order = an_order(at.desk)
    panel = build()
    press(qtbot, panel, Qt.Key.Key_9, CONTROL)
    assert ids(panel) == []
    panel.take("watch.overdue", {})
    assert (panel.tiles.stage(), ids(panel)) == ("", [order])
    assert panel.table.hasFocus()


def test_the_package_is_found_without_the_database():
    code = "import sys, callcentre.screens.watch; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(("stage", "words"), [
    ("uncontacted", "Ring the outlet"), ("feedback", "Ring the outlet"), ("callback", "Open the order"),
])
def test_a_supervisor_who_is_no_agent_is_led_to_nothing_that_would_be_refused(at, qtbot, stage, words):
    case = brought_to(at, stage)
    panel = SCREEN.build(at.as_roles(Role.SUPERVISOR))
    qtbot.addWidget(panel)
    panel.show()
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    panel.setFocus()
    press(qtbot, panel, Qt.Key.Key_Down)
    assert panel.chase.words == words
    press(qtbot, panel, Qt.Key.Key_F9)
    if words == "Open the order":
        assert at.shell.navigated == [("orders.open", {"order": case})]
    else:
        assert story(at, case)[-1].kind == "noted"


def test_a_supervisor_who_is_no_agent_looks_at_what_was_held_without_a_call():
    row = InboxRow("held_without_call", "order", UUID(int=1), "SO-1", MORNING, "accepted", "normal", "repair", "", "", "李秀英", "")
    assert (act_words(row, frozenset({"agent"})), kind_of(row, frozenset({"agent"})).kind) == ("Ring the customer", "contacted")
    assert (act_words(row, frozenset({"supervisor"})), kind_of(row, frozenset({"supervisor"})).kind) == ("Open the order", "")
