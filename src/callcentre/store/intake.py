"""What the intake desk asks beside the card: my calls, who owns a machine, models, and who fixes what at once."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from callcentre.domain.instants import Instant
from callcentre.store.tables import Article, Asset, Job, OrderView, Phone, Product


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model to choose for a machine that is not in the file yet."""

    id: UUID
    model: str
    name: str
    category: str


@dataclass(frozen=True, slots=True)
class Fixed:
    """Of `of` jobs an outlet finished lately, `at_once` were fixed by the first visit."""

    at_once: int
    of: int


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody to show at work: their number, and the machine and fault they may call about."""

    number: str
    asset: UUID
    category: str
    fault: str


def owner_of_asset(session: Session, asset: UUID) -> UUID | None:
    """The customer a machine belongs to; None for an unknown one."""
    return session.scalar(select(Asset.customer_id).where(Asset.id == asset))


def is_registered(session: Session, serial: str) -> bool:
    """Whether some customer has a machine with this serial."""
    return session.scalar(select(Asset.id).where(Asset.serial == serial.strip())) is not None


def order_of(session: Session, order: UUID) -> tuple[UUID, UUID | None] | None:
    """(customer, asset) of an order; None for an unknown one."""
    row = session.execute(
        select(OrderView.customer_id, OrderView.asset_id).where(OrderView.order_id == order)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def models(session: Session) -> list[ModelRow]:
    """Every model, by category and name."""
    query = select(Product.id, Product.model, Product.name, Product.category)
    return [ModelRow(*row) for row in session.execute(query.order_by(Product.category, Product.model))]


def fixed_at_once(
    session: Session, outlets: Collection[UUID], *, category: str, since: Instant
) -> dict[UUID, Fixed]:
    """How many graded jobs of a category each of these outlets fixed by the first visit since then."""
    rows = session.execute(
        select(Job.outlet_id, func.sum(Job.fix_x), func.sum(Job.fix_n))
        .where(Job.outlet_id.in_(outlets), Job.period_at >= since, Job.category == category, Job.state == "graded")
        .group_by(Job.outlet_id)
    )
    return {outlet: Fixed(int(at_once), int(of)) for outlet, at_once, of in rows if of}


def article_body(session: Session, article: UUID) -> str:
    """What an article says; empty for an unknown one."""
    return session.scalar(select(Article.body).where(Article.id == article)) or ""


def somebody_who_calls(session: Session) -> Caller | None:
    """Whoever has an open order and had a machine repaired last; None where nobody has."""
    waiting = aliased(OrderView)
    query = (
        select(Phone.e164, OrderView.asset_id, OrderView.category, OrderView.fault)
        .join(OrderView, OrderView.customer_id == Phone.customer_id)
        .join(waiting, waiting.customer_id == Phone.customer_id)
        .where(
            OrderView.state == "closed", OrderView.kind == "repair", OrderView.asset_id.is_not(None),
            OrderView.urgency != "danger", waiting.state.in_(("relayed", "accepted")), Phone.kind == "primary",
        )
        .order_by(OrderView.ended_at.desc())
        .limit(1)
    )
    row: Any = session.execute(query).one_or_none()
    return None if row is None else Caller(*row)
