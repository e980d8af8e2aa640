"""Random histories of a hotline: outlets, customers, machines, and orders that went through the real judge.

A history is made by one `Random`, so that Hypothesis may draw it and a seed may repeat it.
Orders walk mostly the natural way, with detours: relays back and forth, visits by outlets
that had not accepted, corrections, undoing, reopenings, and faults that come back.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from uuid import UUID

from hypothesis import strategies as st
from tests.oracle.slow import (
    AssetFacts,
    Case,
    ComplaintFacts,
    CoverFacts,
    OutletFacts,
    Place,
    World,
    last_closing,
    local_day,
    period_bounds,
    state,
)
from tests.strategies.proposals import (
    FAULTS,
    ORDER_KINDS,
    Scene,
    answer,
    any_id,
    any_proposal,
    people,
    pick,
    proposal,
)

from callcentre.domain.errors import Problem
from callcentre.domain.event import Actor, Event, Role
from callcentre.domain.ids import imported_id
from callcentre.domain.instants import DAY, HOUR, MINUTE, SECOND, Instant
from callcentre.domain.lifecycle import UNVERIFIED_REASONS
from callcentre.domain.proposal import Proposal, judged
from callcentre.domain.story import Story

PERIODS = ("2026-09", "2026-10", "2026-11")
START: Instant = period_bounds("2026-09")[0] + 10 * DAY
_BOUNDARIES = [period_bounds(period)[0] for period in ("2026-10", "2026-11", "2026-12")]


@dataclass(frozen=True)
class Step:
    """One act as it was done: by whom, when, of which order, and the event the judge made of it."""

    now: Instant
    actor: Actor
    order: UUID
    wanted: Proposal
    stated_at: Instant
    event: Event


@dataclass(frozen=True)
class ComplaintSpec:
    """A complaint as a file or a person would bring it; `ended_as` empty while it runs."""

    no: str
    order: UUID
    outlet: UUID | None
    against: str
    category: str
    received_at: Instant
    ended_as: str
    ended_at: Instant | None


@dataclass
class History:
    """Everything that happened, as plain values."""

    people: list[Actor] = field(default_factory=list)
    outlets: dict[UUID, OutletFacts] = field(default_factory=dict)
    customers: dict[UUID, tuple[UUID, Place]] = field(default_factory=dict)
    """Customer -> their one address and its place."""
    products: dict[UUID, int | None] = field(default_factory=dict)
    assets: dict[UUID, tuple[UUID, AssetFacts]] = field(default_factory=dict)
    """Asset -> (customer, facts)."""
    covers: list[CoverFacts] = field(default_factory=list)
    stories: list[Story] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    complaints: list[ComplaintSpec] = field(default_factory=list)

    def world(self) -> World:
        """The raw material of the slow reading."""
        return World(
            cases=[Case(story.id, story.no, story.events) for story in self.stories],
            outlets=self.outlets,
            addresses=dict(self.customers.values()),
            first_address={customer: address for customer, (address, _) in self.customers.items()},
            assets={asset: facts for asset, (_, facts) in self.assets.items()},
            warranty_months=self.products,
            covers=self.covers,
            complaints=[
                ComplaintFacts(one.order, one.outlet, one.against, one.category, one.received_at, one.ended_as or None)
                for one in self.complaints
            ],
        )


def a_history(rng: Random, *, orders: int = 30, outlets: int = 3, trouble: float = 1.0) -> History:
    """A history of this many orders, of which the share `trouble` goes astray."""
    # A dispatcher's rights end at their outlets, which is not what histories are about.
    made = History(people=[person for person in people(rng) if person.roles != {Role.DISPATCHER}])
    for number in range(outlets):
        made.outlets[any_id(rng)] = OutletFacts(f"W{number}", f"Outlet {number}", _place(rng))
    for _ in range(3):
        made.products[any_id(rng)] = rng.choice([None, 1, 12, 24])
    for _ in range(max(2, orders // 5)):
        _household(rng, made)
    for _ in range(orders):
        _order(rng, made, smooth=rng.random() >= trouble)
    made.steps.sort(key=lambda step: step.now)
    return made


@dataclass(frozen=True)
class Recipe:
    """What a history is made from: short to print, and the same history every time."""

    seed: int
    orders: int = 30
    outlets: int = 3
    trouble: float = 1.0

    def history(self) -> History:
        """The history."""
        return a_history(Random(self.seed), orders=self.orders, outlets=self.outlets, trouble=self.trouble)


def recipes(*, most: int = 20) -> st.SearchStrategy[Recipe]:
    """Histories of up to `most` orders for Hypothesis, which looks for one with few."""
    return st.builds(Recipe, st.integers(0, 2**20), st.integers(1, most), st.integers(1, 4), st.sampled_from([1.0, 0.6]))


def _place(rng: Random) -> Place:
    """Some within the free distance of each other, some far, some unknown."""
    if rng.random() < 0.2:
        return None
    return 120.1 + rng.random() * 0.4, 30.1 + rng.random() * 0.4


def _household(rng: Random, made: History) -> None:
    """A customer with one address and two machines, covered or not."""
    customer = any_id(rng)
    # The id that a customer's first address gets where the customer's own id is given.
    made.customers[customer] = imported_id("address", str(customer), "0"), _place(rng)
    for _ in range(2):
        asset = any_id(rng)
        opening = local_day(START + rng.randint(0, 40) * DAY)
        bought = rng.choice([None, date(2025, 8, 31), opening, opening.replace(year=opening.year - 1), date(2024, 2, 29)])
        product = rng.choice([None, *sorted(made.products)])
        made.assets[asset] = customer, AssetFacts(f"SN{len(made.assets):03d}", bought, product)
        for _ in range(rng.choice([0, 0, 1, 2])):
            first = opening + timedelta(days=rng.choice([-90, -1, 0, 1]))
            scope = pick(rng, ("all", "labour", "parts"))
            made.covers.append(CoverFacts(asset, scope, first, first + timedelta(days=rng.choice([0, 1, 90]))))


def _later(rng: Random, now: Instant) -> Instant:
    """The next moment: at once, soon, days after, or on the very edge of a month."""
    for boundary in _BOUNDARIES:
        if 0 < boundary - now < 4 * DAY and rng.random() < 0.15:
            return boundary + rng.choice([-1, 0])
    return now + rng.choice([0, 3 * SECOND, 57 * SECOND, 7 * MINUTE, 45 * MINUTE, 3 * HOUR, 9 * HOUR, 1 * DAY])


def _order(rng: Random, made: History, *, smooth: bool) -> None:
    """One more order, from its opening to wherever its walk ends, with its complaints."""
    data, now = _opening(rng, made)
    number = f"SO-{rng.randrange(10**6):06d}-{len(made.stories):03d}"
    story = Story(any_id(rng), number)
    made.stories.append(story)
    _write(rng, made, story, now, made.people[0], Proposal("opened", data))
    for _ in range(rng.choice([3, 12, 30, 30]) if not smooth else 30):
        if not story.is_open and (smooth or rng.random() < 0.45):
            break
        now = _later(rng, now)
        scene = Scene(rng, story, now, list(made.outlets), made.people)
        wanted = straight(scene) if smooth else any_proposal(scene) if rng.random() < 0.15 else natural(scene)
        _write(rng, made, story, now, rng.choice(made.people[-1:] * 8 + made.people), wanted)
    if not smooth and rng.random() < 0.3:
        _complain(rng, made, story)


def _write(rng: Random, made: History, story: Story, now: Instant, actor: Actor, wanted: Proposal) -> None:
    """Puts a proposal before the judge; what is refused leaves nothing behind."""
    stated = now
    if wanted.kind not in ("opened", "amended", "corrected", "undone") and rng.random() < 0.2:
        stated = now + rng.choice([-2 * DAY, -3 * HOUR, -20 * MINUTE, HOUR])
    windows = [event.data["start"] for event in story.events if event.kind == "window_agreed"]
    if wanted.kind == "window_agreed" and windows and rng.random() < 0.2:
        # On the very edge of the window that it would replace.
        assert isinstance(windows[-1], int)
        stated = windows[-1] + rng.choice([-1, 0, 0])
    try:
        event = judged(story, wanted, actor=actor, event_id=any_id(rng), stated_at=stated, now=now)
    except Problem:
        return
    story.append(event)
    made.steps.append(Step(now, actor, story.id, wanted, stated, event))


def _opening(rng: Random, made: History) -> tuple[dict[str, object], Instant]:
    """What is said at the opening and when: now and then a fault that came back."""
    closed = [story for story in made.stories if state(Case(story.id, story.no, story.events)) == "closed"]
    if closed and rng.random() < 0.45:
        return _coming_back(rng, closed)
    customer = rng.choice(sorted(made.customers))
    asset = rng.choice([None, *(asset for asset, (owner, _) in made.assets.items() if owner == customer)])
    address = rng.choice([None, made.customers[customer][0]])
    links = {"customer": customer, "asset": asset, "address": address}
    data: dict[str, object] = {name: str(value) for name, value in links.items() if value is not None}
    urgency = "danger" if rng.random() < 0.06 else "normal"
    said = {"kind": rng.choice(ORDER_KINDS), "fault": rng.choice(FAULTS), "urgency": urgency}
    return data | said, START + rng.randint(0, 45 * 24 * 60) * MINUTE


def _coming_back(rng: Random, closed: list[Story]) -> tuple[dict[str, object], Instant]:
    """The opening of an order like a closed one, at and around the edges of the 30 days."""
    before = rng.choice(closed)
    closing = last_closing(Case(before.id, before.no, before.events))
    assert closing is not None
    data = {name: value for name, value in before.events[0].data.items() if name != "repeat_of"}
    data["urgency"] = "normal"
    if rng.random() < 0.4:
        data["repeat_of"] = str(rng.choice([before, rng.choice(closed)]).id)
    if rng.random() < 0.2:
        data["kind"] = rng.choice(ORDER_KINDS)
    after = rng.choice([0, -1, 30 * DAY, 30 * DAY + 1, 2 * DAY, 8 * DAY, 20 * DAY, 3 * HOUR])
    return data, closing.at + after


def straight(scene: Scene) -> Proposal:
    """The next step of an order where nothing goes wrong: window, relay, visit inside it, a satisfied customer."""
    kinds = [event.kind for event in scene.story.events]
    windows = [event.data for event in scene.story.events if event.kind == "window_agreed"]
    if scene.story.now.state == "relayed":
        if not windows:
            return Proposal("window_agreed", {"start": scene.now + HOUR, "end": scene.now + 3 * HOUR, "by": "customer"})
        return Proposal("accepted", outlet=scene.story.now.outlet)
    if scene.story.now.state == "accepted":
        if "visit" in kinds:
            return Proposal("feedback", {"outcome": "done"}, outlet=scene.story.now.outlet)
        start = windows[-1]["start"] if windows else scene.now
        assert isinstance(start, int)
        late = 3 * HOUR if scene.rng.random() < 0.2 else scene.rng.randint(0, 60) * MINUTE
        visit = {"outcome": "fixed", "arrived_at": start + late, "parts": scene.parts(), "place": "home"}
        return Proposal("visit", visit, outlet=scene.story.now.outlet)
    if scene.story.now.state == "awaiting_callback":
        return Proposal("callback_answer", {"satisfied": True, "fixed": True})
    return Proposal("relayed", outlet=scene.rng.choice(scene.outlets))


def natural(scene: Scene) -> Proposal:
    """What usually comes next where the order stands."""
    rng, where = scene.rng, scene.story.now.state
    turns = {
        "relayed": ["accepted"] * 12 + ["window_agreed"] * 4 + ["declined", "withdrawn", "relayed"],
        "accepted": ["visit"] * 12 + ["feedback"] * 8 + ["window_agreed"] * 3 + ["relayed", "relayed", "returned", "cancelled"],
        "awaiting_callback": ["callback_answer"] * 7 + ["callback_attempt", "closed_unverified"],
        "closed": ["second_check"] * 4 + ["reopened"] * 2 + ["corrected", "corrected", "undone", "noted"],
        "cancelled": ["reopened", "undone", "noted"],
        "reopened": ["relayed"] * 8 + ["window_agreed"] * 2 + ["closed_unverified"] * 4 + ["solved_by_phone"],
    }.get(where, ["relayed"] * 12 + ["window_agreed"] * 4 + ["solved_by_phone", "cancelled", "closed_unverified"])
    kind = rng.choice(turns)
    if kind in ("callback_answer", "second_check"):
        return Proposal(kind, answer(scene, satisfied=rng.random() < 0.6))
    if kind == "closed_unverified":
        reason = "explained_unfounded" if rng.random() < 0.6 else pick(rng, UNVERIFIED_REASONS)
        return Proposal(kind, {"reason": reason, "second": str(scene.people[2].id)})
    return proposal(scene, kind)


def _complain(rng: Random, made: History, story: Story) -> None:
    """One or two complaints about an order, naming an outlet or none, running or ended."""
    for _ in range(rng.choice([1, 1, 2])):
        served = [event for event in story.events if event.kind in ("visit", "feedback")]
        heard = max(rng.choice(served or story.events).at + rng.choice([0, 0, -1, 1, HOUR]), story.events[0].at)
        ended_as = rng.choice(["", "upheld", "upheld", "partly", "unfounded", "withdrawn"])
        made.complaints.append(
            ComplaintSpec(
                no=f"CP-{len(made.complaints):03d}", order=story.id, outlet=rng.choice([None, *made.outlets]),
                against=rng.choice(["", "", "outlet", "technician", "product", "hotline"]),
                category=rng.choice(["attitude", "quality", "charge"]), received_at=heard, ended_as=ended_as,
                ended_at=heard + DAY if ended_as else None,
            )
        )
