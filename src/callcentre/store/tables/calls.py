"""Calls in either direction, and files attached to anything. Insert-only."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from callcentre.store.tables.base import Base, Key, Link, When
from callcentre.store.types import Moment


class Call(Base):
    """One contact by telephone with its ending (`disposition`, a code of the profile)."""

    __tablename__ = "call"

    id: Mapped[Key]
    no: Mapped[str] = mapped_column(unique=True)
    began_at: Mapped[When]
    ended_at: Mapped[int | None] = mapped_column(Moment)
    number: Mapped[str]
    """As it came; empty when withheld."""
    direction: Mapped[str]
    """in or out."""
    agent_id: Mapped[Link | None]
    agent_name: Mapped[str]
    """The name an import gave where nobody of that name is known."""
    disposition: Mapped[str]
    customer_id: Mapped[Link | None]
    order_id: Mapped[Link | None]
    words: Mapped[str]

    __table_args__ = (
        Index("ix_call_customer_id", "customer_id"),
        Index("ix_call_order_id", "order_id"),
        Index("ix_call_began_at", "began_at"),
    )


class Attachment(Base):
    """A file that belongs to an order, complaint or customer; its bytes live in their own file."""

    __tablename__ = "attachment"

    id: Mapped[Key]
    subject_kind: Mapped[str]
    subject_id: Mapped[Link]
    sha256: Mapped[str]
    size: Mapped[int]
    type: Mapped[str]
    name: Mapped[str]
    actor_id: Mapped[Link]
    at: Mapped[When]

    __table_args__ = (Index("ix_attachment_subject_id", "subject_id"), Index("ix_attachment_sha256", "sha256"))
