"""Danger: at the keystroke, and what it brings with it."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from tests.factories.assets import an_asset
from tests.factories.customers import a_customer
from tests.factories.desks import MORNING, clock_of
from tests.factories.orders import an_order
from tests.factories.outlets import an_outlet
from tests.factories.people import a_person

from callcentre.acts import assets, callbacks, orders, visits
from callcentre.app import Desk
from callcentre.domain.errors import Refused
from callcentre.domain.event import Event, Role
from callcentre.domain.instants import HOUR, MINUTE
from callcentre.store.order_card import order_card, phone_at
from callcentre.store.stories import story_of
from callcentre.store.tables import Asset, OrderView


def is_marked(desk: Desk, asset: UUID) -> bool:
    return bool(desk.read(lambda session: session.scalar(select(Asset.do_not_use).where(Asset.id == asset))))


def told(desk: Desk, order: UUID) -> list[Event]:
    events = desk.read(lambda session: story_of(session, order)).events
    return [event for event in events if event.kind == "message_sent"]


@pytest.fixture
def machine(desk: Desk) -> tuple[UUID, UUID]:
    customer = a_customer(desk)
    return customer, an_asset(desk, customer)


def test_a_danger_marks_the_asset_and_tells_a_supervisor_once(desk: Desk, machine: tuple[UUID, UUID]) -> None:
    customer, asset = machine
    order = an_order(desk, customer=customer, asset=asset, urgency="danger")
    assert is_marked(desk, asset)
    assert [event.data["kind"] for event in told(desk, order)] == ["danger"]


def test_an_order_that_turns_dangerous_does_the_same(desk: Desk, machine: tuple[UUID, UUID]) -> None:
    customer, asset = machine
    order = an_order(desk, customer=customer, asset=asset)
    assert not is_marked(desk, asset)
    desk.write(lambda unit: orders.amend(unit, order, {"urgency": "danger"}))
    assert is_marked(desk, asset)
    assert len(told(desk, order)) == 1


def test_the_asset_found_out_later_is_marked_too(desk: Desk, machine: tuple[UUID, UUID]) -> None:
    customer, asset = machine
    order = an_order(desk, customer=customer, urgency="danger")
    desk.write(lambda unit: orders.amend(unit, order, {"asset": asset}))
    assert is_marked(desk, asset)


def test_only_a_person_of_the_centre_lifts_do_not_use(desk: Desk, machine: tuple[UUID, UUID]) -> None:
    customer, asset = machine
    an_order(desk, customer=customer, asset=asset, urgency="danger")
    dispatcher = a_person(desk, Role.DISPATCHER, outlet=an_outlet(desk))
    with pytest.raises(Refused, match=r"act\.no_right"):
        desk.write(lambda unit: assets.lift_do_not_use(unit, asset), actor=dispatcher)
    desk.write(lambda unit: assets.lift_do_not_use(unit, asset))
    assert not is_marked(desk, asset)
    with pytest.raises(Refused, match=r"asset\.not_marked"):
        desk.write(lambda unit: assets.lift_do_not_use(unit, asset))


def test_there_is_no_window_but_now(desk: Desk) -> None:
    order = an_order(desk, urgency="danger")
    with pytest.raises(Refused, match=r"order\.danger_is_now"):
        desk.write(lambda unit: orders.agree_window(unit, order, unit.now + HOUR, unit.now + 2 * HOUR))
    desk.write(lambda unit: orders.agree_window(unit, order, unit.now, unit.now + HOUR))


def test_the_acceptance_clock_runs_fifteen_minutes(desk: Desk) -> None:
    order = an_order(desk, urgency="danger", stage="relayed")
    due = desk.read(lambda session: session.scalar(select(OrderView.due_at).where(OrderView.order_id == order)))
    assert due == MORNING + 15 * MINUTE


def test_at_night_the_outlets_night_number_is_called(desk: Desk) -> None:
    outlet = an_outlet(desk, phone="0551-1", night_phone="0551-2")
    order = an_order(desk, urgency="danger", stage="relayed", outlet=outlet)
    profile = desk.profile()
    card: Any = desk.read(lambda session: order_card(session, order, roles=frozenset(Role), profile=profile))
    assert phone_at(card.outlet, MORNING, profile) == "0551-1"
    assert phone_at(card.outlet, MORNING + 14 * HOUR, profile) == "0551-2"


def test_no_phone_solves_it_and_no_agent_lowers_it(desk: Desk) -> None:
    order = an_order(desk, urgency="danger")
    agent = a_person(desk, Role.AGENT)
    with pytest.raises(Refused, match=r"order\.illegal"):
        desk.write(lambda unit: orders.solve_by_phone(unit, order, satisfied=True))
    with pytest.raises(Refused, match=r"order\.illegal"):
        desk.write(lambda unit: orders.amend(unit, order, {"urgency": "normal"}), actor=agent)
    supervisor = a_person(desk, Role.SUPERVISOR)
    desk.write(lambda unit: orders.amend(unit, order, {"urgency": "normal"}, reason="gas is off"), actor=supervisor)
    assert not desk.read(lambda session: story_of(session, order)).now.danger


def test_closing_it_unverified_takes_two_supervisors(desk: Desk) -> None:
    order = an_order(desk, urgency="danger", stage="awaiting_callback")
    agent, second = a_person(desk, Role.AGENT), a_person(desk, Role.SUPERVISOR)

    def close(second_person: UUID | None) -> None:
        desk.write(lambda unit: callbacks.close_unverified(unit, order, reason="other", second=second_person))

    for wrong in (None, desk.person):
        with pytest.raises(Refused, match=r"order\.illegal"):
            close(wrong)
    with pytest.raises(Refused, match=r"order\.second_no_supervisor"):
        close(agent)
    close(second)
    assert desk.read(lambda session: story_of(session, order)).now.state == "closed"


def test_urging_a_third_time_and_declining_twice_tell_a_supervisor(desk: Desk) -> None:
    outlet = an_outlet(desk)
    order = an_order(desk, stage="relayed", outlet=outlet)
    for _ in range(3):
        desk.write(lambda unit: orders.urge(unit, order))
        clock_of(desk).pass_time(HOUR)
    desk.write(lambda unit: visits.decline(unit, order))
    desk.write(lambda unit: visits.relay(unit, order, outlet))
    desk.write(lambda unit: visits.decline(unit, order))
    assert [event.data["kind"] for event in told(desk, order)].count("urged_again") == 1
    assert [event.data["kind"] for event in told(desk, order)].count("declined_again") == 1
