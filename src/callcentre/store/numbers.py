"""Numbers that people say: counted per prefix and local day on this workstation."""

from callcentre.domain.instants import Instant, local_date
from callcentre.domain.numbers import spoken_number
from callcentre.store.unit import Unit


def next_number(unit: Unit, prefix: str, at: Instant | None = None) -> str:
    """The next free number of this workstation for the local day of `at` (default now).

    Only one writer holds the file, so counting up in its row cannot give a number twice;
    bulk work on a snapshot that was overtaken is done again.
    """
    day = local_date(unit.now if at is None else at, unit.profile.zone)
    return spoken_number(prefix, day, unit.device.tag, unit.count(f"{prefix}:{day.isoformat()}"))
