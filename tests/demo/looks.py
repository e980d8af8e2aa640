"""Questions the tests ask a demo folder."""

from typing import Any

from sqlalchemy import func, select

from callcentre.app import Desk
from callcentre.store.tables import ComplaintView, OrderEvent, OrderView


def orders_in_all(desk: Desk) -> int:
    """How many orders there are."""
    return desk.read(lambda session: session.scalar(select(func.count()).select_from(OrderView)) or 0)


def orders_with(desk: Desk, kind: str, **data: Any) -> int:
    """How many orders have an event of this kind with these values."""
    query = select(func.count(OrderEvent.order_id.distinct())).where(OrderEvent.kind == kind)
    for name, value in data.items():
        query = query.where(func.json_extract(OrderEvent.data, f"$.{name}") == value)
    return desk.read(lambda session: session.scalar(query) or 0)


def orders_where(desk: Desk, *conditions: Any) -> int:
    """How many orders stand like this."""
    query = select(func.count()).select_from(OrderView).where(*conditions)
    return desk.read(lambda session: session.scalar(query) or 0)


def states(desk: Desk) -> dict[str, int]:
    """How many orders are in each state."""
    query = select(OrderView.state, func.count()).group_by(OrderView.state)
    return desk.read(lambda session: dict(session.execute(query).all()))


def complaints_in_all(desk: Desk) -> int:
    """How many complaints there are."""
    return desk.read(lambda session: session.scalar(select(func.count()).select_from(ComplaintView)) or 0)
