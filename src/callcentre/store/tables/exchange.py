"""What a workstation keeps of its exchange with the server: where it stands, and what is still to be settled."""

from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from callcentre.store.tables.base import Key, Link, LocalBase, When
from callcentre.store.types import Id, Json, Moment


class Peer(LocalBase):
    """One row: the server this folder is joined to, and what it said when it was last met."""

    __tablename__ = "peer"

    n: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str]
    """Without a password."""
    login: Mapped[str]
    person_id: Mapped[Link]
    """Who that login is."""
    server: Mapped[str]
    """The server's fingerprint."""
    epoch: Mapped[str]
    schema_v: Mapped[int]
    offset: Mapped[int]
    """How far its clock is ahead of this workstation's, microseconds."""
    backup: Mapped[Any] = mapped_column(Json)
    """{feed: [seq, mark]} as it was last told."""
    backup_moved: Mapped[bool]
    """Told since own changes were last freed."""
    behalf: Mapped[Any] = mapped_column(Json)
    """{supervisor: [persons whose commands go over the supervisor's login]}."""
    met_at: Mapped[int | None] = mapped_column(Moment)


class Cursor(LocalBase):
    """How far one feed was applied. `mark` names the server's transaction that stands there."""

    __tablename__ = "cursor"

    feed: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int]
    mark: Mapped[str]
    clone_from: Mapped[Any] = mapped_column(Json, nullable=True)
    """[entity, id] after which the clone goes on, [] where it begins; None where there is none."""
    fold_from: Mapped[Any] = mapped_column(Json, nullable=True)
    """[step, id] after which the projections of cloned rows go on; None where all are made."""
    far: Mapped[int]
    """The place the last page of a clone was read at: the rows may be of that moment already."""
    far_mark: Mapped[str]


class FieldBy(LocalBase):
    """The change that wrote what a field shows, as this workstation has seen it; none: the row as it was made."""

    __tablename__ = "field_by"

    pk: Mapped[Key]
    field: Mapped[str] = mapped_column(primary_key=True)
    change_id: Mapped[Link]


class RowVersion(LocalBase):
    """The server's version of a row where that is above 1, also of rows that have left."""

    __tablename__ = "row_version"

    pk: Mapped[Key]
    version: Mapped[int]


class Shadow(LocalBase):
    """The server's value of a field where an own value that it has not confirmed is shown."""

    __tablename__ = "shadow"

    pk: Mapped[Key]
    field: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(Json, nullable=True)
    change_id: Mapped[Link]


class Conflict(LocalBase):
    """Two values for one field, two rows for one thing, or a fact that was set aside: for a person to settle."""

    __tablename__ = "conflict"

    id: Mapped[Key]
    kind: Mapped[str]
    """field, maybe_same or set_aside."""
    entity: Mapped[str]
    pk: Mapped[Link]
    field: Mapped[str]
    mine: Mapped[Any] = mapped_column(Json, nullable=True)
    """What the change brought that came later."""
    theirs: Mapped[Any] = mapped_column(Json, nullable=True)
    change_id: Mapped[Link]
    their_change: Mapped[Link | None]
    actor_id: Mapped[Link]
    at: Mapped[When]
    state: Mapped[str]
    """open, mine, theirs or edited."""

    __table_args__ = (Index("ix_conflict_pk", "pk"),)


class Journal(LocalBase):
    """A line of a feed as it was pulled, until a backup of the server is known to hold it."""

    __tablename__ = "journal"

    n: Mapped[int] = mapped_column(primary_key=True)
    feed: Mapped[str]
    seq: Mapped[int | None]
    mark: Mapped[str | None]
    change_id: Mapped[Link]
    body: Mapped[Any] = mapped_column(Json, nullable=True)
    """The line with what its fields had been seen as; None where there is nothing to tell again."""

    __table_args__ = (Index("ix_journal_feed_seq", "feed", "seq"), Index("ix_journal_change_id", "change_id"))


class Witness(LocalBase):
    """A change of a colleague that the restored server lacked when it was last asked."""

    __tablename__ = "witness"

    n: Mapped[int] = mapped_column(primary_key=True)
    change_id: Mapped[UUID] = mapped_column(Id, unique=True)
    cmd_id: Mapped[Link]
    since: Mapped[int]
    """The server's time, microseconds; so is `offered`."""
    offered: Mapped[int]
    body: Mapped[Any] = mapped_column(Json)


class Stale(LocalBase):
    """A row that stood here when its feed began to be cloned anew, and that the clone has not brought."""

    __tablename__ = "stale"

    pk: Mapped[Key]
    entity: Mapped[str]


class Purge(LocalBase):
    """Rows that may be taken away in the transaction at hand: shared rows end, but those that left are gone."""

    __tablename__ = "purge"

    pk: Mapped[Key]


class Notice(LocalBase):
    """Something that happened to this file or to its server, until a person has read it."""

    __tablename__ = "notice"

    n: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    data: Mapped[Any] = mapped_column(Json)
    """What fills the words for `code`."""
    at: Mapped[When]


class Joining(LocalBase):
    """One row while a folder joins a server: up to which row it has made what it will send."""

    __tablename__ = "joining"

    n: Mapped[int] = mapped_column(primary_key=True)
    entity: Mapped[str]
    last: Mapped[Link]
