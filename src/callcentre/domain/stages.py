"""What an open order waits for, since when and until when: the clocks of Watch and of every list."""

from dataclasses import dataclass

from callcentre.domain.instants import DAY, HOUR, MINUTE, Instant, local_date, local_instant, to_datetime
from callcentre.domain.lifecycle import ENDED_STATES
from callcentre.domain.outline import Outline
from callcentre.domain.profile import Profile

ORDER_STAGES = ("unrelayed", "unaccepted", "uncontacted", "visit", "held", "feedback", "callback")
"""In the order in which a case goes through them."""
COMPLAINT = "complaint"
STAGES = (*ORDER_STAGES, COMPLAINT)


@dataclass(frozen=True, slots=True)
class StageClock:
    """A stage with the time it has: from `since` to `due`, which is None where nothing sets a limit."""

    stage: str
    since: Instant
    due: Instant | None


def stage_clock(seen: Outline, profile: Profile) -> StageClock | None:
    """The clock of an order's stage; None once it has ended.

    A hold runs to its date, one without to the day on which the customer has to be called.
    An accepted order waits for the first contact, then for the window that was agreed, then
    for the outlet's feedback.
    """
    if seen.state in ENDED_STATES:
        return None
    if seen.state == "awaiting_callback":
        due = seen.next_call or _callback_due(seen, profile)
        return StageClock("callback", seen.last_attempt or seen.state_since, due)
    if seen.held_reason:
        silent = seen.held_since + profile.limits.hold_call_days * DAY
        return StageClock("held", seen.held_since, seen.held_until or silent)
    if seen.state == "accepted":
        return _with_outlet(seen, profile)
    stage = "unaccepted" if seen.state == "relayed" else "unrelayed"
    return StageClock(stage, seen.state_since, seen.state_since + _answer_minutes(seen, stage, profile) * MINUTE)


def due_at(seen: Outline, profile: Profile) -> Instant | None:
    """When the clock of the order's stage runs out; None once it has ended.

    Awaiting callback: the promised time, else the profile's delay after feedback or
    four hours after the last attempt, moved out of the quiet hours.
    """
    clock = stage_clock(seen, profile)
    return None if clock is None else clock.due


def _answer_minutes(seen: Outline, stage: str, profile: Profile) -> int:
    usual = profile.limits.accept_minutes if stage == "unaccepted" else profile.limits.relay_minutes
    return min(usual, profile.danger.accept_minutes) if seen.urgency == "danger" else usual


def _with_outlet(seen: Outline, profile: Profile) -> StageClock:
    limits = profile.limits
    if not seen.contacted:
        return StageClock("uncontacted", seen.state_since, seen.state_since + limits.contact_minutes * MINUTE)
    if seen.awaits_visit and seen.window_end is not None and seen.window_end > seen.state_since:
        return StageClock("visit", seen.state_since, seen.window_end)
    since = max(seen.state_since, seen.visited_at)
    return StageClock("feedback", since, since + limits.feedback_minutes * MINUTE)


_RETRY = 4 * HOUR


def _callback_due(seen: Outline, profile: Profile) -> Instant:
    if seen.last_attempt is not None:
        due = seen.last_attempt + _RETRY
    else:
        due = seen.state_since + profile.callbacks.delay_minutes * MINUTE
    return out_of_quiet(due, profile)


def out_of_quiet(at: Instant, profile: Profile) -> Instant:
    """`at`, or the end of the quiet hours it falls into."""
    rules = profile.callbacks
    local = to_datetime(at, profile.zone)
    if rules.quiet_until_hour <= local.hour < rules.quiet_from_hour:
        return at
    day = local_date(at + (24 * HOUR if local.hour >= rules.quiet_from_hour else 0), profile.zone)
    return local_instant(day.year, day.month, day.day, profile.zone, rules.quiet_until_hour)
