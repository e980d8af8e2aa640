"""Customers as rows to act on: who stands for whom, their numbers and places."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from callcentre.domain.errors import Refused
from callcentre.store.batches import among
from callcentre.store.prepared import Prepared
from callcentre.store.tables import Address, Customer, FieldChange, Phone


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer's row as it stands."""

    id: UUID
    no: str
    name: str
    tier: str
    notes: str
    needs: str
    agreed_hours: Sequence[Sequence[int]]
    state: str
    merged_into: UUID | None


@dataclass(frozen=True, slots=True)
class PhoneRow:
    """One number of a customer; `kind` is primary, backup or wrong."""

    id: UUID
    customer_id: UUID
    typed: str
    e164: str
    extension: str
    kind: str
    rank: int


_ROW = Prepared(
    select(
        Customer.id, Customer.no, Customer.name, Customer.tier, Customer.notes, Customer.needs,
        Customer.agreed_hours, Customer.state, Customer.merged_into,
    ).where(Customer.id == bindparam("customer"))
)
_FIRST = select(Customer.id).where(Customer.id == bindparam("customer")).cte("circle", recursive=True)
_CIRCLE = select(_FIRST.union(select(Customer.id).join(_FIRST, Customer.merged_into == _FIRST.c.id)).c.id)
_PHONES = select(
    Phone.id, Phone.customer_id, Phone.typed, Phone.e164, Phone.extension, Phone.kind, Phone.rank
).where(Phone.customer_id.in_(among("customers")))


def row_of(session: Session, customer: UUID) -> CustomerRow:
    """The customer's row. Raises Refused("customer.unknown")."""
    row = _ROW.first(session, customer=customer)
    if row is None:
        raise Refused("customer.unknown")
    return CustomerRow(*row)


def merged_from(session: Session, customer: UUID) -> UUID | None:
    """Whom the customer was merged into; None where they stand for themselves."""
    return row_of(session, customer).merged_into


def standing_row(session: Session, customer: UUID) -> CustomerRow:
    """The row of who stands for this customer: themselves, or whom they were merged into in the end."""
    row = row_of(session, customer)
    while row.merged_into is not None:
        row = row_of(session, row.merged_into)
    return row


def standing_for(session: Session, customer: UUID) -> UUID:
    """Who stands for this customer. Raises Refused("customer.unknown")."""
    return standing_row(session, customer).id


def circle(session: Session, customer: UUID) -> list[UUID]:
    """The customer and all who were merged into them, themselves first."""
    return sorted(session.scalars(_CIRCLE, {"customer": customer}), key=lambda found: (found != customer, found))


def state_before_merge(session: Session, customer: UUID) -> str:
    """The state a merged customer had before."""
    before = session.scalar(
        select(FieldChange.old)
        .where(FieldChange.pk == customer, FieldChange.field == "state")
        .order_by(FieldChange.at.desc(), FieldChange.change_id.desc())
        .limit(1)
    )
    return str(before or "active")


def phone_rows(session: Session, customers: Iterable[UUID]) -> list[PhoneRow]:
    """The numbers of customers: the primary one first, then by rank, wrong ones last."""
    order = {"primary": 0, "backup": 1, "wrong": 2}
    rows = [PhoneRow(*row) for row in session.execute(_PHONES, {"customers": list(customers)})]
    return sorted(rows, key=lambda row: (order.get(row.kind, 3), row.rank, row.id))


def next_address_rank(session: Session, customer: UUID) -> int:
    """The rank behind every place the customer has."""
    last = session.scalar(select(func.max(Address.rank)).where(Address.customer_id == customer))
    return 0 if last is None else last + 1
