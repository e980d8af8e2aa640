"""Service outlets in a tree, and the technicians who visit."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from callcentre.store.tables.base import Base, Key, Link
from callcentre.store.types import Day, Id, Json


class Outlet(Base):
    """A service outlet, below `parent_id` where given. Place in WGS-84."""

    __tablename__ = "outlet"

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    parent_id: Mapped[Link | None]
    phone: Mapped[str]
    night_phone: Mapped[str]
    province: Mapped[str]
    city: Mapped[str]
    district: Mapped[str]
    address: Mapped[str]
    lng: Mapped[float | None]
    lat: Mapped[float | None]
    exact: Mapped[str]
    skills: Mapped[Any] = mapped_column(Json)
    """Product categories it can serve; an empty list means all."""
    brands: Mapped[Any] = mapped_column(Json)
    capacity_per_day: Mapped[int | None]
    opened_on: Mapped[date | None] = mapped_column(Day)
    state: Mapped[str]

    __table_args__ = (Index("ix_outlet_parent_id", "parent_id"),)


class Technician(Base):
    """Somebody of an outlet who visits; known by outlet and name."""

    __tablename__ = "technician"

    id: Mapped[Key]
    outlet_id: Mapped[UUID] = mapped_column(Id, ForeignKey("outlet.id"))
    name: Mapped[str]
    phone: Mapped[str]
    skills: Mapped[Any] = mapped_column(Json)
    certified_until: Mapped[date | None] = mapped_column(Day)
    state: Mapped[str]

    __table_args__ = (Index("uq_technician_outlet_id_name", "outlet_id", "name", unique=True),)
