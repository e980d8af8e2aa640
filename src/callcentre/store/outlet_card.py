"""One outlet as a whole: its particulars, its people, the days ahead and what is in its hands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from callcentre.domain.errors import Refused
from callcentre.domain.instants import DAY, Instant, local_date
from callcentre.domain.lifecycle import ENDED_STATES, OPEN_STATES
from callcentre.domain.profile import Profile
from callcentre.store.outlet_list import WITH_OUTLET
from callcentre.store.outlets import active_below
from callcentre.store.tables import Customer, OrderView, Outlet, Technician

BEFORE, AFTER = 3, 3
"""Days shown before today and after it."""
_SHOWN = 60
"""So many open orders are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class TechnicianRow:
    """Somebody who visits for an outlet."""

    id: UUID
    name: str
    phone: str
    skills: Sequence[str]
    certified_until: date | None
    state: str


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """An order in an outlet's hands, as its card links to it."""

    order_id: UUID
    no: str
    stage: str
    kind: str
    category: str
    fault: str
    urgency: str
    customer: str
    due_at: Instant | None


@dataclass(frozen=True, slots=True)
class DayLoad:
    """A day and how many visits were or are agreed for it."""

    on: date
    visits: int


@dataclass(frozen=True, slots=True)
class OutletCard:
    """Everything about one outlet at once; the figures of its month are read apart."""

    id: UUID
    code: str
    name: str
    parent_id: UUID | None
    parent: str
    phone: str
    night_phone: str
    province: str
    city: str
    district: str
    address: str
    lng: float | None
    lat: float | None
    exact: str
    skills: Sequence[str]
    brands: Sequence[str]
    capacity: int | None
    opened_on: date | None
    state: str
    below: int
    """Active outlets that have this one as their parent."""
    technicians: Sequence[TechnicianRow]
    days: Sequence[DayLoad]
    orders: Sequence[OpenOrder]
    more: int
    """Open orders beyond those named."""


def outlet_card(session: Session, outlet: UUID, *, now: Instant, profile: Profile) -> OutletCard:
    """One outlet. Raises Refused("outlet.unknown")."""
    row: Any = session.get(Outlet, outlet)
    if row is None:
        raise Refused("outlet.unknown")
    parent = session.scalar(select(Outlet.name).where(Outlet.id == row.parent_id)) if row.parent_id else None
    orders = [OpenOrder(*found) for found in session.execute(orders_query(outlet))]
    in_hand = session.scalar(
        select(func.count()).where(OrderView.outlet_id == outlet, OrderView.state.in_(WITH_OUTLET))
    )
    return OutletCard(
        outlet, row.code, row.name, row.parent_id, parent or "", row.phone, row.night_phone, row.province, row.city,
        row.district, row.address, row.lng, row.lat, row.exact, tuple(row.skills), tuple(row.brands),
        row.capacity_per_day, row.opened_on, row.state, active_below(session, outlet), _technicians(session, outlet),
        _days(session, outlet, now, profile), orders, (in_hand or 0) - len(orders),
    )


def orders_query(outlet: UUID) -> Select[*tuple[Any, ...]]:
    """The orders in the outlet's hands, what is over longest first."""
    return (
        select(
            OrderView.order_id, OrderView.no, OrderView.stage, OrderView.kind, OrderView.category, OrderView.fault,
            OrderView.urgency, func.coalesce(Customer.name, ""), OrderView.due_at,
        )
        .outerjoin(Customer, Customer.id == OrderView.customer_id)
        .where(OrderView.outlet_id == outlet, OrderView.state.in_(WITH_OUTLET))
        .order_by(OrderView.due_at.is_(None), OrderView.due_at, OrderView.no)
        .limit(_SHOWN)
    )


def _technicians(session: Session, outlet: UUID) -> list[TechnicianRow]:
    """Those who visit before those who left, by name."""
    rows = session.execute(
        select(
            Technician.id, Technician.name, Technician.phone, Technician.skills, Technician.certified_until,
            Technician.state,
        )
        .where(Technician.outlet_id == outlet)
        .order_by(Technician.state, Technician.name)
    )
    return [TechnicianRow(pk, name, phone, tuple(skills), until, state) for pk, name, phone, skills, until, state in rows]


def _days(session: Session, outlet: UUID, now: Instant, profile: Profile) -> list[DayLoad]:
    """Seven days with today in the middle, by the local day on which an agreed window begins."""
    today = local_date(now, profile.zone)
    days = {today + timedelta(days=later): 0 for later in range(-BEFORE, AFTER + 1)}
    for start in session.scalars(windows_query(outlet, now - (BEFORE + 1) * DAY, now + (AFTER + 1) * DAY)):
        on = local_date(start or 0, profile.zone)
        if on in days:
            days[on] += 1
    return [DayLoad(on, visits) for on, visits in days.items()]


def windows_query(outlet: UUID, since: Instant, until: Instant) -> Select[*tuple[Any, ...]]:
    """When the agreed windows of an outlet's orders begin within some days; cancelled orders have none."""
    return select(OrderView.window_start).where(
        OrderView.outlet_id == outlet, OrderView.state.in_(sorted((OPEN_STATES | ENDED_STATES) - {"cancelled"})),
        OrderView.window_start >= since, OrderView.window_start < until,
    )
