"""Models with the maker who pays, parts with list prices, and what to know about them."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from callcentre.store.tables.base import Base, Key


class Product(Base):
    """A model. `principal` is the maker who pays; `category` a group of the fault tree."""

    __tablename__ = "product"

    id: Mapped[Key]
    model: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    category: Mapped[str]
    principal: Mapped[str]
    warranty_months: Mapped[int | None]


class Part(Base):
    """A spare part at its list price in fen."""

    __tablename__ = "part"

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    model: Mapped[str]
    price_fen: Mapped[int]


class Article(Base):
    """What to know: an article of knowledge, found by product and symptom."""

    __tablename__ = "article"

    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    product: Mapped[str]
    """A category or model; empty for all."""
    symptom: Mapped[str]
    body: Mapped[str]

    __table_args__ = (Index("ix_article_symptom", "symptom"),)
