"""Which tasks of an order still wait for a person: one that was dealt with asks no more, though the order stays open."""

from collections.abc import Mapping, Sequence

from callcentre.domain.event import Effect, Event
from callcentre.domain.instants import Instant
from callcentre.domain.profile import Profile
from callcentre.domain.tasks import Task, tasks_of

ANSWERS: Mapping[str, tuple[str, frozenset[str]]] = {
    "danger": ("", frozenset({"accepted", "visit", "feedback"})),
    "urged_again": ("urged", frozenset({"contacted", "relayed", "window_agreed", "visit", "feedback", "noted"})),
    "declined_again": ("declined", frozenset({"relayed", "solved_by_phone"})),
    "fact_set_aside": ("", frozenset({"noted"})),
}
"""Rule -> (kind whose latest event asks anew, kinds of events that answer it).

Rules that are not here are answered by the order itself moving on.
"""


def waiting_tasks(events: Sequence[Event], now: Instant, profile: Profile) -> tuple[Task, ...]:
    """The tasks of one order (its events by pos) that nobody has answered by `now`."""
    return tuple(task for task in tasks_of(events, now, profile) if not _is_answered(task, events))


def _is_answered(task: Task, events: Sequence[Event]) -> bool:
    if task.rule not in ANSWERS:
        return False
    again, answers = ANSWERS[task.rule]
    asked = max(event.pos for event in events if event.kind == again or str(event.id) == task.occurrence)
    return any(event.pos > asked and event.kind in answers and _counts(event) for event in events)


def _counts(event: Event) -> bool:
    unreached = event.kind == "contacted" and event.data.get("outcome") != "reached"
    return event.effect is Effect.APPLIED and not unreached
