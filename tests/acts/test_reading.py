"""What screens read: the card of a customer, one order as a whole, and what is suggested."""

from datetime import date
from typing import Any

import pytest
from tests.factories.assets import an_asset
from tests.factories.customers import HOME, a_customer
from tests.factories.desks import MORNING, clock_of
from tests.factories.orders import an_order
from tests.factories.outlets import an_outlet
from tests.factories.people import a_person
from tests.factories.products import a_product, an_article

from callcentre.acts import callbacks, calls, covers, customers, orders, products, visits
from callcentre.acts.callbacks import Answer
from callcentre.acts.places import Place
from callcentre.app import Desk
from callcentre.domain.errors import Refused
from callcentre.domain.event import Role
from callcentre.domain.instants import DAY, HOUR
from callcentre.store.calls import last_calls
from callcentre.store.customer_card import CustomerCard, card_of
from callcentre.store.order_card import OrderCard, order_card
from callcentre.store.order_choices import order_choices
from callcentre.store.projections.orders import fault_key
from callcentre.store.suggestions import (
    outlets_for,
    place_known,
    possible_repeats,
    suggested_articles,
    suggested_outlets,
)

EVERY_ROLE = frozenset(Role) - {Role.RULE}


def card(desk: Desk, customer: Any) -> CustomerCard:
    return desk.read(lambda session: card_of(session, customer, now=desk.clock.now(), profile=desk.profile()))


def whole(desk: Desk, order: Any, roles: frozenset[Role] = EVERY_ROLE) -> OrderCard:
    return desk.read(lambda session: order_card(session, order, roles=roles, profile=desk.profile()))


def test_open_orders_come_first_danger_before_all(desk: Desk) -> None:
    customer = a_customer(desk)
    ended = an_order(desk, customer=customer, stage="closed")
    oldest = an_order(desk, customer=customer)
    clock_of(desk).pass_time(HOUR)
    danger = an_order(desk, customer=customer, urgency="danger")
    shown = card(desk, customer)
    assert [line.id for line in shown.open_orders] == [danger, oldest]
    assert [line.id for line in shown.past_orders] == [ended]


def test_orders_of_over_a_year_ago_are_not_on_the_card_unless_open(desk: Desk) -> None:
    customer = a_customer(desk)
    an_order(desk, customer=customer, stage="closed")
    still = an_order(desk, customer=customer)
    clock_of(desk).pass_time(366 * DAY)
    shown = card(desk, customer)
    assert ([line.id for line in shown.open_orders], list(shown.past_orders)) == ([still], [])


def test_every_asset_shows_what_is_paid_for_today_and_why(desk: Desk) -> None:
    customer, product = a_customer(desk), a_product(desk, warranty_months=12)
    warranty = an_asset(desk, customer, serial="A", product=product, purchased_on=date(2026, 1, 31))
    extended = an_asset(desk, customer, serial="B", product=product, purchased_on=date(2020, 1, 1))
    desk.write(
        lambda unit: covers.create(
            unit, asset=extended, from_on=date(2026, 1, 1), until_on=date(2026, 7, 14), kind="extended", scope="labour"
        )
    )
    an_asset(desk, customer, serial="C")
    found = {row.serial: (row.cover.labour, row.cover.parts, row.cover.reason) for row in card(desk, customer).assets}
    assert found == {
        "A": (True, True, "cover.warranty"), "B": (True, False, "cover.row"),
        "C": (False, False, "cover.no_purchase_date"),
    }
    assert warranty != extended


def test_a_changed_cover_or_warranty_is_seen_at_once(desk: Desk) -> None:
    customer, product = a_customer(desk), a_product(desk, warranty_months=1)
    an_asset(desk, customer, product=product, purchased_on=date(2026, 1, 1))
    assert not card(desk, customer).assets[0].cover.labour
    desk.write(lambda unit: products.change_product(unit, product, warranty_months=24))
    assert card(desk, customer).assets[0].cover.labour


def test_an_order_tells_its_story_with_names_and_what_became_of_each_step(desk: Desk) -> None:
    outlet = an_outlet(desk, name="合肥蜀山网点")
    order = an_order(desk, outlet=outlet, stage="relayed", words="不制冷")
    desk.write(lambda unit: visits.visit(unit, order, outcome="fixed", technician_name="王师傅"))
    desk.write(lambda unit: visits.accept(unit, order))
    desk.write(lambda unit: orders.undo(unit, order))
    shown = whole(desk, order)
    told = [(row.kind, row.effect, row.outlet) for row in shown.story]
    assert told == [
        ("opened", "applied", ""), ("relayed", "applied", "合肥蜀山网点"), ("visit", "set_aside", "合肥蜀山网点"),
        ("accepted", "undone", "合肥蜀山网点"), ("undone", "applied", ""),
    ]
    assert shown.header.words == "不制冷"
    assert shown.story[2].technician == "王师傅"
    assert shown.outlet is not None
    assert shown.header.state == "relayed"
    assert {row.who for row in shown.story} != {""}


def test_an_order_that_names_no_address_is_where_its_customer_lives(desk: Desk) -> None:
    customer = a_customer(desk, places=[HOME])
    shown = whole(desk, an_order(desk, customer=customer))
    assert shown.place is not None
    assert shown.place.text == f"{HOME.province}{HOME.city}{HOME.district}{HOME.line}"


def test_a_corrected_step_shows_both_what_it_says_and_what_it_said(desk: Desk) -> None:
    order = an_order(desk, stage="awaiting_callback")
    visit = next(row for row in whole(desk, order).story if row.kind == "visit")
    desk.write(lambda unit: orders.correct(unit, order, visit.event_id, {"charge_fen": 18000}, reason="the sheet"))
    row = next(row for row in whole(desk, order).story if row.kind == "visit")
    assert row.data["charge_fen"] == 18000
    assert dict(row.was) == {"charge_fen": None}


def test_the_card_offers_what_state_and_role_allow(desk: Desk) -> None:
    order = an_order(desk, stage="awaiting_callback")
    assert {"callback_answer", "callback_attempt"} <= set(whole(desk, order, frozenset({Role.AGENT})).acts)
    assert "callback_answer" not in whole(desk, order, frozenset({Role.SUPERVISOR})).acts
    assert "relayed" not in whole(desk, order).acts


def test_orders_of_one_case_name_each_other(desk: Desk) -> None:
    customer = a_customer(desk)
    first = an_order(desk, customer=customer, group_no="G1")
    second = an_order(desk, customer=customer, group_no="G1", follows=first, repeat_of=None)
    assert [(pk, why) for pk, _no, why in whole(desk, first).same_case] == [(second, "followed_by")]
    assert [(pk, why) for pk, _no, why in whole(desk, second).same_case] == [(first, "follows")]


def test_the_nearest_skilled_outlet_that_is_not_full_comes_first(desk: Desk) -> None:
    customer = a_customer(desk)
    near = an_outlet(desk, capacity_per_day=1)
    far = an_outlet(desk, place=Place(city="合肥市", lng=117.9, lat=31.8), skills=["air_conditioner"])
    an_outlet(desk, skills=["television"])
    address = card(desk, customer).addresses[0].id
    order = an_order(desk, customer=customer, address=address, category="air_conditioner")

    def suggested() -> list[tuple[Any, tuple[str, ...]]]:
        rows = desk.read(
            lambda session: suggested_outlets(session, order, now=desk.clock.now(), profile=desk.profile())
        )
        return [(row.outlet_id, row.reasons) for row in rows]

    assert suggested() == [(near, ("near", "same_district", "any_skill")), (far, ("same_city", "skilled"))]
    an_order(desk, outlet=near, stage="relayed")
    assert [(pk, "full_today" in reasons) for pk, reasons in suggested()] == [(far, False), (near, True)]


def test_outlets_without_a_place_come_after_those_with_one(desk: Desk) -> None:
    customer = a_customer(desk)
    an_outlet(desk, place=Place(city="合肥市"))
    placed = an_outlet(desk)
    address = card(desk, customer).addresses[0].id
    found = desk.read(
        lambda session: outlets_for(
            session, category="", address=address, asset=None, now=MORNING, profile=desk.profile()
        )
    )
    assert found[0].outlet_id == placed
    assert found[1].metres is None


def suggested_for(desk: Desk, **about: Any) -> list[Any]:
    asked = {"category": "", "address": None, "asset": None} | about
    return desk.read(lambda session: outlets_for(session, now=MORNING, profile=desk.profile(), **asked))


def test_of_a_place_nobody_knows_no_outlet_is_proposable_though_all_can_be_picked(desk: Desk) -> None:
    placed, unplaced = an_outlet(desk), an_outlet(desk, place=Place())
    found = suggested_for(desk)
    assert {one.outlet_id for one in found} == {placed, unplaced}
    assert not any(one.proposable for one in found)
    assert not desk.read(lambda session: place_known(session, None))


def test_a_named_city_makes_its_outlets_proposable_and_no_others(desk: Desk) -> None:
    other = an_outlet(desk, place=Place(city="六安市", district="金安区"))
    same = an_outlet(desk, place=Place(city="合肥市", district="庐阳区"))
    nearer = an_outlet(desk, place=Place(city="合肥市", district="蜀山区"), capacity_per_day=0)
    found = suggested_for(desk, city="合肥市", district="蜀山区")
    assert [(one.outlet_id, one.proposable) for one in found] == [(same, True), (nearer, True), (other, False)]
    assert desk.read(lambda session: place_known(session, None, "合肥市"))


def test_districts_of_the_same_name_in_other_cities_are_not_the_same(desk: Desk) -> None:
    an_outlet(desk, place=Place(city="长春市", district="朝阳区"))
    [one] = suggested_for(desk, city="北京市", district="朝阳区")
    assert not one.proposable


def test_who_served_the_machine_before_is_proposed_though_nobody_knows_where_it_stands(desk: Desk) -> None:
    customer = a_customer(desk, places=())
    asset = an_asset(desk, customer)
    an_outlet(desk, code="A0")
    served = an_outlet(desk, code="Z9")
    an_order(desk, customer=customer, asset=asset, outlet=served, stage="closed")
    first, second = suggested_for(desk, asset=asset)
    assert (first.outlet_id, first.proposable, second.proposable) == (served, True, False)


def test_every_outlet_can_be_picked_for_an_order_nobody_knows_the_place_of(desk: Desk) -> None:
    order = an_order(desk, customer=a_customer(desk, places=()), category="air_conditioner")
    outlets = {an_outlet(desk) for _number in range(45)}
    an_outlet(desk, skills=["television"])
    choices = desk.read(lambda session: order_choices(session, order, now=MORNING, profile=desk.profile()))
    offered = [*(one.outlet_id for one in choices.outlets), *(one.id for one in choices.others)]
    assert set(offered) == outlets
    assert len(offered) == len(outlets)
    placed = an_order(desk, category="air_conditioner")
    assert not desk.read(lambda session: order_choices(session, placed, now=MORNING, profile=desk.profile())).others


def test_articles_of_product_and_symptom_are_suggested_the_closest_first(desk: Desk) -> None:
    symptom = an_article(desk, product="air_conditioner", symptom="not_cooling", title="A")
    general = an_article(desk, product="air_conditioner", title="B")
    an_article(desk, product="television", symptom="not_cooling")
    an_article(desk)
    found = desk.read(
        lambda session: suggested_articles(session, category="air_conditioner", symptom="not_cooling")
    )
    assert [one.article_id for one in found] == [symptom, general]


def test_a_fault_that_came_back_within_the_month_is_proposed_as_a_repeat(desk: Desk) -> None:
    customer = a_customer(desk)
    asset = an_asset(desk, customer)
    earlier = an_order(desk, customer=customer, asset=asset, fault="Not Cooling ", stage="closed")

    def proposed(days: int) -> list[Any]:
        return desk.read(
            lambda session: possible_repeats(
                session, asset=asset, fault_key=fault_key("not cooling"), at=MORNING + days * DAY, profile=desk.profile()
            )
        )

    assert [one.order_id for one in proposed(30)] == [earlier]
    assert proposed(31) == []


def test_a_call_is_written_once_with_its_ending(desk: Desk) -> None:
    customer, order = a_customer(desk), an_order(desk)
    call = calls.begin(desk.clock.now(), number="13800138000")
    disposition = desk.profile().dispositions[0].code
    for _ in range(2):
        desk.write(lambda unit: calls.finish(unit, call, disposition=disposition, customer=customer, order=order))
    rows = desk.read(last_calls)
    assert [(row.id, row.disposition, row.number) for row in rows] == [(call.id, disposition, "13800138000")]
    assert [row.id for row in card(desk, customer).calls] == [call.id]
    assert [row.id for row in whole(desk, order).calls] == [call.id]


def test_a_call_cut_off_is_kept_as_it_stands(desk: Desk) -> None:
    call = calls.begin(desk.clock.now())
    desk.write(lambda unit: calls.write_as_it_stands(unit, call))
    assert [(row.ended_at, row.number) for row in desk.read(last_calls)] == [(None, "")]


def test_a_second_check_takes_another_voice_than_any_before(desk: Desk) -> None:
    order = an_order(desk, stage="closed")
    with pytest.raises(Refused) as refused:
        desk.write(lambda unit: callbacks.second_check(unit, order, Answer(satisfied=True)))
    assert refused.value.data["objection"] == "another_voice"
    other = a_person(desk, Role.AGENT)
    desk.write(lambda unit: callbacks.second_check(unit, order, Answer(satisfied=True)), actor=other)
    assert [row.kind for row in whole(desk, order).story][-1] == "second_check"


def test_needs_and_notes_come_with_the_card(desk: Desk) -> None:
    customer = a_customer(desk, needs="hard of hearing", notes="dog")
    desk.write(lambda unit: customers.change(unit, customer, notes="two dogs"))
    assert (card(desk, customer).customer.needs, card(desk, customer).customer.notes) == ("hard of hearing", "two dogs")


def test_a_step_is_taken_back_by_its_author_for_a_while_and_by_a_supervisor_later(desk: Desk) -> None:
    author, other = a_person(desk, Role.AGENT), a_person(desk, Role.AGENT)
    order, outlet = an_order(desk), an_outlet(desk)
    desk.write(lambda unit: visits.relay(unit, order, outlet), actor=author)
    with pytest.raises(Refused, match=r"order\.undo_not_yours"):
        desk.write(lambda unit: orders.undo(unit, order), actor=other)
    clock_of(desk).pass_time(HOUR)
    with pytest.raises(Refused, match=r"order\.undo_too_late"):
        desk.write(lambda unit: orders.undo(unit, order), actor=author)
    desk.write(lambda unit: orders.undo(unit, order), actor=a_person(desk, Role.SUPERVISOR))
    assert whole(desk, order).header.state == "open"
