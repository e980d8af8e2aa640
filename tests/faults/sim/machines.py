"""Orders and complaints as the simulation holds them: what judges their events and what folds them, by the program's tables."""

from typing import Any, NamedTuple
from uuid import UUID

from callcentre.domain import complaint_story, story
from callcentre.domain.complaint_story import ComplaintStory
from callcentre.domain.complaints import COMPLAINTS, ComplaintStanding
from callcentre.domain.event import Actor, Effect, Event, Role
from callcentre.domain.lifecycle import ORDERS, Standing, moves
from callcentre.domain.merging import relaid
from callcentre.domain.story import Story, undone_ids
from callcentre.domain.table import Granted, Wanted

EXPLAINED = {"explanation": "x"}
"""What a complaint that ends unfounded cannot do without; the words themselves are not simulated."""


class Machine(NamedTuple):
    """One lifecycle: `of` is the row its events belong to, `code` the beginning of its refusals."""

    of: str
    code: str
    table: Any
    standing: Any
    advance: Any
    stand: Any
    moves: Any


MACHINES = {
    "order_event": Machine("service_order", "order", ORDERS, Standing, story.advance, story.stand, moves),
    "complaint_event": Machine(
        "complaint", "complaint", COMPLAINTS, ComplaintStanding, complaint_story.advance, complaint_story.stand, COMPLAINTS.moves
    ),
}
EVENTS = {machine.of: entity for entity, machine in MACHINES.items()}
"""A row with a story -> the entity of its events."""


def behind(machine, subject, confirmed, waiting, actors):
    """A story: what is confirmed, then what waits here, judged anew."""
    if machine.of == "service_order":
        found = Story.of(UUID(subject), "", confirmed)
        for event in relaid(UUID(subject), "", confirmed, waiting, actors):
            found.append(event)
        return found
    found = ComplaintStory.of(UUID(subject), "", confirmed)
    for event in waiting:
        wanted = Wanted(event.kind, event.data, actors(event.actor), texts=EXPLAINED)
        verdict = COMPLAINTS.judge(found.now, found.now.state, wanted)
        if isinstance(verdict, Granted) and verdict.effect is Effect.APPLIED:
            found.append(unwired(str(event.id), wire(event) | {
                "pos": len(found.events) + 1, "state_before": found.now.state, "state_after": verdict.state_after,
            }))  # fmt: skip
    return found


def holder_of(events):
    """The feed of the outlet that has the order: where it was relayed last, unless it was taken back."""
    gone, feed = undone_ids(events), None
    for event in events:
        if event.effect is Effect.APPLIED and str(event.id) not in gone:
            if event.kind == "relayed":
                feed = f"outlet:{event.outlet}"
            elif event.kind == "withdrawn":
                feed = None
    return feed


def actor_of(member):
    """The person of a membership as the lifecycle asks for them."""
    return Actor(
        UUID(member["person"]), "", frozenset(map(Role, member["roles"])), "",
        UUID(member["outlet"]) if member["outlet"] else None,
    )  # fmt: skip


def wire(event):
    """An event as feeds and clones carry it."""
    return {
        "subject": str(event.subject), "pos": event.pos, "kind": event.kind, "at": event.at,
        "actor_id": str(event.actor), "outlet_id": str(event.outlet) if event.outlet else None,
        "data": dict(event.data), "stated_at": event.stated_at, "effect": event.effect.value,
        "state_before": event.state_before, "state_after": event.state_after,
    }  # fmt: skip


def unwired(pk, row):
    """The event of such a row."""
    return Event(
        id=UUID(pk), subject=UUID(row["subject"]), pos=row["pos"], kind=row["kind"], at=row["at"],
        actor=UUID(row["actor_id"]), outlet=UUID(row["outlet_id"]) if row["outlet_id"] else None, data=row["data"],
        texts={}, stated_at=row["stated_at"], effect=Effect(row["effect"]), state_before=row["state_before"],
        state_after=row["state_after"],
    )  # fmt: skip
