"""Persons, profile versions, and the history of single fields."""

from datetime import date
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from callcentre.store.tables.base import Base, Key, Link, When
from callcentre.store.types import Day, Json, Moment


class Person(Base):
    """Who can act. Rules and imports are persons of their own, of `kind` rule and import."""

    __tablename__ = "person"

    id: Mapped[Key]
    name: Mapped[str]
    kind: Mapped[str]
    """person, rule or import."""
    account: Mapped[str | None]
    """The operating system's account this person is on this workstation; unique where given."""
    roles: Mapped[Any] = mapped_column(Json)
    """A list of role codes."""
    outlet_id: Mapped[Link | None]
    site: Mapped[str | None]
    state: Mapped[str]
    """active or ended."""

    __table_args__ = (Index("uq_person_account", "account", unique=True),)


class ProfileVersion(Base):
    """One version of the profile in force from a day on. Insert-only."""

    __tablename__ = "profile_version"

    id: Mapped[Key]
    name: Mapped[str]
    valid_from: Mapped[date] = mapped_column(Day)
    body: Mapped[Any] = mapped_column(Json)
    author_id: Mapped[Link]
    note: Mapped[str]
    made_at: Mapped[When]


class FieldChange(Base):
    """One field of one row, before and after: the history of rows that are patched. Insert-only."""

    __tablename__ = "field_change"

    id: Mapped[Key]
    change_id: Mapped[Link]
    """The change that wrote it: what a later writer has seen. A field never patched was seen as created."""
    entity: Mapped[str]
    pk: Mapped[Link]
    field: Mapped[str]
    old: Mapped[Any] = mapped_column(Json, nullable=True)
    new: Mapped[Any] = mapped_column(Json, nullable=True)
    actor_id: Mapped[Link]
    desk: Mapped[str]
    at: Mapped[int] = mapped_column(Moment)

    __table_args__ = (Index("ix_field_change_pk", "pk"),)
