"""The callback queue: what comes first, and who is given it."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.factories.customers import a_customer
from tests.factories.desks import MORNING, clock_of
from tests.factories.orders import an_order
from tests.factories.people import a_person

from callcentre.acts import callbacks, complaints, customers
from callcentre.acts.complaints import NewComplaint
from callcentre.app import Desk
from callcentre.domain.event import Role
from callcentre.domain.instants import DAY, HOUR
from callcentre.store.queue import CallbackRow, callback_queue, next_callback, queue_query


def waiting(desk: Desk, **fields: Any) -> UUID:
    return an_order(desk, stage="awaiting_callback", **fields)


def queue(desk: Desk) -> list[CallbackRow]:
    return desk.read(lambda session: callback_queue(session, desk.clock.now()))


def given(desk: Desk, person: UUID, **fields: Any) -> UUID | None:
    found = desk.read(
        lambda session: next_callback(session, person, desk.clock.now(), profile=desk.profile(), **fields)
    )
    return None if found is None else found.order_id


def test_promised_comes_before_danger_before_complaints_before_what_is_due(desk: Desk) -> None:
    due = waiting(desk)
    complained = waiting(desk)
    desk.write(lambda unit: complaints.receive(unit, NewComplaint(category="delay", order=complained)))
    danger = waiting(desk, urgency="danger")
    promised = waiting(desk)
    desk.write(
        lambda unit: callbacks.attempt(unit, promised, outcome="later", next_at=MORNING + DAY + HOUR)
    )
    clock_of(desk).set(MORNING + DAY + HOUR)
    later = waiting(desk)
    rows = queue(desk)
    assert [(row.order_id, row.rank) for row in rows] == [
        (promised, "promised"), (danger, "danger"), (complained, "complaint"), (due, "due"), (later, "later"),
    ]


def test_nothing_is_given_before_it_is_due(desk: Desk) -> None:
    waiting(desk)
    assert given(desk, a_person(desk)) is None
    clock_of(desk).set(MORNING + DAY)
    assert given(desk, a_person(desk)) is not None


def test_who_took_or_served_the_order_is_not_given_it_while_another_is_free(desk: Desk) -> None:
    order = waiting(desk)
    clock_of(desk).set(MORNING + DAY)
    assert given(desk, desk.person) == order, "nobody else works here"
    other = a_person(desk, Role.AGENT)
    assert given(desk, desk.person) is None
    assert given(desk, other) == order
    assert given(desk, desk.person, free=[]) == order


def test_an_order_somebody_has_on_the_line_is_passed_over(desk: Desk) -> None:
    first, second = waiting(desk), waiting(desk)
    clock_of(desk).set(MORNING + DAY)
    person = a_person(desk)
    assert given(desk, person, but={first}) == second
    assert given(desk, person, but={first, second}) is None


def test_nobody_calls_back_a_case_about_themselves(desk: Desk) -> None:
    order, person = waiting(desk), a_person(desk)
    new = NewComplaint(category="attitude", order=order, person=person, against="hotline")
    desk.write(lambda unit: complaints.receive(unit, new))
    clock_of(desk).set(MORNING + DAY)
    assert given(desk, person) is None


def test_agreed_hours_hold_except_for_a_promised_time(desk: Desk) -> None:
    evening = [(day, 18 * 60, 21 * 60) for day in range(7)]
    order = waiting(desk, customer=a_customer(desk, agreed_hours=evening))
    clock_of(desk).set(MORNING + DAY)
    person = a_person(desk)
    assert given(desk, person) is None
    clock_of(desk).set(MORNING + DAY + 10 * HOUR)
    assert given(desk, person) == order
    desk.write(lambda unit: callbacks.attempt(unit, order, outcome="later", next_at=MORNING + 2 * DAY))
    clock_of(desk).set(MORNING + 2 * DAY)
    assert given(desk, person) == order


def test_a_closed_order_leaves_the_queue(desk: Desk) -> None:
    order = waiting(desk)
    desk.write(lambda unit: callbacks.answer(unit, order, callbacks.Answer(satisfied=True)))
    assert queue(desk) == []


def test_the_queue_reads_by_index_and_only_what_awaits_a_callback(desk: Desk) -> None:
    def plan(session: Any) -> list[str]:
        bind = session.connection()
        query = str(queue_query(MORNING, 100).compile(bind, compile_kwargs={"literal_binds": True}))
        return [row[3] for row in session.execute(text(f"EXPLAIN QUERY PLAN {query}"))]

    steps = desk.read(plan)
    assert "SEARCH order_view USING INDEX ix_order_view_state_due_at (state=?)" in steps
    assert not any(step.startswith("SCAN") for step in steps), steps


@pytest.mark.parametrize("act", [customers.pause, customers.close])
def test_a_customer_who_pauses_still_has_their_matter_asked_about(desk: Desk, act: Any) -> None:
    customer = a_customer(desk)
    order = waiting(desk, customer=customer)
    desk.write(lambda unit: act(unit, customer))
    assert [row.order_id for row in queue(desk)] == [order]
