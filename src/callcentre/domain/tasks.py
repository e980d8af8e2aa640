"""What an order asks of a person at an instant: escalations, overdue calls, facts that did not fit.

The rules run on any desk and more than once; `rule_id(task.rule, VERSION, order, task.occurrence)`
makes twice the same task.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from callcentre.domain.event import NOTHING, Effect, Event, Role
from callcentre.domain.instants import DAY, MINUTE, Instant
from callcentre.domain.lifecycle import ENDED_STATES
from callcentre.domain.outline import ends_hold
from callcentre.domain.profile import Profile
from callcentre.domain.story import standing_events, undone_ids

VERSION = "1"


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do about an order. `rule` is its code, `at` when it became due."""

    rule: str
    occurrence: str
    """The id of the event that gave rise to it, in text."""
    at: Instant
    role: Role = Role.SUPERVISOR
    data: Mapping[str, object] = field(default_factory=lambda: NOTHING)


def tasks_of(events: Sequence[Event], now: Instant, profile: Profile) -> tuple[Task, ...]:
    """The tasks of one order (its events by pos) at `now`, in the order in which they became due.

    An ended order asks for nothing but a look at facts that were set aside.
    """
    found = _set_aside(events)
    standing = standing_events(events)
    changes = [event for event in standing if event.changes_state]
    if changes and changes[-1].state_after not in ENDED_STATES:
        found += _danger(standing)
        found += _counted(standing, "urged", profile.limits.urges_to_supervisor)
        found += _counted(standing, "declined", profile.limits.declines_to_supervisor)
        found += _not_accepted(standing, changes[-1], profile)
        found += _held_silently(standing, profile)
    return tuple(sorted((task for task in found if task.at <= now), key=lambda task: task.at))


def _set_aside(events: Sequence[Event]) -> list[Task]:
    gone = undone_ids(events)
    return [
        Task("fact_set_aside", str(event.id), event.at, Role.AGENT, {"event": event.kind})
        for event in events
        if event.effect is Effect.SET_ASIDE and str(event.id) not in gone
    ]


def _danger(standing: Sequence[Event]) -> list[Task]:
    """Since it last became a danger; nothing where that was lowered again."""
    raised: Event | None = None
    for event in standing:
        said = event.data.get("fields") if event.kind == "amended" else event.data
        if event.kind not in ("opened", "amended") or not isinstance(said, Mapping) or "urgency" not in said:
            continue
        if said["urgency"] != "danger":
            raised = None
        elif raised is None:
            raised = event
    return [] if raised is None else [Task("danger", str(raised.id), raised.at)]


def _counted(standing: Sequence[Event], kind: str, limit: int) -> list[Task]:
    """The `limit`-th event of a kind, and how many there are by now."""
    found = [event for event in standing if event.kind == kind]
    if len(found) < limit:
        return []
    last = found[limit - 1]
    return [Task(f"{kind}_again", str(last.id), last.at, data={"times": len(found)})]


def _not_accepted(standing: Sequence[Event], change: Event, profile: Profile) -> list[Task]:
    if change.state_after != "relayed":
        return []
    minutes = profile.danger.accept_minutes if _danger(standing) else profile.limits.accept_minutes
    return [Task("not_accepted", str(change.id), change.at + minutes * MINUTE, data={"minutes": minutes})]


def _held_silently(standing: Sequence[Event], profile: Profile) -> list[Task]:
    """A hold is counted from its beginning or the customer's last word, whichever is later."""
    since: Event | None = None
    for event in standing:
        if ends_hold(event):
            since = None
        elif event.kind == "on_hold":
            since = since or event
        elif since is not None and event.kind == "contacted" and event.data.get("outcome") == "reached":
            since = event
    if since is None:
        return []
    days = profile.limits.hold_call_days
    return [Task("held_without_call", str(since.id), since.at + days * DAY, data={"days": days})]
