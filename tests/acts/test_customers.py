"""Customers, their numbers and places, and two records that are one person."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from tests.factories.assets import an_asset
from tests.factories.customers import HOME, a_customer
from tests.factories.desks import MORNING, a_desk
from tests.factories.orders import an_order
from tests.factories.people import a_person

from callcentre.acts import addresses, assets, customers, phones
from callcentre.app import Desk
from callcentre.domain.errors import BadValue, Refused
from callcentre.domain.event import Role
from callcentre.store.customer_card import address_rows, callers, card_of
from callcentre.store.customers import circle, phone_rows, row_of, standing_for
from callcentre.store.duplicates import possible_duplicates
from callcentre.store.search import find
from callcentre.store.tables import Customer
from callcentre.store.unit import Unit


def the_card(desk: Desk, customer: Any) -> Any:
    return desk.read(lambda session: card_of(session, customer, now=MORNING, profile=desk.profile()))


def test_the_first_phone_of_a_new_customer_is_the_primary_one(desk: Desk) -> None:
    customer = a_customer(desk, phones=["13800138000", "0551-62345678"])
    rows = desk.read(lambda session: phone_rows(session, [customer]))
    assert [(row.typed, row.kind) for row in rows] == [("13800138000", "primary"), ("0551-62345678", "backup")]
    assert desk.read(lambda session: row_of(session, customer)).state == "active"


def test_a_wrong_number_is_kept_struck_out_and_the_next_becomes_primary(desk: Desk) -> None:
    customer = a_customer(desk, phones=["13800138000", "13800138001"])
    wrong = desk.read(lambda session: phone_rows(session, [customer]))[0].id
    desk.write(lambda unit: phones.strike_phone(unit, wrong))
    rows = desk.read(lambda session: phone_rows(session, [customer]))
    assert [(row.typed, row.kind) for row in rows] == [("13800138001", "primary"), ("13800138000", "wrong")]
    desk.write(lambda unit: phones.promote_phone(unit, wrong))
    rows = desk.read(lambda session: phone_rows(session, [customer]))
    assert [(row.typed, row.kind) for row in rows] == [("13800138000", "primary"), ("13800138001", "backup")]


def test_a_number_the_customer_has_is_not_added_again(desk: Desk) -> None:
    customer = a_customer(desk, phones=["13800138000"])
    desk.write(lambda unit: phones.add_phone(unit, customer, "138 0013 8000"))
    assert len(desk.read(lambda session: phone_rows(session, [customer]))) == 1


def test_a_number_with_letters_is_refused_and_nothing_is_written(desk: Desk) -> None:
    with pytest.raises(BadValue, match=r"phone\.letters"):
        a_customer(desk, name="没有", phones=["13800l38000"])
    assert desk.read(lambda session: session.scalars(select(Customer.id).where(Customer.name == "没有")).all()) == []


@pytest.mark.parametrize("hours", [[(7, 0, 60)], [(1, 600, 600)], [(1, 600, 1441)], [(0, -1, 5)]])
def test_agreed_hours_that_cannot_be_are_refused(desk: Desk, hours: list[tuple[int, int, int]]) -> None:
    with pytest.raises(BadValue, match=r"customer\.hours"):
        a_customer(desk, agreed_hours=hours)


def test_states_move_by_their_acts_only(desk: Desk) -> None:
    customer = a_customer(desk)
    for act, state in ((customers.pause, "paused"), (customers.close, "closed"), (customers.resume, "active")):
        desk.write(lambda unit, act=act: act(unit, customer))  # type: ignore[misc]
        assert desk.read(lambda session: row_of(session, customer)).state == state
    with pytest.raises(Refused, match=r"customer\.wrong_state"):
        desk.write(lambda unit: customers.resume(unit, customer))
    with pytest.raises(BadValue, match=r"value\.unknown_field"):
        desk.write(lambda unit: customers.change(unit, customer, state="closed"))


def test_a_closed_customer_gets_no_new_order(desk: Desk) -> None:
    customer = a_customer(desk)
    desk.write(lambda unit: customers.close(unit, customer))
    with pytest.raises(Refused, match=r"customer\.closed"):
        an_order(desk, customer=customer)


def test_an_address_that_ended_stays_on_the_card_behind_the_others(desk: Desk) -> None:
    customer = a_customer(desk)
    old = desk.read(lambda session: address_rows(session, [customer]))[0].id
    desk.write(lambda unit: addresses.add_address(unit, customer, HOME))
    desk.write(lambda unit: addresses.end_address(unit, old))
    rows = desk.read(lambda session: address_rows(session, [customer]))
    assert [(row.id == old, row.state) for row in rows] == [(False, "active"), (True, "ended")]


def test_a_changed_name_is_found_by_its_new_words(desk: Desk) -> None:
    customer = a_customer(desk, name="张伟")
    desk.write(lambda unit: customers.change(unit, customer, name="欧阳修"))
    found = desk.read(lambda session: find(session, "欧阳"))
    assert [one.id for one in found] == [customer]


def test_who_has_the_number_or_lives_there_under_the_name_is_warned_of(desk: Desk) -> None:
    same = a_customer(desk, name="李娜", phones=["13800138000"])
    neighbour = a_customer(desk, name="李娜", phones=["13800138009"])
    a_customer(desk, name="李娜", phones=["13800138008"], places=[])

    def ask(session: Any) -> Any:
        return possible_duplicates(session, name="李娜", phones=["138-0013-8000", "??"], line=HOME.line)

    found = desk.read(ask)
    assert [(one.customer_id, sorted(one.reasons)) for one in found] == [
        (same, ["same_name_and_place", "same_phone"]), (neighbour, ["same_name_and_place"]),
    ]


def test_a_number_that_was_struck_out_is_nobodys_duplicate(desk: Desk) -> None:
    customer = a_customer(desk, phones=["13800138000"])
    phone = desk.read(lambda session: phone_rows(session, [customer]))[0].id
    desk.write(lambda unit: phones.strike_phone(unit, phone))
    assert desk.read(lambda session: possible_duplicates(session, name="x", phones=["13800138000"])) == []


def test_a_number_may_bring_up_several_people(desk: Desk) -> None:
    home = [a_customer(desk, name=name, phones=["0551-62345678"]) for name in ("父亲", "女儿")]
    a_customer(desk, phones=["0551-62345679"])
    assert {one.customer_id for one in desk.read(lambda session: callers(session, "055162345678"))} == set(home)
    assert desk.read(lambda session: callers(session, "")) == []


def test_the_card_shows_what_both_records_have_after_a_merge(desk: Desk) -> None:
    old, kept = a_customer(desk, phones=["13800138000"]), a_customer(desk, phones=["13800138001"])
    asset = an_asset(desk, old)
    order = an_order(desk, customer=old, asset=asset)
    desk.write(lambda unit: customers.merge(unit, old, kept))
    card = the_card(desk, old)
    assert card.customer.id == kept
    assert {row.typed for row in card.phones} == {"13800138000", "13800138001"}
    assert [row.id for row in card.assets] == [asset]
    assert [line.id for line in card.open_orders] == [order]
    assert [one.customer_id for one in desk.read(lambda session: callers(session, "13800138000"))] == [kept]


def test_a_merge_into_oneself_is_refused_also_round_the_corner(desk: Desk) -> None:
    first, second = a_customer(desk), a_customer(desk)
    with pytest.raises(Refused, match=r"customer\.same"):
        desk.write(lambda unit: customers.merge(unit, first, first))
    desk.write(lambda unit: customers.merge(unit, first, second))
    with pytest.raises(Refused, match=r"customer\.same"):
        desk.write(lambda unit: customers.merge(unit, second, first))
    with pytest.raises(Refused, match=r"customer\.wrong_state"):
        desk.write(lambda unit: customers.merge(unit, first, second))


def test_a_dispatcher_does_not_merge(desk: Desk) -> None:
    one, other = a_customer(desk), a_customer(desk)
    person = a_person(desk, Role.DISPATCHER, Role.AGENT)
    desk.write(lambda unit: customers.merge(unit, one, other), actor=person)
    lone = a_person(desk, Role.ADMINISTRATOR)
    desk.write(lambda unit: customers.unmerge(unit, one), actor=lone)


def test_an_asset_moves_with_its_history_to_another_customer(desk: Desk) -> None:
    seller, buyer = a_customer(desk), a_customer(desk)
    asset = an_asset(desk, seller)
    desk.write(lambda unit: assets.hand_on(unit, asset, buyer))
    assert [row.id for row in the_card(desk, buyer).assets] == [asset]
    assert the_card(desk, seller).assets == []


def everything(desk: Desk) -> Any:
    def read(session: Any) -> Any:
        rows = session.execute(select(Customer.id, Customer.state, Customer.merged_into)).all()
        return sorted((*row, standing_for(session, row.id), tuple(circle(session, row.id))) for row in rows)

    return desk.read(read)


@pytest.fixture(scope="module")
def one_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk for many examples; what one example leaves behind is part of the next one's ground."""
    opened = a_desk(tmp_path_factory.mktemp("merge") / "data")
    yield opened
    opened.close()


@settings(max_examples=20)
@given(data=st.data())
def test_taking_merges_back_in_any_order_brings_everything_back(one_desk: Desk, data: st.DataObject) -> None:
    people = [a_customer(one_desk) for _ in range(4)]
    one_desk.write(lambda unit: customers.pause(unit, people[0]))
    before = everything(one_desk)
    merged = merge_some(one_desk, data, people)
    for customer in data.draw(st.permutations(merged)):
        one_desk.write(lambda unit, customer=customer: customers.unmerge(unit, customer))  # type: ignore[misc]
    assert everything(one_desk) == before


def merge_some(desk: Desk, data: st.DataObject, people: list[Any]) -> list[Any]:
    merged = []
    for customer, into in data.draw(st.lists(st.tuples(st.sampled_from(people), st.sampled_from(people)), max_size=6)):
        def act(unit: Unit, customer: Any = customer, into: Any = into) -> None:
            customers.merge(unit, customer, into)

        try:
            desk.write(act)
            merged.append(customer)
        except Refused:
            continue
    return merged
