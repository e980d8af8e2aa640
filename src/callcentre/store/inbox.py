"""What waits for one person: escalations, facts that did not fit, complaints offered to them, in order of harm."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, literal_column, select
from sqlalchemy.orm import Session

from callcentre.domain.complaints import OPEN_STATES
from callcentre.domain.event import NOTHING, Role
from callcentre.domain.instants import DAY, Instant
from callcentre.domain.profile import Profile
from callcentre.domain.story import Story
from callcentre.domain.tasks import Task
from callcentre.domain.waiting import waiting_tasks
from callcentre.store.batches import among, in_batches
from callcentre.store.stories import stories_of
from callcentre.store.tables import ComplaintView, Customer, OrderEvent, OrderView, Outlet

HARM = (
    "danger", "urged_again", "declined_again", "not_accepted", "held_without_call", "fact_set_aside",
    "owner_offered", "escalated",
)
"""The rules, the worst first; owner_offered and escalated are about complaints."""
EACH = 100
"""So many of a kind are looked at; more than that is no inbox but a list, and Watch has it."""


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One thing that waits. `at` is when it began to; `data` holds the rule's figures (times, minutes, days)."""

    rule: str
    subject: str
    """order or complaint."""
    id: UUID
    no: str
    at: Instant
    state: str
    urgency: str
    kind: str
    category: str
    fault: str
    customer: str
    outlet: str
    data: Mapping[str, object] = field(default_factory=lambda: NOTHING)

    @property
    def rank(self) -> tuple[int, Instant, str]:
        """The worst first, then the oldest."""
        return HARM.index(self.rule), self.at, self.no


def inbox(
    session: Session, now: Instant, profile: Profile, *, person: UUID, roles: frozenset[Role]
) -> list[InboxRow]:
    """What waits for a person with these roles, one row a case: its worst.

    A supervisor is told of every order, an agent of those they opened.
    """
    supervises = Role.SUPERVISOR in roles
    keeper = None if supervises else person
    rows = [*_of_orders(session, now, profile, keeper, roles), *_of_complaints(session, person, supervises=supervises)]
    worst: dict[UUID, InboxRow] = {}
    for row in sorted(rows, key=lambda row: row.rank):
        worst.setdefault(row.id, row)
    return list(worst.values())


def candidates(now: Instant, profile: Profile) -> Iterator[Select[UUID]]:
    """The statements that find orders which may ask for a person, each answered from an index."""
    limits = profile.limits
    is_open = select(OrderView.order_id).where(OrderView.ended_at.is_(None)).limit(EACH)
    yield is_open.where(OrderView.urgency == literal_column("'danger'")).order_by(OrderView.due_at)
    yield is_open.where(OrderView.urges > literal_column("1"), OrderView.urges >= limits.urges_to_supervisor)
    yield select(OrderView.order_id).where(OrderView.state == "declined").order_by(OrderView.due_at).limit(EACH)
    relayed = is_open.where(OrderView.stage == "unaccepted", OrderView.due_at <= now)
    yield relayed.order_by(OrderView.due_at)
    silent = is_open.where(OrderView.stage == "held", OrderView.clock_since <= now - limits.hold_call_days * DAY)
    yield silent.order_by(OrderView.due_at)
    aside = select(OrderEvent.order_id).where(OrderEvent.effect == literal_column("'set_aside'")).distinct()
    yield aside.order_by(OrderEvent.order_id.desc()).limit(EACH)


def _of_orders(
    session: Session, now: Instant, profile: Profile, keeper: UUID | None, roles: frozenset[Role]
) -> Iterator[InboxRow]:
    found = {pk for query in candidates(now, profile) for pk in session.scalars(query)}
    about = dict(_about(session, found, keeper))
    for story in stories_of(session, sorted(about)):
        state, urgency, kind, category, fault, customer, outlet = about[story.id]
        for task in waiting_tasks(story.events, now, profile):
            if task.role in roles:
                yield InboxRow(
                    task.rule, "order", story.id, story.no, task.at, state, urgency, kind, category, fault, customer,
                    outlet, _data(task, story),
                )


def _data(task: Task, story: Story) -> Mapping[str, object]:
    relayed = next((event.at for event in reversed(story.events) if event.changes_state), 0)
    return {**task.data, "since": relayed}


_ABOUT = (
    select(
        OrderView.order_id, OrderView.state, OrderView.urgency, OrderView.kind, OrderView.category, OrderView.fault,
        func.coalesce(Customer.name, ""), func.coalesce(Outlet.name, ""), OrderView.opened_by,
    )
    .outerjoin(Customer, Customer.id == OrderView.customer_id)
    .outerjoin(Outlet, Outlet.id == OrderView.outlet_id)
    .where(OrderView.order_id.in_(among("ids")))
)


def _about(session: Session, orders: set[UUID], keeper: UUID | None) -> Iterator[tuple[UUID, list[Any]]]:
    for some in in_batches(orders):
        for row in session.execute(_ABOUT, {"ids": some}):
            order, *rest, opened_by = row
            if keeper in (None, opened_by):
                yield order, rest


def _of_complaints(session: Session, person: UUID, *, supervises: bool) -> Iterator[InboxRow]:
    is_open = ComplaintView.state.in_(sorted(OPEN_STATES))
    wanted: list[tuple[str, tuple[ColumnElement[bool], ...]]] = [("owner_offered", (is_open, ComplaintView.offered_to == person))]
    if supervises:
        not_about_me = ComplaintView.person_id.is_distinct_from(person)
        wanted.append(("escalated", (ComplaintView.state == "escalated", not_about_me)))
    for rule, conditions in wanted:
        rows: Any = session.execute(
            select(
                ComplaintView.complaint_id, ComplaintView.no, ComplaintView.received_at, ComplaintView.state,
                ComplaintView.severity, ComplaintView.category, func.coalesce(Customer.name, ""),
                func.coalesce(Outlet.name, ""),
            )
            .outerjoin(Customer, Customer.id == ComplaintView.customer_id)
            .outerjoin(Outlet, Outlet.id == ComplaintView.outlet_id)
            .where(*conditions)
            .order_by(ComplaintView.received_at)
            .limit(EACH)
        )
        for pk, no, at, state, severity, category, customer, outlet in rows:
            yield InboxRow(rule, "complaint", pk, no, at, state, severity, "", category, "", customer, outlet)
