"""Persons as actors."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcentre.domain.errors import Refused
from callcentre.domain.event import Actor, Role
from callcentre.store.tables import Person


def person_of(session: Session, person: UUID, *, desk: str = "") -> Actor:
    """A stored person, rule or import as an actor at `desk`. Raises Refused("person.unknown" or "person.ended")."""
    row = session.get(Person, person)
    if row is None:
        raise Refused("person.unknown")
    if row.state != "active":
        raise Refused("person.ended")
    return Actor(
        id=row.id,
        name=row.name,
        roles=frozenset(Role(code) for code in row.roles),
        desk=desk,
        outlet=row.outlet_id,
        is_import=row.kind == "import",
    )


def person_by_account(session: Session, account: str) -> UUID:
    """Who the operating system's account is here. Raises Refused("person.no_account")."""
    found = session.scalar(select(Person.id).where(Person.account == account, Person.state == "active"))
    if found is None:
        raise Refused("person.no_account", account=account)
    return found
