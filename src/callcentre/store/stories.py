"""Orders as stories: their events out of the file, by pos."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from callcentre.domain.errors import Refused
from callcentre.domain.event import NO_TEXTS, Effect, Event
from callcentre.domain.story import Story
from callcentre.store.batches import among, in_batches
from callcentre.store.prepared import Prepared
from callcentre.store.tables import EventText, Order, OrderAlias, OrderEvent, OrderView, table_of

_EVENTS = table_of(OrderEvent)
_TEXTS = table_of(EventText)
_E = _EVENTS.c
_QUERY = select(
    _E.id, _E.order_id, _E.pos, _E.kind, _E.at, _E.stated_at, _E.actor_id, _E.desk, _E.outlet_id, _E.technician_id,
    _E.data, _E.effect, _E.state_before, _E.state_after, _TEXTS.c.texts,
).select_from(_EVENTS.outerjoin(_TEXTS, _TEXTS.c.event_id == _E.id))
_OF_ONE = Prepared(_QUERY.where(_E.order_id == bindparam("order")).order_by(_E.pos))
_OF_SOME = _QUERY.where(_E.order_id.in_(among("ids"))).order_by(_E.order_id, _E.pos)
_NUMBER = Prepared(select(Order.no).where(Order.id == bindparam("order")))
_NUMBERS = select(Order.id, Order.no).where(Order.id.in_(among("ids")))


def _event(row: Sequence[Any]) -> Event:
    (
        pk, order, pos, kind, at, stated_at, actor, desk, outlet, technician, data, effect, before, after, texts,
    ) = row  # fmt: skip
    return Event(
        id=pk,
        subject=order,
        pos=pos,
        kind=kind,
        at=at,
        actor=actor,
        outlet=outlet,
        technician=technician,
        data=data,
        texts=texts or NO_TEXTS,
        stated_at=stated_at,
        desk=desk,
        effect=Effect(effect),
        state_before=before,
        state_after=after,
    )


def events_of(session: Session, order_id: UUID) -> list[Event]:
    """The events of one order by pos; empty where there is none."""
    return [_event(row) for row in _OF_ONE.all(session, order=order_id)]


def story_of(session: Session, order_id: UUID) -> Story:
    """The story of one order. Raises Refused("order.unknown")."""
    row = _NUMBER.first(session, order=order_id)
    if row is None:
        raise Refused("order.unknown")
    return Story.of(order_id, row[0], events_of(session, order_id))


def stories_of(session: Session, order_ids: Iterable[UUID]) -> Iterator[Story]:
    """The stories of many orders, read a few hundred at a time."""
    for some in in_batches(dict.fromkeys(order_ids)):
        numbers: Mapping[UUID, str] = dict(session.execute(_NUMBERS, {"ids": some}).all())
        rows = session.execute(_OF_SOME, {"ids": some})
        for order_id, own in groupby(rows, key=itemgetter(1)):
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
