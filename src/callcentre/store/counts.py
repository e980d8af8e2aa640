"""Counting job rows: one statement gives a month's numbers of every outlet."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, and_, case, func, literal, or_, select, type_coerce
from sqlalchemy.orm import Session

from callcentre.domain.fees import GradedJob
from callcentre.store.periods import Period
from callcentre.store.tables import Customer, Job, Outlet, table_of

_JOB = table_of(Job)
_OUTLET = table_of(Outlet)
_CUSTOMER = table_of(Customer)


@dataclass(frozen=True, slots=True)
class Tally:
    """The numbers of one outlet in a period; durations in microseconds, as they come."""

    outlet: UUID
    code: str
    name: str
    n: int
    open: int
    dropped: int
    held: int
    counts: dict[str, int]
    """Result class -> graded jobs, every class named."""
    fix_n: int
    fix_x: int
    time_n: int
    time_x: int
    relay_to_visit: list[int]
    open_to_close: list[int]


def class_case(precedence: Sequence[str]) -> ColumnElement[str]:
    """The result class of a job row as SQL: the first in order of precedence that holds."""
    job = _JOB.c
    holds: dict[str, ColumnElement[bool]] = {
        "attitude": job.attitude.is_(True),
        "complaint": job.complaint.is_(True),
        "repeat_unfixed": job.unfixed >= 2,
        "dissatisfied": job.dissatisfied.is_(True),
        "first_unfixed": job.unfixed == 1,
        "explained": job.explained.is_(True),
        "unverified": job.unverified.is_(True),
    }
    before_satisfied = precedence[: precedence.index("satisfied")]
    return case(*((holds[name], literal(name)) for name in before_satisfied), else_=literal("satisfied"))


def tally_statement(period: Period) -> Select[Any]:
    """One row per outlet, by code: the counts of a period, durations as comma-separated lists."""
    job = _JOB.c
    inside = and_(job.period_at >= period.start, job.period_at < period.end)
    later = and_(
        job.opened_at < period.end,
        job.state != "dropped",
        or_(job.period_at.is_(None), job.period_at >= period.end),
    )
    graded = and_(inside, job.state == "graded")
    classes = period.profile.grading.precedence
    found = (
        select(
            job.outlet_id,
            case((graded, class_case(classes)), (inside, job.state), else_=literal("open")).label("what"),
            *(case((graded, job[name])).label(name) for name in _MEASURES),
        )
        .where(or_(inside, later))
        .subquery()
    )
    measured = {name: found.c[name] for name in _MEASURES}
    counted = (
        select(
            found.c.outlet_id,
            *(_how_many(found.c.what == name).label(name) for name in (*classes, *_STATES)),
            *(_how_many(measured[name]).label(name) for name in _FLAGS),
            *(func.group_concat(measured[name]).label(name) for name in _DURATIONS),
        )
        .group_by(found.c.outlet_id)
        .subquery()
    )
    columns = [column for column in counted.c if column.name != "outlet_id"]
    return (
        select(_OUTLET.c.id, _OUTLET.c.code, _OUTLET.c.name, *columns)
        .outerjoin(counted, counted.c.outlet_id == _OUTLET.c.id)
        .order_by(_OUTLET.c.code)
    )


def _how_many(true: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(type_coerce(true, Integer))


_STATES = ("open", "dropped", "held")
_FLAGS = ("fix_n", "fix_x", "time_n", "time_x")
_DURATIONS = ("relay_to_visit", "open_to_close")
_MEASURES = _FLAGS + _DURATIONS


def tallies(session: Session, period: Period) -> list[Tally]:
    """The numbers of every outlet, by code."""
    classes = period.profile.grading.precedence
    return [_tally(row, classes) for row in session.execute(tally_statement(period))]


def _tally(row: Any, classes: Sequence[str]) -> Tally:
    outlet, code, name, *numbers = row
    relay_to_visit, open_to_close = (_durations(text) for text in numbers[-2:])
    whole = [number or 0 for number in numbers[:-2]]
    counts = dict(zip(classes, whole, strict=False))
    opened, dropped, held, fix_n, fix_x, time_n, time_x = whole[len(classes) :]
    return Tally(
        outlet=outlet,
        code=code,
        name=name,
        n=sum(counts.values()),
        open=opened,
        dropped=dropped,
        held=held,
        counts=counts,
        fix_n=fix_n,
        fix_x=fix_x,
        time_n=time_n,
        time_x=time_x,
        relay_to_visit=relay_to_visit,
        open_to_close=open_to_close,
    )


def _durations(text: str | None) -> list[int]:
    return [int(number) for number in text.split(",")] if text else []


def graded_jobs(session: Session, period: Period) -> dict[UUID, list[GradedJob]]:
    """Outlet -> its graded jobs of a period. Merged customers are one customer."""
    job = _JOB.c
    rows = session.execute(
        select(
            job.outlet_id, job.order_no, class_case(period.profile.grading.precedence), job.customer_id, job.kind,
            job.category, job.labour_covered, job.parts_covered, job.parts_fen, job.metres, job.trip_at,
        ).where(job.period_at >= period.start, job.period_at < period.end, job.state == "graded")
    )
    merged = _merged(session)
    found: dict[UUID, list[GradedJob]] = defaultdict(list)
    for outlet, no, class_, customer, *rest in rows:
        found[outlet].append(GradedJob(no, class_, _standing_for(customer, merged), *rest))
    return found


def _merged(session: Session) -> dict[UUID, UUID]:
    merged = select(_CUSTOMER.c.id, _CUSTOMER.c.merged_into).where(_CUSTOMER.c.merged_into.is_not(None))
    return dict(row.tuple() for row in session.execute(merged))


def _standing_for(customer: UUID, merged: dict[UUID, UUID]) -> UUID:
    while customer in merged:
        customer = merged[customer]
    return customer


def held_orders(session: Session, period: Period) -> dict[UUID, list[str]]:
    """Outlet -> the numbers of its held orders of a period."""
    job = _JOB.c
    found: dict[UUID, list[str]] = defaultdict(list)
    for outlet, no in session.execute(
        select(job.outlet_id, job.order_no).where(
            job.period_at >= period.start, job.period_at < period.end, job.state == "held"
        )
    ):
        found[outlet].append(no)
    return found


def orders_behind(session: Session, period: Period, outlet_code: str, class_: str) -> list[str]:
    """The order numbers of an outlet's graded jobs of one class in a period."""
    job = _JOB.c
    return list(
        session.scalars(
            select(job.order_no)
            .join(_OUTLET, _OUTLET.c.id == job.outlet_id)
            .where(
                _OUTLET.c.code == outlet_code,
                job.period_at >= period.start,
                job.period_at < period.end,
                job.state == "graded",
                class_case(period.profile.grading.precedence) == class_,
            )
            .order_by(job.order_no)
        )
    )
