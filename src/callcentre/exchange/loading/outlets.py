"""Outlets and their technicians out of a file."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from callcentre.acts import outlets, technicians
from callcentre.acts.places import Place
from callcentre.domain.errors import BadValue, Problem
from callcentre.domain.ids import imported_id
from callcentre.exchange.loading.places import position
from callcentre.exchange.rows import Load, Row, found, unknown, upsert
from callcentre.store.keys import all_rows, ids_by, rows_by
from callcentre.store.tables import Outlet, Technician

_OUTLET = (
    "code", "id", "name", "parent_id", "phone", "night_phone", "province", "city", "district", "address", "lng",
    "lat", "exact", "skills", "brands", "capacity_per_day", "opened_on",
)
_PLAIN = (
    ("name", "name", ""), ("phone", "phone", ""), ("night_phone", "night_phone", ""), ("province", "province", ""),
    ("city", "city", ""), ("district", "district", ""), ("address", "address", ""), ("skills", "skills", ()),
    ("brands", "brands", ()), ("capacity_per_day", "capacity_per_day", None), ("opened_on", "opened_on", None),
)
_PLACE = ("province", "city", "district", "lng", "lat", "exact")


class _Known(NamedTuple):
    id: UUID
    fields: Mapping[str, Any]


def load_outlets(load: Load, rows: list[Row]) -> None:
    """Outlets by code; a parent may stand anywhere in the file, but not below its own child."""
    known = {row.code: _Known(row.id, row._asdict()) for row in all_rows(load.unit.session, Outlet, _OUTLET, "code")}
    ids = {code: there.id for code, there in known.items()}
    for row in rows:
        ids.setdefault(row.text("code"), imported_id("outlet", row.text("code")))
    refused = _without_parent(load, rows, known)

    def wanted(row: Row) -> dict[str, Any]:
        if row.line in refused:
            raise refused[row.line]
        values = load.given(row, _PLAIN) | position(load, row)
        for name in ("skills", "brands"):
            if name in values:
                values[name] = list(values[name])
        if "parent" in load.columns:
            parent = row.text("parent")
            values["parent_id"] = ids[parent] if parent else None
        return values

    def create(row: Row, values: dict[str, Any]) -> None:
        place = Place(line=values.pop("address", ""), **{name: values.pop(name) for name in _PLACE if name in values})
        code = row.text("code")
        outlets.create(
            load.unit, code=code, outlet_id=ids[code], place=place, parent=values.pop("parent_id", None), **values
        )

    upsert(
        load, rows, lambda row: known.get(row.text("code")), wanted, create,
        lambda pk, values: outlets.change(load.unit, pk, **values),
    )


def _without_parent(load: Load, rows: list[Row], known: Mapping[str, _Known]) -> dict[int, Problem]:
    """Line -> why, for rows whose parent is unknown, refused itself, or below them."""
    if "parent" not in load.columns:
        return {}
    codes = {there.id: code for code, there in known.items()}
    above = {code: codes.get(there.fields["parent_id"], "") for code, there in known.items()}
    above |= {row.text("code"): row.text("parent") for row in rows}
    refused: dict[int, Problem] = {}
    for row in rows:
        parent = row.text("parent")
        if parent and parent not in above:
            refused[row.line] = unknown("parent", parent)
        elif _is_below(parent, row.text("code"), above):
            refused[row.line] = BadValue("outlet.cycle", field="parent", value=parent)
    lost = {row.text("code") for row in rows if row.line in refused} - known.keys()
    while more := {
        row.line: row for row in rows if row.line not in refused and row.text("parent") in lost
    }:
        for line, row in more.items():
            refused[line] = unknown("parent", row.text("parent"))
            lost |= {row.text("code")} - known.keys()
    return refused


def _is_below(code: str, top: str, above: Mapping[str, str]) -> bool:
    seen: set[str] = set()
    while code and code not in seen:
        if code == top:
            return True
        seen.add(code)
        code = above.get(code, "")
    return False


_TECHNICIAN = ("outlet_id", "name", "id", "phone", "skills", "certified_until")


def load_technicians(load: Load, rows: list[Row]) -> None:
    """Technicians by outlet and name."""
    session = load.unit.session
    codes = ids_by(session, Outlet, "code", (row.text("outlet_code") for row in rows))
    known = {
        (row.outlet_id, row.name): _Known(row.id, row._asdict())
        for row in rows_by(session, Technician, "outlet_id", codes.values(), _TECHNICIAN)
    }

    def wanted(row: Row) -> dict[str, Any]:
        found(codes, row, "outlet_code")
        values = load.given(
            row, (("phone", "phone", ""), ("skills", "skills", ()), ("certified_until", "certified_until", None))
        )
        if "skills" in values:
            values["skills"] = list(values["skills"])
        return values

    def create(row: Row, values: dict[str, Any]) -> None:
        outlet, name = row.text("outlet_code"), row.text("name")
        technicians.create(
            load.unit, outlet=codes[outlet], name=name, technician_id=imported_id("technician", outlet, name), **values
        )

    def change(pk: UUID, values: dict[str, Any]) -> None:
        technicians.change(load.unit, pk, **values)

    def there(row: Row) -> _Known | None:
        return known.get((codes[row.text("outlet_code")], row.text("name")))

    upsert(load, rows, there, wanted, create, change)
