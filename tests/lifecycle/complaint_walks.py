"""Random sequences of proposals about one complaint, by people of whom one may be its subject."""

from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from random import Random

from tests.lifecycle.complaint_table import TABLE
from tests.lifecycle.walks import BEGIN
from tests.strategies.proposals import any_id, people

from callcentre.domain.complaint_story import ComplaintStory, judged
from callcentre.domain.complaints import ComplaintStanding
from callcentre.domain.errors import Problem
from callcentre.domain.event import Actor, Event
from callcentre.domain.instants import DAY, HOUR, MINUTE, Instant
from callcentre.domain.proposal import Proposal

LIMITS = {"agent": 20_000, "supervisor": 200_000}
KINDS = tuple(dict.fromkeys(row[0] for row in TABLE if row[0] != "received"))


@dataclass(frozen=True)
class Turn:
    """One proposal and what became of it."""

    story: ComplaintStory
    wanted: Proposal
    actor: Actor
    now: Instant
    before: tuple[Event, ...]
    standing: ComplaintStanding
    event: Event | None
    problem: Problem | None


def turns(rng: Random, length: int) -> Iterator[Turn]:
    """A complaint from its receipt on; mostly by its owner and mostly what is legal next."""
    staff = people(rng)
    story = ComplaintStory(any_id(rng), "CO-1")
    now = BEGIN
    for _ in range(length):
        legal = [row[0] for row in TABLE if story.now.state in row[3]]
        kind = rng.choice(legal) if rng.random() < 0.75 else rng.choice(KINDS)
        if not story.events:
            kind = "received"
        actor = _actor(rng, story, staff, kind)
        explanation = {"explanation": "why not"} if rng.random() < 0.7 else {}
        wanted = Proposal(kind, DATA.get(kind, _nothing)(rng, story, staff), explanation if kind == "ended" else {})
        before, standing = tuple(story.events), copy(story.now)
        event = problem = None
        try:
            event = judged(
                story, wanted, actor=actor, event_id=any_id(rng), now=now, approval_fen=LIMITS,
                stated_at=now + rng.choice([0, 0, -HOUR, -2 * DAY, HOUR]),
            )
        except Problem as refusal:
            problem = refusal
        else:
            story.append(event)
        yield Turn(story, wanted, actor, now, before, standing, event, problem)
        now += rng.choice([0, MINUTE, HOUR, DAY])


def _actor(rng: Random, story: ComplaintStory, staff: list[Actor], kind: str) -> Actor:
    fitting = story.now.offered_to if kind in ("owner_accepted", "owner_returned") else story.now.owner
    known = [person for person in staff if person.id == fitting]
    return known[0] if known and rng.random() < 0.7 else rng.choice(staff)


def _person(rng: Random, staff: list[Actor]) -> str:
    return str(rng.choice(staff).id)


def _nothing(rng: Random, story: ComplaintStory, staff: list[Actor]) -> dict[str, object]:
    return {}


def _received(rng: Random, story: ComplaintStory, staff: list[Actor]) -> dict[str, object]:
    data: dict[str, object] = {"category": "quality"}
    if rng.random() < 0.5:
        data["person"] = _person(rng, staff)
    if rng.random() < 0.4:
        data["owner"] = _person(rng, staff)
    return data


DATA: Mapping[str, Callable[[Random, ComplaintStory, list[Actor]], dict[str, object]]] = {
    "received": _received,
    "acknowledged": lambda rng, story, staff: {"channel": "phone"},
    "assessed": lambda rng, story, staff: {"person": rng.choice([None, None, _person(rng, staff)]), "severity": "high"},
    "remedy_offered": lambda rng, story, staff: {
        "kind": "refund", "compensation_fen": rng.choice([0, 20_000, 20_001, 200_000, 200_001]),
    },
    "ended": lambda rng, story, staff: {"ended_as": rng.choice(["upheld", "partly", "unfounded", "withdrawn"])},
    "owner_offered": lambda rng, story, staff: {"person": _person(rng, staff)},
    "reopened": lambda rng, story, staff: {"reason": "new evidence"},
    "contacted": lambda rng, story, staff: {"outcome": rng.choice(["reached", "no_answer"])},
    "promised": lambda rng, story, staff: {"until": BEGIN},
    "task_answered": lambda rng, story, staff: {"task": str(any_id(rng))},
    "evidence": lambda rng, story, staff: {"attachment": str(any_id(rng))},
}
