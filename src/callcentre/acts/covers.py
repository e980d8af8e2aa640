"""What is paid for an asset, by whom, until when."""

from datetime import date
from typing import Any
from uuid import UUID

from callcentre.acts.rights import CENTRE, require
from callcentre.domain.covers import COVER_KINDS, COVER_SCOPES
from callcentre.domain.errors import BadValue, Refused
from callcentre.store.numbers import next_number
from callcentre.store.tables import Cover
from callcentre.store.unit import Unit


def create(
    unit: Unit, *, asset: UUID, from_on: date, until_on: date, kind: str = "maker", scope: str = "all",
    payer: str = "", no: str = "", cover_id: UUID | None = None,
) -> UUID:
    """Adds a cover, both days inclusive. Raises BadValue for an unknown kind or scope or days turned round."""
    require(unit, CENTRE)
    _check({"kind": kind, "scope": scope})
    _check_days(from_on, until_on)
    unit.places_moved.add(asset)
    return unit.create(
        Cover, id=cover_id, no=no or next_number(unit, "CV"), asset_id=asset, kind=kind, scope=scope,
        from_on=from_on, until_on=until_on, payer=payer,
    )


def change(unit: Unit, cover: UUID, **fields: Any) -> frozenset[str]:
    """Changes kind, scope, from_on, until_on, payer or asset_id; answers those that differ. Raises BadValue."""
    require(unit, CENTRE)
    _check(fields)
    unit.flush()
    row = unit.session.get(Cover, cover, populate_existing=True)
    if row is None:
        raise Refused("row.unknown", entity="cover")
    _check_days(fields.get("from_on", row.from_on), fields.get("until_on", row.until_on))
    owners = {row.asset_id, fields.get("asset_id", row.asset_id)}
    different = unit.patch(Cover, cover, **fields)
    if different - {"payer"}:
        unit.places_moved.update(owners)
    return different


def _check(fields: dict[str, Any]) -> None:
    for name, among in (("kind", COVER_KINDS), ("scope", COVER_SCOPES)):
        if name in fields and fields[name] not in among:
            raise BadValue("value.not_among", field=name, value=fields[name], among=", ".join(sorted(among)))


def _check_days(first: date, last: date) -> None:
    if last < first:
        raise BadValue("value.ends_before", field="until", value=last.isoformat(), first="from")
