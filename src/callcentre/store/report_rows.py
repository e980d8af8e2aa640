"""What stands behind the figures of a month: which months there are, and the orders of every number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import Session

from callcentre.domain.instants import Instant, to_datetime
from callcentre.store.counts import class_case
from callcentre.store.periods import Period, period_named
from callcentre.store.profiles import profile_at
from callcentre.store.tables import Customer, Job, OrderView, Outlet

FLAGS = ("fix_n", "fix_x", "time_n", "time_x")
MEASURED = ("relay_to_visit", "open_to_close")
STATES = ("held", "dropped")
GRADED = "graded"
OPEN = "open"


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One order behind a number: whose job it was, and what it counts as."""

    order_id: UUID
    no: str
    customer: str
    kind: str
    category: str
    fault: str
    opened_at: Instant
    counted_at: Instant | None
    """The instant that puts it into its month; None while the order is open."""
    state: str
    """graded, held, open or dropped."""
    class_: str
    """The result class of a graded job, else empty."""
    unfixed: int
    relay_to_visit: int | None
    """Microseconds."""
    open_to_close: int | None
    """Microseconds."""


def months(session: Session, now: Instant) -> list[str]:
    """The months in which jobs were begun or counted, the newest first; this one is always there."""
    zone = profile_at(session, now).zone
    today = to_datetime(now, zone)
    first = session.scalar(select(func.min(Job.opened_at)))
    begun = today if first is None else min(today, to_datetime(first, zone))
    last = today.year * 12 + today.month - 1
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(last, begun.year * 12 + begun.month - 2, -1)]


def parents(session: Session) -> Mapping[str, str]:
    """Code of an outlet -> code of the one above it, empty at the top."""
    above = {pk: code for pk, code in session.execute(select(Outlet.id, Outlet.code))}  # noqa: C416
    rows = session.execute(select(Outlet.code, Outlet.parent_id).order_by(Outlet.code))
    return {code: "" if parent is None else above.get(parent, "") for code, parent in rows}


def cases_behind(session: Session, period: str, outlet_code: str, number: str) -> list[CaseRow]:
    """The orders behind a number of an outlet's scorecard, by number.

    `number` is a result class, graded, held, dropped, open, one of the flags behind a share
    (fix_n, fix_x, time_n, time_x) or of the measured times; none for one unknown. Raises
    BadValue("period.malformed"), Refused("profile.none").
    """
    month = period_named(session, period)
    classes = month.profile.grading.precedence
    wanted = _wanted(number, month, classes)
    if wanted is None:
        return []
    rows: Sequence[Any] = session.execute(
        select(
            Job.order_id, Job.order_no, func.coalesce(Customer.name, ""), Job.kind, Job.category, OrderView.fault,
            Job.opened_at, Job.period_at, Job.state, class_case(classes), Job.unfixed, Job.relay_to_visit,
            Job.open_to_close,
        )
        .join(Outlet, Outlet.id == Job.outlet_id)
        .join(OrderView, OrderView.order_id == Job.order_id)
        .outerjoin(Customer, Customer.id == Job.customer_id)
        .where(Outlet.code == outlet_code, *wanted)
        .order_by(Job.order_no)
    ).all()
    return [_row(row, month, classes) for row in rows]


def orders_behind(session: Session, period: str, outlet_code: str, number: str) -> Select[UUID]:
    """The ids of the orders that `cases_behind` lists, as a question within another."""
    month = period_named(session, period)
    wanted = _wanted(number, month, month.profile.grading.precedence)
    found = select(Job.order_id).join(Outlet, Outlet.id == Job.outlet_id)
    return found.where(Outlet.code == outlet_code, *(wanted if wanted is not None else (false(),)))


def _wanted(number: str, month: Period, classes: Sequence[str]) -> tuple[ColumnElement[bool], ...] | None:
    of_month = (Job.period_at >= month.start, Job.period_at < month.end)
    graded = (*of_month, Job.state == GRADED)
    if number == OPEN:
        later = or_(Job.period_at.is_(None), Job.period_at >= month.end)
        return (Job.opened_at < month.end, Job.state != "dropped", later)
    if number in STATES:
        return (*of_month, Job.state == number)
    if number in classes:
        return (*graded, class_case(classes) == classes.index(number))
    if number in FLAGS:
        return (*graded, getattr(Job, number).is_(True))
    if number in MEASURED:
        return (*graded, getattr(Job, number).is_not(None))
    return graded if number == GRADED else None


def _row(row: Any, month: Period, classes: Sequence[str]) -> CaseRow:
    pk, no, customer, kind, category, fault, opened, counted, state, place, unfixed, to_visit, to_close = row
    if state in (GRADED, "held") and (counted is None or counted >= month.end):
        state = OPEN
    class_ = classes[place] if state == GRADED else ""
    return CaseRow(
        pk, no, customer, kind, category, fault, opened, counted, state, class_, unfixed, to_visit, to_close
    )
