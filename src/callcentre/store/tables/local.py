"""What belongs to this workstation alone: who it is, what it has not sent yet, what it can find."""

from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from callcentre.store.tables.base import Key, Link, LocalBase, When
from callcentre.store.types import Id, Json


class Device(LocalBase):
    """One row: this workstation, its tag in spoken numbers, and the counters of the day."""

    __tablename__ = "device"

    id: Mapped[Key]
    incarnation: Mapped[Link]
    """Another one in each copy of the file: two copies are two workstations."""
    machine: Mapped[str]
    """The machine the file lay on when it was last exchanged; empty before that."""
    tag: Mapped[str]
    connected: Mapped[bool]
    """Joined to a server: imported and generated rows go to the outbox as well."""
    demo: Mapped[bool]
    profile: Mapped[str]
    """The seed profile of a new folder."""
    counters: Mapped[Any] = mapped_column(Json)
    """{"prefix:day": last count} of numbers given on the latest days."""


class Outbox(LocalBase):
    """A change that the server has not confirmed, in the order it was made (sync 3.8.15)."""

    __tablename__ = "outbox"

    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    change_id: Mapped[UUID] = mapped_column(Id, unique=True)
    cmd_id: Mapped[Link]
    needs: Mapped[Any] = mapped_column(Json)
    """cmd_ids of earlier unacknowledged commands this one builds on."""
    entity: Mapped[str]
    pk: Mapped[Link]
    kind: Mapped[str]
    """create, patch, event, claim or release; never delete."""
    after: Mapped[Link | None]
    """For decisions: the last state-changing event the writer had seen."""
    fields: Mapped[Any] = mapped_column(Json)
    """{name: [old, value, seen change id]}."""
    schema_v: Mapped[int]
    actor: Mapped[Link]
    stated_at: Mapped[When]
    made_at_mono: Mapped[int]
    """Nanoseconds of the workstation's monotonic clock: order only, never compared across machines."""
    state: Mapped[str]
    """new, waits, parked (refused), dropped (given up) or acked."""
    tries: Mapped[int]
    reason: Mapped[str]
    """The code of the last answer that was not an acknowledgement."""
    told: Mapped[Any] = mapped_column(Json)
    """What fills the words for `reason`."""
    lost: Mapped[Any] = mapped_column(Json)
    """Fields that did not land: a conflict holds both values."""
    ack_feed: Mapped[str | None]
    """Where the server put it; empty where this person reads no feed that has it, and `ack_seq` is an instant then."""
    ack_seq: Mapped[int | None]
    ack_mark: Mapped[str | None]

    __table_args__ = (
        Index("ix_outbox_state_n", "state", "n"),
        Index("ix_outbox_pk", "pk"),
        Index("ix_outbox_cmd_id", "cmd_id"),
        Index("ix_outbox_ack", "ack_feed", "ack_seq", sqlite_where=text("state = 'acked'")),
    )


class Lease(LocalBase):
    """Who works on an order's callback or a complaint: what this folder gives out, or its own part of what a server gave."""

    __tablename__ = "lease"

    pk: Mapped[Key]
    entity: Mapped[str]
    """order or complaint"""
    person_id: Mapped[Link]
    fence: Mapped[int]
    """The number of the claim; 0 where it was taken while the server could not be asked."""
    since: Mapped[When]
    until: Mapped[When]


class SearchDoc(LocalBase):
    """The row of the search index that stands for one thing: `n` is its rowid there, newest highest."""

    __tablename__ = "search_doc"

    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    kind: Mapped[str]
    id: Mapped[UUID] = mapped_column(Id)

    __table_args__ = (Index("uq_search_doc_id", "id", unique=True),)
