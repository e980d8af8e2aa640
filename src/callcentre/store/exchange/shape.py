"""What travels, as tables of data: which kinds of rows, which of their columns are keys, what hangs on what."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Float, Integer, Table

from callcentre.store.tables import Base
from callcentre.store.types import Day, Id, Json

OF_COMPANY = ("outlet", "technician", "person", "product", "part", "article", "profile_version")
OF_SITE = (
    "customer", "phone", "address", "asset", "cover", "service_order", "order_alias", "complaint", "call", "attachment",
)  # fmt: skip
"""Kinds of rows of a site, and cut down of an outlet; parents before children."""
SPOKEN_OF: Mapping[str, tuple[str, str, str]] = {
    "order_event": ("service_order", "order_id", "event_text"),
    "complaint_event": ("complaint", "complaint_id", "complaint_text"),
}
"""Kinds of events -> what they are of, the column that names it, where their words are."""
CHILDREN: tuple[tuple[str, str, str], ...] = (
    ("customer", "phone", "customer_id"),
    ("customer", "address", "customer_id"),
    ("customer", "asset", "customer_id"),
    ("asset", "cover", "asset_id"),
    ("service_order", "order_event", "order_id"),
    ("service_order", "order_alias", "order_id"),
    ("service_order", "attachment", "subject_id"),
    ("complaint", "complaint_event", "complaint_id"),
    ("complaint", "attachment", "subject_id"),
    ("customer", "attachment", "subject_id"),
)
"""(what, what goes with it, by which column)."""

Value = Any


def table_named(entity: str) -> Table:
    """The table of a kind of row."""
    return Base.metadata.tables[entity]


def typed(entity: str, fields: Mapping[str, Value]) -> dict[str, Value]:
    """Values of the line as the tables hold them; what this program has no column for is left out."""
    turns = _turns(entity)
    found = {}
    for name, value in fields.items():
        if name in turns:
            turn = turns[name]
            found[name] = value if turn is None or value is None else turn(value)
    return found


@cache
def _turns(entity: str) -> Mapping[str, Callable[[Any], Any] | None]:
    return {column.name: _turn(column.type) for column in table_named(entity).columns if column.name != "id"}


def _turn(kind: object) -> Callable[[Any], Any] | None:
    if isinstance(kind, Id):
        return UUID
    return date.fromisoformat if isinstance(kind, Day) else None


@cache
def blank(entity: str) -> Mapping[str, Value]:
    """What stands in columns that must hold something and that this person is not shown."""
    return {
        column.name: _nothing(column.type)
        for column in table_named(entity).columns
        if not column.nullable and not isinstance(column.type, Id)
    }


def _nothing(kind: object) -> Value:
    if isinstance(kind, Json):
        return []
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Day):
        return date(1970, 1, 1)
    return 0 if isinstance(kind, Integer | Float) or kind.__class__.__name__ == "Moment" else ""


@cache
def keys(entity: str) -> tuple[tuple[str, ...], ...]:
    """Columns that no two rows of a kind may share; the last of them is changed where two would."""
    table = table_named(entity)
    single = [(column.name,) for column in table.columns if column.unique]
    return (*single, *(tuple(index.columns.keys()) for index in table.indexes if index.unique))


@cache
def parents(entity: str) -> tuple[tuple[str, str], ...]:
    """(column, kind) of the rows that must be there for a row of this kind."""
    return tuple(
        (column.name, key.column.table.name) for column in table_named(entity).columns for key in column.foreign_keys
    )
