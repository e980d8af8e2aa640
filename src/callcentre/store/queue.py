"""The callback queue: who is to be asked next whether the matter is solved, and by whom."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, exists, func, select
from sqlalchemy.orm import Session

from callcentre.domain.event import Role
from callcentre.domain.instants import Instant, to_datetime
from callcentre.domain.profile import Profile
from callcentre.domain.reach import callers
from callcentre.store.people import active_with_role
from callcentre.store.stories import events_of
from callcentre.store.tables import ComplaintView, Customer, OrderView, Outlet


@dataclass(frozen=True, slots=True)
class CallbackRow:
    """One order whose customer is to be called back.

    `rank` says why it stands where it does: promised, danger, complaint, due or later.
    """

    order_id: UUID
    no: str
    rank: str
    kind: str
    category: str
    fault: str
    urgency: str
    customer_id: UUID
    customer: str
    needs: str
    agreed_hours: Sequence[Sequence[int]]
    outlet: str
    opened_by: UUID
    served_by: UUID | None
    due_at: Instant
    promised_at: Instant | None
    attempts: int


RANKS = ("promised", "danger", "complaint", "due", "later")


def callback_queue(session: Session, now: Instant, *, limit: int = 100) -> list[CallbackRow]:
    """The orders to be called back about, what comes first first.

    Promised times that have come go before danger, danger before orders with an open
    complaint, these before what has been due longest; what is not due yet comes last.
    """
    rows: Any = session.execute(queue_query(now, limit))
    return [CallbackRow(row[0], row[1], RANKS[row[2]], *row[3:]) for row in rows]


def queue_query(now: Instant, limit: int) -> Select[*tuple[Any, ...]]:
    """The statement behind `callback_queue`."""
    complained = exists().where(ComplaintView.order_id == OrderView.order_id, ComplaintView.state != "closed")
    rank = case(
        (OrderView.promised_at <= now, 0),
        (OrderView.due_at > now, 4),
        (OrderView.urgency == "danger", 1),
        (complained, 2),
        else_=3,
    )
    return (
        select(
            OrderView.order_id, OrderView.no, rank.label("rank"), OrderView.kind, OrderView.category,
            OrderView.fault, OrderView.urgency, OrderView.customer_id, func.coalesce(Customer.name, ""),
            func.coalesce(Customer.needs, ""), Customer.agreed_hours, func.coalesce(Outlet.name, ""),
            OrderView.opened_by, OrderView.served_by, OrderView.due_at, OrderView.promised_at, OrderView.attempts,
        )
        .outerjoin(Customer, Customer.id == OrderView.customer_id)
        .outerjoin(Outlet, Outlet.id == OrderView.served_by)
        .where(OrderView.state == "awaiting_callback")
        .order_by(rank, OrderView.due_at, OrderView.no)
        .limit(limit)
    )


def next_callback(
    session: Session, person: UUID, now: Instant, *, profile: Profile, but: Collection[UUID] = (),
    free: Collection[UUID] | None = None,
) -> CallbackRow | None:
    """The callback this person makes next; None while none is due (`next_callbacks`)."""
    return next(iter(next_callbacks(session, person, now, profile=profile, but=but, free=free, limit=1)), None)


def next_callbacks(
    session: Session, person: UUID, now: Instant, *, profile: Profile, but: Collection[UUID] = (),
    free: Collection[UUID] | None = None, limit: int = 8,
) -> list[CallbackRow]:
    """The callbacks this person may make next, the first first: where somebody takes it meanwhile, the one after it.

    Passed over: orders in `but` (somebody has them in hand), customers outside the
    hours agreed with them, except at a promised time, and orders with an open complaint
    about this person. One who took or served an order is given it only while none of
    `free` (default: every agent who works here) did neither.
    """
    return list(islice(_callable(session, person, now, profile, but, free), limit))


def _callable(
    session: Session, person: UUID, now: Instant, profile: Profile, but: Collection[UUID], free: Collection[UUID] | None
) -> Iterator[CallbackRow]:
    agents = active_with_role(session, Role.AGENT) if free is None else frozenset(free)
    about_them = frozenset(
        session.scalars(
            select(ComplaintView.order_id).where(ComplaintView.person_id == person, ComplaintView.state != "closed")
        )
    )
    for row in callback_queue(session, now, limit=_LOOK_AT):
        if row.rank == "later":
            return
        if row.order_id in but or row.order_id in about_them:
            continue
        if row.rank != "promised" and not is_agreed_time(row.agreed_hours, now, profile):
            continue
        if person in callers(events_of(session, row.order_id), agents | {person}):
            yield row


_LOOK_AT = 500
"""So many orders are looked at for one that this person may call."""


def is_agreed_time(hours: Sequence[Sequence[int]] | None, now: Instant, profile: Profile) -> bool:
    """Whether a customer may be called now; no agreed hours mean any time."""
    if not hours:
        return True
    local = to_datetime(now, profile.zone)
    minute = local.hour * 60 + local.minute
    return any(day == local.weekday() and begin <= minute < end for day, begin, end in hours)
