"""An outlet's day: the orders in its hands with who they are for, what is planned, and what its forms offer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, or_, select, true
from sqlalchemy.orm import Session

from callcentre.domain.event import Effect
from callcentre.domain.instants import Instant
from callcentre.store.batches import among, in_batches
from callcentre.store.homes import first_home
from callcentre.store.order_choices import PARTS_OFFERED, Named, PartChoice
from callcentre.store.outlet_list import WITH_OUTLET
from callcentre.store.tables import (
    Address,
    Asset,
    Customer,
    EventText,
    OrderEvent,
    OrderView,
    Outlet,
    Part,
    Phone,
    Product,
    Technician,
)

PARTS = ("accept", "plan", "visit", "held")
"""Parts of the day, in the order in which an order goes through them."""


@dataclass(frozen=True, slots=True)
class DayRow:
    """One order in an outlet's hands."""

    order_id: UUID
    no: str
    state: str
    stage: str
    kind: str
    category: str
    fault: str
    urgency: str
    held_reason: str
    due_at: Instant | None
    window_start: Instant | None
    window_end: Instant | None
    outlet: UUID
    outlet_name: str
    customer: str
    phone: str
    near: str
    """District, street and house; `place` is the whole address."""
    place: str
    model: str
    serial: str
    urges: int
    technician: str = ""
    """Whom the outlet plans to send."""
    planned_start: Instant | None = None
    planned_end: Instant | None = None
    planned: bool = False

    @property
    def part(self) -> str:
        """The part of the day it belongs to: an accepted order is to be planned until somebody is sent."""
        if self.state == "relayed":
            return "accept"
        if self.held_reason:
            return "held"
        return "visit" if self.planned else "plan"


@dataclass(frozen=True, slots=True)
class DayChoices:
    """What the forms of one order offer: the outlet's technicians, the parts of its model."""

    technicians: Sequence[Named]
    parts: Sequence[PartChoice]


def day_rows(session: Session, outlets: frozenset[UUID] | None) -> list[DayRow]:
    """The orders in the hands of these outlets (None: of all): danger first, then by what is left."""
    rows: list[Any] = []
    if outlets is None:
        rows += session.execute(day_query(None)).all()
    else:
        for batch in in_batches(sorted(outlets)):
            rows += session.execute(day_query(batch)).all()
    plans = _plans(session, [row[0] for row in rows if row[2] == "accepted"])
    found = [DayRow(*row, *plans.get(row[0], ())) for row in rows]
    return sorted(found, key=lambda row: (row.urgency != "danger", row.due_at is None, row.due_at or 0, row.no))


def day_query(outlets: Sequence[UUID] | None) -> Select[*tuple[Any, ...]]:
    """The orders in the hands of some outlets (None: of all)."""
    where = func.coalesce(OrderView.address_id, first_home(OrderView.customer_id))
    phone = (
        select(Phone.typed)
        .where(Phone.customer_id == OrderView.customer_id, Phone.kind != "wrong")
        .order_by(Phone.rank, Phone.id)
        .limit(1)
        .correlate(OrderView)
        .scalar_subquery()
    )
    province = case((Address.province == Address.city, ""), else_=Address.province)
    place = province + Address.city + Address.district + Address.line
    return (
        select(
            OrderView.order_id, OrderView.no, OrderView.state, OrderView.stage, OrderView.kind, OrderView.category,
            OrderView.fault, OrderView.urgency, OrderView.held_reason, OrderView.due_at, OrderView.window_start,
            OrderView.window_end, OrderView.outlet_id, Outlet.name, func.coalesce(Customer.name, ""),
            func.coalesce(phone, ""), func.coalesce(Address.district + Address.line, ""), func.coalesce(place, ""), func.coalesce(Product.model, ""),
            func.coalesce(Asset.serial, ""), OrderView.urges,
        )
        .join(Outlet, Outlet.id == OrderView.outlet_id)
        .outerjoin(Customer, Customer.id == OrderView.customer_id)
        .outerjoin(Address, Address.id == where)
        .outerjoin(Asset, Asset.id == OrderView.asset_id)
        .outerjoin(Product, Product.id == Asset.product_id)
        .where(OrderView.state.in_(WITH_OUTLET), true() if outlets is None else OrderView.outlet_id.in_(outlets))
    )


_PLANS = (
    select(OrderEvent.order_id, OrderEvent.kind, OrderEvent.data, func.coalesce(Technician.name, ""))
    .outerjoin(Technician, Technician.id == OrderEvent.technician_id)
    .where(
        OrderEvent.order_id.in_(among("orders")), OrderEvent.kind.in_(("planned", "accepted", "visit")),
        OrderEvent.effect == Effect.APPLIED.value,
    )
    .order_by(OrderEvent.order_id, OrderEvent.pos)
)


def _plans(session: Session, orders: Sequence[UUID]) -> dict[UUID, tuple[str, Instant | None, Instant | None, bool]]:
    """Order -> (technician, start, end, True) of the last plan since it was accepted or visited last."""
    found: dict[UUID, tuple[str, Instant | None, Instant | None, bool]] = {}
    for batch in in_batches(orders):
        for order, kind, data, technician in session.execute(_PLANS, {"orders": batch}):
            found.pop(order, None)
            if kind == "planned":
                found[order] = technician, data.get("start"), data.get("end"), True
    return found


def day_choices(session: Session, order: UUID) -> DayChoices:
    """What the forms of this order offer; nothing where there is no such order."""
    row = session.execute(
        select(OrderView.outlet_id, func.coalesce(Product.model, ""))
        .outerjoin(Asset, Asset.id == OrderView.asset_id)
        .outerjoin(Product, Product.id == Asset.product_id)
        .where(OrderView.order_id == order)
    ).one_or_none()
    if row is None:
        return DayChoices((), ())
    outlet, model = row
    technicians = session.execute(
        select(Technician.id, Technician.name)
        .where(Technician.outlet_id == outlet, Technician.state == "active")
        .order_by(Technician.name)
    )
    parts = session.execute(
        select(Part.code, Part.name, Part.price_fen)
        .where(or_(Part.model == model, Part.model == ""))
        .order_by(Part.model == "", Part.code)
        .limit(PARTS_OFFERED)
    )
    return DayChoices([Named(*each) for each in technicians], [PartChoice(*each) for each in parts])


def people_of(session: Session, outlets: Sequence[UUID]) -> dict[UUID, tuple[tuple[UUID, str], ...]]:
    """Outlet -> (id, name) of those who visit for it."""
    found: dict[UUID, tuple[tuple[UUID, str], ...]] = {}
    for batch in in_batches(outlets):
        rows = session.execute(
            select(Technician.outlet_id, Technician.id, Technician.name)
            .where(Technician.outlet_id.in_(batch), Technician.state == "active")
            .order_by(Technician.name)
        )
        for outlet, pk, name in rows:
            found[outlet] = (*found.get(outlet, ()), (pk, name))
    return found


def parts_of(session: Session, models: Sequence[str]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Model -> (code, name) of its parts and of those for every model."""
    rows = session.execute(select(Part.model, Part.code, Part.name).where(Part.model.in_([*models, ""])).order_by(Part.code)).all()
    return {
        model: tuple((code, name) for of, code, name in rows if of in (model, "")) for model in {*models}
    }


def words_of(session: Session, orders: Sequence[UUID]) -> dict[UUID, str]:
    """Order -> what the caller said of it, in their words."""
    found: dict[UUID, str] = {}
    for batch in in_batches(orders):
        rows = session.execute(
            select(OrderEvent.order_id, EventText.texts)
            .join(EventText, EventText.event_id == OrderEvent.id)
            .where(OrderEvent.order_id.in_(batch), OrderEvent.pos == 1)
        )
        found |= {order: texts.get("words", "") for order, texts in rows}
    return found
