"""Outlets in their tree, and what parts cost."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcentre.domain.errors import Refused
from callcentre.store.tables import Outlet, Part


def active_outlet(session: Session, outlet: UUID) -> Outlet:
    """The outlet's row. Raises Refused("outlet.unknown" or "outlet.ended")."""
    row = session.get(Outlet, outlet)
    if row is None:
        raise Refused("outlet.unknown")
    if row.state != "active":
        raise Refused("outlet.ended", code=row.code)
    return row


def is_within(session: Session, outlet: UUID, above: UUID) -> bool:
    """Whether `outlet` is `above` or stands below it in the tree."""
    seen: set[UUID] = set()
    current: UUID | None = outlet
    while current is not None and current not in seen:
        if current == above:
            return True
        seen.add(current)
        current = session.scalar(select(Outlet.parent_id).where(Outlet.id == current))
    return False


def price_list(session: Session) -> Mapping[str, int]:
    """Part code -> list price in fen."""
    known: Mapping[str, int] | None = session.info.get("price_list")
    if known is None:
        known = dict(row.tuple() for row in session.execute(select(Part.code, Part.price_fen)))
        session.info["price_list"] = known
    return known
