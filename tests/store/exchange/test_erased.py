"""Who reads of an erased customer only afterwards has a whole row of them, without a word."""

from uuid import UUID

from tests.store.exchange.stations import Station, assert_equal, settle
from tests.store.exchange.test_two_desks import a_customer
from tests.sync.hotline import Hotline

from callcentre.acts import customers

SAID = "SELECT no, name, notes, tier, state FROM customer WHERE id=:id"


def erased(hotline: Hotline, customer: UUID) -> None:
    hotline.sun.call("erase", {"entity": "customer", "pk": str(customer), "device": str(hotline.sun.device)})


def test_who_reads_later_has_the_whole_row_without_the_words(a: Station, b: Station, hotline: Hotline) -> None:
    customer = a_customer(a)
    a.act(customers.change, customer, tier="gold")
    a.exchange()
    erased(hotline, customer)
    settle(b, a)
    ((no, *said),) = b.sql(SAID, id=customer)
    assert no and said == ["", "", "gold", "active"]
    assert_equal(a, b)


def test_a_customer_changed_before_the_erasure_was_read_is_as_the_server_has_it(a: Station, b: Station, hotline: Hotline) -> None:
    """The erasure is told in the company's feed as well: it may be read before older changes of the site."""
    customer = a_customer(a)
    settle(a, b)
    a.act(customers.change, customer, tier="gold")
    a.exchange()
    erased(hotline, customer)
    settle(b, a)
    ((_, *said),) = b.sql(SAID, id=customer)
    assert said == ["", "", "gold", "active"]
    assert_equal(a, b)
