"""Customers' machines and what covers them out of a file."""

from typing import Any
from uuid import UUID

from callcentre.acts import assets, covers
from callcentre.domain.errors import BadValue
from callcentre.domain.ids import imported_id
from callcentre.exchange.rows import Load, Row, found, upsert
from callcentre.store.keys import ids_by, rows_by
from callcentre.store.tables import Asset, Cover, Customer, Product

_ASSET = (
    ("purchased_on", "purchased_on", None), ("sold_by", "sold_by", ""), ("invoice_no", "invoice_no", ""),
    ("installed_on", "installed_on", None),
)
_COVER = (
    ("kind", "kind", "maker"), ("scope", "scope", "all"), ("from", "from_on", None), ("until", "until_on", None),
    ("payer", "payer", ""),
)


def load_assets(load: Load, rows: list[Row]) -> None:
    """Assets by serial; another customer_no hands the machine on."""
    session = load.unit.session
    customers = ids_by(session, Customer, "no", (row.text("customer_no") for row in rows))
    models = ids_by(session, Product, "model", (row.text("model") for row in rows))
    names = ("serial", "id", "customer_id", "product_id", *(stored for _, stored, _ in _ASSET))
    known = {
        row.serial: (row.id, row._asdict())
        for row in rows_by(session, Asset, "serial", (row.text("serial") for row in rows), names)
    }

    def wanted(row: Row) -> dict[str, Any]:
        values = load.given(row, _ASSET) | {"customer_id": found(customers, row, "customer_no")}
        if "model" in load.columns:
            values["product_id"] = found(models, row, "model")
        return values

    def create(row: Row, values: dict[str, Any]) -> None:
        serial = row.text("serial")
        assets.create(
            load.unit, serial=serial, asset_id=imported_id("asset", serial), customer=values.pop("customer_id"),
            product=values.pop("product_id", None), **values,
        )

    def change(pk: UUID, values: dict[str, Any]) -> None:
        owner = values.pop("customer_id", None)
        if "product_id" in values:
            values["product"] = values.pop("product_id")
        if values:
            assets.change(load.unit, pk, **values)
        if owner is not None:
            assets.hand_on(load.unit, pk, owner)

    upsert(load, rows, lambda row: known.get(row.text("serial")), wanted, create, change)


def load_covers(load: Load, rows: list[Row]) -> None:
    """Covers by number; kind is maker and scope all where nothing is said."""
    session = load.unit.session
    serials = ids_by(session, Asset, "serial", (row.text("serial") for row in rows))
    names = ("no", "id", "asset_id", *(stored for _, stored, _ in _COVER))
    known = {
        row.no: (row.id, row._asdict())
        for row in rows_by(session, Cover, "no", (row.text("cover_no") for row in rows), names)
    }

    def wanted(row: Row) -> dict[str, Any]:
        if row.values["until"] < row.values["from"]:
            raise BadValue("value.ends_before", field="until", value=row.values["until"], first="from")
        return load.given(row, _COVER) | {"asset_id": found(serials, row, "serial")}

    def create(row: Row, values: dict[str, Any]) -> None:
        no = row.text("cover_no")
        covers.create(load.unit, no=no, cover_id=imported_id("cover", no), asset=values.pop("asset_id"), **values)

    upsert(
        load, rows, lambda row: known.get(row.text("cover_no")), wanted, create,
        lambda pk, values: covers.change(load.unit, pk, **values),
    )
