"""Orders as a list beside the one that is open: what is due first, or what ended last."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from callcentre.domain.instants import Instant
from callcentre.domain.lifecycle import ENDED_STATES, OPEN_STATES
from callcentre.store.tables import Customer, OrderView, Outlet

STAGES = {
    "open": tuple(sorted(OPEN_STATES)),
    "to_relay": ("declined", "open", "reopened", "returned"),
    "with_outlet": ("accepted", "relayed"),
    "callback": ("awaiting_callback",),
    "ended": tuple(sorted(ENDED_STATES)),
}
"""Name of a part of the list -> the states in it."""


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order of the list."""

    order_id: UUID
    no: str
    state: str
    urgency: str
    kind: str
    category: str
    fault: str
    held_reason: str
    customer: str
    outlet: str
    opened_at: Instant
    due_at: Instant | None
    ended_at: Instant | None
    ended_by: str
    urges: int


def order_rows(session: Session, stage: str, *, limit: int = 200) -> list[OrderRow]:
    """The orders of a part of the list: open ones by what is left of their time, ended ones newest first."""
    last = OrderView.ended_at.desc() if stage == "ended" else OrderView.due_at
    rows: Sequence[Any] = session.execute(
        select(
            OrderView.order_id, OrderView.no, OrderView.state, OrderView.urgency, OrderView.kind, OrderView.category,
            OrderView.fault, OrderView.held_reason, func.coalesce(Customer.name, ""), func.coalesce(Outlet.name, ""),
            OrderView.opened_at, OrderView.due_at, OrderView.ended_at, OrderView.ended_by, OrderView.urges,
        )
        .outerjoin(Customer, Customer.id == OrderView.customer_id)
        .outerjoin(Outlet, Outlet.id == OrderView.outlet_id)
        .where(OrderView.state.in_(STAGES[stage]))
        .order_by(last, OrderView.no)
        .limit(limit)
    ).all()
    return [OrderRow(*row) for row in rows]


def order_counts(session: Session) -> dict[str, int]:
    """How many orders stand in each part of the list."""
    rows = session.execute(select(OrderView.state, func.count()).group_by(OrderView.state))
    by_state = {state: count for state, count in rows}  # noqa: C416 - a Row is no pair to the type checker
    return {stage: sum(by_state.get(state, 0) for state in states) for stage, states in STAGES.items()}
