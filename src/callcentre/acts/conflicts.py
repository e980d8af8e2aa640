"""Conflicts that the exchange has brought: a person decides between two values, or says that it was seen."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcentre.acts.rights import CENTRE, require
from callcentre.domain.errors import BadValue, Refused
from callcentre.store.exchange.shape import table_named, typed
from callcentre.store.initials import initials_of
from callcentre.store.tables import Base, Conflict, table_of
from callcentre.store.unit import Unit

MINE, THEIRS, EDITED = "mine", "theirs", "edited"
_CONFLICT = table_of(Conflict)


def settle(unit: Unit, conflicts: Sequence[UUID], choice: str, values: Mapping[str, Any] | None = None) -> None:
    """Settles conflicts of one change of one row: `choice` is mine, theirs, or edited with `values`.

    What the row shows is patched as any change is, so others see who decided it. Raises
    Refused("conflict.settled") where somebody was faster, BadValue("value.empty") for a name that was left out.
    """
    require(unit, CENTRE)
    rows = unit.session.execute(select(_CONFLICT).where(_CONFLICT.c.id.in_(conflicts))).mappings().all()
    if len(rows) != len(set(conflicts)) or any(row["state"] != "open" for row in rows):
        raise Refused("conflict.settled")
    if rows[0]["kind"] == "field":
        chosen = values if choice == EDITED and values is not None else {row["field"]: row[choice] for row in rows}
        _patch(unit, rows[0]["entity"], rows[0]["pk"], dict(chosen))
    for row in rows:
        unit.put(_CONFLICT, [dict(row) | {"state": choice}])
        unit.send("conflict", row["id"], "patch", {"state": ("open", choice, str(row["id"]))})
        unit.changed("conflict", row["id"])


def _patch(unit: Unit, entity: str, pk: UUID, values: dict[str, Any]) -> None:
    name = values.get("name")
    if entity == "customer" and name is not None:
        if not str(name).strip():
            raise BadValue("value.empty", field="name", value=name)
        values["initials"] = initials_of(str(name))
    unit.patch(_kind(entity), pk, **typed(entity, values))
    moved = _moved(unit.session, entity, pk)
    if moved is not None:
        unit.places_moved.add(moved)


def _moved(session: Session, entity: str, pk: UUID) -> UUID | None:
    """What orders know a row by whose change moves figures of theirs."""
    if entity in ("outlet", "asset", "product"):
        return pk
    column = {"address": "customer_id", "cover": "asset_id"}.get(entity)
    if column is None:
        return None
    table = table_named(entity)
    found: UUID | None = session.execute(select(table.c[column]).where(table.c.id == pk)).scalar_one_or_none()
    return found


def _kind(entity: str) -> type[Base]:
    return next(mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is table_named(entity))
