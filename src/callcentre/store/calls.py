"""Calls as they were: the latest ones of a customer, an order or the whole desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from callcentre.domain.instants import DAY, Instant
from callcentre.store.batches import among
from callcentre.store.tables import Call, Customer, OrderView, Person

LATELY = 31 * DAY
"""Before the newest call of the desk: older ones are no longer "my last calls"."""


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


_CALLS = (
    select(
        Call.id, Call.no, Call.began_at, Call.ended_at, Call.number, Call.direction,
        func.coalesce(Person.name, Call.agent_name), Call.disposition, Call.customer_id,
        func.coalesce(Customer.name, ""), Call.order_id, func.coalesce(OrderView.no, ""), Call.words,
    )
    .outerjoin(Person, Person.id == Call.agent_id)
    .outerjoin(Customer, Customer.id == Call.customer_id)
    .outerjoin(OrderView, OrderView.order_id == Call.order_id)
)
_NEWEST = (Call.began_at.desc(), Call.id.desc())
_LAST = _CALLS.order_by(*_NEWEST).limit(bindparam("limit"))
_OF_CUSTOMERS = _LAST.where(Call.customer_id.in_(among("customers")))
# Calls of a month are looked through for those of one person: no index of all calls is kept for it.
_LATELY = select(func.max(Call.began_at) - LATELY).scalar_subquery()
_OF_PERSON = _LAST.where(Call.agent_id == bindparam("person"), Call.began_at >= _LATELY)
_OF_ORDER = _CALLS.where(Call.order_id == bindparam("order")).order_by(Call.began_at, Call.id)


def is_stored(session: Session, call: UUID) -> bool:
    """Whether this call was written already."""
    return session.scalar(select(Call.id).where(Call.id == call)) is not None


def last_calls(session: Session, limit: int = 50) -> list[CallRow]:
    """The latest calls of the desk, newest first."""
    return _rows(session, _LAST, limit=limit)


def calls_of_person(session: Session, person: UUID, limit: int = 5) -> list[CallRow]:
    """The latest calls somebody took or made in the last month of the desk, newest first."""
    return _rows(session, _OF_PERSON, person=person, limit=limit)


def calls_of_customers(session: Session, customers: Iterable[UUID], limit: int = 20) -> list[CallRow]:
    """The latest calls of customers, newest first."""
    return _rows(session, _OF_CUSTOMERS, customers=list(customers), limit=limit)


def calls_of_order(session: Session, order: UUID) -> list[CallRow]:
    """The calls about an order, oldest first."""
    return _rows(session, _OF_ORDER, order=order)


def _rows(session: Session, query: Select[*tuple[Any, ...]], **values: object) -> list[CallRow]:
    return [CallRow(*row) for row in session.execute(query, values)]
