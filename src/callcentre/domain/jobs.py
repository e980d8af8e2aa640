"""What an order brought each outlet: one `JobRow` per outlet, by the rules of design section 6.

`work_of` reads the order's own events once; `job_rows` adds what other rows say
(complaints, repeats, covers, places) and makes the rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from callcentre.domain.instants import Instant
from callcentre.domain.lifecycle import DONE_OUTCOMES, ENDED_STATES
from callcentre.domain.windows import window_in_force
from callcentre.domain.work import EXPLAINED, THE_OUTLETS, Share, Work

LEFT_UNDONE = frozenset({"temporary", "parts_needed", "taken_to_workshop", "unrepairable", "unsafe"})
"""Outcomes that count against an outlet when another one had to come after it."""
BLAMED = frozenset({"upheld", "partly"})
"""Endings of a complaint that count."""


@dataclass(frozen=True, slots=True)
class LinkedComplaint:
    """A complaint on the order, as it stands now. `outlet` None: it names none."""

    outlet: UUID | None
    against: str
    category: str
    received_at: Instant
    is_open: bool
    ended_as: str


@dataclass(frozen=True, slots=True)
class Around:
    """What rows other than the order's own events say about its jobs."""

    complaints: Sequence[LinkedComplaint] = ()
    repeats: int = 0
    labour_covered: bool = False
    parts_covered: bool = False
    category: str = ""
    """Product category, for an order that names none."""
    metres: Mapping[UUID, float] = field(default_factory=dict)
    """Outlet -> metres to the customer; an outlet or customer without a place is left out."""


@dataclass(frozen=True, slots=True)
class JobRow:
    """One row of the table `job`; see its columns for the meanings."""

    order_id: UUID
    outlet_id: UUID
    state: str
    period_at: Instant | None
    order_no: str
    kind: str
    category: str
    customer_id: UUID
    opened_at: Instant
    repeats: int = 0
    unfixed: int = 0
    attitude: bool = False
    complaint: bool = False
    dissatisfied: bool = False
    explained: bool = False
    unverified: bool = False
    fix_n: bool = False
    fix_x: bool = False
    time_n: bool = False
    time_x: bool = False
    relay_to_visit: int | None = None
    open_to_close: int | None = None
    trip_at: Instant | None = None
    metres: float = 0.0
    labour_covered: bool = False
    parts_covered: bool = False
    parts_fen: int = 0


def has_rows(work: Work) -> bool:
    """Whether the order is anybody's job, or was dropped by somebody."""
    return any(share.has_job or _dropped_at(work, share) is not None for share in work.shares.values())


def job_rows(work: Work, around: Around) -> list[JobRow]:
    """The rows of one order: a job for each outlet that worked on it, and what others dropped."""
    held, blamed, rude = _complained(work, around.complaints)
    rows = []
    for share in work.shares.values():
        if share.has_job:
            flags = (share.outlet in held, share.outlet in blamed, share.outlet in rude)
            rows.append(_job(work, share, around, flags))
        elif (dropped_at := _dropped_at(work, share)) is not None:
            category = work.category or around.category
            key = (work.order, share.outlet, "dropped", dropped_at)
            rows.append(JobRow(*key, work.no, work.kind, category, work.customer, work.opened_at))
    return rows


def _job(work: Work, share: Share, around: Around, complained: tuple[bool, bool, bool]) -> JobRow:
    held, blamed, rude = complained
    ended = work.state in ENDED_STATES
    reason = work.unverified_because
    state = "open"
    if ended:
        state = "held" if held or reason == "before_authority" else "graded"
    repeats = around.repeats if work.state == "closed" else 0
    unfixed = share.unfixed + (share.outcome in LEFT_UNDONE and work.last_visitor != share.outlet)
    if share.outlet == work.last_visitor:
        unfixed += repeats
    time_n, time_x, relay_to_visit = _timing(work, share)
    repair = work.kind == "repair" and share.effective > 0
    return JobRow(
        order_id=work.order,
        outlet_id=share.outlet,
        state=state,
        period_at=work.changed_at if ended else None,
        order_no=work.no,
        kind=work.kind,
        category=work.category or around.category,
        customer_id=work.customer,
        opened_at=work.opened_at,
        repeats=repeats,
        unfixed=unfixed,
        attitude=share.attitude or rude,
        complaint=share.absent or blamed,
        dissatisfied=share.dissatisfied,
        explained=reason == EXPLAINED,
        unverified=reason not in ("", EXPLAINED) or work.state == "cancelled",
        fix_n=repair,
        fix_x=repair and unfixed == 0 and share.effective == 1 and share.outcome in DONE_OUTCOMES,
        time_n=time_n,
        time_x=time_x,
        relay_to_visit=relay_to_visit,
        open_to_close=work.changed_at - work.opened_at if work.state == "closed" else None,
        trip_at=share.trip_at,
        metres=around.metres.get(share.outlet, 0.0),
        labour_covered=around.labour_covered,
        parts_covered=around.parts_covered,
        parts_fen=share.parts_fen,
    )


def _complained(work: Work, complaints: Sequence[LinkedComplaint]) -> tuple[set[UUID], set[UUID], set[UUID]]:
    """The outlets with an open complaint, with a counted one, with a counted one of attitude."""
    held: set[UUID] = set()
    blamed: set[UUID] = set()
    rude: set[UUID] = set()
    for complaint in complaints:
        outlet = complaint.outlet or work.serving_at(complaint.received_at)
        if outlet is None or complaint.against not in THE_OUTLETS:
            continue
        if complaint.is_open:
            held.add(outlet)
        elif complaint.ended_as in BLAMED:
            blamed.add(outlet)
            if complaint.category == "attitude":
                rude.add(outlet)
    return held, blamed, rude


def _timing(work: Work, share: Share) -> tuple[bool, bool, int | None]:
    """Whether the first visit had a window in force, whether it was kept, microseconds from relay to visit."""
    arrived = share.first_arrived
    if share.first_visit is None or arrived is None:
        return False, False, None
    relayed = [place for place, event in work.relays if event.outlet == share.outlet and place < share.first_visit]
    waited = arrived - work.events[relayed[-1]].at if relayed else None
    window = window_in_force(work, share.outlet, share.first_visit, arrived)
    if window is None:
        return False, False, waited
    return True, window[0] <= arrived < window[1] and not share.late, waited


def _dropped_at(work: Work, share: Share) -> Instant | None:
    """When the order went to another outlet after this one, which never worked on it, had accepted it."""
    if share.accepted is None:
        return None
    for place, event in work.relays:
        if place > share.accepted and event.outlet != share.outlet:
            return event.at
    return None
