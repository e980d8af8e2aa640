"""Persons: who works here, in which roles, for which outlet or site."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from callcentre.acts.rights import ADMINISTRATION, require
from callcentre.domain.errors import BadValue, Refused
from callcentre.domain.event import Role
from callcentre.store.people import account_is_taken, active_with_role
from callcentre.store.tables import Person
from callcentre.store.unit import Unit


def create(
    unit: Unit, *, name: str, roles: Iterable[Role], account: str | None = None, outlet: UUID | None = None,
    site: str | None = None, person_id: UUID | None = None,
) -> UUID:
    """Adds a person; `account` is the operating system's account they are on this workstation.

    Raises BadValue for an empty name, the rule's role, a dispatcher without an outlet, or an
    account that is somebody's already.
    """
    require(unit, ADMINISTRATION)
    if not name.strip():
        raise BadValue("value.empty", field="name", value=name)
    given = _checked_roles(roles, outlet)
    _check_account(unit, account, None)
    return unit.create(
        Person, id=person_id, name=name, kind="person", account=account, roles=given, outlet_id=outlet,
        site=site, state="active",
    )


def change(unit: Unit, person: UUID, **fields: Any) -> frozenset[str]:
    """Changes name, roles, account, outlet or site; answers the columns that differ.

    Raises BadValue as `create` does, Refused("person.last_administrator") where nobody could
    change persons any more, Refused("person.not_a_person") for a rule or import.
    """
    require(unit, ADMINISTRATION)
    row = _row(unit, person)
    values = {_COLUMN.get(name, name): value for name, value in fields.items()}
    unknown = sorted(set(values) - _CHANGING)
    if unknown:
        raise BadValue("value.unknown_field", field=unknown[0], value=values[unknown[0]])
    if "name" in values and not values["name"].strip():
        raise BadValue("value.empty", field="name", value=values["name"])
    if values.keys() & {"roles", "outlet_id"}:
        roles = [Role(code) for code in values.get("roles", row.roles)]
        values["roles"] = _checked_roles(roles, values.get("outlet_id", row.outlet_id))
        if Role.ADMINISTRATOR.value not in values["roles"]:
            _check_last(unit, row)
    _check_account(unit, values.get("account"), person)
    return unit.patch(Person, person, **values)


def end(unit: Unit, person: UUID) -> None:
    """The person no longer works here; their name stays on what they did.

    Raises Refused("person.last_administrator" or "person.not_a_person").
    """
    require(unit, ADMINISTRATION)
    row = _row(unit, person)
    _check_last(unit, row)
    unit.patch(Person, person, state="ended")


def resume(unit: Unit, person: UUID) -> None:
    """The person works here again."""
    require(unit, ADMINISTRATION)
    _row(unit, person)
    unit.patch(Person, person, state="active")


_COLUMN = {"outlet": "outlet_id"}
_CHANGING = frozenset({"name", "roles", "account", "outlet_id", "site"})


def _checked_roles(roles: Iterable[Role], outlet: UUID | None) -> list[str]:
    given = frozenset(roles)
    if Role.RULE in given or not given:
        raise BadValue("person.roles", field="roles", value=", ".join(sorted(given)))
    if given == {Role.DISPATCHER} and outlet is None:
        raise BadValue("person.dispatcher_without_outlet", field="outlet", value="")
    return [role.value for role in Role if role in given]


def _check_account(unit: Unit, account: str | None, person: UUID | None) -> None:
    if account and account_is_taken(unit.session, account, but_by=person):
        raise BadValue("person.account_taken", field="account", value=account)


def _check_last(unit: Unit, row: Person) -> None:
    if Role.ADMINISTRATOR.value in row.roles and active_with_role(unit.session, Role.ADMINISTRATOR) <= {row.id}:
        raise Refused("person.last_administrator")


def _row(unit: Unit, person: UUID) -> Person:
    unit.flush()
    row = unit.session.get(Person, person, populate_existing=True)
    if row is None:
        raise Refused("person.unknown")
    if row.kind != "person":
        raise Refused("person.not_a_person")
    return row
