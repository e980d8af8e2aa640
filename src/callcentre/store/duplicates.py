"""Who may be in the file already: warned of before a second record is made, never refused."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from callcentre.domain.errors import BadValue
from callcentre.domain.phones import parse_phone
from callcentre.store.customers import standing_for
from callcentre.store.tables import Address, Customer, Phone


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A customer who may be the same; `reasons` are same_phone, same_name_and_place."""

    customer_id: UUID
    no: str
    name: str
    reasons: frozenset[str]


def possible_duplicates(
    session: Session, *, name: str, phones: Iterable[str] = (), city: str = "", district: str = "", line: str = "",
    but: UUID | None = None,
) -> list[Duplicate]:
    """Customers with one of the phones, or with the name in the same street or district; `but` is left out.

    Numbers struck out do not count, and what cannot be read as a number is passed over.
    Most reasons first.
    """
    reasons: dict[UUID, set[str]] = {}
    for owner in _with_phones(session, phones):
        reasons.setdefault(standing_for(session, owner), set()).add("same_phone")
    for owner in _with_name_and_place(session, name, city, district, line):
        reasons.setdefault(standing_for(session, owner), set()).add("same_name_and_place")
    if but is not None:
        reasons.pop(standing_for(session, but), None)
    rows = session.execute(select(Customer.id, Customer.no, Customer.name).where(Customer.id.in_(reasons)))
    found = [Duplicate(pk, no, known_as, frozenset(reasons[pk])) for pk, no, known_as in rows]
    return sorted(found, key=lambda one: (-len(one.reasons), "same_phone" not in one.reasons, one.no))


def _with_phones(session: Session, phones: Iterable[str]) -> Iterable[UUID]:
    numbers = set()
    for text in phones:
        try:
            numbers.add(parse_phone(text).e164)
        except BadValue:
            continue
    if not numbers:
        return ()
    query = select(Phone.customer_id).where(Phone.e164.in_(sorted(numbers)), Phone.kind != "wrong")
    return session.scalars(query.distinct()).all()


def _with_name_and_place(
    session: Session, name: str, city: str, district: str, line: str
) -> Iterable[UUID]:
    if line:
        same = Address.line == line
    elif district:
        same = and_(Address.city == city, Address.district == district)
    else:
        return ()
    query = (
        select(Customer.id)
        .join(Address, Address.customer_id == Customer.id)
        .where(Customer.name == name.strip(), same, Address.state == "active")
    )
    return session.scalars(query.distinct()).all()
