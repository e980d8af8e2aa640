"""Where a customer is when nothing names an address: the first active one by rank."""

from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, select

from callcentre.store.tables import Address, ComplaintView, Customer, OrderView


def first_home(customer: Any) -> ScalarSelect[UUID]:
    """The id of a customer's first active address, to be put into a statement; `customer` is the column of its id."""
    return (
        select(Address.id)
        .where(Address.customer_id == customer, Address.state == "active")
        .order_by(Address.rank, Address.id)
        .limit(1)
        .correlate(OrderView, ComplaintView, Customer)
        .scalar_subquery()
    )
