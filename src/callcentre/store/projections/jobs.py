"""The projection of jobs: what each order brought each outlet, kept with the events that decide it.

An order's rows hang on more than its own events: on its complaints, on orders that
repeat it, on covers and places. So a unit projects the orders it wrote to and those
whose rows move because of them.
"""

from collections.abc import Iterable
from itertools import chain
from operator import attrgetter

from sqlalchemy import delete
from sqlalchemy.orm import Session

from callcentre.domain.jobs import JobRow, has_rows, job_rows
from callcentre.domain.story import Story
from callcentre.domain.work import work_of
from callcentre.store.batches import among, in_batches
from callcentre.store.periods import Periods
from callcentre.store.projections.around import Surroundings
from callcentre.store.projections.moved import all_orders, moved_orders
from callcentre.store.projections.places import move_outlets
from callcentre.store.projections.repeats import repeated_otherwise
from callcentre.store.rows import insert_rows
from callcentre.store.stories import stories_of
from callcentre.store.tables import Job, table_of
from callcentre.store.unit import Unit

_JOB = table_of(Job)
_DELETE = delete(_JOB).where(_JOB.c.order_id.in_(among("ids")))
_NAMES = [column.name for column in _JOB.c]
_VALUES = attrgetter(*_NAMES)
_MAKES_ROWS = frozenset({"accepted", "visit", "feedback"})
"""Without one of these an order never had a row."""


def project_jobs(unit: Unit) -> None:
    """Writes anew the job rows that this unit's events, complaints, places or rules move.

    Reads the views of orders and complaints, so those are projected before.
    """
    session = unit.session
    periods = Periods(session)
    changes = unit.changes
    others = set(moved_orders(session, unit.complaints, unit.places_moved))
    if any(kind == "profile_version" for kind, _ in changes):
        others.update(all_orders(session))
    for some in in_batches(unit.stories.values()):
        others.update(repeated_otherwise(session, some, periods, unit.stories.keys()))
    others.difference_update(unit.stories)
    worked = (story for story in unit.stories.values() if _may_have_rows(story))
    for some in in_batches(chain(worked, stories_of(session, others))):
        had_rows = [story.id for story in some if ("service_order", story.id) not in changes]
        if had_rows:
            session.execute(_DELETE, {"ids": had_rows})
        rows = rows_of(session, some, periods)
        insert_rows(session, _JOB, [dict(zip(_NAMES, _VALUES(row), strict=True)) for row in rows])
    move_outlets(session, unit.places_moved)
    for order in others:
        unit.changed("order", order)


def rows_of(session: Session, stories: Iterable[Story], periods: Periods | None = None) -> list[JobRow]:
    """The job rows of these orders as they have to be; up to a few hundred orders at a time."""
    works = [work for work in map(work_of, stories) if has_rows(work)]
    if not works:
        return []
    around = Surroundings(session, works, periods or Periods(session))
    return [row for work in works for row in job_rows(work, around.of(work))]


def _may_have_rows(story: Story) -> bool:
    return any(event.kind in _MAKES_ROWS for event in story.events)
