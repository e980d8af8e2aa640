"""What an answer alone tells, before anything is pulled: the file may be killed in between, and the server put back."""

from typing import Any
from uuid import UUID

from tests.store.exchange.stations import Station, assert_equal, settle
from tests.store.exchange.test_cut_off import killed
from tests.store.exchange.test_restored_server import Backups, backups
from tests.store.exchange.test_two_desks import a_customer, an_order, names, shared
from tests.sync.hotline import Hotline

from callcentre.acts import customers, orders, visits

__all__ = ["backups"]


def pushed(station: Station) -> None:
    """An exchange that is killed as soon as its answers are kept, before it pulls."""
    at = 1
    while station.sql("SELECT count(*) FROM outbox WHERE state='new'") != [(0,)]:
        assert at < 20 and killed(station, at, after=True)
        at += 1


def states(station: Station) -> list[Any]:
    return station.sql("SELECT DISTINCT state FROM outbox")


def test_what_was_answered_is_acknowledged_before_it_is_pulled(a: Station, b: Station) -> None:
    customer = a_customer(a)
    pushed(a)
    assert states(a) == [("acked",)]
    assert a.sql("SELECT count(*) FROM cursor WHERE feed='site:HF' AND seq>0") == [(0,)]
    settle(a, b)
    assert b.sql("SELECT count(*) FROM customer WHERE id=:id", id=customer) == [(1,)]
    assert_equal(a, b)


def test_a_value_that_lost_is_known_as_lost_as_soon_as_it_is_answered(a: Station, b: Station) -> None:
    customer = shared(a, b)
    a.act(customers.change, customer, tier="gold")
    a.exchange()
    b.act(customers.change, customer, tier="silver", needs="轮椅")
    pushed(b)
    assert b.sql("SELECT lost FROM outbox WHERE kind='patch'") == [('["tier"]',)]
    settle(b, a)
    assert names(a, customer) == names(b, customer) == ("王芳", "gold", "轮椅")


def test_an_event_has_the_effect_it_was_given_as_soon_as_it_is_answered(a: Station, b: Station, hotline: Hotline) -> None:
    order: UUID = an_order(a, a_customer(a))
    a.act(visits.relay, order, hotline.w1)
    a.act(visits.accept, order)
    settle(a, b)
    a.act(orders.cancel, order, reason="customer")
    a.exchange()
    b.act(visits.visit, order, outcome="fixed")
    pushed(b)
    assert b.sql("SELECT effect FROM order_event WHERE kind='visit'") == [("set_aside",)]
    settle(b, a)
    assert_equal(a, b)


def test_what_was_pushed_and_not_pulled_when_the_server_was_put_back_is_sent_again(a: Station, b: Station, backups: Backups) -> None:
    """The cursor stands before the backup and notices nothing: the last own acknowledgement does."""
    customer = shared(a, b)
    copy = backups.make()
    a.act(customers.change, customer, tier="gold")
    pushed(a)
    backups.put_back(copy)
    settle(a, b)
    assert names(b, customer) == ("王芳", "gold", "")
    assert_equal(a, b)
