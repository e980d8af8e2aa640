"""What the exchange could not do by itself is read by a person, and settled by one for everybody."""

import pytest
from tests.store.exchange.stations import Station, assert_equal, settle
from tests.store.exchange.test_two_desks import an_order, shared

from callcentre.acts import assets, conflicts, customers, orders, phones
from callcentre.domain.errors import BadValue, Refused
from callcentre.store.unsettled import Conflict, Unsettled, held_up, unsettled


def look(station: Station) -> Unsettled:
    with station.desk.store.reading() as session:
        return unsettled(session)


def the_conflict(station: Station) -> Conflict:
    (one,) = look(station).conflicts
    return one


def in_conflict(a: Station, b: Station) -> Conflict:
    """Li calls a customer gold, Zhao silver; Li's came first."""
    customer = shared(a, b)
    a.act(customers.change, customer, tier="gold")
    b.act(customers.change, customer, tier="silver")
    settle(a, b)
    return the_conflict(a)


def tier(station: Station) -> str:
    found: str = station.sql("SELECT tier FROM customer")[0][0]
    return found


def test_both_desks_read_both_values_and_who_wrote_them(a: Station, b: Station) -> None:
    conflict = in_conflict(a, b)
    (value,) = conflict.values
    assert (value.field, value.mine, value.theirs) == ("tier", "silver", "gold")
    assert (conflict.subject.kind, conflict.subject.name) == ("customer", "王芳")
    assert (conflict.who, conflict.their_who) == ("zhao", "li") and conflict.their_at > 0
    assert the_conflict(b) == conflict


@pytest.mark.parametrize(
    ("choice", "values", "stands"),
    [("mine", None, "silver"), ("theirs", None, "gold"), ("edited", {"tier": "platinum"}, "platinum")],
)
def test_one_who_settles_a_conflict_settles_it_for_everybody(
    a: Station, b: Station, choice: str, values: dict[str, str] | None, stands: str
) -> None:
    conflict = in_conflict(a, b)
    a.act(conflicts.settle, [value.id for value in conflict.values], choice, values)
    assert look(a).conflicts == [] and look(b).conflicts != []
    settle(a, b)
    for station in (a, b):
        assert tier(station) == stands
        assert look(station) == Unsettled([], [], [])
        assert station.sql("SELECT state FROM conflict") == [(choice,)]
        assert station.exchange().tally.conflicts == 0
    assert_equal(a, b)


def test_a_settled_conflict_is_not_settled_again(a: Station, b: Station) -> None:
    ids = [value.id for value in in_conflict(a, b).values]
    a.act(conflicts.settle, ids, "mine")
    with pytest.raises(Refused, match=r"conflict\.settled"):
        a.act(conflicts.settle, ids, "theirs")


def test_two_who_settle_one_conflict_at_once_are_told_where_they_differ_and_of_nothing_else(a: Station, b: Station) -> None:
    ids = [value.id for value in in_conflict(a, b).values]
    a.act(conflicts.settle, ids, "edited", {"tier": "platinum"})
    b.act(conflicts.settle, ids, "mine")
    settle(a, b)
    for station in (a, b):
        (left,) = look(station).conflicts
        assert (left.entity, left.values[0].mine, left.values[0].theirs) == ("customer", "silver", "platinum")
        assert station.exchange().tally.conflicts == 1


def test_a_name_is_not_settled_as_nothing_and_is_found_by_its_letters(a: Station, b: Station) -> None:
    customer = shared(a, b)
    a.act(customers.change, customer, name="王芳芳")
    b.act(customers.change, customer, name="汪芳")
    settle(a, b)
    conflict = the_conflict(a)
    ids = [value.id for value in conflict.values]
    with pytest.raises(BadValue):
        a.act(conflicts.settle, ids, "edited", {"name": " "})
    a.act(conflicts.settle, ids, "edited", {"name": "汪方"})
    settle(a, b)
    assert b.sql("SELECT name, initials FROM customer") == a.sql("SELECT name, initials FROM customer")
    assert a.sql("SELECT name FROM customer") == [("汪方",)]


def test_two_rows_that_may_be_one_are_named_together(a: Station, b: Station) -> None:
    customer = shared(a, b)
    first = a.act(assets.create, customer=customer, serial="SN-1")
    b.act(assets.create, customer=customer, serial="SN-1")
    settle(a, b)
    conflict = the_conflict(a)
    assert conflict.kind == "maybe_same" and conflict.other is not None
    assert (conflict.other.pk, conflict.other.name) == (first, "SN-1")
    a.act(conflicts.settle, [value.id for value in conflict.values], "theirs")
    settle(a, b)
    assert look(b).conflicts == []


def test_what_waits_is_read_with_what_it_is_about_and_what_was_refused_with_why(a: Station, b: Station) -> None:
    order = an_order(a, shared(a, b))
    (waiting,) = look(a).waiting
    assert (waiting.subject.kind, waiting.subject.pk, waiting.who, waiting.reason) == ("order", order, "li", "")
    settle(a, b)
    a.act(orders.solve_by_phone, order, satisfied=False)
    b.act(orders.solve_by_phone, order, satisfied=False)
    b.act(orders.note, order, "已改约")
    a.exchange()
    b.exchange()
    found = look(b)
    (refused,) = found.refused
    assert (refused.reason, refused.changes[0].event, refused.subject.pk) == ("order.illegal", "solved_by_phone", order)
    # What was written behind it waits for it, and is one item with it.
    assert (refused.behind, found.waiting) == (1, [])
    with b.desk.store.reading() as session:
        assert [(act.state, act.changes[0].event) for act in held_up(session, "order", order)] == [
            ("parked", "solved_by_phone"), ("waits", "noted"),
        ]  # fmt: skip
        assert held_up(session, "order", refused.cmd) == ()
    b.file.drop(refused.cmd)
    settle(a, b)
    assert look(b) == Unsettled([], [], [])
    assert_equal(a, b)


def test_what_waits_of_a_customer_is_what_waits_of_their_phones_and_places_too(a: Station, b: Station) -> None:
    customer = shared(a, b)
    a.act(phones.add_phone, customer, "13900000077")
    with a.desk.store.reading() as session:
        (waiting,) = held_up(session, "customer", customer)
    assert (waiting.subject.kind, waiting.subject.pk, waiting.changes[0].entity) == ("customer", customer, "phone")
