"""Orders as stories: their events out of the file, by pos."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcentre.domain.errors import Refused
from callcentre.domain.event import NO_TEXTS, Effect, Event
from callcentre.domain.story import Story
from callcentre.store.batches import in_batches
from callcentre.store.tables import EventText, Order, OrderAlias, OrderEvent, OrderView, table_of

_EVENTS = table_of(OrderEvent)
_TEXTS = table_of(EventText)
_QUERY = select(_EVENTS, _TEXTS.c.texts).select_from(
    _EVENTS.outerjoin(_TEXTS, _TEXTS.c.event_id == _EVENTS.c.id)
)


def _event(row: Any) -> Event:
    return Event(
        id=row.id,
        subject=row.order_id,
        pos=row.pos,
        kind=row.kind,
        at=row.at,
        actor=row.actor_id,
        outlet=row.outlet_id,
        technician=row.technician_id,
        data=row.data,
        texts=row.texts or NO_TEXTS,
        stated_at=row.stated_at,
        desk=row.desk,
        effect=Effect(row.effect),
        state_before=row.state_before,
        state_after=row.state_after,
    )


def events_of(session: Session, order_id: UUID) -> list[Event]:
    """The events of one order by pos; empty where there is none."""
    rows = session.execute(_QUERY.where(_EVENTS.c.order_id == order_id).order_by(_EVENTS.c.pos))
    return [_event(row) for row in rows]


def story_of(session: Session, order_id: UUID) -> Story:
    """The story of one order. Raises Refused("order.unknown")."""
    no = session.scalar(select(Order.no).where(Order.id == order_id))
    if no is None:
        raise Refused("order.unknown")
    return Story.of(order_id, no, events_of(session, order_id))


def stories_of(session: Session, order_ids: Iterable[UUID]) -> Iterator[Story]:
    """The stories of many orders, read a few hundred at a time."""
    for some in in_batches(dict.fromkeys(order_ids)):
        numbers: Mapping[UUID, str] = dict(
            session.execute(select(Order.id, Order.no).where(Order.id.in_(some))).all()
        )
        rows = session.execute(
            _QUERY.where(_EVENTS.c.order_id.in_(some)).order_by(_EVENTS.c.order_id, _EVENTS.c.pos)
        )
        for order_id, own in groupby(rows, key=lambda row: row.order_id):
            yield Story.of(order_id, numbers[order_id], [_event(row) for row in own])


def order_id_of(session: Session, no: str) -> UUID | None:
    """The order with this number, old numbers included."""
    found = session.scalar(select(Order.id).where(Order.no == no))
    if found is None:
        found = session.scalar(select(OrderAlias.order_id).where(OrderAlias.no == no))
    return found


def view_of(session: Session, order_id: UUID) -> OrderView:
    """Where an order stands. Raises Refused("order.unknown")."""
    view = session.get(OrderView, order_id)
    if view is None:
        raise Refused("order.unknown")
    return view


def last_change_of(events: Sequence[Event]) -> UUID | None:
    """The id of the last state-changing event: what a decision's writer had seen."""
    return next((event.id for event in reversed(events) if event.changes_state), None)
