"""What the forms of an order offer to choose from: outlets, technicians, parts, supervisors."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from callcentre.domain.event import Role
from callcentre.domain.instants import Instant
from callcentre.domain.profile import Profile
from callcentre.store.people import person_rows
from callcentre.store.suggestions import OutletSuggestion, suggested_outlets
from callcentre.store.tables import Asset, OrderView, Outlet, Part, Product, Technician

PARTS_OFFERED = 500


@dataclass(frozen=True, slots=True)
class Named:
    """Something to choose: its id and how it is called."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class PartChoice:
    """A part of the price list."""

    code: str
    name: str
    price_fen: int


@dataclass(frozen=True, slots=True)
class OrderChoices:
    """The lists behind the forms of one order, what suits best first."""

    outlets: Sequence[OutletSuggestion]
    others: Sequence[Named]
    """Every other outlet that takes this product, where nothing says which are near."""
    technicians: Sequence[Named]
    """Of the current outlet."""
    parts: Sequence[PartChoice]
    """Those of the asset's model first, then those for every model."""
    supervisors: Sequence[Named]


def order_choices(session: Session, order: UUID, *, now: Instant, profile: Profile) -> OrderChoices:
    """What can be chosen in the forms of this order. Raises Refused("order.unknown")."""
    outlets = suggested_outlets(session, order, now=now, profile=profile, limit=50)
    at, category, model = session.execute(
        select(OrderView.outlet_id, OrderView.category, Product.model)
        .outerjoin(Asset, Asset.id == OrderView.asset_id)
        .outerjoin(Product, Product.id == Asset.product_id)
        .where(OrderView.order_id == order)
    ).one()
    technicians = session.execute(
        select(Technician.id, Technician.name)
        .where(Technician.outlet_id == at, Technician.state == "active")
        .order_by(Technician.name)
    )
    parts = session.execute(
        select(Part.code, Part.name, Part.price_fen)
        .where(or_(Part.model == (model or ""), Part.model == ""))
        .order_by(Part.model == "", Part.code)
        .limit(PARTS_OFFERED)
    )
    people = [row for row in person_rows(session) if Role.SUPERVISOR in row.roles and row.state == "active"]
    return OrderChoices(
        outlets=outlets,
        others=[] if any(one.proposable for one in outlets) else _others(session, category, outlets),
        technicians=[Named(*row) for row in technicians],
        parts=[PartChoice(*row) for row in parts],
        supervisors=[Named(row.id, row.name) for row in people],
    )


def _others(session: Session, category: str, but: Sequence[OutletSuggestion]) -> list[Named]:
    known = {one.outlet_id for one in but}
    rows = session.execute(
        select(Outlet.id, Outlet.code, Outlet.name, Outlet.skills).where(Outlet.state == "active").order_by(Outlet.code)
    )
    return [
        Named(pk, f"{name} {code}") for pk, code, name, skills in rows
        if pk not in known and (not skills or not category or category in skills)
    ]
