"""A desk on a real encrypted folder under a clock that stands where it was set."""

from pathlib import Path

from callcentre.adapters.clock import SetClock
from callcentre.app import Desk, Settings, open_desk
from callcentre.domain.instants import Instant, local_instant
from callcentre.profiles.load import load_profile

ZONE = load_profile("after_sales").zone
MORNING: Instant = local_instant(2026, 7, 14, ZONE, 9)
"""A Tuesday in July, nine o'clock."""


def a_desk(folder: Path, *, now: Instant = MORNING) -> Desk:
    """A new data folder, opened by a person with every role; `clock_of` moves its clock."""
    return open_desk(
        Settings(data=folder, key_file=folder.parent / f"{folder.name}.key"), environ={}, clock=SetClock(now)
    )


def clock_of(desk: Desk) -> SetClock:
    """The clock of a desk of these factories."""
    assert isinstance(desk.clock, SetClock)
    return desk.clock
