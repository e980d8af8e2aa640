"""Where and when the demo plays, and its working hours."""

from dataclasses import dataclass
from random import Random

from callcentre.demo.world import World
from callcentre.domain.instants import DAY, MINUTE, Instant, from_datetime, to_datetime
from callcentre.store.unit import Unit

WORK_BEGINS, WORK_ENDS = 8, 20
"""Hours of the local day in which the demo's people work."""
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Setting:
    """The unit the demo writes with (whose time is the present), its people and places, and chance."""

    unit: Unit
    world: World
    rng: Random
    shift: Instant
    """What the local clock is ahead of UTC."""

    def midnight(self, at: Instant) -> Instant:
        """The beginning of the local day of an instant."""
        return at - (at + self.shift) % DAY


def setting_of(unit: Unit, world: World, rng: Random) -> Setting:
    """The demo's surroundings for what is written with `unit`."""
    local = to_datetime(unit.now, unit.profile.zone)
    return Setting(unit, world, rng, from_datetime(local.replace(tzinfo=to_datetime(0).tzinfo)) - unit.now)


def next_work_time(on: Setting, at: Instant, minutes: int) -> Instant:
    """So many minutes later, or the next morning where that falls into the night."""
    later = at + minutes * MINUTE
    minute = (later + on.shift) % DAY // MINUTE
    if WORK_BEGINS * 60 <= minute < WORK_ENDS * 60:
        return later
    return later + ((WORK_BEGINS * 60 - minute) % _DAY_MINUTES + on.rng.randint(0, 150)) * MINUTE
