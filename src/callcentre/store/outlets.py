"""Outlets in their tree, and what parts cost."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from callcentre.domain.errors import Refused
from callcentre.domain.lifecycle import OPEN_STATES
from callcentre.store.prepared import Prepared
from callcentre.store.tables import OrderView, Outlet, Part

_PRICES = "price_list"
_STATE = Prepared(select(Outlet.code, Outlet.state).where(Outlet.id == bindparam("outlet")))


def check_active(session: Session, outlet: UUID) -> None:
    """Raises Refused("outlet.unknown" or "outlet.ended") for an outlet that does not work."""
    row = _STATE.first(session, outlet=outlet)
    if row is None:
        raise Refused("outlet.unknown")
    code, state = row
    if state != "active":
        raise Refused("outlet.ended", code=code)


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


def subtree(session: Session, above: UUID) -> frozenset[UUID]:
    """`above` and every outlet below it: what its dispatcher sees and acts for."""
    tree = select(Outlet.id).where(Outlet.id == above).cte(recursive=True)
    tree = tree.union(select(Outlet.id).join(tree, Outlet.parent_id == tree.c.id))
    return frozenset(session.scalars(select(tree.c.id)))


def active_below(session: Session, outlet: UUID) -> int:
    """How many active outlets have this one as their parent."""
    query = select(func.count()).where(Outlet.parent_id == outlet, Outlet.state == "active")
    return session.scalar(query) or 0


def open_orders_at(session: Session, outlet: UUID) -> int:
    """How many open orders the outlet has been relayed and has not finished."""
    states = sorted(OPEN_STATES - {"open", "awaiting_callback"})
    query = select(func.count()).where(OrderView.outlet_id == outlet, OrderView.state.in_(states))
    return session.scalar(query) or 0


def price_list(session: Session) -> Mapping[str, int]:
    """Part code -> list price in fen, read once in a transaction."""
    known: Mapping[str, int] | None = session.info.get(_PRICES)
    if known is None:
        known = dict(session.execute(select(Part.code, Part.price_fen)).all())
        session.info[_PRICES] = known
    return known


def forget_price_list(session: Session) -> None:
    """A price has changed in this transaction."""
    session.info.pop(_PRICES, None)
