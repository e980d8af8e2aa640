"""Service outlets: their tree, what they can do, and their end."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from callcentre.acts.places import NOWHERE, Place, checked_position
from callcentre.acts.rights import KEEPERS, require
from callcentre.domain.errors import BadValue, Refused
from callcentre.store.outlets import active_below, is_within, open_orders_at
from callcentre.store.tables import Outlet
from callcentre.store.unit import Unit


def create(
    unit: Unit, *, code: str, name: str, parent: UUID | None = None, phone: str = "", night_phone: str = "",
    place: Place = NOWHERE, skills: Iterable[str] = (), brands: Iterable[str] = (),
    capacity_per_day: int | None = None, opened_on: date | None = None, outlet_id: UUID | None = None,
) -> UUID:
    """Adds an outlet, below `parent` where given; no skills means it serves every category.

    Raises BadValue for an empty code or name, a place or capacity that cannot be, and
    Refused("row.unknown") for a parent that does not exist.
    """
    require(unit, KEEPERS)
    _check_named(code=code, name=name)
    _check_capacity(capacity_per_day)
    if parent is not None and not unit.bulk and unit.session.get(Outlet, parent) is None:
        raise Refused("outlet.unknown")
    return unit.create(
        Outlet, id=outlet_id, code=code, name=name, parent_id=parent, phone=phone, night_phone=night_phone,
        **_columns(place), skills=list(skills), brands=list(brands), capacity_per_day=capacity_per_day,
        opened_on=opened_on, state="active",
    )


def change(unit: Unit, outlet: UUID, **fields: Any) -> frozenset[str]:
    """Changes fields of an outlet (columns, `place` and `parent`); answers the columns that differ.

    Raises Refused("outlet.cycle") where `parent` stands below the outlet itself.
    """
    require(unit, KEEPERS)
    values = dict(fields)
    if "place" in values:
        values.update(_columns(values.pop("place")))
    if "parent" in values:
        values["parent_id"] = values.pop("parent")
        _check_parent(unit, outlet, values["parent_id"])
    for name in ("skills", "brands"):
        if name in values:
            values[name] = list(values[name])
    _check_named(**{name: values[name] for name in ("code", "name") if name in values})
    _check_capacity(values.get("capacity_per_day"))
    different = unit.patch(Outlet, outlet, **values)
    if different & {"lng", "lat"}:
        unit.places_moved.add(outlet)
    return different


def end(unit: Unit, outlet: UUID) -> None:
    """The outlet ends its service; its row and history stay.

    Raises Refused("outlet.not_empty") naming how many active outlets are below it and how
    many open orders are with it.
    """
    require(unit, KEEPERS)
    below, orders = active_below(unit.session, outlet), open_orders_at(unit.session, outlet)
    if below or orders:
        raise Refused("outlet.not_empty", below=below, orders=orders)
    unit.patch(Outlet, outlet, state="ended")


def resume(unit: Unit, outlet: UUID) -> None:
    """An outlet that had ended its service serves again."""
    require(unit, KEEPERS)
    unit.patch(Outlet, outlet, state="active")


def _columns(place: Place) -> dict[str, Any]:
    lng, lat, exact = checked_position(place)
    return {
        "province": place.province, "city": place.city, "district": place.district, "address": place.line,
        "lng": lng, "lat": lat, "exact": exact,
    }


def _check_named(**values: str) -> None:
    for name, value in values.items():
        if not value.strip():
            raise BadValue("value.empty", field=name, value=value)


def _check_capacity(capacity: int | None) -> None:
    if capacity is not None and capacity < 0:
        raise BadValue("value.negative", field="capacity_per_day", value=capacity)


def _check_parent(unit: Unit, outlet: UUID, parent: UUID | None) -> None:
    if parent is None:
        return
    unit.flush()
    if unit.session.get(Outlet, parent) is None:
        raise Refused("outlet.unknown")
    if is_within(unit.session, parent, outlet):
        raise Refused("outlet.cycle")
