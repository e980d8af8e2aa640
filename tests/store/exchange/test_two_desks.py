"""What one desk writes another sees, and what both write is not lost."""

from tests.factories.customers import HOME
from tests.store.exchange.stations import Station, assert_equal, settle

from callcentre.acts import customers, orders, visits


def a_customer(station: Station, name: str = "王芳"):
    return station.act(customers.create, name=name, phones=["13900000001"], places=[HOME])


def an_order(station: Station, customer, **more):
    return station.act(orders.open_order, orders.NewOrder(customer=customer, kind="repair", fault="漏水", **more)).id


def test_an_order_opened_here_is_seen_there(a: Station, b: Station) -> None:
    order = an_order(a, a_customer(a))
    assert a.exchange().sent == 2
    b.exchange()
    assert b.sql("SELECT state FROM order_view WHERE order_id=:id", id=order) == [("open",)]
    assert ("order", order) in b.told
    assert a.sql("SELECT DISTINCT state FROM outbox") == [("acked",)]
    settle(a, b)
    assert_equal(a, b)
