"""A complaint as the fold of its events, and the way from a wanted event to the stored one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from callcentre.domain.complaint_data import checked
from callcentre.domain.complaints import (
    COMPLAINT_IMPORTS,
    COMPLAINTS,
    OPEN_STATES,
    ComplaintStanding,
)
from callcentre.domain.errors import BadValue, Refused
from callcentre.domain.event import Actor, Effect, Event, Role
from callcentre.domain.instants import Instant, check_told
from callcentre.domain.proposal import Proposal, placed_at
from callcentre.domain.table import Granted, Objection, Wanted

_LINKS: Mapping[str, str] = {
    "order": "order", "customer": "customer", "outlet": "outlet", "person": "concerned",
}  # fmt: skip
"""Fields of `received` and `assessed` that are ids -> where the standing keeps them."""
_CODES = ("channel", "external_ref", "category", "severity", "against")


def advance(now: ComplaintStanding, event: Event) -> None:
    """Moves `now` on by one applied event."""
    if event.changes_state:
        now.state = event.state_after
    match event.kind:
        case "received":
            owner = event.data.get("owner")
            now.owner = UUID(str(owner)) if owner else event.actor
            now.received_at = event.at
            _describe(now, event.data)
        case "assessed":
            _describe(now, event.data)
        case "remedy_given":
            now.customer_called = False
        case "contacted":
            if event.data.get("outcome") == "reached":
                now.customer_called = True
        case "owner_offered":
            now.offered_to = UUID(str(event.data["person"]))
        case "owner_accepted":
            now.owner, now.offered_to = event.actor, None
        case "owner_returned":
            now.offered_to = None
        case "ended" | "withdrawn_by_customer":
            now.ended_at = event.at
            now.ended_as = str(event.data.get("ended_as", "withdrawn"))
        case "reopened":
            now.ended_at, now.ended_as = None, ""
        case _:
            pass


def _describe(now: ComplaintStanding, data: Mapping[str, object]) -> None:
    for name, attribute in _LINKS.items():
        if data.get(name):
            setattr(now, attribute, UUID(str(data[name])))
    for name in _CODES:
        if data.get(name):
            setattr(now, name, str(data[name]))


def stand(events: Sequence[Event]) -> ComplaintStanding:
    """Where a complaint stands after these events (by pos)."""
    now = ComplaintStanding()
    for event in events:
        if event.effect is Effect.APPLIED:
            advance(now, event)
    return now


@dataclass(slots=True)
class ComplaintStory:
    """One complaint in memory: its number, its events by pos, and where it stands."""

    id: UUID
    no: str
    events: list[Event] = field(default_factory=list)
    now: ComplaintStanding = field(default_factory=ComplaintStanding)
    last_change_at: Instant | None = None
    """`at` of the last state-changing event: it never falls."""

    @classmethod
    def of(cls, complaint_id: UUID, no: str, events: Iterable[Event]) -> "ComplaintStory":
        """The story of stored events, given by pos."""
        known = list(events)
        changes = [event.at for event in known if event.changes_state]
        return cls(complaint_id, no, known, stand(known), max(changes, default=None))

    def append(self, event: Event) -> None:
        """Adds a judged event and moves on."""
        self.events.append(event)
        if event.effect is not Effect.APPLIED:
            return
        advance(self.now, event)
        if event.changes_state:
            self.last_change_at = event.at

    @property
    def is_open(self) -> bool:
        """Whether the complaint has not ended."""
        return self.now.state in OPEN_STATES


def judged(
    story: ComplaintStory,
    wanted: Proposal,
    *,
    actor: Actor,
    event_id: UUID,
    stated_at: Instant,
    now: Instant,
    approval_fen: Mapping[str, int],
) -> Event:
    """The event as it will be stored at the end of `story`; the story itself is not touched.

    `approval_fen` is the profile's: role -> the greatest compensation it may offer. Raises
    BadValue for malformed data, Refused("complaint.no_right") and Refused("complaint.illegal"),
    which name the state and what is possible.
    """
    data = checked(wanted.kind, wanted.data)
    check_told(stated_at, "at")
    if data.get("ended_as") == "withdrawn" and not actor.is_import:
        raise BadValue("event.not_among", field="ended_as", value="withdrawn", event=wanted.kind,
                       among="partly, unfounded, upheld")  # fmt: skip
    limit = max((approval_fen.get(role.value, 0) for role in actor.roles), default=0)
    ask = Wanted(wanted.kind, data, actor, texts=wanted.texts, approval_fen=limit)
    verdict = _verdict(story, ask)
    changing = verdict.effect is Effect.APPLIED and COMPLAINTS.moves(wanted.kind, data)
    at = placed_at(stated_at, now, story.last_change_at if changing else None)
    return Event(
        id=event_id,
        subject=story.id,
        pos=len(story.events) + 1,
        kind=wanted.kind,
        at=at,
        actor=actor.id,
        data=data,
        texts=wanted.texts,
        stated_at=None if at == stated_at else stated_at,
        desk=actor.desk,
        effect=verdict.effect,
        state_before=story.now.state,
        state_after=verdict.state_after,
    )


def _verdict(story: ComplaintStory, ask: Wanted) -> Granted:
    state, actor = story.now.state, ask.actor
    possible = COMPLAINTS.possible(state, frozenset(Role) if actor.is_import else actor.roles)
    if not actor.is_import and not COMPLAINTS.roles(ask.kind) & actor.roles:
        roles = sorted(COMPLAINTS.roles(ask.kind))
        raise Refused("complaint.no_right", event=ask.kind, state=state, possible=possible, roles=roles)
    table = COMPLAINT_IMPORTS if actor.is_import and ask.kind in COMPLAINT_IMPORTS.by_kind else COMPLAINTS
    verdict = table.judge(story.now, state, ask)
    if isinstance(verdict, Objection):
        raise Refused(
            "complaint.illegal", event=ask.kind, state=state, possible=possible, objection=verdict.name
        )
    return verdict
