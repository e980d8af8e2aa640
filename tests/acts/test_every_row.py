"""Every row of both lifecycle tables is offered by an act, and only to those whose row it is."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from tests.acts.plays import PART, Cast, complaint_plays, order_plays
from tests.factories.customers import a_customer
from tests.factories.desks import a_desk
from tests.factories.orders import an_order, bring_to
from tests.factories.outlets import a_technician, an_outlet
from tests.factories.people import a_person
from tests.factories.products import a_part

from callcentre.acts import complaints, orders
from callcentre.acts.complaints import NewComplaint
from callcentre.app import Desk
from callcentre.domain.complaints import COMPLAINTS
from callcentre.domain.complaints import KINDS as COMPLAINT_KINDS
from callcentre.domain.errors import Refused
from callcentre.domain.event import Effect, Role
from callcentre.domain.lifecycle import KINDS, ORDERS
from callcentre.store.complaint_stories import complaint_of
from callcentre.store.stories import story_of
from callcentre.store.tables import Outbox
from callcentre.store.unit import Unit

EVERY_ROLE = frozenset(Role) - {Role.RULE}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    opened = a_desk(tmp_path_factory.mktemp("rows") / "data")
    a_part(opened, PART)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def cast(desk: Desk) -> Cast:
    outlet = an_outlet(desk)
    return Cast(a_customer(desk), outlet, a_technician(desk, outlet), a_person(desk, *sorted(EVERY_ROLE)))


def an_order_at(desk: Desk, cast: Cast, stage: str) -> UUID:
    """An order at a stage; `closed_by_another` has its answer from the second person."""
    if stage != "closed_by_another":
        return an_order(desk, customer=cast.customer, outlet=cast.outlet, stage="open" if stage == "none" else stage)
    order = an_order(desk, customer=cast.customer, outlet=cast.outlet, stage="awaiting_callback")

    def answered(unit: Unit) -> None:
        story = story_of(unit.session, order)
        order_plays(cast)["callback_answer"].act(unit, story)

    desk.write(answered, actor=cast.second)
    return order


def outgoing(desk: Desk) -> list[Any]:
    return desk.read(lambda session: list(session.execute(select(Outbox.n, Outbox.cmd_id, Outbox.entity, Outbox.kind))))


def test_no_row_of_the_orders_table_lacks_an_act(cast: Cast) -> None:
    assert set(order_plays(cast)) == set(KINDS)


def test_no_row_of_the_complaints_table_lacks_an_act(cast: Cast) -> None:
    assert set(complaint_plays(cast)) == set(COMPLAINT_KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_an_act_writes_each_kind_of_order_event(desk: Desk, cast: Cast, kind: str) -> None:
    play = order_plays(cast)[kind]
    order = an_order_at(desk, cast, play.stage)
    before = len(outgoing(desk))
    desk.write(lambda unit: play.act(unit, story_of(unit.session, order)))
    events = desk.read(lambda session: story_of(session, order)).events
    written = [event for event in events if event.kind == kind]
    assert written and written[-1].effect is Effect.APPLIED
    sent = outgoing(desk)[before:]
    assert kind == "opened" or ("order_event", "event") in {(row.entity, row.kind) for row in sent}
    assert len({row.cmd_id for row in sent}) <= 1, "one act is one command"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "opened" and EVERY_ROLE - ORDERS.roles(kind)])
def test_who_lacks_the_role_is_refused_and_told_which_it_takes(desk: Desk, cast: Cast, kind: str) -> None:
    lacking = EVERY_ROLE - ORDERS.roles(kind)
    play = order_plays(cast)[kind]
    order = an_order_at(desk, cast, play.stage)
    person = a_person(desk, *sorted(lacking), outlet=cast.outlet)
    before = desk.read(lambda session: len(story_of(session, order).events))
    with pytest.raises(Refused) as refused:
        desk.write(lambda unit: play.act(unit, story_of(unit.session, order)), actor=person)
    assert refused.value.code in ("order.no_right", "complaint.no_right", "complaint.illegal")
    assert desk.read(lambda session: len(story_of(session, order).events)) == before


def test_an_order_is_opened_by_agents_and_dispatchers_only(desk: Desk, cast: Cast) -> None:
    supervisor = a_person(desk, Role.SUPERVISOR)
    new = orders.NewOrder(customer=cast.customer, kind="repair")
    with pytest.raises(Refused, match=r"order\.no_right"):
        desk.write(lambda unit: orders.open_order(unit, new), actor=supervisor)


def a_complaint(desk: Desk, cast: Cast) -> UUID:
    order = an_order(desk, customer=cast.customer)
    new = NewComplaint(category="charge", order=order, words="180 on the sheet, 380 paid")
    return desk.write(lambda unit: complaints.receive(unit, new)).result.id


def play_complaint(desk: Desk, cast: Cast, complaint: UUID, kind: str, actor: UUID | None = None) -> None:
    _before, act = complaint_plays(cast)[kind]
    by = cast.second if kind in ("owner_accepted", "owner_returned") else actor
    desk.write(lambda unit: act(unit, complaint_of(unit.session, complaint)), actor=by)


@pytest.mark.parametrize("kind", COMPLAINT_KINDS)
def test_an_act_writes_each_kind_of_complaint_event(desk: Desk, cast: Cast, kind: str) -> None:
    complaint = a_complaint(desk, cast)
    before, _act = complaint_plays(cast)[kind]
    for earlier in before:
        play_complaint(desk, cast, complaint, earlier)
    sent = len(outgoing(desk))
    if kind != "received":
        play_complaint(desk, cast, complaint, kind)
        assert ("complaint_event", "event") in {(row.entity, row.kind) for row in outgoing(desk)[sent:]}
    events = desk.read(lambda session: complaint_of(session, complaint)).events
    assert events[-1].kind == kind
    assert events[-1].effect is Effect.APPLIED


@pytest.mark.parametrize(
    "kind", [kind for kind in COMPLAINT_KINDS if kind != "received" and EVERY_ROLE - COMPLAINTS.roles(kind)]
)
def test_who_neither_has_the_role_nor_the_case_is_refused(desk: Desk, cast: Cast, kind: str) -> None:
    complaint = a_complaint(desk, cast)
    before, act = complaint_plays(cast)[kind]
    for earlier in before:
        play_complaint(desk, cast, complaint, earlier)
    person = a_person(desk, *sorted(EVERY_ROLE - COMPLAINTS.roles(kind)), outlet=cast.outlet)
    with pytest.raises(Refused, match=r"complaint\.no_right"):
        desk.write(lambda unit: act(unit, complaint_of(unit.session, complaint)), actor=person)


def test_bring_to_plays_through_to_a_closed_order(desk: Desk, cast: Cast) -> None:
    order = an_order(desk, customer=cast.customer)
    desk.write(lambda unit: bring_to(unit, story_of(unit.session, order), "closed", cast.outlet))
    assert desk.read(lambda session: story_of(session, order)).now.state == "closed"
