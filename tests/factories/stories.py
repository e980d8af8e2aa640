"""Orders and complaints in memory, written by the judge alone: no desk, no file."""

from collections.abc import Mapping
from itertools import count
from uuid import UUID

from callcentre.domain import complaint_story, proposal
from callcentre.domain.complaint_story import ComplaintStory
from callcentre.domain.event import Actor, Event, Role
from callcentre.domain.instants import MINUTE, Instant
from callcentre.domain.proposal import Proposal
from callcentre.domain.story import Story

_numbers = count(1)
BEGIN: Instant = 1_783_900_800_000_000
"""13 July 2026, 08:00 in Shanghai, a Monday."""
APPROVAL: Mapping[str, int] = {"agent": 20_000, "supervisor": 200_000}


def an_id() -> UUID:
    """An id nobody else has."""
    return UUID(int=next(_numbers), version=4)


def an_actor(*roles: Role, name: str = "", is_import: bool = False) -> Actor:
    """A person with these roles; an agent where none is named."""
    own = frozenset(roles) or frozenset({Role.AGENT})
    return Actor(an_id(), name or "someone", own, "W1", is_import=is_import)


AGENT = an_actor(Role.AGENT, name="agent")
OTHER_AGENT = an_actor(Role.AGENT, name="other agent")
DISPATCHER = an_actor(Role.DISPATCHER, name="dispatcher")
SUPERVISOR = an_actor(Role.SUPERVISOR, name="supervisor")
RULE = an_actor(Role.RULE, name="rule")
IMPORT = an_actor(*(role for role in Role if role is not Role.RULE), name="import", is_import=True)

W1, W2 = an_id(), an_id()
"""Two outlets."""


class Writer:
    """An order being written: `write` judges and appends, a minute after the last event by default."""

    def __init__(self, urgency: str = "normal", **header: object) -> None:
        self.story = Story(an_id(), "SO-1")
        self.now = BEGIN
        self.write("opened", customer=str(an_id()), kind="repair", urgency=urgency, **header)

    def judge(
        self, kind: str, /, *, who: Actor = AGENT, outlet: UUID | None = None, at: Instant | None = None,
        technician: UUID | None = None, texts: Mapping[str, str] | None = None, **data: object,
    ) -> Event:  # fmt: skip
        """The event as it would be stored now."""
        return proposal.judged(
            self.story, Proposal(kind, data, texts or {}, outlet, technician), actor=who, event_id=an_id(),
            stated_at=self.now if at is None else at, now=self.now,
        )  # fmt: skip

    def write(self, kind: str, /, *, after: Instant = MINUTE, **given: object) -> Event:
        """Judges, appends and answers the event."""
        self.now += after
        event = self.judge(kind, **given)  # type: ignore[arg-type]
        self.story.append(event)
        return event

    def to(self, stage: str, outlet: UUID = W1) -> "Writer":
        """Plays on to relayed, accepted, awaiting_callback or closed."""
        for step in ("relayed", "accepted", "awaiting_callback", "closed"):
            if step in ("relayed", "accepted"):
                self.write(step, outlet=outlet)
            elif step == "awaiting_callback":
                self.write("visit", outlet=outlet, outcome="fixed")
                self.write("feedback", outlet=outlet, outcome="done")
            else:
                self.write("callback_answer", satisfied=True)
            if step == stage:
                break
        return self

    @property
    def state(self) -> str:
        """Where the order stands."""
        return self.story.now.state


class ComplaintWriter:
    """A complaint being written, as `Writer` is for orders; received by `who`."""

    def __init__(self, *, who: Actor = AGENT, category: str = "charge", **data: object) -> None:
        self.story = ComplaintStory(an_id(), "CP-1")
        self.now = BEGIN
        self.write("received", who=who, category=category, **data)

    def judge(
        self, kind: str, /, *, who: Actor = AGENT, at: Instant | None = None,
        texts: Mapping[str, str] | None = None, **data: object,
    ) -> Event:  # fmt: skip
        """The event as it would be stored now."""
        return complaint_story.judged(
            self.story, Proposal(kind, data, texts or {}), actor=who, event_id=an_id(),
            stated_at=self.now if at is None else at, now=self.now, approval_fen=APPROVAL,
        )  # fmt: skip

    def write(self, kind: str, /, *, after: Instant = MINUTE, **given: object) -> Event:
        """Judges, appends and answers the event."""
        self.now += after
        event = self.judge(kind, **given)  # type: ignore[arg-type]
        self.story.append(event)
        return event

    def to_remedy_done(self) -> "ComplaintWriter":
        """Plays on by the owner until the remedy was given."""
        self.write("assessed", severity="normal")
        self.write("remedy_offered", kind="refund", compensation_fen=20_000)
        self.write("accepted_by_customer")
        self.write("remedy_given")
        return self

    @property
    def state(self) -> str:
        """Where the complaint stands."""
        return self.story.now.state
