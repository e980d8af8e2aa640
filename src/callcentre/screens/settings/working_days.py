"""The days off and worked weekends of a year as they are written, and the profile they make."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from callcentre.domain.errors import BadValue

_SPAN = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:\s*(?:\.\.|–|~|至)\s*(?:(?:(\d{4})-)?(\d{1,2})-)?(\d{1,2}))?")
SATURDAY = 5


def written(days: Iterable[date]) -> str:
    """2027-02-05..02-11, 2027-04-05"""
    runs: list[tuple[date, date]] = []
    for day in sorted(days):
        if runs and day - runs[-1][1] == timedelta(days=1):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return ", ".join(f"{a:%Y-%m-%d}" if a == b else f"{a:%Y-%m-%d}..{b:%m-%d}" for a, b in runs)


def read_days(typed: str, year: int, *, weekend: bool, field: str) -> list[date]:
    """The days of `year` that are typed; of a span those that are, or are not, of a weekend.

    Raises BadValue("calendar.unclear") for what is no day, BadValue("calendar.other_year").
    """
    days: set[date] = set()
    for part in (part.strip() for part in re.split(r"[,，;；、\n]", typed) if part.strip()):
        first, last = _span(part, field)
        if first.year != year or last.year != year:
            raise BadValue("calendar.other_year", field=field, value=part, year=year)
        every = (first + timedelta(days=n) for n in range((last - first).days + 1))
        fitting = [day for day in every if (day.weekday() >= SATURDAY) is weekend]
        if not fitting:
            raise BadValue("calendar.usual", field=field, value=part)
        days.update(fitting)
    return sorted(days)


def _span(part: str, field: str) -> tuple[date, date]:
    found = _SPAN.fullmatch(part)
    try:
        if found is None:
            raise ValueError(part)
        year, month, day, last_year, last_month, last_day = (int(one) if one else None for one in found.groups())
        first = date(year or 0, month or 0, day or 0)
        last = first if last_day is None else date(last_year or first.year, last_month or first.month, last_day)
        if last < first:
            raise ValueError(part)
    except ValueError:
        raise BadValue("calendar.unclear", field=field, value=part) from None
    return first, last


def with_days(body: Mapping[str, Any], year: int, rest: Iterable[date], work: Iterable[date]) -> dict[str, Any]:
    """The body with the notice of a year, in place of what it knew of it."""
    kept = dict(body["calendar"])
    for name, days in (("rest", rest), ("work", work)):
        others = [day for day in kept[name] if not day.startswith(f"{year}-")]
        kept[name] = sorted([*others, *(day.isoformat() for day in days)])
    kept["published"] = sorted({*kept["published"], year})
    return {**body, "calendar": kept}
