"""Jobs as design section 6 words them, read slowly: every sentence a few lines, nothing kept, nothing clever.

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
LEFT_UNDONE = {"temporary", "parts_needed", "taken_to_workshop", "unrepairable", "unsafe"}
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


@dataclass(frozen=True)
class SlowJob:
    """What is asked of one job; `state` is open, held or graded."""

    case: Case
    outlet: UUID
    state: str
    result: str
    """The class of a graded job, else empty."""
    unfixed: int


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


# --- jobs and dropped orders --------------------------------------------------------------


def job_outlets(case: Case) -> set[UUID]:
    """Job: a pair (order, outlet) where the outlet made an effective visit or gave feedback `done`."""
    return {event.outlet for event in case.counting if event.outlet and (is_effective(event) or is_done(event))}


def dropped_at(case: Case, outlet: UUID) -> int | None:
    """When the outlet dropped the order; None where it did not."""
    # An order that an outlet accepted, that was relayed to another outlet later in event order,
    # and on which it has no job, is dropped by it.
    if outlet in job_outlets(case):
        return None
    acceptances = [event for event in case.counting if event.kind == "accepted" and event.outlet == outlet]
    if not acceptances:
        return None
    # It counts in the period of the first `relayed` to another outlet after its first acceptance.
    for event in case.counting:
        if event.kind == "relayed" and event.outlet != outlet and event.pos > acceptances[0].pos:
            return event.at
    return None


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


# --- what is said of a job ----------------------------------------------------------------


def unfixed(world: World, case: Case, outlet: UUID) -> int:
    # the outlet's visits with outcome not_fixed
    count = sum(event.data["outcome"] == "not_fixed" for event in visits(case, outlet))
    # + answers with fixed=false while it was serving
    count += sum(event.data.get("fixed") is False for event in answers_while_serving(case, outlet))
    # + reopened(not_fixed or recurred) while it was serving
    for event in case.counting:
        if event.kind == "reopened" and event.data["reason"] in ("not_fixed", "recurred"):
            count += serving_at_event(case, event) == outlet
    # + 1 if its last effective visit was temporary, parts_needed, taken_to_workshop, unrepairable or
    # unsafe and another outlet made a later effective visit
    own = effective_visits(case, outlet)
    if own and own[-1].data["outcome"] in LEFT_UNDONE:
        count += any(
            is_effective(event) and event.outlet != outlet and event.pos > own[-1].pos for event in case.counting
        )
    # + for the outlet of the order's last effective visit each repeat of the order
    effective = [event for event in case.counting if is_effective(event)]
    if effective and effective[-1].outlet == outlet:
        count += repeats(world, case)
    return count


def is_dissatisfied(case: Case, outlet: UUID) -> bool:
    """An answer with satisfied=false while serving, whose `about` is empty, outlet or technician."""
    return any(
        event.data["satisfied"] is False and (event.data.get("about") or "") in ("", "outlet", "technician")
        for event in answers_while_serving(case, outlet)
    )


def complaints(world: World, case: Case, outlet: UUID) -> list[ComplaintFacts]:
    """Linked to the order, `against` empty, outlet or technician, naming this outlet or naming none
    while this outlet was serving at received_at."""
    found = []
    for complaint in world.complaints:
        if complaint.order != case.id or complaint.against not in ("", "outlet", "technician"):
            continue
        blamed = complaint.outlet or serving_at_instant(case, complaint.received_at)
        if blamed == outlet:
            found.append(complaint)
    return found


def counted_complaints(world: World, case: Case, outlet: UUID) -> list[ComplaintFacts]:
    """... ended upheld or partly."""
    return [one for one in complaints(world, case, outlet) if one.ended_as in ("upheld", "partly")]


def is_attitude(world: World, case: Case, outlet: UUID) -> bool:
    """An answer with attitude_ok=false while serving, or a counted complaint of category attitude."""
    return any(event.data.get("attitude_ok") is False for event in answers_while_serving(case, outlet)) or any(
        complaint.category == "attitude" for complaint in counted_complaints(world, case, outlet)
    )


def is_complaint(world: World, case: Case, outlet: UUID) -> bool:
    """A counted complaint, or an answer with came=false while serving (nobody came)."""
    return bool(counted_complaints(world, case, outlet)) or any(
        event.data.get("came") is False for event in answers_while_serving(case, outlet)
    )


def job(world: World, case: Case, outlet: UUID) -> SlowJob:
    """State of a job, the first that holds; a graded one with the class that holds first."""
    times = unfixed(world, case, outlet)
    reason = ended_last_by_unverified(case)
    if not has_ended(case):
        return SlowJob(case, outlet, "open", "", times)
    # held (an open complaint as above, or ended last by closed_unverified(before_authority))
    if any(one.ended_as is None for one in complaints(world, case, outlet)) or reason == "before_authority":
        return SlowJob(case, outlet, "held", "", times)
    if is_attitude(world, case, outlet):
        result = "attitude"
    elif is_complaint(world, case, outlet):
        result = "complaint"
    elif times >= 2:
        result = "repeat_unfixed"
    elif is_dissatisfied(case, outlet):
        result = "dissatisfied"
    elif times == 1:
        result = "first_unfixed"
    elif reason == "explained_unfounded":
        result = "explained"
    elif reason or state(case) == "cancelled":
        result = "unverified"
    else:
        result = "satisfied"
    return SlowJob(case, outlet, "graded", result, times)


# --- times --------------------------------------------------------------------------------


def first_visit(case: Case, outlet: UUID) -> Event | None:
    """First visit = the outlet's first in event order, of any outcome."""
    own = visits(case, outlet)
    return own[0] if own else None


def window_in_force(case: Case, outlet: UUID, visit: Event) -> tuple[int, int] | None:
    """[start, end) of the window in force at the visit, whose arrived_at is known."""
    windows = [event for event in case.counting if event.kind == "window_agreed"]
    # the last window_agreed before the outlet's latest `accepted` before that visit,
    # none ... if there is no such acceptance
    accepted = None
    for event in case.counting:
        if event.kind == "accepted" and event.outlet == outlet and event.pos < visit.pos:
            accepted = event
    if accepted is None:
        return None
    force = None
    for event in windows:
        if event.pos < accepted.pos:
            force = event
    # none if it starts before the `relayed` so accepted
    relayed = None
    for event in case.counting:
        if event.kind == "relayed" and event.pos < accepted.pos:
            relayed = event
    if force is not None and relayed is not None and force.data["start"] < relayed.at:
        force = None
    # each later one with `at` before arrived_at replaces it unless `by` is outlet or its `at` is not before
    # the start of the one then in force (where there was none, the first later one is in force)
    for event in windows:
        if event.pos < accepted.pos or event.at >= visit.data["arrived_at"]:
            continue
        if force is None or (event.data["by"] != "outlet" and event.at < force.data["start"]):
            force = event
    return None if force is None else (force.data["start"], force.data["end"])


def on_time(case: Case, outlet: UUID) -> bool | None:
    """Whether the job counts as on time; None where it is not asked."""
    visit = first_visit(case, outlet)
    # graded jobs whose first visit has arrived_at and a window in force at it (n)
    if visit is None or visit.data.get("arrived_at") is None:
        return None
    window = window_in_force(case, outlet, visit)
    if window is None:
        return None
    # those with start <= arrived_at < end and no answer with on_time=false or came=false while serving (x)
    said_late = any(
        event.data.get("on_time") is False or event.data.get("came") is False
        for event in answers_while_serving(case, outlet)
    )
    return window[0] <= visit.data["arrived_at"] < window[1] and not said_late


def relay_to_visit(case: Case, outlet: UUID) -> int | None:
    """From the outlet's latest `relayed` before its first visit in event order to that visit's arrived_at."""
    visit = first_visit(case, outlet)
    if visit is None or visit.data.get("arrived_at") is None:
        return None
    relayed = [e for e in case.counting if e.kind == "relayed" and e.outlet == outlet and e.pos < visit.pos]
    return visit.data["arrived_at"] - relayed[-1].at if relayed else None


def open_to_close(case: Case) -> int | None:
    """From opened to last closing (cancelled orders have none)."""
    closing = last_closing(case)
    if state(case) == "cancelled" or closing is None:
        return None
    return closing.at - opened_at(case)


def fixed_at_once(one: SlowJob) -> bool | None:
    """first_time_fix of a graded job; None where it is not asked."""
    own = effective_visits(one.case, one.outlet)
    # graded jobs of kind repair with an effective visit (n)
    if header(one.case, "kind") != "repair" or not own:
        return None
    # those with unfixed = 0 and exactly one effective visit, which was fixed or no_fault_found (x)
    return one.unfixed == 0 and len(own) == 1 and own[0].data["outcome"] in ("fixed", "no_fault_found")


# --- periods ------------------------------------------------------------------------------


def period_bounds(period: str) -> tuple[int, int]:
    """First instant of the calendar month in the profile's zone, and of the one after it."""
    year, month = (int(part) for part in period.split("-"))
    first = datetime(year, month, 1, tzinfo=ZONE)
    after = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=ZONE)
    return round(first.timestamp()) * 1_000_000, round(after.timestamp()) * 1_000_000


def local_day(instant: int) -> date:
    return datetime.fromtimestamp(instant // 1_000_000, ZONE).date()


def jobs_of(world: World, period: str) -> list[SlowJob]:
    """A graded or held job belongs to the period in which its order was last closed or cancelled."""
    first, end = period_bounds(period)
    found = []
    for case in world.cases:
        ending = last_ending(case)
        if not has_ended(case) or ending is None or not first <= ending.at < end:
            continue
        found += [job(world, case, outlet) for outlet in job_outlets(case)]
    return found


def open_in(world: World, outlet: UUID, period: str) -> int:
    """`open` of a period = jobs, as known now, whose order was opened before the period's end and has
    not ended, or ended last at or after that end."""
    _, end = period_bounds(period)
    count = 0
    for case in world.cases:
        ending = last_ending(case)
        if outlet in job_outlets(case) and opened_at(case) < end:
            count += not has_ended(case) or (ending is not None and ending.at >= end)
    return count


def dropped_in(world: World, outlet: UUID, period: str) -> int:
    first, end = period_bounds(period)
    instants = [dropped_at(case, outlet) for case in world.cases]
    return sum(instant is not None and first <= instant < end for instant in instants)
