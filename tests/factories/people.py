"""Persons."""

from collections.abc import Iterable
from itertools import count
from uuid import UUID

from callcentre.acts import people
from callcentre.app import Desk
from callcentre.domain.event import Role

_numbers = count(1)


def a_person(desk: Desk, *roles: Role, name: str = "", outlet: UUID | None = None) -> UUID:
    """A person with these roles (default: agent)."""
    given: Iterable[Role] = roles or (Role.AGENT,)
    called = name or f"Person {next(_numbers)}"
    return desk.write(lambda unit: people.create(unit, name=called, roles=given, outlet=outlet)).result
