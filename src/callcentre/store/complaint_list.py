"""Complaints as a list beside the one that is open: what is due first, or what ended last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from callcentre.domain.complaint_clock import KINDS, clocks, met, running
from callcentre.domain.complaints import CLOSED, OPEN_STATES
from callcentre.domain.deadlines import deadlines_of
from callcentre.domain.instants import Instant
from callcentre.domain.profile import Deadline
from callcentre.store.profiles import Profiles
from callcentre.store.tables import ComplaintEvent, ComplaintView, Customer, Outlet, Person

STAGES: Mapping[str, frozenset[str]] = {
    "mine": OPEN_STATES,
    "open": OPEN_STATES,
    "new": frozenset({"received", "acknowledged"}),
    "work": frozenset({"assessed", "investigating", "rejected"}),
    "offer": frozenset({"remedy_offered"}),
    "remedy": frozenset({"remedy_due", "remedy_done"}),
    "escalated": frozenset({"escalated"}),
    "ended": frozenset({CLOSED}),
}
"""Name of a part of the list -> the states in it; `mine` is what I own or was offered."""
ENDED_SHOWN = 200


@dataclass(frozen=True, slots=True)
class ComplaintRow:
    """One complaint of the list, with what is due next."""

    complaint_id: UUID
    no: str
    state: str
    severity: str
    category: str
    against: str
    channel: str
    customer: str
    outlet: str
    owner_id: UUID | None
    owner: str
    offered_to: UUID | None
    received_at: Instant
    ended_at: Instant | None
    ended_as: str
    rule: Deadline | None = None
    due_at: Instant | None = None
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class ComplaintList:
    """The rows of one part, and how many stand in each part."""

    rows: Sequence[ComplaintRow]
    counts: Mapping[str, int]


_OWNER = aliased(Person)
_VIEW = ComplaintView
_ROWS = (
    select(
        _VIEW.complaint_id, _VIEW.no, _VIEW.state, _VIEW.severity, _VIEW.category, _VIEW.against, _VIEW.channel,
        func.coalesce(Customer.name, ""), func.coalesce(Outlet.name, ""), _VIEW.owner_id,
        func.coalesce(_OWNER.name, ""), _VIEW.offered_to, _VIEW.received_at, _VIEW.ended_at, _VIEW.ended_as,
    )
    .outerjoin(Customer, Customer.id == _VIEW.customer_id)
    .outerjoin(Outlet, Outlet.id == _VIEW.outlet_id)
    .outerjoin(_OWNER, _OWNER.id == _VIEW.owner_id)
)
OPEN_ROWS = _ROWS.where(_VIEW.state.in_(sorted(OPEN_STATES)))
ENDED_ROWS = _ROWS.where(_VIEW.ended_at.is_not(None)).order_by(_VIEW.ended_at.desc()).limit(ENDED_SHOWN)
STEPS = (
    select(ComplaintEvent.complaint_id, ComplaintEvent.kind, ComplaintEvent.at)
    .where(
        ComplaintEvent.complaint_id.in_(select(_VIEW.complaint_id).where(_VIEW.state.in_(sorted(OPEN_STATES)))),
        ComplaintEvent.kind.in_(sorted(KINDS)), ComplaintEvent.effect == "applied",
    )
    .order_by(ComplaintEvent.complaint_id, ComplaintEvent.pos)
)
ENDED_COUNT = select(func.count()).where(_VIEW.ended_at.is_not(None))


def complaint_list(session: Session, part: str, *, person: UUID) -> ComplaintList:
    """One part of the list for `person`: open complaints by what is due, ended ones newest first."""
    open_ones = open_rows(session)
    counts = {name: sum(_is_in(row, name, person) for row in open_ones) for name in STAGES}
    counts["ended"] = session.scalars(ENDED_COUNT).one()
    if part == "ended":
        ended: Sequence[Any] = session.execute(ENDED_ROWS).all()
        return ComplaintList([ComplaintRow(*row) for row in ended], counts)
    return ComplaintList([row for row in open_ones if _is_in(row, part, person)], counts)


def overdue_complaints(session: Session, now: Instant) -> int:
    """How many open complaints have missed a deadline that still runs."""
    return sum(row.due_at is not None and row.due_at <= now for row in open_rows(session))


def _is_in(row: ComplaintRow, part: str, person: UUID) -> bool:
    return row.state in STAGES[part] and (part != "mine" or person in (row.owner_id, row.offered_to))


def open_rows(session: Session) -> list[ComplaintRow]:
    """Every open complaint by what is due next; without a deadline by receipt, last."""
    profiles = Profiles(session)
    steps: Sequence[Any] = session.execute(STEPS).all()
    done = {pk: met((kind, at) for _pk, kind, at in own) for pk, own in groupby(steps, key=lambda step: step[0])}
    found = []
    rows: Sequence[Any] = session.execute(OPEN_ROWS).all()
    for row in rows:
        dues = deadlines_of(row.channel, row.received_at, profiles.at(row.received_at))
        due = running(clocks(dues, done.get(row.complaint_id, {})))
        listed = ComplaintRow(*row)
        found.append(replace(listed, rule=due.rule, due_at=due.at, estimated=due.estimated) if due else listed)
    return sorted(found, key=lambda row: (row.due_at is None, row.due_at or row.received_at, row.no))
