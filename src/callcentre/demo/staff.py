"""Who acts in the demo year, and acting as them within one unit of bulk work."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from callcentre.acts import people
from callcentre.domain.event import Actor, Role
from callcentre.store.unit import Unit

DESK = "DEMO"


@dataclass(frozen=True, slots=True)
class Staff:
    """The people of the hotline; dispatchers by outlet."""

    agents: tuple[Actor, ...]
    supervisors: tuple[Actor, ...]
    dispatchers: dict[UUID, Actor]


@contextmanager
def acting(unit: Unit, actor: Actor) -> Iterator[None]:
    """What is written inside is written as `actor`: the demo plays many people in one transaction."""
    before, unit.actor = unit.actor, actor
    try:
        yield
    finally:
        unit.actor = before


def hire(unit: Unit, name: str, *roles: Role, outlet: UUID | None = None, site: str = "") -> Actor:
    """Adds a person and answers them as the actor they will be."""
    person = people.create(unit, name=name, roles=roles, outlet=outlet, site=site or None)
    return Actor(id=person, name=name, roles=frozenset(roles), desk=DESK, outlet=outlet)
