"""Scheduled rules: what they do, and that doing it twice is doing it once."""

from uuid import UUID

import pytest
from tests.factories.desks import MORNING, clock_of
from tests.factories.orders import an_order

from callcentre.acts import callbacks, complaints, orders, rules, visits
from callcentre.acts.complaints import NewComplaint
from callcentre.acts.rules import Ran
from callcentre.app import Desk
from callcentre.domain.errors import Refused
from callcentre.domain.instants import DAY, HOUR
from callcentre.store.complaint_stories import complaint_of
from callcentre.store.first import RULE_PERSON
from callcentre.store.stories import story_of
from callcentre.store.tasks import open_tasks
from callcentre.store.unit import Unit

NOTHING = Ran(closed=0, told=0, escalated=0)


def run(desk: Desk) -> Ran:
    return desk.write(rules.run, actor=RULE_PERSON).result


def try_five_times(desk: Desk, order: UUID) -> None:
    """Five attempts on three days in the morning, at noon and in the evening."""
    for hours in (0, 4, 24, 34, 48):
        clock_of(desk).set(MORNING + hours * HOUR)
        desk.write(lambda unit: callbacks.attempt(unit, order, outcome="no_answer"))


def test_who_is_unreachable_is_closed_unverified_once(desk: Desk) -> None:
    order = an_order(desk, stage="awaiting_callback")
    try_five_times(desk, order)
    assert run(desk) == Ran(closed=1, told=0, escalated=0)
    assert run(desk) == NOTHING
    story = desk.read(lambda session: story_of(session, order))
    assert (story.now.state, story.events[-1].data["reason"]) == ("closed", "unreachable")


def test_a_case_that_was_reopened_is_counted_anew(desk: Desk) -> None:
    order = an_order(desk, stage="awaiting_callback")
    try_five_times(desk, order)
    run(desk)
    desk.write(lambda unit: orders.reopen(unit, order, reason="called_in"))
    desk.write(lambda unit: orders.solve_by_phone(unit, order, satisfied=None))
    assert run(desk) == NOTHING
    assert desk.read(lambda session: story_of(session, order)).now.state == "awaiting_callback"


def test_four_attempts_are_not_enough_even_for_the_rule_by_hand(desk: Desk) -> None:
    order = an_order(desk, stage="awaiting_callback")
    desk.write(lambda unit: callbacks.attempt(unit, order, outcome="no_answer"))
    assert run(desk) == NOTHING
    with pytest.raises(Refused, match=r"callback\.still_reachable"):
        desk.write(lambda unit: callbacks.close_unverified(unit, order, reason="unreachable"), actor=RULE_PERSON)


def test_a_danger_is_never_closed_by_a_rule(desk: Desk) -> None:
    order = an_order(desk, stage="awaiting_callback", urgency="danger")
    try_five_times(desk, order)
    assert run(desk).closed == 0


def test_what_is_not_accepted_in_time_is_told_once(desk: Desk) -> None:
    order = an_order(desk, stage="relayed")
    clock_of(desk).pass_time(2 * DAY)
    assert run(desk) == Ran(closed=0, told=1, escalated=0)
    assert run(desk) == NOTHING
    told = desk.read(lambda session: story_of(session, order)).events[-1]
    assert (told.kind, told.data["kind"], told.actor) == ("message_sent", "not_accepted", RULE_PERSON)
    desk.write(lambda unit: visits.relay(unit, order, story_of(unit.session, order).now.outlet))  # type: ignore[arg-type]
    clock_of(desk).pass_time(2 * DAY)
    assert run(desk).told == 1, "another relay is another occasion"


def test_no_hold_stays_a_week_without_a_call(desk: Desk) -> None:
    order = an_order(desk, stage="accepted")
    desk.write(lambda unit: visits.hold(unit, order, reason="part", until=unit.now + 31 * DAY))
    clock_of(desk).pass_time(6 * DAY)
    assert run(desk) == NOTHING
    clock_of(desk).pass_time(2 * DAY)
    assert run(desk).told == 1
    waiting = desk.read(lambda session: open_tasks(session, desk.clock.now(), desk.profile()))
    assert [(row.order_id, row.rule) for row in waiting] == [(order, "held_without_call")]
    desk.write(lambda unit: visits.contact(unit, order, by="centre", outcome="reached"))
    assert desk.read(lambda session: open_tasks(session, desk.clock.now(), desk.profile())) == []


def test_a_fact_that_was_set_aside_waits_for_a_person(desk: Desk) -> None:
    order = an_order(desk, stage="relayed")
    desk.write(lambda unit: visits.visit(unit, order, outcome="fixed"))
    waiting = desk.read(lambda session: open_tasks(session, desk.clock.now(), desk.profile()))
    assert [row.rule for row in waiting] == ["fact_set_aside"]


def test_a_missed_deadline_of_an_authority_escalates_once_for_each(desk: Desk) -> None:
    channel = next(rule.channel for rule in desk.profile().deadlines if rule.channel)
    new = NewComplaint(category="delay", channel=channel, order=an_order(desk))
    complaint = desk.write(lambda unit: complaints.receive(unit, new)).result.id
    clock_of(desk).pass_time(400 * DAY)
    assert run(desk).escalated >= 1
    assert run(desk).escalated == 0
    assert desk.read(lambda session: complaint_of(session, complaint)).now.state == "escalated"


def test_two_desks_running_a_rule_write_the_same_events(desk: Desk) -> None:
    order = an_order(desk, stage="awaiting_callback")
    try_five_times(desk, order)
    seen: list[list[UUID]] = []

    def run_and_give_up(unit: Unit) -> None:
        rules.close_unreachable(unit)
        seen.append([event.id for event in unit.stories[order].events])
        raise GivenUpError

    for _ in range(2):
        with pytest.raises(GivenUpError):
            desk.write(run_and_give_up, actor=RULE_PERSON)
    assert seen[0] == seen[1]


class GivenUpError(Exception):
    """The first desk's transaction never came to its end."""
