"""Scheduled rules as acts of the rule's own person. Ids follow from rule and occasion: twice is once.

They may run on any desk, as often as one likes, and by hand.
"""

from dataclasses import dataclass

from callcentre.acts import callbacks, complaints
from callcentre.acts.telling import tell_tasks
from callcentre.domain.complaint_story import ComplaintStory
from callcentre.domain.deadlines import Due, deadlines_of
from callcentre.domain.event import Effect, Event
from callcentre.domain.ids import rule_id
from callcentre.domain.reach import is_unreachable
from callcentre.store.complaint_stories import complaints_of
from callcentre.store.profiles import profile_at
from callcentre.store.stories import stories_of
from callcentre.store.tasks import maybe_unreachable, open_complaints, orders_with_tasks
from callcentre.store.unit import Unit

VERSION = "1"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run of the rules did: how many of each."""

    closed: int
    told: int
    escalated: int


def run(unit: Unit) -> Ran:
    """Every rule once. The actor is `store.first.RULE_PERSON`; a second run at the same time does nothing."""
    return Ran(close_unreachable(unit), tell_supervisors(unit), escalate_overdue(unit))


def close_unreachable(unit: Unit) -> int:
    """Closes, unverified, what counts as unreachable; answers how many orders that were."""
    closed = 0
    for story in stories_of(unit.session, maybe_unreachable(unit.session, unit.profile)):
        if not is_unreachable(story.events, unit.profile):
            continue
        last = next(event for event in reversed(story.events) if event.kind == "callback_attempt")
        event_id = rule_id("close_unreachable", VERSION, story.id, str(last.id))
        callbacks.close_unverified(unit, story, reason="unreachable", event_id=event_id)
        closed += 1
    return closed


def tell_supervisors(unit: Unit) -> int:
    """Tells of every order that has come to ask for a person; answers how many messages that were."""
    waiting = orders_with_tasks(unit.session, unit.now, unit.profile)
    stories = (unit.stories.get(story.id, story) for story in stories_of(unit.session, waiting))
    return sum(len(tell_tasks(unit, story, as_of=unit.now)) for story in stories)


def escalate_overdue(unit: Unit) -> int:
    """Escalates complaints whose dated deadline has passed; answers how many times it did."""
    escalated = 0
    for complaint in complaints_of(unit.session, open_complaints(unit.session)):
        done = {event.id for event in complaint.events}
        profile = profile_at(unit.session, complaint.now.received_at)
        for due in deadlines_of(complaint.now.channel, complaint.now.received_at, profile):
            event_id = rule_id("deadline", VERSION, complaint.id, due.rule.code)
            if due.at <= unit.now and event_id not in done and not _is_met(complaint, due):
                complaints.escalate(unit, complaint, to="supervisor", event_id=event_id)
                escalated += 1
    return escalated


_STAGES = {
    "acknowledged": frozenset({"acknowledged", "assessed", "ended", "withdrawn_by_customer"}),
    "assessed": frozenset({"assessed", "ended", "withdrawn_by_customer"}),
    "ended": frozenset({"ended", "withdrawn_by_customer"}),
}
"""Stage of a deadline -> the events that meet it."""


def _is_met(complaint: ComplaintStory, due: Due) -> bool:
    meeting = _STAGES.get(due.rule.stage, frozenset())
    return any(_counts(event) and event.kind in meeting for event in complaint.events)


def _counts(event: Event) -> bool:
    return event.effect is Effect.APPLIED
