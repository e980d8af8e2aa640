"""Customers, their numbers and places, and two records that are one person."""

from tests.factories.customers import a_customer

from callcentre.app import Desk
from callcentre.store.customers import phone_rows, row_of


def test_the_first_phone_of_a_new_customer_is_the_primary_one(desk: Desk) -> None:
    customer = a_customer(desk, phones=["13800138000", "0551-62345678"])
    rows = desk.read(lambda session: phone_rows(session, [customer]))
    assert [(row.typed, row.kind) for row in rows] == [("13800138000", "primary"), ("0551-62345678", "backup")]
    assert desk.read(lambda session: row_of(session, customer)).state == "active"
