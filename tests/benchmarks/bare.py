"""The bare side: the same rows by plain sqlcipher3, with the key, settings and indexes of the product.

Rows are taken from what the product wrote; a `Pattern` makes them again for other orders,
with fresh ids and numbers, so that both sides write the same bytes.
"""

import json
import re
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from callcentre.app import Desk
from callcentre.store.files import DATA
from callcentre.store.search_index import terms_of
from callcentre.store.sqlcipher import reading_engine, writing_engine
from callcentre.store.tables import Base, LocalBase

TABLES = {table.name: table for metadata in (Base.metadata, LocalBase.metadata) for table in metadata.sorted_tables}
"""Parents before children."""
Rows = dict[str, list[tuple[Any, ...]]]
"""Table -> rows in the order of its columns, as SQLite holds them."""

INDEX = "INSERT OR REPLACE INTO search_index (rowid, words) VALUES (?, ?)"
INSERT = {
    name: "INSERT INTO {} ({}) VALUES ({})".format(
        name, ", ".join(f'"{column.name}"' for column in table.columns), ", ".join("?" * len(table.columns))
    )
    for name, table in TABLES.items()
}


class Bare:
    """One connection to the file of a data folder, set as the product's writer is, or one of its readers."""

    def __init__(self, folder: Path, key: bytes, *, reads: bool = False) -> None:
        self._engine = (reading_engine if reads else writing_engine)(folder / DATA, key)
        self._held = self._engine.raw_connection()
        self.driver: Any = self._held.driver_connection

    def insert(self, rows: Rows) -> None:
        """Writes rows, parents before children."""
        for name in TABLES:
            if rows.get(name):
                self.driver.executemany(INSERT[name], rows[name])

    def all(self, statement: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[Any]:
        """Every row a statement answers."""
        return list(self.driver.execute(statement, parameters))

    def marks(self) -> dict[str, int]:
        """The last row of each table."""
        return {name: self.all(f"SELECT coalesce(max(rowid), 0) FROM {name}")[0][0] for name in TABLES}

    def since(self, marks: Mapping[str, int]) -> Rows:
        """The rows written after `marks`."""
        found: Rows = {}
        for name, table in TABLES.items():
            columns = ", ".join(f'"{column.name}"' for column in table.columns)
            rows = self.all(f"SELECT {columns} FROM {name} WHERE rowid > ? ORDER BY rowid", (marks[name],))
            if rows:
                found[name] = rows
        return found

    def close(self) -> None:
        """Gives the file back."""
        self._held.close()
        self._engine.dispose()


def copy_of(folder: Path, target: Path) -> Path:
    """Another folder with the same file, for the side that must not see what the other wrote."""
    shutil.copytree(folder, target)
    return target


def written_by(desk: Desk, act: Callable[[Any], object], *, bulk: bool = False) -> Rows:
    """The new rows that an act leaves in the file."""
    bare = Bare(desk.folder, desk.key)
    marks = bare.marks()
    desk.write(act, bulk=bulk)
    rows = bare.since(marks)
    bare.close()
    return rows


def documents(rows: Rows) -> list[tuple[int, str]]:
    """(n, words) of every search row among new rows; those of other things than orders stand for as many words."""
    orders = dict(terms_of_orders(rows))
    names = {_of("customer", row, "id"): _of("customer", row, "name") for row in rows.get("customer", ())}
    places = {_of("address", row, "customer_id"): "".join(row[2:6]) for row in rows.get("address", ())}
    return [
        (row[0], orders.get(row[0]) or terms_of(f"{names.get(row[2], row[1])} {places.get(row[2], '')}"))
        for row in rows["search_doc"]
    ]


def terms_of_orders(rows: Rows) -> list[tuple[int, str]]:
    """(n, terms) of the search rows of new orders, from the same rows' numbers, references and words."""
    kinds = {row[2]: row[0] for row in rows["search_doc"] if row[1] == "order"}
    opened = {_of("order_event", row, "id"): _of("order_event", row, "order_id")
              for row in rows["order_event"] if _of("order_event", row, "pos") == 1}
    words = {opened[event]: json.loads(texts).get("words", "") for event, texts in rows.get("event_text", ()) if event in opened}
    views = ((_of("order_view", row, "order_id"), row) for row in rows["order_view"])
    return [
        (kinds[order], terms_of(" ".join((
            _of("order_view", row, "no"), _of("order_view", row, "external_ref"), words.get(order, "")))))
        for order, row in views if order in kinds
    ]


_PLACES = {name: {column.name: place for place, column in enumerate(table.columns)} for name, table in TABLES.items()}


def _of(table: str, row: tuple[Any, ...], column: str) -> Any:
    return row[_PLACES[table][column]]


class Fresh:
    """Ids that sort by their making, as the product's do, without its clock and chance."""

    def __init__(self, begin: int = 0) -> None:
        self._next = (0x0190_0000_0000 << 80) | (7 << 76) | (0b10 << 62) | begin

    def __call__(self) -> bytes:
        self._next += 1
        return self._next.to_bytes(16, "big")


def dashed(pk: bytes) -> str:
    """An id as JSON holds it."""
    h = pk.hex()
    return f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}"


_INSTANTS = re.compile(r"(^|_)(at|since)$|^window_")
_NUMBERED = frozenset({("search_doc", "n"), ("outbox", "n")})
"""Columns that SQLite counts by itself."""


class Pattern:
    """Rows that one act wrote, to be made again for others."""

    def __init__(self, rows: Rows, texts: Iterable[str] = (), links: Iterable[UUID] = ()) -> None:
        """`texts` and `links` are what `again` may replace beside the ids of the rows themselves."""
        self.own = tuple(dict.fromkeys(
            value for name, of in rows.items() for row in of
            for column, value in zip(TABLES[name].columns, row, strict=True)
            if isinstance(value, bytes) and (column.primary_key or column.name in ("change_id", "cmd_id"))
        ))
        self._texts = tuple(texts)
        known = (*self.own, *(link.bytes for link in links))
        self._cut = re.compile("(" + "|".join(map(re.escape, (*map(dashed, known), *self._texts))) + ")")
        self._ids = frozenset(known)
        self._dashed = {dashed(pk): pk for pk in known}
        self._rows = [(name, row, self._steps(name, row)) for name, of in rows.items() for row in of]

    def _steps(self, name: str, row: tuple[Any, ...]) -> list[tuple[int, str, Any]]:
        steps: list[tuple[int, str, Any]] = []
        for place, (column, value) in enumerate(zip(TABLES[name].columns, row, strict=True)):
            if (name, column.name) in _NUMBERED:
                steps.append((place, "none", None))
            elif isinstance(value, bytes) and value in self._ids:
                steps.append((place, "id", value))
            elif isinstance(value, str) and self._cut.search(value):
                steps.append((place, "text", self._cut.split(value)))
            elif isinstance(value, int) and _INSTANTS.search(column.name):
                steps.append((place, "instant", value))
        return steps

    def again(
        self, fresh: Fresh, texts: Mapping[str, str], links: Mapping[bytes, bytes] | None = None, shift: int = 0
    ) -> list[tuple[str, list[Any]]]:
        """(table, row), ... with fresh ids, these texts and links, and every instant later by `shift`."""
        ids = {pk: fresh() for pk in self.own} | dict(links or {})
        said = dict(texts)
        made: list[tuple[str, list[Any]]] = []
        for name, row, steps in self._rows:
            values = list(row)
            for place, kind, what in steps:
                if kind == "id":
                    values[place] = ids.get(what, what)
                elif kind == "instant":
                    values[place] = what + shift
                elif kind == "none":
                    values[place] = None
                else:
                    values[place] = "".join(
                        dashed(ids.get(pk, pk)) if (pk := self._dashed.get(piece)) else said.get(piece, piece)
                        for piece in what
                    )
            made.append((name, values))
        return made
