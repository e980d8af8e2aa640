"""What the map draws: every open order, active outlet and open complaint with its place."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from callcentre.domain.complaints import OPEN_STATES
from callcentre.domain.instants import Instant
from callcentre.store.complaint_list import open_rows
from callcentre.store.figures import scorecards
from callcentre.store.homes import first_home
from callcentre.store.order_filters import Asking, Wanted, conditions
from callcentre.store.prepared import Prepared
from callcentre.store.tables import Address, ComplaintView, Customer, OrderView, Outlet


class Spot(NamedTuple):
    """A place as a row has it: WGS-84 where somebody measured it, and the names of its divisions."""

    lng: float | None
    lat: float | None
    province: str
    city: str
    district: str


class OrderMark(NamedTuple):
    """An open order: what its clock says, and where it is to be done."""

    order_id: UUID
    no: str
    stage: str
    since: Instant | None
    due: Instant | None
    urgency: str
    held_reason: str
    kind: str
    category: str
    fault: str
    opened_at: Instant
    customer: str
    outlet_id: UUID | None
    spot: Spot


class OutletMark(NamedTuple):
    """An active outlet and what it was given today."""

    outlet_id: UUID
    code: str
    name: str
    phone: str
    capacity: int | None
    skills: tuple[str, ...]
    today: int
    open: int
    spot: Spot


class ComplaintMark(NamedTuple):
    """An open complaint; `due` is None where nothing sets a limit."""

    complaint_id: UUID
    no: str
    state: str
    severity: str
    category: str
    since: Instant
    due: Instant | None
    customer: str
    spot: Spot


_AT = len(OrderMark._fields) - 1
_SPOT = (
    Address.lng, Address.lat, func.coalesce(Address.province, ""), func.coalesce(Address.city, ""),
    func.coalesce(Address.district, ""),
)


def orders_query() -> Select[*tuple[Any, ...]]:
    """Every open order with the address it is to be done at."""
    return (
        select(
            OrderView.order_id, OrderView.no, OrderView.stage, OrderView.clock_since, OrderView.due_at,
            OrderView.urgency, OrderView.held_reason, OrderView.kind, OrderView.category, OrderView.fault,
            OrderView.opened_at, func.coalesce(Customer.name, ""), OrderView.outlet_id, *_SPOT,
        )
        .outerjoin(Customer, Customer.id == OrderView.customer_id)
        .outerjoin(Address, Address.id == func.coalesce(OrderView.address_id, first_home(OrderView.customer_id)))
        # Every stage comes after the empty one, so the index of the open orders is read and no other.
        .where(OrderView.ended_at.is_(None), OrderView.stage > "")
    )


_WITH_OUTLET = or_(OrderView.state == "relayed", OrderView.state == "accepted")
_ORDERS = Prepared(orders_query())
_OUTLETS = Prepared(
    select(
        Outlet.id, Outlet.code, Outlet.name, Outlet.phone, Outlet.capacity_per_day, Outlet.skills,
        Outlet.lng, Outlet.lat, Outlet.province, Outlet.city, Outlet.district,
    )
    .where(Outlet.state == "active")
    .order_by(Outlet.code)
)
_TODAY = Prepared(
    select(OrderView.outlet_id, func.count())
    .where(_WITH_OUTLET, OrderView.state_since >= bindparam("since"))
    .group_by(OrderView.outlet_id)
)
_OPEN = Prepared(
    select(OrderView.outlet_id, func.count())
    .where(_WITH_OUTLET)
    .group_by(OrderView.outlet_id)
)
_COMPLAINTS = (
    select(ComplaintView.complaint_id, *_SPOT)
    .outerjoin(OrderView, OrderView.order_id == ComplaintView.order_id)
    .outerjoin(Customer, Customer.id == func.coalesce(ComplaintView.customer_id, OrderView.customer_id))
    .outerjoin(Address, Address.id == func.coalesce(OrderView.address_id, first_home(Customer.id)))
    .where(ComplaintView.state.in_(sorted(OPEN_STATES)))
)
_PLACE = Prepared(
    select(*_SPOT)
    .select_from(OrderView)
    .outerjoin(Address, Address.id == func.coalesce(OrderView.address_id, first_home(OrderView.customer_id)))
    .where(OrderView.order_id == bindparam("order"))
)


def order_marks(session: Session) -> list[OrderMark]:
    """Every open order."""
    return [OrderMark._make([*row[:_AT], Spot._make(row[_AT:])]) for row in _ORDERS.all(session)]


def open_ids(session: Session, wanted: Wanted, now: Instant, zone: ZoneInfo) -> frozenset[UUID]:
    """The open orders that a list with these filters holds. Raises ValueError for a value that is none of its field."""
    met = conditions(Asking(session, now, zone), wanted)
    return frozenset(session.scalars(select(OrderView.order_id).where(OrderView.ended_at.is_(None), *met)))


def outlet_marks(session: Session, since: Instant) -> list[OutletMark]:
    """Every active outlet, with the orders that came to it after `since` and those it has in all."""
    today: Mapping[UUID, int] = dict(_TODAY.all(session, since=since))
    in_all: Mapping[UUID, int] = dict(_OPEN.all(session))
    return [
        OutletMark(
            pk, code, name, phone, capacity, tuple(skills or ()), today.get(pk, 0), in_all.get(pk, 0), Spot(*spot)
        )
        for pk, code, name, phone, capacity, skills, *spot in _OUTLETS.all(session)
    ]


def complaint_marks(session: Session) -> list[ComplaintMark]:
    """Every open complaint, where its order or else its customer is."""
    places: Sequence[Any] = session.execute(_COMPLAINTS).all()
    spots = {pk: Spot(*spot) for pk, *spot in places}
    return [
        ComplaintMark(
            row.complaint_id, row.no, row.state, row.severity, row.category, row.received_at, row.due_at,
            row.customer, spots[row.complaint_id],
        )
        for row in open_rows(session)
    ]


def spot_of_order(session: Session, order: UUID) -> Spot | None:
    """Where an order is to be done, whether or not it is open; None for an unknown one."""
    row = _PLACE.first(session, order=order)
    return None if row is None else Spot(*row)


def grades(session: Session, period: str) -> dict[str, str]:
    """Outlet code -> its grade in a period such as 2026-06, for those that have one."""
    cards = scorecards(session, period)["outlets"]
    return {card["code"]: card["grade"] for card in cards if card["grade"]}
