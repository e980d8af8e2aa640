"""Writing rows of the local file: statements made once per table, values turned for SQLite in one pass.

SQLAlchemy costs about 0.1 ms a statement, which is more than the rows of one saved order
cost the file; what is read stays with SQLAlchemy.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Table
from sqlalchemy.orm import Session

from callcentre.store.types import sqlite_value

Row = Mapping[str, Any]
_SORTED_FROM = 1_000


class _Plan(NamedTuple):
    insert: str
    put: str
    names: tuple[str, ...]
    keys: tuple[int, ...]
    """The places of the primary key."""
    turns: tuple[tuple[int, Callable[[Any], Any]], ...]
    """The columns whose values SQLite does not take as they are, by place."""

    def values(self, row: Row) -> list[Any]:
        """The row as SQLite takes it; columns it does not name are NULL."""
        found: list[Any] = list(map(row.get, self.names))
        for place, turn in self.turns:
            value = found[place]
            if value is not None:
                found[place] = turn(value)
        return found


@cache
def _plan(table: Table) -> _Plan:
    names = [column.name for column in table.columns]
    quoted = ", ".join(f'"{name}"' for name in names)
    insert = f'INSERT INTO "{table.name}" ({quoted}) VALUES ({", ".join("?" * len(names))})'
    keys = ", ".join(f'"{column.name}"' for column in table.primary_key)
    rest = ", ".join(f'"{c.name}" = excluded."{c.name}"' for c in table.columns if not c.primary_key)
    return _Plan(
        insert,
        f"{insert} ON CONFLICT ({keys}) DO UPDATE SET {rest}",
        tuple(names),
        tuple(names.index(column.name) for column in table.primary_key),
        tuple((place, turn) for place, column in enumerate(table.columns) if (turn := sqlite_value(column.type))),
    )


Values = list[list[Any]]
"""Rows of one table as SQLite takes them."""


def values_of(table: Table, rows: Iterable[Row]) -> Values:
    """Rows as SQLite takes them; columns they do not name are NULL."""
    plan = _plan(table)
    return [plan.values(row) for row in rows]


def sort_by_key(table: Table, values: Values) -> None:
    """Puts ready rows in the order of their keys: many in no order would jump all over the file."""
    keys = _plan(table).keys
    if len(values) >= _SORTED_FROM and all(values[0][place] is not None for place in keys):
        values.sort(key=itemgetter(*keys))


def insert_values(session: Session, table: Table, values: Values) -> None:
    """Inserts rows that were made ready by `values_of`."""
    _run(session, _plan(table).insert, values)


def put_values(session: Session, table: Table, values: Values) -> None:
    """Inserts ready rows, or writes them over those with the same primary key."""
    _run(session, _plan(table).put, values)


def insert_rows(session: Session, table: Table, rows: Iterable[Row]) -> None:
    """Inserts rows; columns they do not name are NULL."""
    insert_values(session, table, values_of(table, rows))


def put_rows(session: Session, table: Table, rows: Iterable[Row]) -> None:
    """Inserts rows, or writes them over those with the same primary key."""
    put_values(session, table, values_of(table, rows))


def update_row(session: Session, table: Table, pk: UUID, new: Row, old: Row | None) -> bool:
    """Writes columns of the row `pk`, with `old` only where those values still stand; answers whether it did."""
    names = tuple(new)
    values = [*_values_of(table, names, new), pk.bytes]
    if old is not None:
        values += _values_of(table, names, old)
    return _run(session, _update(table, names, old is not None), [values]) == 1


@cache
def _update(table: Table, names: tuple[str, ...], checks: bool) -> str:
    settings = ", ".join(f'"{name}" = ?' for name in names)
    standing = "".join(f' AND "{name}" IS ?' for name in names) if checks else ""
    return f'UPDATE "{table.name}" SET {settings} WHERE "id" = ?{standing}'


def _values_of(table: Table, names: tuple[str, ...], row: Row) -> list[Any]:
    plan = _plan(table)
    whole = dict(zip(plan.names, plan.values(row), strict=True))
    return [whole[name] for name in names]


def _run(session: Session, statement: str, rows: Sequence[Sequence[Any]]) -> int:
    if not rows:
        return 0
    driver = session.connection().connection.driver_connection
    assert driver is not None
    cursor = driver.execute(statement, rows[0]) if len(rows) == 1 else driver.executemany(statement, rows)
    return int(cursor.rowcount)
