"""The desk of an outlet: sees an order while it is theirs, and nothing of it afterwards."""

from collections.abc import Callable

import pytest
from tests.store.exchange.stations import Station, settle
from tests.store.exchange.test_two_desks import a_customer, an_order
from tests.sync.hotline import Hotline

from callcentre.acts import customers, visits


@pytest.fixture
def d1(station: Callable[[str, str], Station]) -> Station:
    """The dispatcher of W1."""
    return station("d1", "d1").met()


def test_an_order_handed_to_an_outlet_is_seen_there_with_what_a_visit_needs(a: Station, d1: Station, hotline: Hotline) -> None:
    customer = a_customer(a)
    a.act(customers.change, customer, notes="难缠", needs="听力不好")
    order = an_order(a, customer)
    a.act(visits.relay, order, hotline.w1)
    settle(a, d1)
    assert d1.sql("SELECT name, notes, needs FROM customer WHERE id=:id", id=customer) == [("王芳", "", "听力不好")]
    assert d1.sql("SELECT state, outlet_id FROM order_view") == [("relayed", hotline.w1.bytes)]
    assert d1.sql("SELECT count(*) FROM phone UNION ALL SELECT count(*) FROM address") == [(1,), (1,)]
    d1.act(visits.accept, order)
    settle(d1, a)
    assert a.sql("SELECT state FROM order_view") == [("accepted",)]
    d1.check()


def test_an_order_that_is_taken_away_leaves_nothing_behind(a: Station, d1: Station, hotline: Hotline) -> None:
    order = an_order(a, a_customer(a))
    kept = an_order(a, a_customer(a, "李强"))
    for one in (order, kept):
        a.act(visits.relay, one, hotline.w1)
    settle(a, d1)
    a.act(visits.withdraw, order)
    a.act(visits.relay, order, hotline.w2)
    settle(a, d1)
    assert d1.sql("SELECT order_id FROM order_view") == [(kept.bytes,)]
    for table in ("customer", "phone", "address", "service_order"):
        assert d1.sql(f"SELECT count(*) FROM {table}") == [(1,)]
    assert d1.sql("SELECT count(*) FROM order_event WHERE order_id=:id", id=order) == [(0,)]
    assert d1.sql("SELECT count(*) FROM search_doc WHERE id=:id", id=order) == [(0,)]
    d1.check()


def test_an_order_that_comes_back_is_whole_again(a: Station, d1: Station, hotline: Hotline) -> None:
    order = an_order(a, a_customer(a))
    for step in range(3):
        a.act(visits.relay, order, hotline.w1)
        if step == 1:
            settle(a, d1)
        a.act(visits.withdraw, order)
    a.act(visits.relay, order, hotline.w1)
    settle(a, d1)
    assert d1.sql("SELECT kind FROM order_event ORDER BY pos") == a.sql("SELECT kind FROM order_event ORDER BY pos")
    d1.check()


def test_what_was_written_on_an_order_that_has_left_meanwhile_is_told_and_then_gone(a: Station, d1: Station, hotline: Hotline) -> None:
    order = an_order(a, a_customer(a))
    a.act(visits.relay, order, hotline.w1)
    settle(a, d1)
    d1.act(visits.accept, order)
    settle(d1, a)
    a.act(visits.withdraw, order)
    a.exchange()
    d1.act(visits.visit, order, outcome="fixed")
    settle(d1, a)
    assert a.sql("SELECT effect FROM order_event WHERE kind='visit'") == [("set_aside",)]
    assert d1.sql("SELECT count(*) FROM order_event UNION ALL SELECT count(*) FROM service_order") == [(0,), (0,)]
    assert d1.exchange().tally.waiting == 0
    a.check()
    d1.check()


def test_an_order_that_an_outlet_opens_is_seen_in_the_centre(a: Station, d1: Station) -> None:
    order = an_order(d1, a_customer(d1), origin="outlet")
    settle(d1, a)
    assert d1.failures == []
    assert a.sql("SELECT order_id FROM order_view") == [(order.bytes,)]
    assert d1.sql("SELECT state FROM outbox WHERE state<>'acked'") == []
    settle(d1, a)
    a.check()
    d1.check()


def test_who_moves_to_another_outlet_sees_that_ones_orders_alone(a: Station, d1: Station, hotline: Hotline) -> None:
    here, there = an_order(a, a_customer(a)), an_order(a, a_customer(a, "李强"))
    a.act(visits.relay, here, hotline.w1)
    a.act(visits.relay, there, hotline.w2)
    settle(a, d1)
    assert d1.sql("SELECT order_id FROM order_view") == [(here.bytes,)]
    hotline.owner("UPDATE person SET outlet_id = :outlet WHERE id = :who", outlet=hotline.w2, who=d1.seat.person)
    d1.exchange()
    assert d1.sql("SELECT order_id FROM order_view") == [(there.bytes,)]
    assert d1.sql("SELECT name FROM customer") == [("李强",)]
    d1.check()


def test_an_outlet_writes_over_what_it_was_shown(a: Station, d1: Station, hotline: Hotline) -> None:
    customer = a_customer(a)
    a.act(customers.change, customer, needs="听力不好")
    a.act(visits.relay, an_order(a, customer), hotline.w1)
    settle(a, d1)
    d1.act(customers.change, customer, needs="轮椅")
    settle(d1, a)
    assert a.sql("SELECT needs FROM customer WHERE id=:id", id=customer) == [("轮椅",)]
    assert a.sql("SELECT count(*) FROM conflict") == [(0,)]
