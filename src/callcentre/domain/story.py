"""A service order as the fold of its events.

The fold goes by `pos` and trusts the effect stored with each event, so it never raises
on what is stored. `Story` is the case in memory that acts, imports and the demo write on.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from callcentre.domain.event import Effect, Event
from callcentre.domain.instants import Instant
from callcentre.domain.lifecycle import EFFECTIVE_OUTCOMES, OPEN_STATES, Standing

HEADER = (
    "customer", "address", "asset", "kind", "category", "fault", "urgency",
    "channel", "origin", "repeat_of", "group_no", "follows", "external_ref",
)  # fmt: skip
"""Fields of an order that `opened` states and `amended` changes. Ids are UUIDs in text."""


TEXT_FIELDS: tuple[str, ...] = ("words", "cause", "action")
"""Fields of an event that are words of people and live apart from its data."""


def undone_ids(events: Iterable[Event]) -> frozenset[str]:
    """The ids, as text, of events that were taken back."""
    return frozenset(
        str(event.data["event"])
        for event in events
        if event.kind == "undone" and event.effect is Effect.APPLIED
    )


def corrections(events: Iterable[Event]) -> Mapping[str, Mapping[str, object]]:
    """Id in text -> the corrected fields, later corrections over earlier ones."""
    found: dict[str, dict[str, object]] = {}
    for event in events:
        fields = event.data.get("fields")
        if event.kind == "corrected" and event.effect is Effect.APPLIED and isinstance(fields, Mapping):
            found.setdefault(str(event.data["event"]), {}).update(fields)
    return found


def corrected(event: Event, fields: Mapping[str, object]) -> Event:
    """`event` with corrected fields: texts, the technician and data each in their place."""
    values = dict(fields)
    technician = event.technician
    if "technician" in values:
        named = values.pop("technician")
        technician = UUID(str(named)) if named else None
    texts = dict(event.texts)
    for name in TEXT_FIELDS:
        if name in values:
            texts[name] = str(values.pop(name))
    return replace(event, technician=technician, data={**event.data, **values}, texts=texts)


def standing_events(events: Sequence[Event]) -> list[Event]:
    """The events that count, by pos and with corrected values.

    Undone ones, `undone` and `corrected` themselves and set-aside events other than
    visits are left out (design section 6).
    """
    gone = undone_ids(events)
    changed = corrections(events)
    kept = []
    for event in events:
        if event.kind in ("undone", "corrected") or (gone and str(event.id) in gone):
            continue
        if event.effect is Effect.SET_ASIDE and event.kind != "visit":
            continue
        fields = changed.get(str(event.id)) if changed else None
        kept.append(corrected(event, fields) if fields else event)
    return kept


def advance(now: Standing, event: Event) -> None:
    """Moves `now` on by one applied event that stands."""
    if event.changes_state:
        now.state = event.state_after
        now.last_change = event.id if event.kind != "opened" else None
    match event.kind:
        case "opened":
            now.danger = event.data.get("urgency") == "danger"
        case "amended":
            fields = event.data.get("fields")
            if isinstance(fields, Mapping) and "urgency" in fields:
                now.danger = fields["urgency"] == "danger"
        case "relayed":
            now.outlet = event.outlet
        case "accepted":
            now.last_effective = None
        case "visit":
            if event.data.get("outcome") in EFFECTIVE_OUTCOMES:
                now.last_effective = str(event.data["outcome"])
        case "cancel_asked":
            now.cancel_unanswered = True
        case "contacted":
            if event.data.get("by") == "centre" and event.data.get("outcome") == "reached":
                now.cancel_unanswered = False
        case "solved_by_phone" | "callback_answer" | "second_check":
            now.last_voice = event.actor
        case _:
            pass


def stand(events: Sequence[Event], *, until: Instant | None = None) -> Standing:
    """Where an order stands after these events (by pos); `until` leaves out those with a later `at`."""
    now = Standing()
    gone = undone_ids(events)
    for event in events:
        if event.effect is not Effect.APPLIED or event.kind == "undone":
            continue
        if (gone and str(event.id) in gone) or (until is not None and event.at > until):
            continue
        advance(now, event)
    return now


@dataclass(slots=True)
class Story:
    """One order in memory: its number, its events by pos, and where it stands."""

    id: UUID
    no: str
    events: list[Event] = field(default_factory=list)
    now: Standing = field(default_factory=Standing)
    last_change_at: Instant | None = None
    """`at` of the last state-changing event, undone ones included: it never falls."""

    @classmethod
    def of(cls, order_id: UUID, no: str, events: Iterable[Event]) -> "Story":
        """The story of stored events, given by pos."""
        known = list(events)
        changes = [event.at for event in known if event.changes_state]
        return cls(order_id, no, known, stand(known), max(changes, default=None))

    def append(self, event: Event) -> None:
        """Adds a judged event and moves on; `undone` folds again without what it took back."""
        self.events.append(event)
        if event.effect is not Effect.APPLIED:
            return
        if event.kind == "undone":
            self.now = stand(self.events)
        else:
            advance(self.now, event)
        if event.changes_state:
            self.last_change_at = event.at

    @property
    def is_open(self) -> bool:
        """Whether the order has not ended."""
        return self.now.state in OPEN_STATES


def header(events: Sequence[Event]) -> dict[str, object]:
    """The order's header as it reads now: what `opened` said, changed by each `amended` that stands."""
    values: dict[str, object] = {}
    for event in standing_events(events):
        if event.kind == "opened":
            values.update({name: event.data.get(name) for name in HEADER})
        elif event.kind == "amended":
            fields = event.data.get("fields")
            if isinstance(fields, Mapping):
                values.update({name: fields[name] for name in HEADER if name in fields})
    return values
