"""Customers with their phones and address out of a file."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any
from uuid import UUID

from callcentre.acts import addresses, customers, phones
from callcentre.acts.places import Place
from callcentre.domain.errors import BadValue
from callcentre.domain.ids import imported_id
from callcentre.domain.phones import PhoneNumber, parse_phones
from callcentre.exchange.loading.places import position
from callcentre.exchange.rows import Load, Row, upsert
from callcentre.store.batches import in_batches
from callcentre.store.customers import PhoneRow, phone_rows
from callcentre.store.keys import rows_by
from callcentre.store.tables import Address, Customer

_PLAIN = (("name", "name", ""), ("tier", "tier", ""), ("notes", "notes", ""))
_WORDS = (("province", "province", ""), ("city", "city", ""), ("district", "district", ""), ("address", "line", ""))
_PLACE = ("province", "city", "district", "line", "lng", "lat", "exact")
Numbers = tuple[PhoneNumber, ...]


def load_customers(load: Load, rows: list[Row]) -> None:
    """Customers by number.

    The first phone of the file becomes the primary one; numbers the file does not list
    stay behind those it does, and one struck out stays struck out. The file's address is
    the customer's first.
    """
    known = _Known(load, rows)

    def wanted(row: Row) -> dict[str, Any]:
        values = load.given(row, _PLAIN)
        if "phones" in load.columns:
            values["phones"] = _numbers(row)
        place = load.given(row, _WORDS) | position(load, row)
        return values | {f"place.{name}": value for name, value in place.items()}

    def create(row: Row, values: dict[str, Any]) -> None:
        place = Place(**_place_of(values))
        numbers = [number.typed for number in values.pop("phones", ())]
        customers.create(
            load.unit, no=row.text("customer_no"), customer_id=imported_id("customer", row.text("customer_no")),
            phones=numbers, places=[place] if replace(place, exact="") != Place() else [], **values,
        )

    def change(pk: UUID, values: dict[str, Any]) -> None:
        moved = _place_of(values)
        numbers = values.pop("phones", None)
        if values:
            customers.change(load.unit, pk, **values)
        if numbers is not None:
            _list_numbers(load, pk, numbers, known.phones[pk])
        if moved:
            _move(load, pk, moved, known.places.get(pk))

    upsert(load, rows, known.of, wanted, create, change)


class _Known:
    """What is stored of the customers a file speaks of."""

    def __init__(self, load: Load, rows: list[Row]) -> None:
        session = load.unit.session
        numbers = (row.text("customer_no") for row in rows)
        self.rows = {
            row.no: row for row in rows_by(session, Customer, "no", numbers, ("no", "id", "name", "tier", "notes"))
        }
        ids = [row.id for row in self.rows.values()]
        self.phones: dict[UUID, list[PhoneRow]] = defaultdict(list)
        for some in in_batches(ids):
            for phone in phone_rows(session, some):
                self.phones[phone.customer_id].append(phone)
        self.places = first_places(load, ids)

    def of(self, row: Row) -> tuple[UUID, dict[str, Any]] | None:
        """(id, what the row could change) of its customer; None where they are new."""
        there = self.rows.get(row.text("customer_no"))
        if there is None:
            return None
        place = self.places.get(there.id, _NOWHERE)
        stored = {f"place.{name}": value for name, value in place.items() if name != "id"}
        numbers = _numbers(row)
        listed = numbers if _says_nothing_new(numbers, self.phones[there.id]) else None
        return there.id, {"name": there.name, "tier": there.tier, "notes": there.notes, "phones": listed, **stored}


_NOWHERE: dict[str, Any] = {
    "province": "", "city": "", "district": "", "line": "", "lng": None, "lat": None, "exact": "none",
}


def first_places(load: Load, customers_: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Customer -> their first active address: its id and columns."""
    names = ("customer_id", "id", "rank", "state", *_PLACE)
    rows = rows_by(load.unit.session, Address, "customer_id", customers_, names)
    active = sorted((row for row in rows if row.state == "active"), key=lambda row: (row.rank, row.id), reverse=True)
    return {row.customer_id: {name: getattr(row, name) for name in ("id", *_PLACE)} for row in active}


def _numbers(row: Row) -> Numbers:
    return _parsed(";".join(row.values.get("phones") or ()))


@lru_cache(maxsize=4096)
def _parsed(cell: str) -> Numbers:
    try:
        return parse_phones(cell) if cell else ()
    except BadValue as problem:
        raise BadValue(problem.code, field="phones", value=problem.data["value"]) from None


def _says_nothing_new(numbers: Numbers, stored: list[PhoneRow]) -> bool:
    kinds = {(row.e164, row.extension): row.kind for row in stored}
    listed = [kinds.get((number.e164, number.extension)) for number in numbers]
    standing = [kind for kind in listed if kind != "wrong"]
    return None not in listed and (not standing or standing[0] == "primary")


def _list_numbers(load: Load, customer: UUID, numbers: Numbers, stored: list[PhoneRow]) -> None:
    known = {(row.e164, row.extension): row for row in stored}
    first: UUID | None = None
    for place, number in enumerate(numbers):
        row = known.get((number.e164, number.extension))
        if row is not None and row.kind == "wrong":
            continue
        pk = row.id if row is not None else phones.add_phone(
            load.unit, customer, number.typed, kind="backup", rank=len(stored) + place,
            phone_id=imported_id("phone", str(customer), number.typed),
        )
        first = first or pk
    primary = next((row.id for row in stored if row.kind == "primary"), None)
    if first is not None and first != primary:
        phones.promote_phone(load.unit, first)


def _place_of(values: dict[str, Any]) -> dict[str, Any]:
    """Takes the columns of the address out of the values."""
    return {name: values.pop(f"place.{name}") for name in _PLACE if f"place.{name}" in values}


def _move(load: Load, customer: UUID, moved: dict[str, Any], place: dict[str, Any] | None) -> None:
    if place is None:
        addresses.add_address(load.unit, customer, Place(**moved))
        return
    whole = {name: moved.get(name, place[name]) for name in _PLACE}
    addresses.change_address(load.unit, place["id"], Place(**whole))
