"""The tree of outlets, and dispatchers who act for their part of it."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from tests.factories.customers import a_customer
from tests.factories.desks import a_desk
from tests.factories.orders import an_order
from tests.factories.outlets import a_technician, an_outlet
from tests.factories.people import a_person

from callcentre.acts import orders, outlets, technicians, visits
from callcentre.acts.places import Place
from callcentre.app import Desk
from callcentre.domain.errors import BadValue, Refused
from callcentre.domain.event import Role
from callcentre.store.outlets import subtree
from callcentre.store.stories import story_of
from callcentre.store.tables import Outlet


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    opened = a_desk(tmp_path_factory.mktemp("outlets") / "data")
    yield opened
    opened.close()


def parents(desk: Desk) -> dict[UUID, UUID | None]:
    return desk.read(lambda session: dict(session.execute(select(Outlet.id, Outlet.parent_id)).all()))


@settings(max_examples=25)
@given(moves=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=12))
def test_no_moves_make_a_cycle(desk: Desk, moves: list[tuple[int, int]]) -> None:
    some = [an_outlet(desk) for _ in range(5)]
    for child, parent in moves:
        with suppress(Refused):
            desk.write(lambda unit, c=child, p=parent: outlets.change(unit, some[c], parent=some[p]))  # type: ignore[misc]
    tree = parents(desk)
    for outlet in some:
        seen: set[UUID] = set()
        current: UUID | None = outlet
        while current is not None:
            assert current not in seen
            seen.add(current)
            current = tree[current]


def test_an_outlet_ends_only_without_outlets_below_and_orders_with_it(desk: Desk) -> None:
    outlet = an_outlet(desk)
    below = an_outlet(desk, parent=outlet)
    order = an_order(desk, outlet=outlet, stage="relayed")
    with pytest.raises(Refused) as refused:
        desk.write(lambda unit: outlets.end(unit, outlet))
    assert dict(refused.value.data) == {"below": 1, "orders": 1}
    desk.write(lambda unit: outlets.end(unit, below))
    desk.write(lambda unit: visits.withdraw(unit, order))
    desk.write(lambda unit: outlets.end(unit, outlet))
    with pytest.raises(Refused, match=r"outlet\.ended"):
        desk.write(lambda unit: visits.relay(unit, order, outlet))
    desk.write(lambda unit: outlets.resume(unit, outlet))
    desk.write(lambda unit: visits.relay(unit, order, outlet))


@pytest.mark.parametrize(
    "place", [Place(lng=117.0), Place(lng=181.0, lat=0.0), Place(lng=0.0, lat=-91.0), Place(exact="street")]
)
def test_a_place_that_cannot_be_is_refused(desk: Desk, place: Place) -> None:
    with pytest.raises(BadValue):
        an_outlet(desk, place=place)


def test_outlets_are_kept_by_supervisors_and_administrators(desk: Desk) -> None:
    outlet, agent = an_outlet(desk), a_person(desk, Role.AGENT)
    with pytest.raises(Refused, match=r"act\.no_right"):
        desk.write(lambda unit: outlets.change(unit, outlet, name="x"), actor=agent)


class Scope:
    """A tree of three outlets, a dispatcher at its middle, and an outlet beside it."""

    def __init__(self, desk: Desk) -> None:
        self.top = an_outlet(desk)
        self.own = an_outlet(desk, parent=self.top)
        self.below = an_outlet(desk, parent=self.own)
        self.beside = an_outlet(desk, parent=self.top)
        self.person = a_person(desk, Role.DISPATCHER, outlet=self.own)


@pytest.fixture(scope="module")
def scope(desk: Desk) -> Scope:
    return Scope(desk)


def test_a_subtree_is_the_outlet_and_all_below(desk: Desk, scope: Scope) -> None:
    assert desk.read(lambda session: subtree(session, scope.own)) == {scope.own, scope.below}


@pytest.mark.parametrize("where", ["own", "below"])
def test_a_dispatcher_acts_on_orders_of_their_outlets(desk: Desk, scope: Scope, where: str) -> None:
    order = an_order(desk, outlet=getattr(scope, where), stage="relayed")

    def day(unit: Any) -> None:
        story = story_of(unit.session, order)
        visits.accept(unit, story)
        visits.contact(unit, story, by="outlet", outcome="reached")
        visits.hold(unit, story, reason="part")
        orders.note(unit, story, "waiting for the valve")
        visits.visit(unit, story, outcome="fixed")
        visits.feed_back(unit, story, outcome="done")

    desk.write(day, actor=scope.person)
    assert desk.read(lambda session: story_of(session, order)).now.state == "awaiting_callback"


@pytest.mark.parametrize("where", ["top", "beside"])
def test_a_dispatcher_does_not_act_on_orders_of_other_outlets(desk: Desk, scope: Scope, where: str) -> None:
    order = an_order(desk, outlet=getattr(scope, where), stage="relayed")
    for act in (visits.accept, lambda unit, pk: orders.note(unit, pk, "seen")):
        with pytest.raises(Refused, match=r"order\.other_outlet"):
            desk.write(lambda unit, act=act: act(unit, order), actor=scope.person)  # type: ignore[misc]


def test_an_order_that_was_withdrawn_from_them_is_no_longer_theirs(desk: Desk, scope: Scope) -> None:
    order = an_order(desk, outlet=scope.own, stage="relayed")
    desk.write(lambda unit: visits.relay(unit, order, scope.beside))
    with pytest.raises(Refused, match=r"order\.other_outlet"):
        desk.write(lambda unit: orders.note(unit, order, "it was mine"), actor=scope.person)


def test_a_dispatcher_opens_orders_and_goes_on_with_them(desk: Desk, scope: Scope) -> None:
    customer = a_customer(desk)
    new = orders.NewOrder(customer=customer, kind="repair", origin="W1")
    order = desk.write(lambda unit: orders.open_order(unit, new), actor=scope.person).result.id
    desk.write(lambda unit: orders.note(unit, order, "at the counter"), actor=scope.person)


def test_who_is_an_agent_as_well_acts_for_the_centre(desk: Desk, scope: Scope) -> None:
    both = a_person(desk, Role.DISPATCHER, Role.AGENT, outlet=scope.own)
    order = an_order(desk, outlet=scope.beside, stage="relayed")
    desk.write(lambda unit: visits.accept(unit, order), actor=both)


def test_technicians_are_kept_by_their_own_dispatcher(desk: Desk, scope: Scope) -> None:
    person = desk.write(
        lambda unit: technicians.create(unit, outlet=scope.below, name="老张", skills=["air_conditioner"]),
        actor=scope.person,
    ).result
    desk.write(lambda unit: technicians.end(unit, person), actor=scope.person)
    other = a_technician(desk, scope.beside)
    with pytest.raises(Refused, match=r"act\.other_outlet"):
        desk.write(lambda unit: technicians.end(unit, other), actor=scope.person)
