"""One complaint as a whole: where it stands, whose it is, its deadlines, its story, what was offered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from callcentre.domain.complaint_clock import Clock, clocks, met
from callcentre.domain.complaint_story import ComplaintStory
from callcentre.domain.complaints import ComplaintStanding
from callcentre.domain.deadlines import deadlines_of
from callcentre.domain.event import Effect, Event, Role
from callcentre.domain.instants import Instant
from callcentre.store.attachments import AttachmentRow, attachments_of
from callcentre.store.batches import among
from callcentre.store.complaint_stories import complaint_of
from callcentre.store.customers import CustomerRow, PhoneRow, circle, phone_rows, standing_row
from callcentre.store.order_choices import Named
from callcentre.store.people import person_rows
from callcentre.store.prepared import Prepared
from callcentre.store.profiles import profile_at
from callcentre.store.tables import OrderView, Outlet, Person


@dataclass(frozen=True, slots=True)
class ComplaintStep:
    """One event as it is told. `person` and `outlet` are the names of those its data speaks of."""

    event_id: UUID
    kind: str
    at: Instant
    who: str
    data: Mapping[str, object]
    texts: Mapping[str, str]
    effect: str
    state_before: str
    state_after: str
    person: str
    outlet: str
    file: str = ""
    """The name of the file that is its evidence."""


@dataclass(frozen=True, slots=True)
class OrderOfComplaint:
    """The order a complaint is about."""

    id: UUID
    no: str
    state: str
    kind: str
    category: str
    fault: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A remedy that was offered; `answer` is accepted, rejected, or empty while the customer thinks."""

    at: Instant
    who: str
    kind: str
    compensation_fen: int
    answer: str


@dataclass(frozen=True, slots=True)
class Task:
    """Something a person or outlet was asked for and has not answered."""

    event_id: UUID
    at: Instant
    words: str
    whom: str
    until: Instant | None


@dataclass(frozen=True, slots=True)
class ComplaintCard:
    """Everything about one complaint at once."""

    id: UUID
    no: str
    now: ComplaintStanding
    words: str
    wish: str
    customer: CustomerRow | None
    phones: Sequence[PhoneRow]
    order: OrderOfComplaint | None
    outlet: str
    owner: str
    offered_to: str
    concerned: str
    story: Sequence[ComplaintStep]
    clocks: Sequence[Clock]
    offers: Sequence[Offer]
    tasks: Sequence[Task]
    """Those without an answer."""
    attachments: Sequence[AttachmentRow]


@dataclass(frozen=True, slots=True)
class ComplaintChoices:
    """What the forms of a complaint offer to choose from."""

    people: Sequence[Named]
    """Who can own a complaint: agents and supervisors who work here."""
    staff: Sequence[Named]
    """Everybody who works here: whom a complaint can be about, or who can be asked for something."""
    outlets: Sequence[Named]


def complaint_card(session: Session, complaint: UUID) -> ComplaintCard:
    """One complaint. Raises Refused("complaint.unknown")."""
    story = complaint_of(session, complaint)
    now = story.now
    names = _Names(session, story)
    customer = None if now.customer is None else standing_row(session, now.customer)
    received = story.events[0]
    files = attachments_of(session, story.id)
    named = {str(file.id): file.name for file in files}
    return ComplaintCard(
        id=story.id, no=story.no, now=now, words=received.texts.get("words", ""), wish=received.texts.get("wish", ""),
        customer=customer, phones=[] if customer is None else phone_rows(session, circle(session, customer.id)),
        order=_order(session, now.order), outlet=names.outlet(now.outlet), owner=names.person(now.owner),
        offered_to=names.person(now.offered_to), concerned=names.person(now.concerned),
        story=[_step(event, names, named) for event in story.events], clocks=clocks_of(session, story),
        offers=_offers(story.events, names), tasks=_open_tasks(story.events, names),
        attachments=files,
    )


def clocks_of(session: Session, story: ComplaintStory) -> tuple[Clock, ...]:
    """The deadlines by the profile of the day of receipt, with what became of them."""
    now = story.now
    dues = deadlines_of(now.channel, now.received_at, profile_at(session, now.received_at))
    return clocks(dues, met((event.kind, event.at) for event in story.events if event.effect is Effect.APPLIED))


_ACTIVE_OUTLETS = Prepared(
    select(Outlet.id, Outlet.name, Outlet.code).where(Outlet.state == "active").order_by(Outlet.name, Outlet.code)
)


def complaint_choices(session: Session) -> ComplaintChoices:
    """Whom and what the forms of complaints can name."""
    here = [row for row in person_rows(session) if row.state == "active"]
    return ComplaintChoices(
        people=[Named(row.id, row.name) for row in here if row.roles & {Role.AGENT, Role.SUPERVISOR}],
        staff=[Named(row.id, row.name) for row in here],
        outlets=[Named(pk, f"{name} {code}") for pk, name, code in _ACTIVE_OUTLETS.all(session)],
    )


class _Names:
    """The names behind the ids of a complaint's story, read in two statements."""

    def __init__(self, session: Session, story: ComplaintStory) -> None:
        now, events = story.now, story.events
        people = {event.actor for event in events} | _ids(events, "person") | {now.owner, now.offered_to, now.concerned}
        self._people = _dict(session, Person, people)
        self._outlets = _dict(session, Outlet, _ids(events, "outlet") | {now.outlet})

    def person(self, pk: UUID | None) -> str:
        return "" if pk is None else self._people.get(pk, "")

    def outlet(self, pk: UUID | None) -> str:
        return "" if pk is None else self._outlets.get(pk, "")


_NAMES: Mapping[Any, Any] = {
    entity: select(entity.id, entity.name).where(entity.id.in_(among("wanted"))) for entity in (Person, Outlet)
}


def _dict(session: Session, entity: Any, wanted: set[Any]) -> dict[UUID, str]:
    wanted.discard(None)
    return dict(session.execute(_NAMES[entity], {"wanted": list(wanted)}).all()) if wanted else {}


def _ids(events: Iterable[Event], name: str) -> set[UUID | None]:
    return {_id(event, name) for event in events}


def _id(event: Event, name: str) -> UUID | None:
    found = event.data.get(name)
    return UUID(str(found)) if found else None


def _step(event: Event, names: _Names, files: Mapping[str, str]) -> ComplaintStep:
    return ComplaintStep(
        event.id, event.kind, event.at, names.person(event.actor), event.data, event.texts, event.effect.value,
        event.state_before, event.state_after, names.person(_id(event, "person")), names.outlet(_id(event, "outlet")),
        files.get(str(event.data.get("attachment")), ""),
    )


_ORDER = Prepared(
    select(
        OrderView.order_id, OrderView.no, OrderView.state, OrderView.kind, OrderView.category, OrderView.fault
    ).where(OrderView.order_id == bindparam("order"))
)


def _order(session: Session, order: UUID | None) -> OrderOfComplaint | None:
    row = None if order is None else _ORDER.first(session, order=order)
    return None if row is None else OrderOfComplaint(*row)


def _offers(events: Sequence[Event], names: _Names) -> list[Offer]:
    """The remedies offered, the latest first."""
    answers = {"accepted_by_customer": "accepted", "rejected_by_customer": "rejected"}
    applied = [event for event in events if event.effect is Effect.APPLIED]
    found = []
    for at, event in enumerate(applied):
        if event.kind == "remedy_offered":
            later = (answers.get(other.kind) for other in applied[at + 1:])
            amount = event.data.get("compensation_fen")
            found.append(Offer(
                event.at, names.person(event.actor), str(event.data["kind"]), amount if isinstance(amount, int) else 0,
                next((answer for answer in later if answer), ""),
            ))
    return found[::-1]


def _open_tasks(events: Sequence[Event], names: _Names) -> list[Task]:
    answered = {str(event.data["task"]) for event in events if event.kind == "task_answered"}
    found = []
    for event in events:
        if event.kind == "task_asked" and str(event.id) not in answered:
            until = event.data.get("until")
            whom = names.person(_id(event, "person")) or names.outlet(_id(event, "outlet"))
            found.append(Task(
                event.id, event.at, event.texts.get("words", ""), whom, until if isinstance(until, int) else None
            ))
    return found
