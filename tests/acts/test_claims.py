"""Leases of a folder without a server: two people of one folder, by its own clock."""

from dataclasses import dataclass, field
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from tests.factories.desks import clock_of
from tests.factories.orders import an_order
from tests.factories.people import a_person

from callcentre.acts import callbacks, claims
from callcentre.app import Desk
from callcentre.domain.claims import LEASE, Claim, Item
from callcentre.domain.errors import Refused
from callcentre.domain.event import Role
from callcentre.domain.ids import new_id
from callcentre.domain.instants import MINUTE
from callcentre.store.claims import valid_claims
from callcentre.store.tables import Device, Outbox, table_of


def test_one_has_it_and_the_other_hears_who_since_when(desk: Desk) -> None:
    item, other = Item("order", new_id(desk.clock.now())), a_person(desk, Role.AGENT)
    mine = desk.write(lambda unit: claims.claim(unit, item)).result
    clock_of(desk).pass_time(MINUTE)
    told = desk.write(lambda unit: claims.claim(unit, item), actor=other).result
    assert mine.granted and not mine.tentative and not told.granted
    assert (told.person, told.since) == (desk.person, mine.since) and told.name
    again = desk.write(lambda unit: claims.claim(unit, item)).result
    assert (again.fence, again.since, again.until) == (mine.fence, mine.since, mine.until + MINUTE)


def test_a_lease_ends_by_itself_and_its_fence_is_worth_nothing(desk: Desk) -> None:
    item, other = Item("complaint", new_id(desk.clock.now())), a_person(desk, Role.AGENT)
    mine = desk.write(lambda unit: claims.claim(unit, item)).result
    clock_of(desk).pass_time(LEASE)
    theirs = desk.write(lambda unit: claims.claim(unit, item), actor=other).result
    assert theirs.granted and theirs.fence > mine.fence
    told = desk.write(lambda unit: claims.renew(unit, mine)).result
    assert not told.granted and told.person == other
    desk.write(lambda unit: claims.give_back(unit, mine))
    assert [one.person for one in desk.read(lambda session: valid_claims(session, desk.clock.now()))] == [other]


def test_only_a_supervisor_takes_over(desk: Desk) -> None:
    item, agent = Item("order", new_id(desk.clock.now())), a_person(desk, Role.AGENT)
    desk.write(lambda unit: claims.claim(unit, item))
    with pytest.raises(Refused, match=r"act\.no_right"):
        desk.write(lambda unit: claims.take_over(unit, item), actor=agent)
    boss = a_person(desk, Role.SUPERVISOR)
    got = desk.write(lambda unit: claims.take_over(unit, item), actor=boss).result
    assert got.granted and got.person == boss


def test_the_change_is_told_to_screens(desk: Desk) -> None:
    item = Item("order", new_id(desk.clock.now()))
    done = desk.write(lambda unit: claims.claim(unit, item))
    assert ("claim", item.pk) in done.changes
    assert ("claim", item.pk) in desk.write(lambda unit: claims.give_back(unit, done.result)).changes


@pytest.mark.parametrize("connected", [False, True])
def test_what_is_written_on_a_case_in_hand_carries_the_fence_to_the_server(desk: Desk, connected: bool) -> None:
    order = an_order(desk, stage="awaiting_callback")
    item = Item("order", order)
    desk.write(lambda unit: unit.session.execute(table_of(Device).update().values(connected=connected)))
    mine = desk.write(lambda unit: claims.claim(unit, item)).result
    attempt = desk.write(lambda unit: callbacks.attempt(unit, order, outcome="busy")).result
    desk.write(lambda unit: claims.forget(unit, item, desk.person))
    later = desk.write(lambda unit: callbacks.attempt(unit, order, outcome="busy")).result

    def fields(change: UUID) -> dict[str, object]:
        return dict(desk.read(lambda session: session.scalars(select(Outbox.fields).where(Outbox.change_id == change)).one()))

    assert fields(attempt.id).get("fence") == ([None, mine.fence, None] if connected else None)
    assert "fence" not in fields(later.id)


def test_what_a_window_had_that_crashed_ends_when_its_person_opens_another(desk: Desk) -> None:
    order, other = an_order(desk, stage="awaiting_callback"), a_person(desk, Role.AGENT)
    mine, theirs = Item("order", order), Item("complaint", new_id(desk.clock.now()))
    desk.write(lambda unit: unit.session.execute(table_of(Device).update().values(connected=True)))
    desk.write(lambda unit: claims.claim(unit, mine))
    desk.write(lambda unit: claims.claim(unit, theirs), actor=other)
    desk.write(claims.begin_anew)
    assert [one.item for one in desk.read(lambda session: valid_claims(session, desk.clock.now()))] == [theirs]
    event = desk.write(lambda unit: callbacks.attempt(unit, order, outcome="busy")).result
    sent = desk.read(lambda session: session.scalars(select(Outbox.fields).where(Outbox.change_id == event.id)).one())
    assert "fence" not in sent, "what is done later, with open eyes, is done under no claim of before"
    assert desk.write(lambda unit: claims.claim(unit, mine), actor=other).result.granted


STEPS = st.tuples(
    st.sampled_from(["claim", "first", "renew", "back", "over", "wait"]), st.integers(0, 2), st.integers(0, 1), st.integers(1, 7),
)


@dataclass
class Book:
    """What must be so, as simply as it can be said."""

    holder: dict[Item, Claim] = field(default_factory=dict)
    top: dict[Item, int] = field(default_factory=dict)
    had: dict[tuple[UUID, Item], Claim] = field(default_factory=dict)


@given(st.lists(STEPS, min_size=1, max_size=40))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_people_do_nobody_has_what_another_has(desk: Desk, steps: list[tuple[str, int, int, int]]) -> None:
    people = [desk.person, *(a_person(desk, role) for role in (Role.AGENT, Role.SUPERVISOR))]
    items = [Item(entity, new_id(desk.clock.now())) for entity in ("order", "complaint")]
    book = Book()
    for step, who, at, minutes in steps:
        now, person, item = desk.clock.now(), people[who], items[at]
        book.holder = {one: claim for one, claim in book.holder.items() if claim.until > now}
        had = book.had.get((person, item))
        valid = had is not None and item in book.holder and book.holder[item].fence == had.fence

        def free(one: Item, person: UUID = person) -> bool:
            return one not in book.holder or book.holder[one].person == person

        if step == "wait":
            clock_of(desk).pass_time(minutes * MINUTE)
        elif step == "claim":
            got = desk.write(lambda unit, item=item: claims.claim(unit, item), actor=person).result
            assert got.granted == free(item)
            _keep(book, person, got)
        elif step == "first":
            first = desk.write(lambda unit: claims.claim_first(unit, items), actor=person).result
            assert (first.item if first else None) == next((one for one in items if free(one)), None)
            _keep(book, person, first)
        elif step == "over" and who != 1:
            _keep(book, person, desk.write(lambda unit, item=item: claims.take_over(unit, item), actor=person).result)
        elif step == "renew" and had is not None:
            got = desk.write(lambda unit, had=had: claims.renew(unit, had), actor=person).result
            assert got.granted == valid
            _keep(book, person, got)
        elif step == "back" and had is not None:
            desk.write(lambda unit, had=had: claims.give_back(unit, had), actor=person)
            if valid:
                del book.holder[item]
        seen = desk.read(lambda session: valid_claims(session, desk.clock.now()))
        runs = {one: claim for one, claim in book.holder.items() if claim.until > desk.clock.now()}
        mine = {one.item: (one.person, one.fence) for one in seen if one.item in items}
        assert mine == {one: (claim.person, claim.fence) for one, claim in runs.items()}


def _keep(book: Book, person: UUID, got: Claim | None) -> None:
    if got is None or not got.granted:
        return
    before = book.holder.get(got.item)
    if before is not None and before.person == person:
        assert got.fence == before.fence
    else:
        assert got.fence > book.top.get(got.item, 0)
    book.holder[got.item] = book.had[person, got.item] = got
    book.top[got.item] = got.fence
