"""Service orders: the row that exists, its events, and what is folded from them."""

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from callcentre.store.tables.base import Base, Key, Link, LocalBase, When
from callcentre.store.types import Id, Json, Moment

_SET_ASIDE = text("effect = 'set_aside'")
_IS_OPEN = "ended_at IS NULL"


class Order(Base):
    """A service order: that it exists and its number. Everything else is the fold of its events."""

    __tablename__ = "service_order"

    id: Mapped[Key]
    no: Mapped[str] = mapped_column(unique=True)


class OrderAlias(Base):
    """An old number of an order that met another with the same number."""

    __tablename__ = "order_alias"

    id: Mapped[Key]
    no: Mapped[str]
    order_id: Mapped[UUID] = mapped_column(Id, ForeignKey("service_order.id"))

    __table_args__ = (Index("ix_order_alias_no", "no"),)


class OrderEvent(Base):
    """One event of an order with its effect and the states around it. Append-only."""

    __tablename__ = "order_event"

    id: Mapped[Key]
    order_id: Mapped[UUID] = mapped_column(Id, ForeignKey("service_order.id"))
    pos: Mapped[int]
    kind: Mapped[str]
    at: Mapped[When]
    stated_at: Mapped[int | None] = mapped_column(Moment)
    actor_id: Mapped[Link]
    desk: Mapped[str]
    outlet_id: Mapped[Link | None]
    technician_id: Mapped[Link | None]
    data: Mapped[Any] = mapped_column(Json)
    effect: Mapped[str]
    state_before: Mapped[str]
    state_after: Mapped[str]

    __table_args__ = (
        Index("uq_order_event_order_id_pos", "order_id", "pos", unique=True),
        Index("ix_order_event_set_aside", "order_id", sqlite_where=_SET_ASIDE, postgresql_where=_SET_ASIDE),
    )


class EventText(Base):
    """The words of an event, apart from it so that they can be blanked."""

    __tablename__ = "event_text"

    event_id: Mapped[UUID] = mapped_column(Id, ForeignKey("order_event.id"), primary_key=True)
    texts: Mapped[Any] = mapped_column(Json)
    """{field: words}; fields are words, cause, action, and technician where nobody knows the name."""


class OrderView(LocalBase):
    """Where an order stands: projection of its events, kept in the transaction that writes them."""

    __tablename__ = "order_view"

    order_id: Mapped[Key]
    no: Mapped[str]
    no_back: Mapped[str]
    """The number without dashes in reverse, found by what people read out last."""
    customer_id: Mapped[Link]
    address_id: Mapped[Link | None]
    asset_id: Mapped[Link | None]
    kind: Mapped[str]
    category: Mapped[str]
    fault: Mapped[str]
    fault_key: Mapped[str]
    """The fault trimmed and case folded: what makes two orders a repeat."""
    urgency: Mapped[str]
    channel: Mapped[str]
    origin: Mapped[str]
    repeat_of: Mapped[Link | None]
    follows: Mapped[Link | None]
    group_no: Mapped[str]
    external_ref: Mapped[str]
    state: Mapped[str]
    outlet_id: Mapped[Link | None]
    opened_at: Mapped[When]
    opened_by: Mapped[Link]
    state_since: Mapped[When]
    ended_at: Mapped[int | None] = mapped_column(Moment)
    ended_by: Mapped[str]
    """The kind of event that ended it, empty while open."""
    end_reason: Mapped[str]
    due_at: Mapped[int | None] = mapped_column(Moment)
    """When the stage's clock runs out; for awaiting_callback when the callback is due."""
    stage: Mapped[str]
    """What it waits for (domain.stages), empty once it has ended."""
    clock_since: Mapped[int | None] = mapped_column(Moment)
    """When the stage's clock began to run."""
    promised_at: Mapped[int | None] = mapped_column(Moment)
    """When the customer asked to be called back, at the last attempt."""
    window_start: Mapped[int | None] = mapped_column(Moment)
    window_end: Mapped[int | None] = mapped_column(Moment)
    held_reason: Mapped[str]
    held_until: Mapped[int | None] = mapped_column(Moment)
    urges: Mapped[int]
    attempts: Mapped[int]
    served_by: Mapped[Link | None]
    """The outlet of the last effective visit or feedback done."""
    last_pos: Mapped[int]
    last_at: Mapped[When]

    __table_args__ = (
        Index("ix_order_view_customer_id_opened_at", "customer_id", "opened_at"),
        Index("ix_order_view_asset_id_fault_key", "asset_id", "fault_key"),
        Index("ix_order_view_repeat_of", "repeat_of"),
        Index("ix_order_view_follows", "follows", sqlite_where=text("follows IS NOT NULL")),
        Index("ix_order_view_no_back", "no_back"),
        Index("ix_order_view_group_no", "group_no"),
        # What lists are narrowed by stands in it, so that a list of all orders is made from this index alone.
        Index(
            "ix_order_view_opened_at", "opened_at", "ended_at", "state", "kind", "category", "urgency", "outlet_id",
        ),
        Index("ix_order_view_state_due_at", "state", "due_at"),
        # Open orders alone. ended_at is always NULL here; named, it lets the stages be counted from the index.
        Index(
            "ix_order_view_stage", "stage", "due_at", "clock_since", "opened_by", "ended_at",
            sqlite_where=text(_IS_OPEN),
        ),
        Index("ix_order_view_danger", "due_at", sqlite_where=text(f"urgency = 'danger' AND {_IS_OPEN}")),
        Index("ix_order_view_urged", "urges", sqlite_where=text(f"urges > 1 AND {_IS_OPEN}")),
        Index("ix_order_view_outlet_id_state", "outlet_id", "state"),
    )


class Job(LocalBase):
    """What one outlet did on one order: projection kept beside the order (design section 6).

    The result class is not stored: which of the flags goes first is the profile's choice
    for the month that is asked for. A row of `state` dropped has `period_at` and nothing else.
    """

    __tablename__ = "job"

    order_id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    outlet_id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    state: Mapped[str]
    """open, held, graded or dropped."""
    period_at: Mapped[int | None] = mapped_column(Moment)
    """The instant whose month the row belongs to; None while open."""
    order_no: Mapped[str]
    kind: Mapped[str]
    category: Mapped[str]
    customer_id: Mapped[Link]
    opened_at: Mapped[When]
    repeats: Mapped[int]
    """Repeats of the order; they count in `unfixed` of the outlet that visited last."""
    unfixed: Mapped[int]
    attitude: Mapped[bool]
    complaint: Mapped[bool]
    dissatisfied: Mapped[bool]
    explained: Mapped[bool]
    unverified: Mapped[bool]
    fix_n: Mapped[bool]
    fix_x: Mapped[bool]
    time_n: Mapped[bool]
    time_x: Mapped[bool]
    relay_to_visit: Mapped[int | None]
    """Microseconds."""
    open_to_close: Mapped[int | None]
    """Microseconds."""
    trip_at: Mapped[int | None] = mapped_column(Moment)
    metres: Mapped[float]
    """Great circle between customer and outlet, unrounded; 0 where a place is unknown."""
    labour_covered: Mapped[bool]
    parts_covered: Mapped[bool]
    parts_fen: Mapped[int]
    """Parts of this outlet's visits at list price."""

    __table_args__ = (
        # What a month counts as open is read from this index alone.
        Index("ix_job_period_at", "period_at", "opened_at", "state", "outlet_id"),
        Index("ix_job_outlet_id_period_at", "outlet_id", "period_at"),
    )
