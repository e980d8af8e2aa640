"""Random sequences of proposals put before the judge, by whom and when it happens to be."""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, replace
from random import Random

from hypothesis import strategies as st
from tests.strategies.histories import natural
from tests.strategies.proposals import Scene, any_id, any_proposal, people

from callcentre.domain.errors import Problem
from callcentre.domain.event import Actor, Event
from callcentre.domain.instants import DAY, HOUR, MINUTE, Instant
from callcentre.domain.lifecycle import Standing
from callcentre.domain.proposal import Proposal, judged
from callcentre.domain.story import Story

BEGIN: Instant = 1_800_000_000_000_000


@dataclass(frozen=True)
class Turn:
    """One proposal and what became of it: an event, or a refusal."""

    story: Story
    wanted: Proposal
    actor: Actor
    now: Instant
    stated_at: Instant
    before: tuple[Event, ...]
    standing: Standing
    event: Event | None
    problem: Problem | None


def turns(rng: Random, length: int, *, imported: bool = False, wild: float = 0.4) -> Iterator[Turn]:
    """An order from its opening on; `wild` is the share of proposals that may be anything."""
    staff = people(rng)
    outlets = [any_id(rng) for _ in range(3)]
    story = Story(any_id(rng), "SO-1")
    now = BEGIN
    for _ in range(length):
        scene = Scene(rng, story, now, outlets, staff)
        wanted = any_proposal(scene) if not story.events or rng.random() < wild else natural(scene)
        if not story.events and rng.random() < 0.3:
            wanted = replace(wanted, data={**wanted.data, "urgency": "danger"})
        actor = rng.choice([staff[-1], staff[-1], *staff])
        if imported:
            actor = replace(actor, is_import=True)
        stated_at = now + rng.choice([0, 0, 0, -HOUR, -2 * DAY, HOUR])
        before, standing = tuple(story.events), copy(story.now)
        event = problem = None
        try:
            event = judged(story, wanted, actor=actor, event_id=any_id(rng), stated_at=stated_at, now=now)
        except Problem as refusal:
            problem = refusal
        else:
            story.append(event)
        yield Turn(story, wanted, actor, now, stated_at, before, standing, event, problem)
        now += rng.choice([0, MINUTE, HOUR, DAY])


def chance() -> st.SearchStrategy[Random]:
    """A source of chance by its seed: shrinking shortens the walk, which for one seed only drops its end."""
    return st.builds(Random, st.integers(0, 2**20))


lengths = st.integers(1, 60)
