"""What somebody may see of orders: the centre all of them, a dispatcher those of the own outlets, also by a search or a link."""

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from callcentre.domain.errors import Refused
from callcentre.store.batches import among
from callcentre.store.outlet_list import seen_outlets
from callcentre.store.search import Found, find
from callcentre.store.tables import OrderEvent, OrderView

LOOKED_AT = 300
"""Things found before those of others are left out; who misses one types on."""


class Onlooker(Protocol):
    """Who looks; `outlet` is where a dispatcher works."""

    @property
    def id(self) -> UUID: ...
    @property
    def roles(self) -> frozenset[str]: ...
    @property
    def outlet(self) -> UUID | None: ...


def check_order(session: Session, order: UUID, by: Onlooker) -> None:
    """Raises Refused("act.other_outlet") where this order is not for the eyes of `by`."""
    if not _seen(session, [order], by):
        raise Refused("act.other_outlet")


def find_seen(session: Session, text: str, by: Onlooker, *, limit: int = 20) -> list[Found]:
    """At most `limit` things for a fragment, as `search.find` has them; a dispatcher's own orders and outlets alone."""
    outlets = seen_outlets(session, by.roles, by.outlet)
    if outlets is None:
        return find(session, text, limit=limit)
    found = find(session, text, limit=LOOKED_AT)
    seen = {"outlet": outlets, "order": _seen(session, [one.id for one in found if one.kind == "order"], by)}
    return [one for one in found if one.id in seen.get(one.kind, ())][:limit]


_OWN = (
    select(OrderView.order_id)
    .join(OrderEvent, and_(OrderEvent.order_id == OrderView.order_id, OrderEvent.pos == 1))
    .where(
        OrderView.order_id.in_(among("orders")),
        # As the acts have it: an order that no outlet has yet is theirs who opened it.
        or_(
            OrderView.outlet_id.in_(among("outlets")),
            and_(OrderView.outlet_id.is_(None), OrderEvent.actor_id == bindparam("person")),
        ),
    )
)


def _seen(session: Session, orders: Iterable[UUID], by: Onlooker) -> frozenset[UUID]:
    """Those of these orders that `by` may see; who sees all, sees also what is not there."""
    asked = list(orders)
    outlets = seen_outlets(session, by.roles, by.outlet)
    if outlets is None or not asked:
        return frozenset(asked)
    return frozenset(session.scalars(_OWN, {"orders": asked, "outlets": list(outlets), "person": by.id}))
