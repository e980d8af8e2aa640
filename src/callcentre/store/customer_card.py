"""What comes up when somebody calls: who they may be, and everything that matters about them at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from callcentre.domain.covers import CoverRow, CoverState, cover_on
from callcentre.domain.errors import BadValue
from callcentre.domain.instants import DAY, Instant, local_date
from callcentre.domain.lifecycle import OPEN_STATES
from callcentre.domain.phones import parse_phone
from callcentre.domain.profile import Profile
from callcentre.store.batches import among
from callcentre.store.calls import CallRow, calls_of_customers
from callcentre.store.customers import CustomerRow, PhoneRow, circle, phone_rows, standing_for, standing_row
from callcentre.store.tables import Address, Asset, ComplaintView, Cover, Customer, OrderView, Outlet, Phone, Product

YEAR = 365 * DAY


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody a number belongs to; `kind` is how it is known: primary, backup or wrong."""

    customer_id: UUID
    no: str
    name: str
    state: str
    kind: str


@dataclass(frozen=True, slots=True)
class AddressRow:
    """One place of a customer; WGS-84 where known."""

    id: UUID
    customer_id: UUID
    province: str
    city: str
    district: str
    line: str
    lng: float | None
    lat: float | None
    exact: str
    state: str


@dataclass(frozen=True, slots=True)
class AssetRow:
    """One installed item with what is paid for today and why."""

    id: UUID
    serial: str
    product_id: UUID | None
    model: str
    category: str
    principal: str
    purchased_on: date | None
    installed_on: date | None
    sold_by: str
    place: str
    do_not_use: bool
    state: str
    cover: CoverState


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One order of a customer as the card lists it."""

    id: UUID
    no: str
    kind: str
    category: str
    fault: str
    urgency: str
    state: str
    asset_id: UUID | None
    outlet: str
    opened_at: Instant
    due_at: Instant | None
    window_start: Instant | None
    window_end: Instant | None
    held_reason: str
    urges: int
    ended_at: Instant | None


@dataclass(frozen=True, slots=True)
class ComplaintLine:
    """One complaint as cards list it."""

    id: UUID
    no: str
    category: str
    severity: str
    state: str
    order_id: UUID | None
    received_at: Instant


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """A customer, with all who were merged into them."""

    customer: CustomerRow
    merged: Sequence[UUID]
    phones: Sequence[PhoneRow]
    addresses: Sequence[AddressRow]
    assets: Sequence[AssetRow]
    open_orders: Sequence[OrderLine]
    """What they are probably calling about: danger first, then what has waited longest."""
    past_orders: Sequence[OrderLine]
    """Ended ones opened in the last 12 months, newest first."""
    complaints: Sequence[ComplaintLine]
    calls: Sequence[CallRow]


def callers(session: Session, number: str) -> list[Caller]:
    """Everybody a number belongs to, whoever they were merged into; right numbers before struck-out ones.

    Empty for a number that is withheld or cannot be read.
    """
    try:
        parsed = parse_phone(number)
    except BadValue:
        return []
    rows = session.execute(
        select(Phone.customer_id, Phone.kind).where(
            or_(Phone.e164 == parsed.e164, Phone.digits_back == parsed.digits[::-1])
        )
    )
    found: dict[UUID, str] = {}
    for customer, kind in rows:
        standing = standing_for(session, customer)
        known = found.get(standing)
        if known is None or _KINDS.index(kind) < _KINDS.index(known):
            found[standing] = kind
    names = session.execute(
        select(Customer.id, Customer.no, Customer.name, Customer.state).where(Customer.id.in_(found))
    )
    people = [Caller(pk, no, name, state, found[pk]) for pk, no, name, state in names]
    return sorted(people, key=lambda one: (_KINDS.index(one.kind), one.state != "active", one.no))


_KINDS = ("primary", "backup", "wrong")


def card_of(session: Session, customer: UUID, *, now: Instant, profile: Profile) -> CustomerCard:
    """The card of whoever stands for `customer`. Raises Refused("customer.unknown")."""
    standing = standing_row(session, customer)
    all_of_them = circle(session, standing.id)
    orders = order_lines(session, all_of_them, since=now - YEAR)
    return CustomerCard(
        customer=standing,
        merged=all_of_them[1:],
        phones=phone_rows(session, all_of_them),
        addresses=address_rows(session, all_of_them),
        assets=asset_rows(session, all_of_them, today=local_date(now, profile.zone)),
        open_orders=sorted(
            (line for line in orders if line.state in OPEN_STATES),
            key=lambda line: (line.urgency != "danger", line.opened_at, line.no),
        ),
        past_orders=[line for line in orders if line.state not in OPEN_STATES],
        complaints=complaint_lines(session, all_of_them),
        calls=calls_of_customers(session, all_of_them, limit=10),
    )


_ADDRESSES = (
    select(
        Address.id, Address.customer_id, Address.province, Address.city, Address.district, Address.line,
        Address.lng, Address.lat, Address.exact, Address.state,
    )
    .where(Address.customer_id.in_(among("customers")))
    .order_by(Address.state, Address.rank, Address.id)
)


def address_rows(session: Session, customers: Iterable[UUID]) -> list[AddressRow]:
    """The places of customers by rank, those that have ended last."""
    rows: Iterable[Any] = session.execute(_ADDRESSES, {"customers": list(customers)})
    return [AddressRow(*row) for row in rows]


_ASSETS = (
    select(
        Asset.id, Asset.serial, Asset.product_id, Product.model, Product.category, Product.principal,
        Asset.purchased_on, Asset.installed_on, Asset.sold_by, Asset.place, Asset.do_not_use, Asset.state,
        Product.warranty_months,
    )
    .outerjoin(Product, Product.id == Asset.product_id)
    .where(Asset.customer_id.in_(among("customers")))
    .order_by(Asset.state, Asset.serial)
)


def asset_rows(session: Session, customers: Iterable[UUID], *, today: date) -> list[AssetRow]:
    """What customers own, with the cover of `today`; what is gone comes last."""
    rows = session.execute(_ASSETS, {"customers": list(customers)}).all()
    covers = cover_rows(session, (row.id for row in rows))
    return [
        AssetRow(
            row.id, row.serial, row.product_id, row.model or "", row.category or "", row.principal or "",
            row.purchased_on, row.installed_on, row.sold_by, row.place, row.do_not_use, row.state,
            cover_on(today, covers.get(row.id, ()), row.purchased_on, row.warranty_months),
        )
        for row in rows
    ]


_COVERS = (
    select(Cover.asset_id, Cover.no, Cover.kind, Cover.scope, Cover.from_on, Cover.until_on, Cover.payer)
    .where(Cover.asset_id.in_(among("assets")))
    .order_by(Cover.from_on, Cover.no)
)


def cover_rows(session: Session, assets: Iterable[UUID]) -> dict[UUID, list[CoverRow]]:
    """The covers of assets, by the day they begin."""
    wanted = list(assets)
    found: dict[UUID, list[CoverRow]] = {}
    if not wanted:
        return found
    rows: Iterable[Any] = session.execute(_COVERS, {"assets": wanted})
    for asset, *values in rows:
        found.setdefault(asset, []).append(CoverRow(*values))
    return found


_ORDERS = (
    select(
        OrderView.order_id, OrderView.no, OrderView.kind, OrderView.category, OrderView.fault,
        OrderView.urgency, OrderView.state, OrderView.asset_id, func.coalesce(Outlet.name, ""), OrderView.opened_at,
        OrderView.due_at, OrderView.window_start, OrderView.window_end, OrderView.held_reason,
        OrderView.urges, OrderView.ended_at,
    )
    .outerjoin(Outlet, Outlet.id == OrderView.outlet_id)
    .where(
        OrderView.customer_id.in_(among("customers")),
        or_(OrderView.opened_at >= bindparam("since"), OrderView.state.in_(sorted(OPEN_STATES))),
    )
    .order_by(OrderView.opened_at.desc(), OrderView.no.desc())
)


def order_lines(session: Session, customers: Iterable[UUID], *, since: Instant) -> list[OrderLine]:
    """The open orders of customers, and those opened at or after `since`; newest first."""
    rows: Iterable[Any] = session.execute(_ORDERS, {"customers": list(customers), "since": since})
    return [OrderLine(*row) for row in rows]


_COMPLAINTS = select(
    ComplaintView.complaint_id, ComplaintView.no, ComplaintView.category, ComplaintView.severity,
    ComplaintView.state, ComplaintView.order_id, ComplaintView.received_at,
).order_by(ComplaintView.received_at, ComplaintView.no)
_OPEN_OF_CUSTOMERS = _COMPLAINTS.where(
    ComplaintView.customer_id.in_(among("customers")), ComplaintView.state != "closed"
)
_ALL_OF_ORDER = _COMPLAINTS.where(ComplaintView.order_id == bindparam("order"))


def complaint_lines(session: Session, customers: Iterable[UUID]) -> list[ComplaintLine]:
    """The open complaints of customers, oldest first."""
    return [ComplaintLine(*row) for row in session.execute(_OPEN_OF_CUSTOMERS, {"customers": list(customers)})]


def complaint_lines_of_order(session: Session, order: UUID) -> list[ComplaintLine]:
    """Every complaint about an order, ended ones too, oldest first."""
    return [ComplaintLine(*row) for row in session.execute(_ALL_OF_ORDER, {"order": order})]
