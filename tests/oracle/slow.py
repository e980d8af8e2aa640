"""Orders as design section 6 words them, read slowly: every sentence a few lines, nothing clever.

The raw material is the events of every order by pos, and plain facts about customers,
outlets, assets and complaints. Nothing of the product's own reading of figures is used.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from callcentre.domain.event import Effect, Event
from callcentre.domain.story import corrected

ZONE = ZoneInfo("Asia/Shanghai")
EFFECTIVE = {
    "fixed", "temporary", "not_fixed", "parts_needed", "taken_to_workshop", "no_fault_found", "unrepairable", "unsafe"
}  # fmt: skip
DAYS_30 = 30 * 24 * 3600 * 1_000_000
Place = tuple[float, float] | None
"""(longitude, latitude)."""


@dataclass(frozen=True)
class Case:
    """One order: its number and its events by pos."""

    id: UUID
    no: str
    events: Sequence[Event]

    @cached_property
    def counting(self) -> list[Event]:
        """The events that count; read once, since every sentence begins with them."""
        return counting_of(self.events)


@dataclass(frozen=True)
class OutletFacts:
    code: str
    name: str
    place: Place


@dataclass(frozen=True)
class AssetFacts:
    serial: str
    purchased_on: date | None
    product: UUID | None


@dataclass(frozen=True)
class CoverFacts:
    asset: UUID
    scope: str
    from_on: date
    until_on: date


@dataclass(frozen=True)
class ComplaintFacts:
    """`ended_as` is None while it has not ended."""

    order: UUID | None
    outlet: UUID | None
    against: str
    category: str
    received_at: int
    ended_as: str | None


@dataclass
class World:
    """All raw material."""

    cases: list[Case] = field(default_factory=list)
    outlets: dict[UUID, OutletFacts] = field(default_factory=dict)
    addresses: dict[UUID, Place] = field(default_factory=dict)
    first_address: dict[UUID, UUID] = field(default_factory=dict)
    """Customer -> the address that counts where an order names none."""
    assets: dict[UUID, AssetFacts] = field(default_factory=dict)
    warranty_months: dict[UUID, int | None] = field(default_factory=dict)
    """Product -> months."""
    covers: list[CoverFacts] = field(default_factory=list)
    complaints: list[ComplaintFacts] = field(default_factory=list)

    @cached_property
    def repeated(self) -> list[UUID]:
        """For every order that is a repeat, the order it repeats; asked of each pair once."""
        earlier = [repeated_by(self, case) for case in self.cases]
        return [case.id for case in earlier if case is not None]


# --- which events count -------------------------------------------------------------------


def counting_of(stored: Sequence[Event]) -> list[Event]:
    """Events count in the order of `pos`, with what a supervisor corrected."""
    events = sorted(stored, key=lambda event: event.pos)
    # Set-aside events other than visits, and undone ones, do not count.
    undone = [event.data["event"] for event in events if event.kind == "undone" and event.effect is Effect.APPLIED]
    kept = []
    for event in events:
        if str(event.id) in undone or event.kind in ("undone", "corrected"):
            continue
        if event.effect is Effect.SET_ASIDE and event.kind != "visit":
            continue
        said = event
        for later in events:
            if later.kind == "corrected" and later.effect is Effect.APPLIED and later.data["event"] == str(event.id):
                said = corrected(said, later.data["fields"])
        kept.append(said)
    return kept


def header(case: Case, name: str) -> object:
    """A field of the order's header: what `opened` said, as `amended` changed it."""
    value = None
    for event in case.counting:
        if event.kind == "opened":
            value = event.data.get(name)
        if event.kind == "amended" and name in event.data["fields"]:
            value = event.data["fields"][name]
    return value


def opened_at(case: Case) -> int:
    return next(event.at for event in case.counting if event.kind == "opened")


def moves(case: Case) -> list[Event]:
    """The events that count and led into a state: those whose `to` is not "same"."""
    return [
        event for event in case.counting
        if event.effect is Effect.APPLIED and (event.state_before != event.state_after or event.kind == "relayed")
    ]  # fmt: skip


def state(case: Case) -> str:
    return moves(case)[-1].state_after


def has_ended(case: Case) -> bool:
    """Closed or cancelled."""
    return state(case) in ("closed", "cancelled")


def last_ending(case: Case) -> Event | None:
    """The event by which the order was last closed or cancelled."""
    endings = [event for event in moves(case) if event.state_after in ("closed", "cancelled")]
    return endings[-1] if endings else None


def last_closing(case: Case) -> Event | None:
    closings = [event for event in moves(case) if event.state_after == "closed"]
    return closings[-1] if closings else None


def ended_last_by_unverified(case: Case) -> str:
    """The reason, where the order ended last by closed_unverified."""
    last = last_ending(case)
    return str(last.data["reason"]) if last is not None and last.kind == "closed_unverified" else ""


# --- visits, answers, serving -------------------------------------------------------------


def is_effective(event: Event) -> bool:
    return event.kind == "visit" and event.data["outcome"] in EFFECTIVE


def is_done(event: Event) -> bool:
    return event.kind == "feedback" and event.data["outcome"] == "done"


def serving_at_event(case: Case, asked: Event) -> UUID | None:
    """Serving outlet at an event: the outlet of the latest earlier effective visit or feedback done (none if none)."""
    serving = None
    for event in case.counting:
        if event.pos < asked.pos and (is_effective(event) or is_done(event)):
            serving = event.outlet
    return serving


def serving_at_instant(case: Case, instant: int) -> UUID | None:
    """At an instant: of the latest of those with `at` not after it."""
    serving = None
    for event in case.counting:
        if event.at <= instant and (is_effective(event) or is_done(event)):
            serving = event.outlet
    return serving


def answers(case: Case) -> list[Event]:
    """An *answer* is a callback_answer or a second_check."""
    found = [event for event in case.counting if event.kind in ("callback_answer", "second_check")]
    # When the order ended last by closed_unverified(explained_unfounded), the latest callback_answer
    # with satisfied=false is set aside: it counts in none of these, nor in on_time.
    if has_ended(case) and ended_last_by_unverified(case) == "explained_unfounded":
        wrong = [event for event in found if event.kind == "callback_answer" and event.data["satisfied"] is False]
        if wrong:
            found.remove(wrong[-1])
    return found


def answers_while_serving(case: Case, outlet: UUID) -> list[Event]:
    return [event for event in answers(case) if serving_at_event(case, event) == outlet]


def visits(case: Case, outlet: UUID) -> list[Event]:
    return [event for event in case.counting if event.kind == "visit" and event.outlet == outlet]


def effective_visits(case: Case, outlet: UUID) -> list[Event]:
    return [event for event in visits(case, outlet) if is_effective(event)]


# --- repeats ------------------------------------------------------------------------------


def in_time(later: Case, earlier: Case) -> bool:
    """Opened 0 to 30 x 24 h (inclusive) after the last closing of X, which is closed now."""
    closing = last_closing(earlier)
    if state(earlier) != "closed" or closing is None:
        return False
    return 0 <= opened_at(later) - closing.at <= DAYS_30


def same_fault(world: World, one: Case, other: Case) -> bool:
    """Both of kind repair with the same serial and the same fault (trimmed, case folded; neither empty)."""
    if header(one, "kind") != "repair" or header(other, "kind") != "repair":
        return False
    said = []
    for case in (one, other):
        asset = header(case, "asset")
        serial = world.assets[UUID(str(asset))].serial if asset else ""
        said.append((serial.strip().casefold(), str(header(case, "fault") or "").strip().casefold()))
    return said[0] == said[1] and all(said[0])


def repeated_by(world: World, later: Case) -> Case | None:
    """The order X that this order is a repeat of."""
    # Another order, not cancelled ...
    if state(later) == "cancelled":
        return None
    others = [case for case in world.cases if case.id != later.id and in_time(later, case)]
    # ... that names X in `repeat_of`;
    named = header(later, "repeat_of")
    if named:
        return next((case for case in others if str(case.id) == named), None)
    # or, naming none, when both are of kind repair with the same serial and the same fault:
    # of several such X only the one closed last before it opened (then the higher order_no), visited or not.
    such = [case for case in others if same_fault(world, later, case)]
    return max(such, key=lambda case: (last_closing(case).at, case.no), default=None)  # type: ignore[union-attr]


def repeats(world: World, case: Case) -> int:
    return world.repeated.count(case.id)


# --- months and days ------------------------------------------------------------------------------


def period_bounds(period: str) -> tuple[int, int]:
    """First instant of the calendar month in the profile's zone, and of the one after it."""
    year, month = (int(part) for part in period.split("-"))
    first = datetime(year, month, 1, tzinfo=ZONE)
    after = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=ZONE)
    return round(first.timestamp()) * 1_000_000, round(after.timestamp()) * 1_000_000


def local_day(instant: int) -> date:
    return datetime.fromtimestamp(instant // 1_000_000, ZONE).date()
