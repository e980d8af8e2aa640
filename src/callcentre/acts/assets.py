"""What customers own: added, described, handed on, and when it may be used again."""

from datetime import date
from typing import Any
from uuid import UUID

from callcentre.acts.rights import CENTRE, DESK, require
from callcentre.domain.errors import BadValue, Refused
from callcentre.store.customers import row_of
from callcentre.store.tables import Asset
from callcentre.store.unit import Unit


def create(
    unit: Unit, *, customer: UUID, serial: str, product: UUID | None = None, purchased_on: date | None = None,
    sold_by: str = "", invoice_no: str = "", installed_on: date | None = None, place: str = "",
    asset_id: UUID | None = None,
) -> UUID:
    """Adds an installed item. Raises BadValue for an empty serial, Refused("customer.unknown")."""
    require(unit, DESK)
    if not serial.strip():
        raise BadValue("value.empty", field="serial", value=serial)
    if not unit.bulk:
        row_of(unit.session, customer)
    pk = unit.create(
        Asset, id=asset_id, serial=serial.strip(), customer_id=customer, product_id=product,
        purchased_on=purchased_on, sold_by=sold_by, invoice_no=invoice_no, installed_on=installed_on,
        place=place, do_not_use=False, state="active",
    )
    unit.changed("customer", customer)
    return pk


_CHANGING = frozenset({"serial", "product", "purchased_on", "sold_by", "invoice_no", "installed_on", "place"})
_DECIDES_COVER = frozenset({"product_id", "purchased_on"})


def change(unit: Unit, asset: UUID, **fields: Any) -> frozenset[str]:
    """Changes serial, product, purchased_on, sold_by, invoice_no, installed_on or place.

    Raises BadValue for another field; answers the columns that differ.
    """
    require(unit, DESK)
    values = dict(fields)
    for name, value in values.items():
        if name not in _CHANGING:
            raise BadValue("value.unknown_field", field=name, value=value)
    if "product" in values:
        values["product_id"] = values.pop("product")
    different = unit.patch(Asset, asset, **values)
    if different & _DECIDES_COVER:
        unit.places_moved.add(asset)
    return different


def hand_on(unit: Unit, asset: UUID, customer: UUID) -> None:
    """The item belongs to another customer now; orders of the past keep the one they had."""
    require(unit, DESK)
    if not unit.bulk:
        row_of(unit.session, customer)
    before = _row(unit, asset).customer_id
    unit.patch(Asset, asset, customer_id=customer)
    unit.changed("customer", customer)
    unit.changed("customer", before)


def mark_do_not_use(unit: Unit, asset: UUID) -> None:
    """Nobody may use it until a person says so."""
    require(unit, DESK)
    unit.patch(Asset, asset, do_not_use=True)


def lift_do_not_use(unit: Unit, asset: UUID) -> None:
    """A person of the centre says that it may be used again. Raises Refused("asset.not_marked")."""
    require(unit, CENTRE)
    if not _row(unit, asset).do_not_use:
        raise Refused("asset.not_marked")
    unit.patch(Asset, asset, do_not_use=False)


def end(unit: Unit, asset: UUID) -> None:
    """The item is gone: scrapped, stolen, exchanged."""
    require(unit, DESK)
    unit.patch(Asset, asset, state="ended")


def resume(unit: Unit, asset: UUID) -> None:
    """The item is there after all."""
    require(unit, DESK)
    unit.patch(Asset, asset, state="active")


def _row(unit: Unit, asset: UUID) -> Asset:
    unit.flush()
    row = unit.session.get(Asset, asset, populate_existing=True)
    if row is None:
        raise Refused("asset.unknown")
    return row
