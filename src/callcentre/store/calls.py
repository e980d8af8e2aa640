"""Calls as they were: the latest ones of a customer, an order or the whole desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from callcentre.domain.instants import Instant
from callcentre.store.tables import Call, Customer, OrderView, Person


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call as lists show it; `agent` is a person's name or what an import gave."""

    id: UUID
    no: str
    began_at: Instant
    ended_at: Instant | None
    number: str
    direction: str
    agent: str
    disposition: str
    customer_id: UUID | None
    customer: str
    order_id: UUID | None
    order_no: str
    words: str


def is_stored(session: Session, call: UUID) -> bool:
    """Whether this call was written already."""
    return session.scalar(select(Call.id).where(Call.id == call)) is not None


def last_calls(session: Session, limit: int = 50) -> list[CallRow]:
    """The latest calls of the desk, newest first."""
    return _rows(session, _query().order_by(Call.began_at.desc(), Call.id.desc()).limit(limit))


def calls_of_customers(session: Session, customers: Iterable[UUID], limit: int = 20) -> list[CallRow]:
    """The latest calls of customers, newest first."""
    query = _query().where(Call.customer_id.in_(list(customers)))
    return _rows(session, query.order_by(Call.began_at.desc(), Call.id.desc()).limit(limit))


def calls_of_order(session: Session, order: UUID) -> list[CallRow]:
    """The calls about an order, oldest first."""
    return _rows(session, _query().where(Call.order_id == order).order_by(Call.began_at, Call.id))


def _query() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Call.id, Call.no, Call.began_at, Call.ended_at, Call.number, Call.direction,
            func.coalesce(Person.name, Call.agent_name), Call.disposition, Call.customer_id,
            func.coalesce(Customer.name, ""), Call.order_id, func.coalesce(OrderView.no, ""), Call.words,
        )
        .outerjoin(Person, Person.id == Call.agent_id)
        .outerjoin(Customer, Customer.id == Call.customer_id)
        .outerjoin(OrderView, OrderView.order_id == Call.order_id)
    )


def _rows(session: Session, query: Select[*tuple[Any, ...]]) -> list[CallRow]:
    return [CallRow(*row) for row in session.execute(query)]
