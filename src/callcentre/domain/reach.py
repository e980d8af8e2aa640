"""Who calls a customer back, and when a customer counts as unreachable (design section 3)."""

from collections.abc import Collection, Sequence
from uuid import UUID

from callcentre.domain.event import Event
from callcentre.domain.instants import Instant, local_date, to_datetime
from callcentre.domain.profile import Profile
from callcentre.domain.story import standing_events

PARTS_OF_DAY: tuple[tuple[int, str], ...] = ((11, "morning"), (14, "noon"), (18, "afternoon"), (24, "evening"))
"""(until hour, name): morning ends at 11:00, noon at 14:00, afternoon at 18:00."""


def part_of_day(at: Instant, profile: Profile) -> str:
    """morning, noon, afternoon or evening of the instant in the profile's zone."""
    hour = to_datetime(at, profile.zone).hour
    return next(name for until, name in PARTS_OF_DAY if hour < until)


def is_unreachable(events: Sequence[Event], profile: Profile) -> bool:
    """Enough attempts without reaching anyone, on enough days and parts of the day.

    Counted since the order last came to await its callback.
    """
    failed: list[Instant] = []
    for event in standing_events(events):
        if event.changes_state:
            failed.clear()
        if event.kind == "callback_attempt":
            if event.data.get("outcome") in ("reached", "later", "refused"):
                failed.clear()
            else:
                failed.append(event.at)
    rules = profile.callbacks
    return (
        len(failed) >= rules.unreachable_attempts
        and len({local_date(at, profile.zone) for at in failed}) >= rules.unreachable_days
        and len({part_of_day(at, profile) for at in failed}) >= rules.unreachable_parts_of_day
    )


_SERVING = frozenset({"opened", "solved_by_phone", "visit", "feedback"})


def callers(events: Sequence[Event], free: Collection[UUID]) -> frozenset[UUID]:
    """Who of the persons that are free calls back: neither who took the order nor who served it.

    Where nobody else is free, anybody who is.
    """
    involved = {event.actor for event in standing_events(events) if event.kind in _SERVING}
    return frozenset(free) - involved or frozenset(free)
