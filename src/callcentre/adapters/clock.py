"""Clocks: the machine's, and one that stands where it was set."""

import time

from callcentre.domain.instants import Instant


class SystemClock:
    """The clock of the machine."""

    def now(self) -> Instant:
        """Microseconds since 1970, UTC."""
        return time.time_ns() // 1000


class SetClock:
    """A clock that shows what it was set to, for tests, the tour and the demo year."""

    def __init__(self, now: Instant) -> None:
        self._now = now

    def now(self) -> Instant:
        """Microseconds since 1970, UTC."""
        return self._now

    def set(self, now: Instant) -> None:
        """Moves the hands to `now`, backwards as well."""
        self._now = now

    def pass_time(self, microseconds: int) -> Instant:
        """Lets time pass; answers the new time."""
        self._now += microseconds
        return self._now
