"""The people of an outlet who visit, known by outlet and name."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from callcentre.acts.rights import DESK, require, require_outlet
from callcentre.domain.errors import BadValue, Refused
from callcentre.store.tables import Technician
from callcentre.store.unit import Unit


def create(
    unit: Unit, *, outlet: UUID, name: str, phone: str = "", skills: Iterable[str] = (),
    certified_until: date | None = None, technician_id: UUID | None = None,
) -> UUID:
    """Adds a technician to an outlet.

    Raises BadValue for an empty name, Refused("act.other_outlet") for a dispatcher of another outlet.
    """
    require(unit, DESK)
    require_outlet(unit, outlet)
    if not name.strip():
        raise BadValue("value.empty", field="name", value=name)
    return unit.create(
        Technician, id=technician_id, outlet_id=outlet, name=name, phone=phone, skills=list(skills),
        certified_until=certified_until, state="active",
    )


def change(unit: Unit, technician: UUID, **fields: Any) -> frozenset[str]:
    """Changes columns of a technician; answers those that differ. Raises Refused("technician.unknown")."""
    require(unit, DESK)
    row = unit.session.get(Technician, technician)
    if row is None:
        raise Refused("technician.unknown")
    require_outlet(unit, row.outlet_id)
    values = dict(fields)
    if "skills" in values:
        values["skills"] = list(values["skills"])
    return unit.patch(Technician, technician, **values)


def end(unit: Unit, technician: UUID) -> None:
    """The technician no longer visits for the outlet; earlier visits keep the name."""
    change(unit, technician, state="ended")
