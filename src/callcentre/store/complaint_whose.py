"""Who complains about which order: what is looked up while a new complaint is taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from callcentre.domain.errors import Refused
from callcentre.domain.instants import Instant
from callcentre.store.batches import among
from callcentre.store.customer_card import ComplaintLine, complaint_lines
from callcentre.store.customers import circle, phone_rows, standing_row
from callcentre.store.prepared import Prepared
from callcentre.store.search import find
from callcentre.store.tables import OrderView, Outlet

ORDERS_SHOWN = 50
FOUND_SHOWN = 8
_KINDS = ("customer", "order")


@dataclass(frozen=True, slots=True)
class Hit:
    """A customer or an order that fits what was typed; `code` and `part` say why."""

    kind: str
    id: UUID
    no: str
    title: str
    code: str
    part: str
    beside: str = ""
    """Where a customer lives."""


@dataclass(frozen=True, slots=True)
class OrderToChoose:
    """One order of the customer, the newest first."""

    id: UUID
    no: str
    kind: str
    category: str
    fault: str
    state: str
    opened_at: Instant
    outlet_id: UUID | None
    outlet: str


@dataclass(frozen=True, slots=True)
class Whose:
    """The customer who complains, their orders, and their complaints that are open already."""

    customer: UUID
    name: str
    phone: str
    orders: Sequence[OrderToChoose]
    order: UUID | None
    """The order that was named, where one was."""
    complaints: Sequence[ComplaintLine]


_CUSTOMER_OF = Prepared(select(OrderView.customer_id).where(OrderView.order_id == bindparam("order")))
_ORDERS = (
    select(
        OrderView.order_id, OrderView.no, OrderView.kind, OrderView.category, OrderView.fault, OrderView.state,
        OrderView.opened_at, OrderView.outlet_id, func.coalesce(Outlet.name, ""),
    )
    .outerjoin(Outlet, Outlet.id == OrderView.outlet_id)
    .where(OrderView.customer_id.in_(among("customers")))
    .order_by(OrderView.opened_at.desc(), OrderView.no.desc())
    .limit(ORDERS_SHOWN)
)


def hits(session: Session, typed: str) -> list[Hit]:
    """Customers and orders for a fragment of a name, number or serial."""
    found = find(session, typed, limit=3 * FOUND_SHOWN)
    return [
        Hit(one.kind, one.id, one.no, one.title, one.why.code, one.why.part, one.beside)
        for one in found if one.kind in _KINDS
    ][:FOUND_SHOWN]


def whose(session: Session, *, customer: UUID | None = None, order: UUID | None = None) -> Whose:
    """The customer given, or the order's. Raises Refused("order.unknown" or "customer.unknown")."""
    if customer is None:
        row = None if order is None else _CUSTOMER_OF.first(session, order=order)
        if row is None or row[0] is None:
            raise Refused("order.unknown")
        customer = row[0]
    standing = standing_row(session, customer)
    all_of_them = circle(session, standing.id)
    phone = next((row.e164 for row in phone_rows(session, all_of_them) if row.kind != "wrong"), "")
    orders = [OrderToChoose(*row) for row in session.execute(_ORDERS, {"customers": all_of_them})]
    return Whose(standing.id, standing.name, phone, orders, order, complaint_lines(session, all_of_them))
