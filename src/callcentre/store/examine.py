"""Looking a data file over: its pages, its links, and whether what was folded still follows from the events."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from callcentre.domain.profile import Profile
from callcentre.domain.story import Story
from callcentre.store.batches import BATCH
from callcentre.store.complaint_stories import complaints_of
from callcentre.store.periods import Periods
from callcentre.store.projections.complaints import complaint_row
from callcentre.store.projections.jobs import rows_of
from callcentre.store.projections.orders import view_row
from callcentre.store.stories import stories_of
from callcentre.store.tables import Complaint, ComplaintView, Job, Order, OrderView, Outbox, table_of

Moved = Callable[[int, int], None]
_OF_ITS_TIME = frozenset({"due_at"})
"""Clocks by the rules of the day they were set: a later profile does not make them wrong."""


def damaged_pages(session: Session) -> int:
    """Pages whose seal or structure is broken; 0 for a sound file."""
    sealed = session.execute(text("PRAGMA cipher_integrity_check")).all()
    checked = [row[0] for row in session.execute(text("PRAGMA quick_check")) if row[0] != "ok"]
    return len(sealed) + len(checked)


def links_to_nothing(session: Session) -> int:
    """Rows that refer to a row which is not there."""
    return len(session.execute(text("PRAGMA foreign_key_check")).all())


def waiting_changes(session: Session) -> int:
    """Changes that no server has confirmed yet."""
    return session.scalar(select(func.count()).select_from(Outbox).where(Outbox.state != "acked")) or 0


def wrongly_folded(session: Session, profile: Profile, moved: Moved) -> list[str]:
    """The numbers of orders and complaints whose projection is not what their events come to."""
    wrong: list[str] = []
    periods = Periods(session)
    in_all = session.scalar(select(func.count()).select_from(Order)) or 0
    done = 0
    for ids in _blocks(session, Order.id):
        stories = list(stories_of(session, ids))
        wrong += _wrong_views(session, stories, profile)
        wrong += _wrong_jobs(session, stories, periods)
        done += len(ids)
        moved(done, in_all)
    for ids in _blocks(session, Complaint.id):
        wrong += _wrong_complaints(session, ids)
    return sorted(set(wrong))


def _blocks(session: Session, key: Any) -> Iterator[list[UUID]]:
    last: UUID | None = None
    while True:
        query = select(key).order_by(key).limit(BATCH)
        ids = list(session.scalars(query if last is None else query.where(key > last)))
        if not ids:
            return
        yield ids
        last = ids[-1]


def _stored(session: Session, entity: Any, key: Any, ids: Sequence[UUID]) -> list[dict[str, Any]]:
    table = table_of(entity)
    return [dict(row) for row in session.execute(select(table).where(key.in_(ids))).mappings()]


def _wrong_views(session: Session, stories: Sequence[Story], profile: Profile) -> list[str]:
    kept = {row["order_id"]: row for row in _stored(session, OrderView, OrderView.order_id, [one.id for one in stories])}
    return [one.no for one in stories if _differ(kept.get(one.id), view_row(one, profile))]


def _wrong_jobs(session: Session, stories: Sequence[Story], periods: Periods) -> list[str]:
    numbers = {one.id: one.no for one in stories}
    kept = {(row["order_id"], row["outlet_id"]): row for row in _stored(session, Job, Job.order_id, list(numbers))}
    right = {(row.order_id, row.outlet_id): asdict(row) for row in rows_of(session, stories, periods)}
    return [numbers[key[0]] for key in kept.keys() | right.keys() if _differ(kept.get(key), right.get(key))]


def _wrong_complaints(session: Session, ids: Sequence[UUID]) -> list[str]:
    kept = {row["complaint_id"]: row for row in _stored(session, ComplaintView, ComplaintView.complaint_id, ids)}
    return [one.no for one in complaints_of(session, ids) if _differ(kept.get(one.id), complaint_row(one))]


def _differ(kept: dict[str, Any] | None, right: dict[str, Any] | None) -> bool:
    if kept is None or right is None:
        return kept is not right
    return any(kept.get(name) != value for name, value in right.items() if name in kept and name not in _OF_ITS_TIME)
