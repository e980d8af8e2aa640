"""Persons as actors."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from callcentre.domain.errors import Refused
from callcentre.domain.event import Actor, Role
from callcentre.store.prepared import Prepared
from callcentre.store.tables import Peer, Person

_ACTOR = Prepared(
    select(Person.id, Person.name, Person.kind, Person.roles, Person.outlet_id, Person.state).where(
        Person.id == bindparam("person")
    )
)


def person_of(session: Session, person: UUID, *, desk: str = "") -> Actor:
    """A stored person, rule or import as an actor at `desk`. Raises Refused("person.unknown" or "person.ended")."""
    row = _ACTOR.first(session, person=person)
    if row is None:
        raise Refused("person.unknown")
    pk, name, kind, roles, outlet, state = row
    if state != "active":
        raise Refused("person.ended")
    return Actor(
        id=pk, name=name, roles=frozenset(map(Role, roles)), desk=desk, outlet=outlet, is_import=kind == "import"
    )


def person_by_account(session: Session, account: str) -> UUID:
    """Who the operating system's account is here, in a folder that is joined to a server who signed in there.

    Raises Refused("person.no_account").
    """
    found = session.scalar(select(Peer.person_id)) or session.scalar(
        select(Person.id).where(Person.account == account, Person.state == "active")
    )
    if found is None:
        raise Refused("person.no_account", account=account)
    return found


def account_is_taken(session: Session, account: str, *, but_by: UUID | None) -> bool:
    """Whether the operating system's account is somebody else's than `but_by`."""
    owner = session.scalar(select(Person.id).where(Person.account == account))
    return owner is not None and owner != but_by


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person as lists and pickers show them."""

    id: UUID
    name: str
    account: str
    roles: frozenset[Role]
    outlet_id: UUID | None
    site: str
    state: str


def person_rows(session: Session) -> list[PersonRow]:
    """All persons by name, those who have left last; rules and imports are none."""
    rows = session.execute(
        select(Person.id, Person.name, Person.account, Person.roles, Person.outlet_id, Person.site, Person.state)
        .where(Person.kind == "person")
        .order_by(Person.state, Person.name, Person.id)
    )
    return [
        PersonRow(pk, name, account or "", frozenset(map(Role, roles)), outlet, site or "", state)
        for pk, name, account, roles, outlet, site, state in rows
    ]


def active_with_role(session: Session, role: Role) -> frozenset[UUID]:
    """The persons who work here and have the role."""
    return frozenset(row.id for row in person_rows(session) if role in row.roles and row.state == "active")
