"""Complaints: the row that exists, its events, and where it stands."""

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from callcentre.store.tables.base import Base, Key, Link, LocalBase, When
from callcentre.store.types import Id, Json, Moment


class Complaint(Base):
    """A recorded expression of dissatisfaction: that it exists and its number."""

    __tablename__ = "complaint"

    id: Mapped[Key]
    no: Mapped[str] = mapped_column(unique=True)


class ComplaintEvent(Base):
    """One event of a complaint. Append-only."""

    __tablename__ = "complaint_event"

    id: Mapped[Key]
    complaint_id: Mapped[UUID] = mapped_column(Id, ForeignKey("complaint.id"))
    pos: Mapped[int]
    kind: Mapped[str]
    at: Mapped[When]
    stated_at: Mapped[int | None] = mapped_column(Moment)
    actor_id: Mapped[Link]
    desk: Mapped[str]
    data: Mapped[Any] = mapped_column(Json)
    effect: Mapped[str]
    state_before: Mapped[str]
    state_after: Mapped[str]

    __table_args__ = (Index("uq_complaint_event_complaint_id_pos", "complaint_id", "pos", unique=True),)


class ComplaintText(Base):
    """The words of a complaint's event, apart from it so that they can be blanked."""

    __tablename__ = "complaint_text"

    event_id: Mapped[UUID] = mapped_column(Id, ForeignKey("complaint_event.id"), primary_key=True)
    texts: Mapped[Any] = mapped_column(Json)


class ComplaintView(LocalBase):
    """Where a complaint stands: projection of its events."""

    __tablename__ = "complaint_view"

    complaint_id: Mapped[Key]
    no: Mapped[str]
    order_id: Mapped[Link | None]
    customer_id: Mapped[Link | None]
    outlet_id: Mapped[Link | None]
    person_id: Mapped[Link | None]
    """The member of staff it is about, who neither owns, decides nor calls it back."""
    against: Mapped[str]
    category: Mapped[str]
    severity: Mapped[str]
    channel: Mapped[str]
    external_ref: Mapped[str]
    state: Mapped[str]
    owner_id: Mapped[Link | None]
    offered_to: Mapped[Link | None]
    received_at: Mapped[When]
    ended_at: Mapped[int | None] = mapped_column(Moment)
    ended_as: Mapped[str]
    last_pos: Mapped[int]

    __table_args__ = (
        Index("ix_complaint_view_order_id", "order_id"),
        Index("ix_complaint_view_customer_id", "customer_id"),
        Index("ix_complaint_view_state_received_at", "state", "received_at"),
        Index("ix_complaint_view_ended_at", "ended_at", sqlite_where=text("ended_at IS NOT NULL")),
    )
