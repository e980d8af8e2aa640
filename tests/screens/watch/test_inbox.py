"""What waits for me: it appears, stands in order of harm, is done by its key, and goes."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from tests.factories.customers import a_customer
from tests.factories.desks import a_desk
from tests.factories.orders import an_order
from tests.factories.outlets import an_outlet
from tests.factories.panels import PanelDesk
from tests.factories.people import a_person

from callcentre.acts import complaints, orders, visits
from callcentre.acts.complaints import NewComplaint
from callcentre.domain.event import Role
from callcentre.domain.instants import DAY, HOUR, MINUTE
from callcentre.screens.watch import SCREEN
from callcentre.screens.watch.counting import Counting
from callcentre.ui.screen import Screen
from callcentre.ui.shell import Shell

ALT = Qt.KeyboardModifier.AltModifier


def rules(panel):
    return [item.row.rule for item in panel.inbox.items()]


def titles(panel):
    return [item.title.text() for item in panel.inbox.items()]


def changed(at, act):
    at.announcer.announce(at.desk.write(act).changes)
    at.announcer.flush()


def press(qtbot, panel, digit):
    QApplication.processEvents()
    qtbot.keyClick(QApplication.focusWidget() or panel, digit, ALT)


def urged(at, times=3):
    order = an_order(at.desk)

    def act(unit):
        for _ in range(times):
            orders.urge(unit, order)

    at.desk.write(act)
    return order


def declined_twice(at):
    outlets = [an_outlet(at.desk) for _ in range(2)]
    order = an_order(at.desk)

    def act(unit):
        for outlet in outlets:
            visits.relay(unit, order, outlet)
            visits.decline(unit, order)

    at.desk.write(act)
    return order


def held(at):
    order = an_order(at.desk)
    at.desk.write(lambda unit: visits.hold(unit, order, reason="part"))
    return order


def set_aside(at):
    order = an_order(at.desk, stage="relayed")
    at.desk.write(lambda unit: visits.visit(unit, order, outcome="fixed"))
    return order


def relayed(at):
    return an_order(at.desk, stage="relayed")


def danger(at):
    return an_order(at.desk, urgency="danger", stage="relayed")


CASES = {
    "danger": (danger, 16 * MINUTE, "Danger, not accepted for 16 min", {"kind": "relayed"},
               visits.accept),
    "urged_again": (urged, 0, "Urged 3 times", {}, lambda unit, order: orders.note(unit, order, "called")),
    "declined_again": (declined_twice, 0, "Declined 2 times", {"kind": "relayed"},
                       lambda unit, order: orders.solve_by_phone(unit, order, satisfied=True)),
    "not_accepted": (relayed, 3 * HOUR, "Not accepted for 3 h", {"kind": "relayed"},
                     visits.accept),
    "held_without_call": (held, 8 * DAY, "On hold, no call for 8 days", {"kind": "contacted"},
                          lambda unit, order: visits.contact(unit, order, by="centre", outcome="reached")),
    "fact_set_aside": (set_aside, 0, "Set aside: Visit", {}, lambda unit, order: orders.note(unit, order, "entered twice")),
}


@pytest.mark.parametrize("rule", CASES)
def test_a_case_waits_until_somebody_has_dealt_with_it(at, qtbot, build, rule):
    make, later, title, more, answer = CASES[rule]
    order = make(at)
    at.desk.clock.pass_time(later)
    panel = build()
    assert (rules(panel), titles(panel)) == ([rule], [title])
    press(qtbot, panel, Qt.Key.Key_1)
    assert at.shell.navigated == [("orders.open", {"order": order} | more)]
    changed(at, lambda unit: answer(unit, order))
    assert rules(panel) == []
    assert panel.inbox._empty.isVisible()


def test_the_worst_stands_first_whatever_came_first(at, build):
    for rule in reversed(CASES):
        if rule != "held_without_call":
            CASES[rule][0](at)
    at.desk.clock.pass_time(3 * HOUR)
    panel = build()
    found = rules(panel)
    assert found[:4] == ["danger", "urged_again", "declined_again", "not_accepted"]


def test_another_urge_after_an_answer_asks_again(at, build):
    order = urged(at)
    at.desk.write(lambda unit: orders.note(unit, order, "called"))
    panel = build()
    assert rules(panel) == []
    changed(at, lambda unit: orders.urge(unit, order))
    assert titles(panel) == ["Urged 4 times"]


def test_a_call_that_reached_nobody_answers_nothing(at, build):
    order = urged(at)
    at.desk.write(lambda unit: visits.contact(unit, order, by="centre", outcome="no_answer"))
    assert rules(build()) == ["urged_again"]


def test_an_item_keeps_its_key_when_a_worse_one_comes_above_it(at, qtbot, build):
    first = urged(at)
    panel = build()
    worse = danger(at)
    at.announcer.announce({("order", worse)})
    at.announcer.flush()
    assert [(item.row.id, item.button.key) for item in panel.inbox.items()] == [(worse, "Alt+2"), (first, "Alt+1")]
    press(qtbot, panel, Qt.Key.Key_1)
    assert at.shell.navigated == [("orders.open", {"order": first})]


def offered(at, complaint_owner):
    new = NewComplaint(category="charge", customer=a_customer(at.desk))
    complaint = at.desk.write(lambda unit: complaints.receive(unit, new), actor=complaint_owner).result.id
    at.desk.write(lambda unit: complaints.offer_owner(unit, complaint, at.desk.person), actor=complaint_owner)
    return complaint


def test_a_complaint_offered_to_me_is_taken_over_by_its_key(at, qtbot, build):
    owner = a_person(at.desk, Role.AGENT)
    complaint = offered(at, owner)
    panel = build()
    assert titles(panel) == ["A complaint is offered to you"]
    press(qtbot, panel, Qt.Key.Key_1)
    at.announcer.flush()
    assert rules(panel) == []
    assert "yours now" in at.shell.toasts[-1][0]
    [line] = panel.table.rows_model.shown()
    assert (line.row.id, line.row.keeper) == (complaint, at.context.person.name)


def test_an_escalated_complaint_waits_for_supervisors(at, build):
    new = NewComplaint(category="charge", customer=a_customer(at.desk))

    def act(unit):
        complaint = complaints.receive(unit, new)
        return complaints.escalate(unit, complaint)

    at.desk.write(act)
    panel = build()
    assert titles(panel) == ["A complaint was escalated"]


@pytest.fixture
def agent(tmp_path, look):
    """An agent's context; the desk has a supervisor and another agent too."""
    panel = PanelDesk(a_desk(tmp_path / "desk"))
    me = a_person(panel.desk, Role.AGENT, name="Me")
    signed_in = replace(panel.context.person, id=me, name="Me", roles=frozenset({"agent"}))
    panel.context = replace(panel.context, person=signed_in)
    yield panel
    panel.close()


def test_an_agent_watches_their_own_cases_and_what_waits_for_them(agent, qtbot):
    desk = agent.desk
    customer, outlet = a_customer(desk), an_outlet(desk)

    def opened(unit):
        story = orders.open_order(unit, orders.NewOrder(customer=customer, kind="repair"))
        visits.relay(unit, story, outlet)
        visits.visit(unit, story, outcome="fixed")
        return story.id

    mine = desk.write(opened, actor=agent.context.person.id).result
    desk.write(opened)
    for _ in range(3):
        desk.write(lambda unit: orders.urge(unit, mine))
    panel = SCREEN.build(agent.context)
    qtbot.addWidget(panel)
    assert [line.row.id for line in panel.table.rows_model.shown()] == [mine]
    assert panel.tiles.tile("").accessibleName() == "All open 1"
    assert [(item.row.id, item.row.rule) for item in panel.inbox.items()] == [(mine, "fact_set_aside")]


class Bar:
    """Hears what is told to status bar and rail."""

    def __init__(self, shell):
        self.told, self.badges = [], {}
        shell.counts = lambda **counts: self.told.append(counts)
        shell.badge = lambda screen, count, tone="due": self.badges.__setitem__(screen, (count, tone))


def test_the_counts_are_kept_while_the_window_lives_whichever_panel_is_seen(at, qtbot):
    bar = Bar(at.shell)
    order = an_order(at.desk, stage="relayed")
    an_order(at.desk, stage="awaiting_callback")
    kept = Counting(at.context)
    assert bar.told[-1] == {"due": 0, "overdue": 0, "waiting": 0}
    at.desk.clock.pass_time(3 * HOUR)
    kept._minute.timeout.emit()
    assert bar.told[-1] == {"due": 1, "overdue": 1, "waiting": 1}
    assert bar.badges["watch"] == (1, "overdue")
    changed(at, lambda unit: visits.accept(unit, order))
    assert bar.told[-1] == {"due": 1, "overdue": 0, "waiting": 0}
    assert bar.badges["watch"][0] == 0


@pytest.mark.parametrize(("roles", "first"), [({"supervisor", "agent"}, "watch"), ({"agent"}, "settings")])
def test_a_supervisors_day_begins_at_watch_and_everybodys_counts_are_kept(at, qtbot, roles, first):
    shell = Shell(at.remembered, QWidget())
    qtbot.addWidget(shell)
    person = replace(at.context.person, roles=frozenset(roles))
    an_order(at.desk, stage="relayed")
    at.desk.clock.pass_time(3 * HOUR)
    plain = Screen(id="settings", title="Settings", order=20, icon="settings", build=lambda _context: QWidget())
    shell.open(replace(at.context, person=person, shell=shell), (SCREEN, plain))
    assert shell.current_panel() == first
    assert shell.status.overdue.words() == "1 overdue"
