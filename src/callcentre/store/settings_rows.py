"""What the settings show of the file: the version of the profile in force, and the outlets a person may belong to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcentre.domain.instants import Instant
from callcentre.domain.profile import Profile
from callcentre.store.people import PersonRow, person_rows
from callcentre.store.profiles import profile_at
from callcentre.store.tables import Outlet, Person, ProfileVersion


@dataclass(frozen=True, slots=True)
class InForce:
    """The version of the profile that judges now, who made it, and why."""

    profile: Profile
    valid_from: date
    author: str
    note: str
    made_at: Instant
    versions: int
    """How many versions the file holds."""
    body: Mapping[str, Any]
    """The version as it is stored."""


@dataclass(frozen=True, slots=True)
class OutletName:
    """An outlet to choose from."""

    id: UUID
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Staff:
    """Who works here, and the outlets they may belong to."""

    people: list[PersonRow]
    outlets: list[OutletName]


def in_force(session: Session, now: Instant) -> InForce:
    """The version that judges at `now`. Raises Refused("profile.none")."""
    profile = profile_at(session, now)
    version = session.execute(
        select(ProfileVersion.valid_from, Person.name, ProfileVersion.note, ProfileVersion.made_at, ProfileVersion.body)
        .outerjoin(Person, Person.id == ProfileVersion.author_id)
        .where(ProfileVersion.id == UUID(profile.version))
    ).one()
    valid_from, author, note, made_at, body = version
    versions = len(session.scalars(select(ProfileVersion.id)).all())
    return InForce(profile, valid_from, author or "", note, made_at, versions, body)


def staff(session: Session) -> Staff:
    """Everybody who works or worked here, and the outlets by name."""
    rows = session.execute(
        select(Outlet.id, Outlet.code, Outlet.name).where(Outlet.state == "active").order_by(Outlet.name, Outlet.code)
    )
    return Staff(person_rows(session), [OutletName(pk, code, name) for pk, code, name in rows])
