"""Proposals of every kind of order event, well formed but with no regard to whether they are legal."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from uuid import UUID

from callcentre.domain.event import Actor, Role
from callcentre.domain.event_data import ATTEMPT_OUTCOMES, CONTACT_OUTCOMES, MESSAGE_OUTCOMES, NEEDS_OUTLET
from callcentre.domain.instants import DAY, HOUR, MINUTE, SECOND, Instant
from callcentre.domain.lifecycle import (
    ABOUT,
    CORRECTABLE,
    HOLD_REASONS,
    KINDS,
    REOPEN_REASONS,
    UNVERIFIED_REASONS,
    VISIT_OUTCOMES,
)
from callcentre.domain.proposal import Proposal
from callcentre.domain.story import Story, header

PARTS = (("compressor", 100_000), ("board", 25_050), ("hose", 999))
FAULTS = ("not cooling", "  Not Cooling ", "leaks", "")
ORDER_KINDS = ("repair", "repair", "repair", "repair", "installation", "delivery", "parts", "advice", "relocation")


def any_id(rng: Random) -> UUID:
    """An id that no other row has, decided by the seed alone."""
    return UUID(int=rng.getrandbits(128), version=4)


def pick(rng: Random, among: Sequence[str] | frozenset[str]) -> str:
    """One of a set of codes, the same for the same seed."""
    return rng.choice(sorted(among))


def people(rng: Random) -> list[Actor]:
    """Two agents, two supervisors, a dispatcher and one with every role."""
    roles = {
        "agent one": {Role.AGENT}, "agent two": {Role.AGENT}, "dispatcher": {Role.DISPATCHER},
        "supervisor one": {Role.SUPERVISOR}, "supervisor two": {Role.SUPERVISOR},
        "boss": {Role.AGENT, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR},
    }  # fmt: skip
    return [Actor(any_id(rng), name, frozenset(own), "desk") for name, own in roles.items()]


@dataclass(frozen=True)
class Scene:
    """What a proposal may speak of."""

    rng: Random
    story: Story
    now: Instant
    outlets: Sequence[UUID]
    people: Sequence[Actor]

    def flag(self, often: float = 0.5) -> bool | None:
        """True, False, or not asked; `often` is the share of False among the asked."""
        return None if self.rng.random() < 0.5 else self.rng.random() >= often

    def parts(self) -> list[list[object]] | None:
        if self.rng.random() < 0.6:
            return None
        return [[code, self.rng.randint(1, 3), price] for code, price in self.rng.sample(PARTS, self.rng.randint(1, 2))]


def _window(scene: Scene) -> dict[str, object]:
    start = scene.now + scene.rng.choice([-26, -5, -1, 0, 1, 3, 20, 44]) * HOUR
    end = start + scene.rng.choice([1, 2, 4]) * HOUR
    return {"start": start, "end": end, "by": pick(scene.rng, ("customer", "outlet", "centre"))}


def _arrived(scene: Scene) -> Instant | None:
    """Inside and around the windows agreed so far, on their very edges too."""
    agreed = [event for event in scene.story.events if event.kind == "window_agreed"]
    edges = [edge for event in agreed for edge in (event.data["start"], event.data["end"], event.at)]
    if edges and scene.rng.random() < 0.6:
        edge = scene.rng.choice(edges)
        assert isinstance(edge, int)
        return edge + scene.rng.choice([0, -1, 1, 20 * MINUTE, -20 * MINUTE])
    if scene.rng.random() < 0.15:
        return None
    return scene.now - scene.rng.randint(0, 400) * 3 * SECOND


def _visit(scene: Scene) -> dict[str, object]:
    outcome = pick(scene.rng, VISIT_OUTCOMES) if scene.rng.random() < 0.5 else "fixed"
    return {
        "outcome": outcome, "arrived_at": _arrived(scene), "parts": scene.parts(),
        "place": scene.rng.choice([None, "home", "home", "workshop"]),
        "charge_fen": scene.rng.choice([None, 0, 28_000]),
    }  # fmt: skip


def answer(scene: Scene, *, satisfied: bool) -> dict[str, object]:
    """What a customer may say; mostly not asked about the single points."""
    bad = 0.12 if satisfied else 0.4
    return {
        "satisfied": satisfied, "fixed": scene.flag(bad), "on_time": scene.flag(bad), "attitude_ok": scene.flag(0.1),
        "came": scene.flag(0.1), "score": scene.rng.choice([None, 0, 10]), "paid_fen": scene.rng.choice([None, 38_000]),
        "about": scene.rng.choice(["", pick(scene.rng, ABOUT)]),
    }  # fmt: skip


def _corrected(scene: Scene) -> dict[str, object]:
    facts = [event for event in scene.story.events if event.kind in ("visit", "callback_answer", "second_check", "planned")]
    target = scene.rng.choice(facts or scene.story.events)
    values: Mapping[str, object] = {
        "arrived_at": _arrived(scene) or scene.now, "place": pick(scene.rng, ("home", "workshop")), "parts": scene.parts() or [],
        "fixed": scene.rng.random() < 0.5, "on_time": scene.rng.random() < 0.5, "attitude_ok": scene.rng.random() < 0.8,
        "came": scene.rng.random() < 0.8, "about": pick(scene.rng, ABOUT), "words": "other words",
    }  # fmt: skip
    allowed = sorted(CORRECTABLE.get(target.kind, frozenset({"words"})) & values.keys()) or ["words"]
    return {"event": str(target.id), "fields": {name: values[name] for name in scene.rng.sample(allowed, 1)}}


def _undone(scene: Scene) -> dict[str, object]:
    last = scene.story.now.last_change
    if last is None or scene.rng.random() < 0.1:
        last = scene.rng.choice(scene.story.events).id
    return {"event": str(last)}


def _amended(scene: Scene) -> dict[str, object]:
    fields: dict[str, object] = {"urgency": pick(scene.rng, ("normal", "urgent", "danger"))}
    if scene.rng.random() < 0.8:
        fields = {"fault": scene.rng.choice(FAULTS)} if scene.rng.random() < 0.5 else {"category": "tv"}
    return {"fields": fields}


def _opened(scene: Scene) -> dict[str, object]:
    known = header(scene.story.events) if scene.story.events else {}
    return {"customer": known.get("customer") or str(any_id(scene.rng)), "kind": "repair", "urgency": "normal"}


DATA: Mapping[str, Callable[[Scene], dict[str, object]]] = {
    "opened": _opened,
    "solved_by_phone": lambda scene: {"satisfied": scene.flag()},
    "window_agreed": _window,
    "planned": lambda scene: {"start": scene.now, "end": scene.now + HOUR},
    "contacted": lambda scene: {"by": pick(scene.rng, ("outlet", "centre")), "outcome": pick(scene.rng, CONTACT_OUTCOMES)},
    "on_hold": lambda scene: {"reason": pick(scene.rng, HOLD_REASONS), "until": scene.now + 2 * DAY},
    "part_requested": lambda scene: {"parts": scene.parts()},
    "part_sent": lambda scene: {"parts": scene.parts()},
    "part_arrived": lambda scene: {"parts": scene.parts()},
    "quoted": lambda scene: {"charge_fen": 100},
    "quote_answered": lambda scene: {"outcome": pick(scene.rng, ("agreed", "refused"))},
    "visit": _visit,
    "feedback": lambda scene: {"outcome": "done" if scene.rng.random() < 0.8 else "unable"},
    "callback_attempt": lambda scene: {"outcome": pick(scene.rng, ATTEMPT_OUTCOMES)},
    "callback_answer": lambda scene: answer(scene, satisfied=scene.rng.random() < 0.6),
    "second_check": lambda scene: answer(scene, satisfied=scene.rng.random() < 0.6),
    "closed_unverified": lambda scene: {
        "reason": pick(scene.rng, UNVERIFIED_REASONS),
        "second": scene.rng.choice([None, str(scene.rng.choice(scene.people).id)]),
    },
    "reopened": lambda scene: {"reason": pick(scene.rng, REOPEN_REASONS)},
    "complaint_raised": lambda scene: {"complaint": str(any_id(scene.rng))},
    "complaint_ended": lambda scene: {"complaint": str(any_id(scene.rng)), "ended_as": "upheld"},
    "message_sent": lambda scene: {"kind": "sms", "outcome": pick(scene.rng, MESSAGE_OUTCOMES)},
    "amended": _amended,
    "corrected": _corrected,
    "undone": _undone,
}


def proposal(scene: Scene, kind: str) -> Proposal:
    """A well-formed proposal of this kind; its outlet is mostly the current one."""
    outlet = None
    if kind in NEEDS_OUTLET:
        outlet = scene.story.now.outlet
        if outlet is None or kind == "relayed" or scene.rng.random() < 0.1:
            outlet = scene.rng.choice(scene.outlets)
    data = DATA[kind](scene) if kind in DATA else {}
    return Proposal(kind, data, {"words": "words"} if kind in ("noted", "urged") else {}, outlet)


def any_proposal(scene: Scene) -> Proposal:
    """A proposal of any kind at all."""
    kinds = [kind for kind in KINDS if kind != "opened"] if scene.story.events else ["opened"]
    return proposal(scene, scene.rng.choice(kinds))
