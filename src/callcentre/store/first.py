"""What a new data folder begins with: who this workstation is, who works here, by which rules."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcentre.domain.event import Role
from callcentre.domain.ids import imported_id, new_id
from callcentre.domain.instants import Instant, to_datetime
from callcentre.domain.numbers import tag_of
from callcentre.profiles.load import load_profile, profile_body
from callcentre.store.tables import Device, Person, ProfileVersion

RULE_PERSON: UUID = imported_id("person", "rule")
IMPORT_PERSON: UUID = imported_id("person", "import")
EVERY_ROLE = [role.value for role in Role if role is not Role.RULE]


def device_of(session: Session) -> Device | None:
    """What this workstation is; None in a folder that has not begun."""
    return session.scalars(select(Device)).one_or_none()


def begin_folder(session: Session, *, account: str, now: Instant, profile: str, demo: bool) -> Device:
    """The device's row, made with the first persons and the seed profile where there is none yet.

    The first person has every role and is named after the operating system's account;
    an account that is new to an old folder gets no rights by opening it.
    """
    device = device_of(session)
    if device is not None:
        return device
    device_id = new_id(now)
    device = Device(
        id=device_id, incarnation=new_id(now), machine="", tag=tag_of(device_id), connected=False, demo=demo, profile=profile, counters={}
    )
    first = _person(new_id(now), account, "person", EVERY_ROLE, account)
    session.add_all(
        [
            device,
            first,
            _person(RULE_PERSON, "rule", "rule", [Role.RULE.value]),
            _person(IMPORT_PERSON, "import", "import", EVERY_ROLE),
        ]
    )
    session.flush()
    zone = load_profile(profile).zone
    session.add(
        ProfileVersion(
            id=new_id(now),
            name=profile,
            # In force for whatever is imported of the years before as well.
            valid_from=to_datetime(0, zone).date(),
            body=profile_body(profile),
            author_id=first.id,
            note="",
            made_at=now,
        )
    )
    session.flush()
    return device


def _person(
    person_id: UUID, name: str, kind: str, roles: list[str], account: str | None = None
) -> Person:
    return Person(
        id=person_id, name=name, kind=kind, account=account, roles=roles, outlet_id=None, site=None, state="active"
    )
