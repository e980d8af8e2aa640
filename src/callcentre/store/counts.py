"""Counting job rows: one statement gives a month's numbers of every outlet."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, bindparam, case, func, literal, null, select, type_coerce
from sqlalchemy.orm import Session

from callcentre.domain.fees import GradedJob
from callcentre.domain.scores import median_minutes
from callcentre.store.periods import Period
from callcentre.store.prepared import Prepared
from callcentre.store.tables import Customer, Job, Outlet, table_of
from callcentre.store.types import Moment

_JOB = table_of(Job)
_OUTLET = table_of(Outlet)
_START, _END = bindparam("start", type_=Moment), bindparam("end", type_=Moment)
_CUSTOMER = table_of(Customer)


@dataclass(frozen=True, slots=True)
class Tally:
    """The numbers of one outlet in a period; durations are medians in minutes, None of nothing."""

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
    relay_to_visit: float | None
    open_to_close: float | None


_STATES = ("open", "dropped", "held")
_FLAGS = ("fix_n", "fix_x", "time_n", "time_x")
_DURATIONS = ("relay_to_visit", "open_to_close")
_MEASURES = _FLAGS + _DURATIONS


def class_case(precedence: Sequence[str]) -> ColumnElement[int]:
    """The result class of a job row as SQL, by its place in the order of precedence: the first that holds."""
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
    satisfied = precedence.index("satisfied")
    return case(*((holds[name], _number(place)) for place, name in enumerate(precedence[:satisfied])), else_=_number(satisfied))


@cache
def tally_statement(classes: tuple[str, ...]) -> Prepared:
    """One row per outlet, by code: the counts of the period [start, end), durations as comma-separated lists."""
    found = _of_period(classes).union_all(*_open_after(classes)).subquery()
    counted = (
        select(
            found.c.outlet_id,
            *(_how_many(found.c.what == what).label(name) for what, name in enumerate((*classes, *_STATES))),
            *(_how_many(found.c[name]).label(name) for name in _FLAGS),
            *(func.group_concat(found.c[name]).label(name) for name in _DURATIONS),
        )
        .group_by(found.c.outlet_id)
        .subquery()
    )
    columns = [column for column in counted.c if column.name != "outlet_id"]
    return Prepared(
        select(_OUTLET.c.id, _OUTLET.c.code, _OUTLET.c.name, *columns)
        .outerjoin(counted, counted.c.outlet_id == _OUTLET.c.id)
        .order_by(_OUTLET.c.code)
    )


def _of_period(classes: Sequence[str]) -> Select[Any]:
    """The rows that belong to the period, with what each counts as and what is measured of graded ones."""
    job = _JOB.c
    what = case(
        (job.state == "graded", class_case(classes)),
        (job.state == "held", _number(len(classes) + _STATES.index("held"))),
        else_=_number(len(classes) + _STATES.index("dropped")),
    )
    measured = (case((job.state == "graded", job[name])).label(name) for name in _MEASURES)
    return select(job.outlet_id, what.label("what"), *measured).where(job.period_at >= _START, job.period_at < _END)


def _open_after(classes: Sequence[str]) -> tuple[Select[Any], ...]:
    """Jobs begun before the period's end that had not ended by then: two ranges of one index."""
    job = _JOB.c
    opened = _number(len(classes) + _STATES.index("open"))
    row = select(job.outlet_id, opened.label("what"), *(null().label(name) for name in _MEASURES)).where(
        job.opened_at < _END, job.state != "dropped"
    )
    return row.where(job.period_at >= _END), row.where(job.period_at.is_(None))


def _within(period: Period) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return _JOB.c.period_at >= period.start, _JOB.c.period_at < period.end


def _number(value: int) -> ColumnElement[int]:
    return literal(value, Integer)


def _how_many(true: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(type_coerce(true, Integer))


def tallies(session: Session, period: Period) -> list[Tally]:
    """The numbers of every outlet, by code."""
    classes = tuple(period.profile.grading.precedence)
    rows = tally_statement(classes).all(session, start=period.start, end=period.end)
    return [_tally(row, classes) for row in rows]


def _tally(row: Any, classes: Sequence[str]) -> Tally:
    outlet, code, name, *numbers = row
    relay_to_visit, open_to_close = (_median_minutes(text) for text in numbers[-2:])
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


def _median_minutes(microseconds: str | None) -> float | None:
    return median_minutes(list(map(int, microseconds.split(",")))) if microseconds else None


def graded_jobs(session: Session, period: Period) -> dict[UUID, list[GradedJob]]:
    """Outlet -> its graded jobs of a period. Merged customers are one customer."""
    job = _JOB.c
    classes = period.profile.grading.precedence
    rows = session.execute(
        select(
            job.outlet_id, job.customer_id, job.order_no, class_case(classes), job.kind, job.category,
            job.labour_covered, job.parts_covered, job.parts_fen, job.metres, job.trip_at,
        ).where(*_within(period), job.state == "graded")
    )
    merged = _merged(session)
    found: dict[UUID, list[GradedJob]] = defaultdict(list)
    for outlet, customer, no, place, *rest in rows:
        found[outlet].append(GradedJob(_standing_for(customer, merged), no, classes[place], *rest))
    return found


def _merged(session: Session) -> dict[UUID, UUID]:
    merged = select(_CUSTOMER.c.id, _CUSTOMER.c.merged_into).where(_CUSTOMER.c.merged_into.is_not(None))
    return dict(session.execute(merged).all())


def _standing_for(customer: UUID, merged: dict[UUID, UUID]) -> UUID:
    while customer in merged:
        customer = merged[customer]
    return customer


def held_orders(session: Session, period: Period) -> dict[UUID, list[str]]:
    """Outlet -> the numbers of its held orders of a period."""
    job = _JOB.c
    found: dict[UUID, list[str]] = defaultdict(list)
    for outlet, no in session.execute(
        select(job.outlet_id, job.order_no).where(*_within(period), job.state == "held")
    ):
        found[outlet].append(no)
    return found


def orders_behind(session: Session, period: Period, outlet_code: str, class_: str) -> list[str]:
    """The order numbers of an outlet's graded jobs of one class in a period; none for a class unknown."""
    classes = period.profile.grading.precedence
    if class_ not in classes:
        return []
    return list(
        session.scalars(
            select(_JOB.c.order_no)
            .join(_OUTLET, _OUTLET.c.id == _JOB.c.outlet_id)
            .where(*_within(period), _OUTLET.c.code == outlet_code, _JOB.c.state == "graded")
            .where(class_case(classes) == classes.index(class_))
            .order_by(_JOB.c.order_no)
        )
    )
