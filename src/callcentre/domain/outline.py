"""What the lists show of an order: one pass over the events that stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from callcentre.domain.event import Effect, Event
from callcentre.domain.instants import Instant
from callcentre.domain.lifecycle import EFFECTIVE_OUTCOMES, ENDED_STATES
from callcentre.domain.story import HEADER, standing_events


@dataclass(slots=True)
class Outline:
    """The projection of one order's events; see the columns of `order_view` for the meanings."""

    customer: UUID
    opened_at: Instant
    opened_by: UUID
    address: UUID | None = None
    asset: UUID | None = None
    kind: str = ""
    category: str = ""
    fault: str = ""
    urgency: str = "normal"
    channel: str = ""
    origin: str = ""
    repeat_of: UUID | None = None
    follows: UUID | None = None
    group_no: str = ""
    external_ref: str = ""
    state: str = "open"
    outlet: UUID | None = None
    state_since: Instant = 0
    ended_at: Instant | None = None
    ended_by: str = ""
    end_reason: str = ""
    window_start: Instant | None = None
    window_end: Instant | None = None
    held_reason: str = ""
    held_until: Instant | None = None
    held_since: Instant = 0
    """When the hold began, or the customer was last reached during it."""
    awaits_visit: bool = False
    """A window was agreed and nobody has been there since."""
    visited_at: Instant = 0
    urges: int = 0
    attempts: int = 0
    contacted: bool = False
    """The customer was reached since the outlet accepted."""
    next_call: Instant | None = None
    """The time promised at the last callback attempt."""
    last_attempt: Instant | None = None
    served_by: UUID | None = None


_LINKS = frozenset({"customer", "address", "asset", "repeat_of", "follows"})


def outline(events: Sequence[Event]) -> Outline:
    """Folds the events of one order (by pos, beginning with `opened`) into what the lists show."""
    first = events[0]
    seen = Outline(
        customer=UUID(str(first.data["customer"])), opened_at=first.at, opened_by=first.actor
    )
    for event in standing_events(events):
        if event.effect is not Effect.APPLIED:
            continue
        if event.changes_state:
            _enter(seen, event)
        _note(seen, event)
    return seen


def _enter(seen: Outline, event: Event) -> None:
    seen.state = event.state_after
    seen.state_since = event.at
    if event.state_after in ENDED_STATES:
        reason = event.data.get("reason")
        seen.ended_at, seen.ended_by, seen.end_reason = event.at, event.kind, str(reason or "")
    else:
        seen.ended_at, seen.ended_by, seen.end_reason = None, "", ""


def _set_header(seen: Outline, values: object) -> None:
    assert isinstance(values, Mapping)
    for name in HEADER:
        if name in values:
            value = values[name]
            if name in _LINKS:
                setattr(seen, name, UUID(str(value)) if value else None)
            else:
                setattr(seen, name, str(value or ""))


def ends_hold(event: Event) -> bool:
    """Whether what an order waited for is there: somebody says so, or the work went on."""
    effective = event.kind == "visit" and event.data.get("outcome") in EFFECTIVE_OUTCOMES
    return effective or event.kind in ("resumed", "feedback", "solved_by_phone") or event.state_after in ENDED_STATES


def _note(seen: Outline, event: Event) -> None:
    data = event.data
    if ends_hold(event):
        seen.held_reason, seen.held_until = "", None
    match event.kind:
        case "opened":
            _set_header(seen, data)
        case "amended":
            _set_header(seen, data["fields"])
        case "relayed":
            seen.outlet = event.outlet
            seen.contacted = False
        case "withdrawn" | "declined" | "returned":
            seen.contacted = False
        case "window_agreed":
            seen.window_start, seen.window_end = _instant(data["start"]), _instant(data["end"])
            seen.awaits_visit = True
        case "contacted":
            _note_contact(seen, event)
        case "on_hold":
            seen.held_since = seen.held_since if seen.held_reason else event.at
            seen.held_reason, seen.held_until = str(data["reason"]), _instant(data.get("until"))
        case "urged":
            seen.urges += 1
        case "visit":
            seen.contacted, seen.awaits_visit, seen.visited_at = True, False, event.at
            if data.get("outcome") in EFFECTIVE_OUTCOMES:
                seen.served_by = event.outlet
        case "feedback":
            seen.attempts, seen.next_call, seen.last_attempt = 0, None, None
            if data.get("outcome") == "done":
                seen.served_by = event.outlet
        case "solved_by_phone":
            seen.attempts, seen.next_call, seen.last_attempt = 0, None, None
        case "callback_attempt":
            seen.attempts += data["outcome"] != "reached"
            seen.next_call, seen.last_attempt = _instant(data.get("next_at")), event.at
        case _:
            pass


def _note_contact(seen: Outline, event: Event) -> None:
    if event.data["outcome"] == "reached":
        seen.contacted = True
        if seen.held_reason:
            seen.held_since = event.at


def _instant(value: object) -> Instant | None:
    return value if isinstance(value, int) else None
