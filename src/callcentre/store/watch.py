"""Watch: every open order and complaint by the clock of its stage, and how many stand in each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import merge
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, case, func, literal_column, select
from sqlalchemy.orm import Session

from callcentre.domain.instants import Instant
from callcentre.domain.stages import COMPLAINT, ORDER_STAGES
from callcentre.store.complaint_list import ComplaintRow, open_rows
from callcentre.store.tables import Call, Customer, OrderView, Outlet, Person

SOON = 4
"""A clock is soon over when less than one part in so many of its time is left."""


@dataclass(frozen=True, slots=True)
class WatchRow:
    """One open order or complaint. `due` is None where nothing sets a limit; `since` is when its clock began."""

    subject: str
    """order or complaint."""
    id: UUID
    no: str
    stage: str
    state: str
    since: Instant
    due: Instant | None
    urgency: str
    kind: str
    category: str
    fault: str
    held_reason: str
    customer: str
    outlet: str
    outlet_phone: str
    night_phone: str
    window_start: Instant | None
    window_end: Instant | None
    keeper: str
    """Who opened the order or owns the complaint."""
    urges: int
    rung_at: Instant | None = None
    """When somebody here last rang about it."""

    @property
    def is_danger(self) -> bool:
        """Whether somebody's safety is at stake."""
        return self.urgency == "danger"

    @property
    def rank(self) -> tuple[bool, bool, Instant, str]:
        """Danger first, then by what is left; what has no limit comes last."""
        return not self.is_danger, self.due is None, self.due or 0, self.no


@dataclass(frozen=True, slots=True)
class StageCount:
    """How many cases stand in a stage, how many of them are over their time and how many soon will be."""

    n: int = 0
    overdue: int = 0
    soon: int = 0
    first_due: Instant | None = None


def stage_counts(session: Session, now: Instant, *, keeper: UUID | None = None) -> dict[str, StageCount]:
    """Stage -> its count, every stage named; with `keeper` only what this person opened or owns."""
    found = {stage: StageCount() for stage in ORDER_STAGES}
    for stage, *numbers in session.execute(counts_query(now, keeper)):
        found[stage] = StageCount(*numbers)
    complaints = _complaints(session, keeper)
    dues = [row.due for row in complaints if row.due is not None]
    return found | {
        COMPLAINT: StageCount(
            len(complaints), sum(due <= now for due in dues), sum(is_soon(row.since, row.due, now) for row in complaints),
            min(dues, default=None),
        )
    }


def is_soon(since: Instant, due: Instant | None, now: Instant) -> bool:
    """Whether little of a clock's time is left."""
    return due is not None and now < due <= now + max(0, due - since) // SOON


def running_out(now: Instant) -> ColumnElement[bool]:
    """The same of an open order, as a condition."""
    left = OrderView.due_at - now
    return (OrderView.due_at > now) & (left * SOON <= OrderView.due_at - OrderView.clock_since)


def counts_query(now: Instant, keeper: UUID | None) -> Select[*tuple[Any, ...]]:
    """The statement behind `stage_counts`, answered from one index of the open orders."""
    over = case((OrderView.due_at <= now, 1), else_=0)
    soon = case((running_out(now), 1), else_=0)
    query = select(
        OrderView.stage, func.count(), func.sum(over, type_=Integer), func.sum(soon, type_=Integer),
        func.min(OrderView.due_at),
    )
    return _of(query.where(OrderView.ended_at.is_(None)), keeper).group_by(OrderView.stage)


def watch_rows(
    session: Session, stage: str, *, limit: int, keeper: UUID | None = None
) -> list[WatchRow]:
    """The first `limit` open cases of a stage (all stages when empty): danger first, then by what is left."""
    stages = ORDER_STAGES if not stage else [stage] if stage in ORDER_STAGES else []
    danger = [row for row in _orders(session, danger_query(limit, keeper)) if row.stage in stages] if stages else []
    parts: list[Iterable[WatchRow]] = [_orders(session, stage_query(each, limit, keeper)) for each in stages]
    if stage in ("", COMPLAINT):
        parts.append(_complaints(session, keeper))
    known = {row.id for row in danger}
    # Each part comes by what is left; a danger is among its stage's rows once more.
    rest = (row for row in merge(*parts, key=lambda row: (row.due is None, row.due or 0)) if row.id not in known)
    found = sorted(danger, key=lambda row: row.rank)
    for row in rest:
        if len(found) >= limit:
            break
        found.append(row)
    return found


_RUNG = (
    select(func.max(Call.began_at))
    .where(Call.order_id == OrderView.order_id, Call.direction == "out", Call.began_at >= OrderView.clock_since)
    .scalar_subquery()
)
"""Calls before the stage began are about another one."""
_OF_ORDER = (
    OrderView.order_id, OrderView.no, OrderView.stage, OrderView.state, OrderView.clock_since, OrderView.due_at,
    OrderView.urgency, OrderView.kind, OrderView.category, OrderView.fault, OrderView.held_reason,
    func.coalesce(Customer.name, ""), func.coalesce(Outlet.name, ""),
    func.coalesce(Outlet.phone, ""), func.coalesce(Outlet.night_phone, ""), OrderView.window_start,
    OrderView.window_end, func.coalesce(Person.name, ""), OrderView.urges,
    _RUNG,
)
_ORDERS = (
    select(*_OF_ORDER)
    .outerjoin(Customer, Customer.id == OrderView.customer_id)
    .outerjoin(Outlet, Outlet.id == OrderView.outlet_id)
    .outerjoin(Person, Person.id == OrderView.opened_by)
    .where(OrderView.ended_at.is_(None))
)


def stage_query(stage: str, limit: int, keeper: UUID | None) -> Select[*tuple[Any, ...]]:
    """The open orders of one stage, what is over longest first."""
    return _of(_ORDERS.where(OrderView.stage == stage), keeper).order_by(OrderView.due_at).limit(limit)


def danger_query(limit: int, keeper: UUID | None) -> Select[*tuple[Any, ...]]:
    """The open orders about somebody's safety."""
    # A literal, so that the index of exactly these orders is used.
    danger = _ORDERS.where(OrderView.urgency == literal_column("'danger'"))
    return _of(danger, keeper).order_by(OrderView.due_at).limit(limit)


def _of(query: Select[*tuple[Any, ...]], keeper: UUID | None) -> Select[*tuple[Any, ...]]:
    return query if keeper is None else query.where(OrderView.opened_by == keeper)


def _orders(session: Session, query: Select[*tuple[Any, ...]]) -> list[WatchRow]:
    rows: Any = session.execute(query)
    return [WatchRow("order", *row) for row in rows]


def _complaints(session: Session, keeper: UUID | None) -> list[WatchRow]:
    return [_complaint(row) for row in open_rows(session) if keeper in (None, row.owner_id)]


def _complaint(row: ComplaintRow) -> WatchRow:
    return WatchRow(
        "complaint", row.complaint_id, row.no, COMPLAINT, row.state, row.received_at, row.due_at, row.severity, "",
        row.category, "", "", row.customer, row.outlet, "", "", None, None, row.owner, 0,
    )


def overdue_in(counts: Mapping[str, StageCount]) -> int:
    """How many cases are over their time; callbacks that are due are counted by themselves."""
    return sum(count.overdue for stage, count in counts.items() if stage != "callback")


def callbacks_due(session: Session, now: Instant) -> int:
    """How many customers are to be called back by now, whoever opened their order."""
    query = select(func.count()).where(OrderView.state == "awaiting_callback", OrderView.due_at <= now)
    return session.scalar(query) or 0
