"""One pass over an order's events: who worked on it, and what the customer said of whom.

Only events that count are read (`standing_events`), in the order of `pos`; a *place* here
is the index of an event among them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from callcentre.domain.event import Event
from callcentre.domain.instants import Instant
from callcentre.domain.lifecycle import EFFECTIVE_OUTCOMES
from callcentre.domain.story import Story, standing_events

THE_OUTLETS = frozenset({"", "outlet", "technician"})
"""Whom an answer or complaint may be about to count against the outlet; empty: nobody said."""


EXPLAINED = "explained_unfounded"
"""How an order is closed unverified whose reproach was explained to the customer."""


@dataclass(slots=True)
class Share:
    """What one outlet did on an order, and what was said of it."""

    outlet: UUID
    effective: int = 0
    """Its effective visits."""
    done: bool = False
    """It gave feedback done."""
    outcome: str = ""
    """Of its last effective visit."""
    accepted: int | None = None
    """Place of its first acceptance."""
    first_visit: int | None = None
    """Place of its first visit of any outcome."""
    first_arrived: Instant | None = None
    trip_at: Instant | None = None
    """When its first effective visit away from the workshop arrived."""
    parts_fen: int = 0
    unfixed: int = 0
    dissatisfied: bool = False
    attitude: bool = False
    absent: bool = False
    """The customer said that nobody came."""
    late: bool = False
    """The customer said that nobody came, or not in time."""

    @property
    def has_job(self) -> bool:
        """Whether the order is a job of this outlet."""
        return self.done or self.effective > 0


@dataclass(slots=True)
class Work:
    """An order as far as its own events tell what its jobs are."""

    order: UUID
    no: str
    events: Sequence[Event]
    customer: UUID
    opened_at: Instant
    address: UUID | None = None
    asset: UUID | None = None
    kind: str = ""
    category: str = ""
    fault: str = ""
    repeat_of: UUID | None = None
    state: str = "open"
    changed_at: Instant = 0
    """When it came into its state."""
    ended_by: str = ""
    """The kind of event that brought the state."""
    end_reason: str = ""
    place: int = 0
    """The event being read."""
    shares: dict[UUID, Share] = field(default_factory=dict)
    serving: UUID | None = None
    """The outlet of the last effective visit or feedback done read so far."""
    last_visitor: UUID | None = None
    """The outlet of the order's last effective visit."""
    served: list[tuple[Instant, UUID]] = field(default_factory=list)
    windows: list[tuple[int, Event]] = field(default_factory=list)
    relays: list[tuple[int, Event]] = field(default_factory=list)
    acceptances: list[tuple[int, UUID]] = field(default_factory=list)

    @property
    def unverified_because(self) -> str:
        """The reason of an order that is closed unverified, else empty."""
        return self.end_reason if self.ended_by == "closed_unverified" else ""

    def share(self, outlet: UUID) -> Share:
        """The outlet's share, begun where it has none yet."""
        found = self.shares.get(outlet)
        if found is None:
            found = self.shares[outlet] = Share(outlet)
        return found

    def serve(self, at: Instant, outlet: UUID) -> None:
        """From here on what the customer says is about this outlet."""
        self.serving = outlet
        self.served.append((at, outlet))

    def serving_at(self, at: Instant) -> UUID | None:
        """The outlet serving at an instant: of the latest services that are not after it."""
        return next((outlet for served_at, outlet in reversed(self.served) if served_at <= at), None)


def work_of(story: Story) -> Work:
    """Reads the events of one order, beginning with `opened`."""
    events = standing_events(story.events)
    opened = events[0]
    work = Work(story.id, story.no, events, UUID(str(opened.data["customer"])), opened.at)
    last = next(event for event in reversed(events) if event.changes_state)
    work.state, work.changed_at, work.ended_by = last.state_after, last.at, last.kind
    work.end_reason = str(last.data.get("reason") or "")
    explained = work.unverified_because == EXPLAINED
    set_aside = _explained_away(events) if explained else None
    for place, event in enumerate(events):
        note = _NOTES.get(event.kind)
        if note is not None and event is not set_aside:
            work.place = place
            note(work, event)
    return work


def _explained_away(events: Sequence[Event]) -> Event | None:
    """The answer whose reproach was explained: the latest dissatisfied one of a callback."""
    for event in reversed(events):
        if event.kind == "callback_answer" and event.data.get("satisfied") is False:
            return event
    return None


def _read_header(work: Work, values: Mapping[str, object]) -> None:
    if values.get("customer"):
        work.customer = UUID(str(values["customer"]))
    if "address" in values:
        work.address = _link(values["address"])
    if "asset" in values:
        work.asset = _link(values["asset"])
    if "repeat_of" in values:
        work.repeat_of = _link(values["repeat_of"])
    if "kind" in values:
        work.kind = str(values["kind"] or "")
    if "category" in values:
        work.category = str(values["category"] or "")
    if "fault" in values:
        work.fault = str(values["fault"] or "")


def _link(value: object) -> UUID | None:
    return UUID(str(value)) if value else None


def _opened(work: Work, event: Event) -> None:
    _read_header(work, event.data)


def _amended(work: Work, event: Event) -> None:
    fields = event.data.get("fields")
    if isinstance(fields, Mapping):
        _read_header(work, fields)


def _window_agreed(work: Work, event: Event) -> None:
    work.windows.append((work.place, event))


def _relayed(work: Work, event: Event) -> None:
    work.relays.append((work.place, event))


def _accepted(work: Work, event: Event) -> None:
    if event.outlet is None:
        return
    work.acceptances.append((work.place, event.outlet))
    share = work.share(event.outlet)
    if share.accepted is None:
        share.accepted = work.place


def _visit(work: Work, event: Event) -> None:
    if event.outlet is None:
        return
    data = event.data
    share = work.share(event.outlet)
    arrived = data.get("arrived_at")
    arrived_at = arrived if isinstance(arrived, int) else None
    if share.first_visit is None:
        share.first_visit, share.first_arrived = work.place, arrived_at
    if parts := data.get("parts"):
        share.parts_fen += _price(parts)
    outcome = str(data.get("outcome"))
    if outcome not in EFFECTIVE_OUTCOMES:
        return
    share.effective += 1
    share.outcome = outcome
    share.unfixed += outcome == "not_fixed"
    if share.trip_at is None and data.get("place") != "workshop":
        share.trip_at = event.at if arrived_at is None else arrived_at
    work.last_visitor = event.outlet
    work.serve(event.at, event.outlet)


def _price(parts: object) -> int:
    assert isinstance(parts, Sequence)
    return sum(count * price_fen for _code, count, price_fen in parts)


def _feedback(work: Work, event: Event) -> None:
    if event.outlet is not None and event.data.get("outcome") == "done":
        work.share(event.outlet).done = True
        work.serve(event.at, event.outlet)


def _answer(work: Work, event: Event) -> None:
    if work.serving is None:
        return
    data = event.data
    share = work.shares[work.serving]
    share.unfixed += data.get("fixed") is False
    if data.get("satisfied") is False and (data.get("about") or "") in THE_OUTLETS:
        share.dissatisfied = True
    if data.get("attitude_ok") is False:
        share.attitude = True
    if data.get("came") is False:
        share.absent = share.late = True
    if data.get("on_time") is False:
        share.late = True


def _reopened(work: Work, event: Event) -> None:
    if work.serving is not None and event.data.get("reason") in ("not_fixed", "recurred"):
        work.shares[work.serving].unfixed += 1


_NOTES: Mapping[str, Callable[[Work, Event], None]] = {
    "opened": _opened,
    "amended": _amended,
    "window_agreed": _window_agreed,
    "relayed": _relayed,
    "accepted": _accepted,
    "visit": _visit,
    "feedback": _feedback,
    "callback_answer": _answer,
    "second_check": _answer,
    "reopened": _reopened,
}
