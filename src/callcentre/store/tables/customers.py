"""Customers with their phones and addresses, and what they own."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from callcentre.store.tables.base import Base, Key, Link
from callcentre.store.types import Day, Id, Json

_IS_MERGED = text("merged_into IS NOT NULL")


class Customer(Base):
    """A person or shop. `state` is active, paused, closed or merged (into `merged_into`)."""

    __tablename__ = "customer"

    id: Mapped[Key]
    no: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    initials: Mapped[str]
    """Pinyin initials in lower case, so that a name is found without an input method."""
    tier: Mapped[str]
    notes: Mapped[str]
    needs: Mapped[str]
    """What matters first when they are on the line, such as hard of hearing."""
    agreed_hours: Mapped[Any] = mapped_column(Json)
    """[[weekday 0-6, from minute, until minute], ...] when they may be called; empty: any time."""
    state: Mapped[str]
    merged_into: Mapped[Link | None]

    __table_args__ = (
        Index("ix_customer_initials", "initials"),
        Index("ix_customer_name", "name"),
        # Whoever calls is looked up with all who were merged into them; few ever were.
        Index("ix_customer_merged_into", "merged_into", sqlite_where=_IS_MERGED, postgresql_where=_IS_MERGED),
    )


class Phone(Base):
    """One number of a customer. `kind` is primary, backup or wrong; a wrong one is kept, struck out."""

    __tablename__ = "phone"

    id: Mapped[Key]
    customer_id: Mapped[UUID] = mapped_column(Id, ForeignKey("customer.id"))
    typed: Mapped[str]
    e164: Mapped[str]
    """E.164, a short code as it is, or the bare digits of a number nobody could place."""
    extension: Mapped[str]
    digits_back: Mapped[str]
    """The digits in reverse, for finding a number by its last digits."""
    kind: Mapped[str]
    rank: Mapped[int]

    __table_args__ = (
        Index("ix_phone_customer_id", "customer_id"),
        Index("ix_phone_e164", "e164"),
        Index("ix_phone_digits_back", "digits_back"),
    )


class Address(Base):
    """One place of a customer, WGS-84. `exact` is address, district, city or none."""

    __tablename__ = "address"

    id: Mapped[Key]
    customer_id: Mapped[UUID] = mapped_column(Id, ForeignKey("customer.id"))
    province: Mapped[str]
    city: Mapped[str]
    district: Mapped[str]
    line: Mapped[str]
    lng: Mapped[float | None]
    lat: Mapped[float | None]
    exact: Mapped[str]
    rank: Mapped[int]
    state: Mapped[str]
    """active or ended."""

    __table_args__ = (Index("ix_address_customer_id", "customer_id"),)


class Asset(Base):
    """One installed item of a customer. `do_not_use` is set by danger and ends with a person's word."""

    __tablename__ = "asset"

    id: Mapped[Key]
    serial: Mapped[str] = mapped_column(unique=True)
    customer_id: Mapped[UUID] = mapped_column(Id, ForeignKey("customer.id"))
    product_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("product.id"))
    purchased_on: Mapped[date | None] = mapped_column(Day)
    sold_by: Mapped[str]
    invoice_no: Mapped[str]
    installed_on: Mapped[date | None] = mapped_column(Day)
    place: Mapped[str]
    """Where it stands: living room, room 1203."""
    do_not_use: Mapped[bool]
    state: Mapped[str]

    __table_args__ = (Index("ix_asset_customer_id", "customer_id"),)


class Cover(Base):
    """What is paid for one asset, by whom, until when. Days inclusive."""

    __tablename__ = "cover"

    id: Mapped[Key]
    no: Mapped[str] = mapped_column(unique=True)
    asset_id: Mapped[UUID] = mapped_column(Id, ForeignKey("asset.id"))
    kind: Mapped[str]
    """maker, extended, part, goodwill or after_repair."""
    scope: Mapped[str]
    """all, labour or parts."""
    from_on: Mapped[date] = mapped_column(Day)
    until_on: Mapped[date] = mapped_column(Day)
    payer: Mapped[str]

    __table_args__ = (Index("ix_cover_asset_id", "asset_id"),)
