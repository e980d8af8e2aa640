"""When a customer may be called, in the few ways people say it, and windows of the profile that suit."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from callcentre.domain.instants import Instant, to_datetime
from callcentre.words import N_, _

WORKDAYS, WEEKEND, DAYS = range(5), range(5, 7), range(7)
EVENING, DAYTIME, MORNING, AFTERNOON, WHOLE = (1080, 1320), (540, 1080), (480, 720), (720, 1080), (480, 1320)
Rows = Sequence[Sequence[int]]


def _rows(days: Sequence[int], hours: tuple[int, int]) -> list[tuple[int, int, int]]:
    return [(day, *hours) for day in days]


PRESETS: Mapping[str, tuple[str, Sequence[tuple[int, int, int]]]] = {
    "any": (N_("any time"), ()),
    "evenings": (N_("workdays after 18:00 and weekends"), _rows(WORKDAYS, EVENING) + _rows(WEEKEND, WHOLE)),
    "workdays": (N_("workdays 9:00 to 18:00"), _rows(WORKDAYS, DAYTIME)),
    "weekend": (N_("weekends only"), _rows(WEEKEND, WHOLE)),
    "mornings": (N_("mornings only"), _rows(DAYS, MORNING)),
    "afternoons": (N_("afternoons only"), _rows(DAYS, AFTERNOON)),
}
"""Code -> (words, rows of weekday, from minute, until minute)."""
_NAMES = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def said(rows: Rows) -> str:
    """Agreed hours in words, empty for any time; days with the same hours are named together."""
    plain = [tuple(row) for row in rows]
    for words, preset in PRESETS.values():
        if plain and plain == list(preset):
            return _(words)
    by_hours: dict[tuple[int, int], list[int]] = {}
    for day, first, last in plain:
        by_hours.setdefault((first, last), []).append(day)
    return ", ".join(
        f"{_days(days)} {_clock(first)}–{_clock(last)}" for (first, last), days in by_hours.items()
    )


def code_of(rows: Rows) -> str:
    """The preset these rows are, empty for others."""
    plain = [tuple(row) for row in rows]
    return next((code for code, (_words, preset) in PRESETS.items() if plain == list(preset)), "")


def suits(window: tuple[Instant, Instant], rows: Rows, zone: ZoneInfo) -> bool:
    """Whether somebody may be there in this window: it lies within agreed hours; any time where none are agreed."""
    if not rows:
        return True
    first, last = (to_datetime(moment, zone) for moment in window)
    begins, ends = first.hour * 60 + first.minute, last.hour * 60 + last.minute
    return any(first.weekday() == day and begin <= begins and ends <= end for day, begin, end in rows)


def _days(days: Sequence[int]) -> str:
    if list(days) == list(range(days[0], days[-1] + 1)) and len(days) > 2:
        return f"{_(_NAMES[days[0]])}–{_(_NAMES[days[-1]])}"
    return " ".join(_(_NAMES[day]) for day in days)


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"
