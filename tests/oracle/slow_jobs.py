"""Jobs as design section 6 words them: who worked on an order, what was said of it, in which period it counts."""

from dataclasses import dataclass
from uuid import UUID

from tests.oracle.slow import (
    Case,
    ComplaintFacts,
    World,
    answers_while_serving,
    effective_visits,
    ended_last_by_unverified,
    has_ended,
    header,
    is_done,
    is_effective,
    last_closing,
    last_ending,
    opened_at,
    period_bounds,
    repeats,
    serving_at_event,
    serving_at_instant,
    state,
    visits,
)

from callcentre.domain.event import Event

LEFT_UNDONE = {"temporary", "parts_needed", "taken_to_workshop", "unrepairable", "unsafe"}


@dataclass(frozen=True)
class SlowJob:
    """What is asked of one job; `state` is open, held or graded."""

    case: Case
    outlet: UUID
    state: str
    result: str
    """The class of a graded job, else empty."""
    unfixed: int


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
