"""Who has what in this folder: its leases as they are read."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from callcentre.domain.claims import Claim, Item
from callcentre.domain.instants import Instant
from callcentre.store.prepared import Prepared
from callcentre.store.tables.local import Lease
from callcentre.store.tables.people import Person

_ROWS: Select[*tuple[Any, ...]] = select(
    Lease.entity, Lease.pk, Lease.person_id, Person.name, Lease.since, Lease.until, Lease.fence
).outerjoin(Person, Person.id == Lease.person_id)
_ONE = Prepared(_ROWS.where(Lease.pk == bindparam("row")))
_VALID = Prepared(_ROWS.where(Lease.until > bindparam("now")).order_by(Lease.since))
FORGOTTEN = 0
"""`until` of a lease whose fence nothing carries any more."""
_OF_PERSON = Prepared(_ROWS.where(Lease.person_id == bindparam("person"), Lease.until > FORGOTTEN))
_FENCE = Prepared(
    select(Lease.fence).where(Lease.pk == bindparam("row"), Lease.person_id == bindparam("person"), Lease.until > FORGOTTEN)
)


def held(session: Session, item: Item) -> Claim | None:
    """The last claim of an item, whether or not its lease is over; None where nobody ever took it."""
    row = _ONE.first(session, row=item.pk)
    return None if row is None else _claim(row)


def valid_claims(session: Session, now: Instant) -> Sequence[Claim]:
    """Every claim whose lease runs, the oldest first."""
    return [_claim(row) for row in _VALID.all(session, now=now)]


def claims_of(session: Session, person: UUID) -> Sequence[Claim]:
    """What a person has taken here and not given back, whether or not its lease is over."""
    return [_claim(row) for row in _OF_PERSON.all(session, person=person)]


def fence_of(session: Session, pk: UUID, person: UUID) -> int | None:
    """The fence under which a person has an order or a complaint in hand; None where they do not."""
    row = _FENCE.first(session, row=pk, person=person)
    return None if row is None else row[0]


def _claim(row: Sequence[Any]) -> Claim:
    entity, pk, person, name, since, until, fence = row
    return Claim(Item(entity, pk), person, name or "", since, until, fence)
