"""Complaints as stories: their events out of the file, by pos, and how one is stored."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcentre.domain.complaint_story import ComplaintStory
from callcentre.domain.errors import Refused
from callcentre.domain.event import NO_TEXTS, Effect, Event
from callcentre.store.batches import in_batches
from callcentre.store.tables import Complaint, ComplaintEvent, ComplaintText, table_of
from callcentre.store.unit import Unit

_EVENTS = table_of(ComplaintEvent)
_TEXTS = table_of(ComplaintText)
_QUERY = select(_EVENTS, _TEXTS.c.texts).select_from(
    _EVENTS.outerjoin(_TEXTS, _TEXTS.c.event_id == _EVENTS.c.id)
)


def complaint_of(session: Session, complaint: UUID) -> ComplaintStory:
    """The story of one complaint. Raises Refused("complaint.unknown")."""
    found = next(complaints_of(session, [complaint]), None)
    if found is None:
        raise Refused("complaint.unknown")
    return found


def complaints_of(session: Session, complaints: Iterable[UUID]) -> Iterator[ComplaintStory]:
    """The stories of many complaints, read a few hundred at a time."""
    for some in in_batches(sorted(complaints)):
        numbers = dict(
            session.execute(select(Complaint.id, Complaint.no).where(Complaint.id.in_(some))).all()
        )
        rows = session.execute(
            _QUERY.where(_EVENTS.c.complaint_id.in_(some)).order_by(_EVENTS.c.complaint_id, _EVENTS.c.pos)
        )
        for pk, own in groupby(rows, key=lambda row: row.complaint_id):
            yield ComplaintStory.of(pk, numbers[pk], map(_event, own))


def complaint_id_of(session: Session, no: str) -> UUID | None:
    """The complaint with this number."""
    return session.scalar(select(Complaint.id).where(Complaint.no == no))


def append_complaint_event(unit: Unit, complaint: ComplaintStory, event: Event, *, after: UUID | None) -> None:
    """Stores a judged event of a complaint with its words and outbox entry."""
    row = _row(event)
    unit.write(_EVENTS, row)
    texts = dict(event.texts)
    if texts:
        unit.write(_TEXTS, {"event_id": event.id, "texts": texts})
    unit.send(
        "complaint_event", complaint.id, "event",
        {name: (None, value, None) for name, value in row.items() if name != "id"} | {"texts": (None, texts, None)}
        | unit.fence(complaint.id),
        change_id=event.id, after=after,
    )
    unit.complaints.add(complaint.id)
    unit.changed("complaint", complaint.id)


def _event(row: Any) -> Event:
    return Event(
        id=row.id, subject=row.complaint_id, pos=row.pos, kind=row.kind, at=row.at, actor=row.actor_id,
        data=row.data, texts=row.texts or NO_TEXTS, stated_at=row.stated_at, desk=row.desk,
        effect=Effect(row.effect), state_before=row.state_before, state_after=row.state_after,
    )


def _row(event: Event) -> dict[str, Any]:
    return {
        "id": event.id, "complaint_id": event.subject, "pos": event.pos, "kind": event.kind, "at": event.at,
        "stated_at": event.stated_at, "actor_id": event.actor, "desk": event.desk, "data": dict(event.data),
        "effect": event.effect.value, "state_before": event.state_before, "state_after": event.state_after,
    }
