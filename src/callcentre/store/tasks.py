"""Which orders and complaints the scheduled rules have to look at; found by index, not by folding all."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, literal_column, or_, select
from sqlalchemy.orm import Session

from callcentre.domain.event import Role
from callcentre.domain.instants import DAY, Instant
from callcentre.domain.lifecycle import OPEN_STATES
from callcentre.domain.profile import Profile
from callcentre.domain.tasks import tasks_of
from callcentre.store.stories import stories_of
from callcentre.store.tables import ComplaintView, OrderEvent, OrderView


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One thing that somebody with `role` has to look at; `rule` is its code, `at` when it became due."""

    order_id: UUID
    no: str
    rule: str
    at: Instant
    role: Role
    state: str


def orders_with_tasks(session: Session, now: Instant, profile: Profile) -> list[UUID]:
    """Orders that may have tasks: urged often, dangerous, declined, late, long on hold, or with facts set aside."""
    limits = profile.limits
    open_ones = or_(
        OrderView.urges >= limits.urges_to_supervisor,
        OrderView.urgency == "danger",
        OrderView.state == "declined",
        and_(OrderView.state == "relayed", OrderView.due_at <= now),
        and_(OrderView.held_reason != "", OrderView.opened_at <= now - limits.hold_call_days * DAY),
    )
    found = session.scalars(
        select(OrderView.order_id).where(OrderView.state.in_(sorted(OPEN_STATES)), open_ones)
    ).all()
    # A literal, so that the partial index of exactly these events is used.
    is_aside = OrderEvent.effect == literal_column("'set_aside'")
    aside = session.scalars(select(OrderEvent.order_id).where(is_aside).distinct()).all()
    return sorted({*found, *aside})


def open_tasks(session: Session, now: Instant, profile: Profile) -> list[TaskRow]:
    """What waits for a person, oldest first."""
    rows = [
        TaskRow(story.id, story.no, task.rule, task.at, task.role, story.now.state)
        for story in stories_of(session, orders_with_tasks(session, now, profile))
        for task in tasks_of(story.events, now, profile)
    ]
    return sorted(rows, key=lambda row: (row.at, row.no, row.rule))


def maybe_unreachable(session: Session, profile: Profile) -> list[UUID]:
    """Orders awaiting a callback with enough attempts; a danger is never closed by a rule."""
    return list(
        session.scalars(
            select(OrderView.order_id).where(
                OrderView.state == "awaiting_callback", OrderView.urgency != "danger",
                OrderView.attempts >= profile.callbacks.unreachable_attempts,
            )
        )
    )


def open_complaints(session: Session) -> list[UUID]:
    """Every complaint that has not ended."""
    return list(session.scalars(select(ComplaintView.complaint_id).where(ComplaintView.state != "closed")))
