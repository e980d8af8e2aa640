"""Complaints from receipt to the closing call: one act for every row of their lifecycle.

First-responsible rule: who takes a complaint owns it until another accepts it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from callcentre.acts.recording import record, story
from callcentre.domain.complaint_story import ComplaintStory, judged
from callcentre.domain.complaints import COMPLAINTS
from callcentre.domain.errors import BadValue
from callcentre.domain.event import NO_TEXTS, NOTHING, Event, Nature
from callcentre.domain.instants import Instant
from callcentre.domain.proposal import Proposal
from callcentre.domain.story import Story
from callcentre.store.complaint_stories import append_complaint_event, complaint_of
from callcentre.store.numbers import next_number
from callcentre.store.tables import Complaint
from callcentre.store.unit import Unit

Which = UUID | ComplaintStory


@dataclass(frozen=True, slots=True)
class NewComplaint:
    """What somebody is dissatisfied with; category and severity are codes of the profile.

    `against` is outlet, technician, product, ... (domain.lifecycle.ABOUT) or empty;
    `person` the member of staff it is about, who can then neither own nor decide it.
    """

    category: str
    severity: str = "normal"
    order: UUID | Story | None = None
    customer: UUID | None = None
    outlet: UUID | None = None
    person: UUID | None = None
    owner: UUID | None = None
    """Empty: who takes it. Another than the actor only where it is about the actor."""
    against: str = ""
    channel: str = "phone"
    external_ref: str = ""
    words: str = ""
    wish: str = ""


def receive(
    unit: Unit, new: NewComplaint, *, at: Instant | None = None, complaint_id: UUID | None = None, no: str = ""
) -> ComplaintStory:
    """Takes a complaint and, where it is about an order, notes that on the order too.

    Raises BadValue for a category or severity the profile does not have, Refused for a
    role that is missing or an owner whom it concerns.
    """
    profile = unit.profile
    if new.category not in profile.codes(profile.complaint_categories):
        raise BadValue("complaint.unknown_category", field="category", value=new.category)
    _check_severity(unit, new.severity)
    order = None if new.order is None else story(unit, new.order)
    number = no or next_number(unit, "CO", at)
    taken = ComplaintStory(complaint_id or unit.new_id(), number)
    unit.create(Complaint, id=taken.id, no=number)
    links = {
        "order": None if order is None else order.id, "customer": new.customer or _customer_of(order),
        "outlet": new.outlet, "person": new.person, "owner": new.owner,
    }
    _record(
        unit, taken, "received", at=at, texts={"words": new.words, "wish": new.wish},
        data={name: str(link) for name, link in links.items() if link is not None} | {
            "category": new.category, "severity": new.severity, "against": new.against, "channel": new.channel,
            "external_ref": new.external_ref,
        },
    )
    if order is not None:
        # A file may date the complaint before the order it speaks of.
        noted_at = max(taken.now.received_at, order.events[0].at)
        record(unit, order, "complaint_raised", at=noted_at, data={"complaint": str(taken.id)})
    return taken


def acknowledge(
    unit: Unit, complaint: Which, *, channel: str, words: str = "", at: Instant | None = None
) -> Event:
    """The complainant is told that it has come and who has it; `channel` is how."""
    return _record(unit, complaint, "acknowledged", at=at, data={"channel": channel}, texts={"words": words})


def assess(
    unit: Unit, complaint: Which, *, severity: str = "", category: str = "", against: str = "",
    outlet: UUID | None = None, person: UUID | None = None, words: str = "", at: Instant | None = None,
) -> Event:
    """How grave it is, what it is and whom it concerns. Raises BadValue for unknown codes."""
    _check_severity(unit, severity)
    if category and category not in unit.profile.codes(unit.profile.complaint_categories):
        raise BadValue("complaint.unknown_category", field="category", value=category)
    data = {"severity": severity, "category": category, "against": against, "outlet": _text(outlet),
            "person": _text(person)}
    return _record(unit, complaint, "assessed", at=at, data=data, texts={"words": words})


def investigate(unit: Unit, complaint: Which, finding: str, *, at: Instant | None = None) -> Event:
    """What was found out."""
    return _record(unit, complaint, "investigated", at=at, texts={"finding": finding})


def offer_remedy(
    unit: Unit, complaint: Which, *, kind: str, compensation_fen: int = 0, words: str = "",
    at: Instant | None = None,
) -> Event:
    """Offers the customer a remedy; `compensation_fen` within what the actor's roles may approve."""
    data = {"kind": kind, "compensation_fen": compensation_fen}
    return _record(unit, complaint, "remedy_offered", at=at, data=data, texts={"words": words})


def customer_accepts(unit: Unit, complaint: Which, words: str = "", *, at: Instant | None = None) -> Event:
    """The customer takes the remedy."""
    return _record(unit, complaint, "accepted_by_customer", at=at, texts={"words": words})


def customer_rejects(unit: Unit, complaint: Which, words: str = "", *, at: Instant | None = None) -> Event:
    """The customer does not take the remedy."""
    return _record(unit, complaint, "rejected_by_customer", at=at, texts={"words": words})


def give_remedy(unit: Unit, complaint: Which, what: str, *, at: Instant | None = None) -> Event:
    """The remedy was given; the closing call comes next."""
    return _record(unit, complaint, "remedy_given", at=at, texts={"what": what})


def escalate(
    unit: Unit, complaint: Which, *, to: str = "supervisor", words: str = "", at: Instant | None = None,
    event_id: UUID | None = None,
) -> Event:
    """Hands it upwards; `to` names the level."""
    return _record(
        unit, complaint, "escalated", at=at, data={"to": to}, texts={"words": words}, event_id=event_id
    )


def end(
    unit: Unit, complaint: Which, *, ended_as: str, cause: str = "", explanation: str = "", words: str = "",
    at: Instant | None = None,
) -> Event:
    """Ends it as upheld, partly or unfounded (with an explanation), and notes that on its order.

    Raises Refused where the closing call was not made, or the role or explanation is missing.
    """
    event = _record(
        unit, complaint, "ended", at=at, data={"ended_as": ended_as, "cause": cause},
        texts={"explanation": explanation, "words": words},
    )
    _tell_order(unit, complaint, event)
    return event


def customer_withdraws(unit: Unit, complaint: Which, words: str = "", *, at: Instant | None = None) -> Event:
    """The customer takes the complaint back: it ends as withdrawn, which its order is told too."""
    event = _record(unit, complaint, "withdrawn_by_customer", at=at, texts={"words": words})
    _tell_order(unit, complaint, event)
    return event


def offer_owner(unit: Unit, complaint: Which, person: UUID, *, words: str = "", at: Instant | None = None) -> Event:
    """Asks another person to take it over; until they accept, nothing changes hands."""
    return _record(unit, complaint, "owner_offered", at=at, data={"person": str(person)}, texts={"words": words})


def accept_owner(unit: Unit, complaint: Which, *, at: Instant | None = None) -> Event:
    """The person who was asked takes it over."""
    return _record(unit, complaint, "owner_accepted", at=at)


def return_owner(
    unit: Unit, complaint: Which, *, reason: str = "", words: str = "", at: Instant | None = None
) -> Event:
    """The person who was asked does not take it over."""
    return _record(unit, complaint, "owner_returned", at=at, data={"reason": reason}, texts={"words": words})


def reopen(unit: Unit, complaint: Which, *, reason: str, words: str = "", at: Instant | None = None) -> Event:
    """A complaint that had ended is investigated again; its order is told."""
    event = _record(unit, complaint, "reopened", at=at, data={"reason": reason}, texts={"words": words})
    known = complaint_story(unit, complaint)
    if known.now.order is not None:
        record(unit, known.now.order, "complaint_raised", at=at, data={"complaint": str(known.id)})
    return event


def contact(
    unit: Unit, complaint: Which, *, outcome: str, channel: str = "phone", words: str = "",
    at: Instant | None = None,
) -> Event:
    """Somebody tried to reach the complainant; reached after the remedy, it is the closing call."""
    data = {"outcome": outcome, "channel": channel}
    return _record(unit, complaint, "contacted", at=at, data=data, texts={"words": words})


def promise(unit: Unit, complaint: Which, until: Instant, *, words: str = "", at: Instant | None = None) -> Event:
    """Something was promised to the complainant until then."""
    return _record(unit, complaint, "promised", at=at, data={"until": until}, texts={"words": words})


def ask_task(
    unit: Unit, complaint: Which, words: str, *, person: UUID | None = None, outlet: UUID | None = None,
    until: Instant | None = None, at: Instant | None = None,
) -> Event:
    """Asks a person or an outlet for something; the owner stays the owner."""
    data = {"person": _text(person), "outlet": _text(outlet), "until": until}
    return _record(unit, complaint, "task_asked", at=at, data=data, texts={"words": words})


def answer_task(unit: Unit, complaint: Which, task: UUID, words: str, *, at: Instant | None = None) -> Event:
    """The answer to what was asked; `task` is the event that asked."""
    return _record(unit, complaint, "task_answered", at=at, data={"task": str(task)}, texts={"words": words})


def add_evidence(
    unit: Unit, complaint: Which, attachment: UUID, *, words: str = "", at: Instant | None = None
) -> Event:
    """An attached file belongs to the case as evidence."""
    data = {"attachment": str(attachment)}
    return _record(unit, complaint, "evidence", at=at, data=data, texts={"words": words})


def note(unit: Unit, complaint: Which, words: str, *, at: Instant | None = None) -> Event:
    """Writes words onto the case; changes nothing else."""
    return _record(unit, complaint, "noted", at=at, texts={"words": words})


def complaint_story(unit: Unit, complaint: Which) -> ComplaintStory:
    """The complaint's story: the one at hand, or out of the file."""
    if isinstance(complaint, ComplaintStory):
        return complaint
    return complaint_of(unit.session, complaint)


def _record(
    unit: Unit, complaint: Which, kind: str, *, at: Instant | None = None,
    data: Mapping[str, object] = NOTHING, texts: Mapping[str, str] = NO_TEXTS, event_id: UUID | None = None,
) -> Event:
    known = complaint_story(unit, complaint)
    after = next((event.id for event in reversed(known.events) if event.changes_state), None)
    event = judged(
        known,
        Proposal(kind, data, {name: words for name, words in texts.items() if words}),
        actor=unit.actor,
        event_id=event_id or unit.new_id(),
        stated_at=unit.now if at is None else at,
        now=unit.now,
        approval_fen=unit.profile.approval_fen,
    )
    known.append(event)
    is_decision = COMPLAINTS.nature(kind) is Nature.DECISION
    append_complaint_event(unit, known, event, after=after if is_decision else None)
    return event


def _tell_order(unit: Unit, complaint: Which, event: Event) -> None:
    known = complaint_story(unit, complaint)
    if known.now.order is None or not event.changes_state:
        return
    order = story(unit, known.now.order)
    record(
        unit, order, "complaint_ended", at=max(event.at, order.events[0].at),
        data={"complaint": str(known.id), "ended_as": known.now.ended_as},
    )


def _customer_of(order: Story | None) -> UUID | None:
    customer = order.events[0].data.get("customer") if order is not None and order.events else None
    return UUID(str(customer)) if customer else None


def _check_severity(unit: Unit, severity: str) -> None:
    if severity and severity not in unit.profile.codes(unit.profile.complaint_severities):
        raise BadValue("complaint.unknown_severity", field="severity", value=severity)


def _text(pk: UUID | None) -> str | None:
    return None if pk is None else str(pk)
