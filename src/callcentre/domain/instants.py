"""Instants: whole microseconds since 1970-01-01T00:00Z, as `int`.

One number is exact, sorts, and is what both databases compare; it becomes a
`datetime` only where a person reads it or a calendar is asked.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from callcentre.domain.errors import BadValue

Instant = int

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

EARLIEST: Instant = -2_208_988_800 * SECOND - DAY
LATEST: Instant = 7_258_118_400 * SECOND + DAY
"""The years 1900 to 2199 in whatever zone: nothing a hotline writes down lies outside, every calendar shows them."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ONE = timedelta(microseconds=1)


def check_told(instant: Instant, field: str) -> None:
    """Raises BadValue("value.far_year") for an instant that lies outside of all that is written down."""
    if not EARLIEST <= instant <= LATEST:
        raise BadValue("value.far_year", field=field, value=instant)


def from_datetime(moment: datetime) -> Instant:
    """The instant of an aware datetime; a naive one raises ValueError."""
    if moment.tzinfo is None:
        raise ValueError("a naive datetime names no instant")
    return (moment - _EPOCH) // _ONE


def to_datetime(instant: Instant, zone: ZoneInfo | None = None) -> datetime:
    """The datetime of an instant in `zone` (UTC when None); works before 1970 as well."""
    moment = _EPOCH + timedelta(microseconds=instant)
    return moment if zone is None else moment.astimezone(zone)


def local_date(instant: Instant, zone: ZoneInfo) -> date:
    """The calendar day of an instant in `zone`."""
    return to_datetime(instant, zone).date()


def local_instant(year: int, month: int, day: int, zone: ZoneInfo, hour: int = 0, minute: int = 0) -> Instant:
    """The instant at which clocks in `zone` show this wall time."""
    return from_datetime(datetime(year, month, day, hour, minute, tzinfo=zone))


def month_bounds(year: int, month: int, zone: ZoneInfo) -> tuple[Instant, Instant]:
    """First instant of a calendar month in `zone` and of the month after it: [start, end)."""
    after = (year + month // 12, month % 12 + 1)
    return local_instant(year, month, 1, zone), local_instant(*after, 1, zone)
