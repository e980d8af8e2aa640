"""The appointment window that held when an outlet came for the first time (design section 6)."""

from uuid import UUID

from callcentre.domain.instants import Instant
from callcentre.domain.work import Work

Window = tuple[Instant, Instant]
"""[start, end)."""


def window_in_force(work: Work, outlet: UUID, visit: int, arrived_at: Instant) -> Window | None:
    """The window in force when `outlet` arrived for the visit at this place of the work's events.

    What the outlet accepted with holds, unless it was over before the order was relayed to it.
    Agreed later, and before arriving, only customer and centre can move it, and only
    before it began; the first window of all may be anybody's.
    """
    accepted = max((place for place, whose in work.acceptances if whose == outlet and place < visit), default=None)
    relayed_at = None if accepted is None else _relayed_before(work, accepted)
    if accepted is None or relayed_at is None:
        return None
    current: Window | None = None
    for place, event in work.windows:
        start, end = event.data["start"], event.data["end"]
        assert isinstance(start, int)
        assert isinstance(end, int)
        if place < accepted:
            current = (start, end) if start >= relayed_at else None
        elif event.at < arrived_at and (
            current is None or (event.data.get("by") != "outlet" and event.at < current[0])
        ):
            current = (start, end)
    return current


def _relayed_before(work: Work, accepted: int) -> Instant | None:
    return next((event.at for place, event in reversed(work.relays) if place < accepted), None)
