"""Periods: calendar months in the profile's zone, and the rules by which each is judged."""

import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from callcentre.domain.errors import BadValue
from callcentre.domain.instants import Instant, month_bounds, to_datetime
from callcentre.domain.profile import Profile
from callcentre.store.profiles import Profiles

_NAMED = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Period:
    """The month [start, end) and the profile valid at its last instant."""

    name: str
    """As in 2026-10."""
    start: Instant
    end: Instant
    profile: Profile


def period_named(session: Session, name: str, profile: Profile | None = None) -> Period:
    """The period called 2026-10, judged by `profile` where one is given.

    Raises BadValue("period.malformed"), Refused("profile.none").
    """
    found = _NAMED.fullmatch(name)
    if found is None or not 1 < int(found[1]) < 9999:
        raise BadValue("period.malformed", field="period", value=name)
    return _period(Profiles(session), int(found[1]), int(found[2]), profile)


def _period(profiles: Profiles, year: int, month: int, profile: Profile | None = None) -> Period:
    if profile is None:
        nearly = profiles.at(month_bounds(year, month, _UTC)[1] - 1)
        profile = profiles.at(month_bounds(year, month, nearly.zone)[1] - 1)
    start, end = month_bounds(year, month, profile.zone)
    return Period(f"{year:04}-{month:02}", start, end, profile)


class Periods:
    """The periods around instants, each looked up once."""

    def __init__(self, session: Session) -> None:
        self._profiles = Profiles(session)
        self._known: list[Period] = []

    def around(self, at: Instant) -> Period:
        """The period an instant lies in."""
        for known in self._known:
            if known.start <= at < known.end:
                return known
        day = to_datetime(at, self._profiles.at(at).zone)
        found = _period(self._profiles, day.year, day.month)
        self._known.append(found)
        return found

    def repeat_days(self, closed_at: Instant) -> int:
        """For how many days after this closing another order still counts as a repeat."""
        return self.around(closed_at).profile.grading.repeat_days
