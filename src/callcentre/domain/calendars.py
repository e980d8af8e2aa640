"""Working days: weekdays, changed by a country's holidays and make-up workdays."""

from collections.abc import Iterable
from datetime import date, timedelta

import chinese_calendar

from callcentre.domain.profile import Calendar

_DAY = timedelta(days=1)
_SATURDAY = 5


def is_workday(day: date, calendar: Calendar) -> bool:
    """Whether offices work on `day`; a make-up workday goes before everything."""
    if day in calendar.work:
        return True
    return day.weekday() < _SATURDAY and day not in calendar.rest


def is_estimated(day: date, calendar: Calendar) -> bool:
    """Whether no notice was published for the day's year, so that only weekends are known."""
    return day.year not in calendar.published


def add_workdays(start: date, count: int, calendar: Calendar) -> tuple[date, bool]:
    """The `count`-th working day after `start`, and whether an estimated day was counted on the way.

    `start` itself is not counted; a count of 0 is `start`.
    """
    day = start
    estimated = is_estimated(start, calendar)
    while count > 0:
        day += _DAY
        estimated = estimated or is_estimated(day, calendar)
        count -= is_workday(day, calendar)
    return day, estimated


def calendar_of_china(years: Iterable[int], *, day_from_hour: int = 8, day_until_hour: int = 20) -> Calendar:
    """Mainland China's calendar for `years`, as the State Council's yearly notices have it.

    Years the library knows no notice of are left unpublished and count weekends alone.
    """
    rest: set[date] = set()
    work: set[date] = set()
    published: set[int] = set()
    for year in years:
        day = date(year, 1, 1)
        try:
            chinese_calendar.is_workday(day)
        except NotImplementedError:
            continue
        published.add(year)
        while day.year == year:
            weekday = day.weekday() < _SATURDAY
            if chinese_calendar.is_workday(day) != weekday:
                (rest if weekday else work).add(day)
            day += _DAY
    return Calendar(
        country="CN",
        rest=frozenset(rest),
        work=frozenset(work),
        published=frozenset(published),
        day_from_hour=day_from_hour,
        day_until_hour=day_until_hour,
    )
