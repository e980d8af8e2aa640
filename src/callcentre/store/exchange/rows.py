"""Rows of the file as a page of the exchange changes them: read together, changed in memory, written together."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcentre.domain.merging import Merged
from callcentre.store.batches import among, in_batches
from callcentre.store.exchange.own import Own, of_rows
from callcentre.store.exchange.shape import blank, keys, parents, table_named, typed
from callcentre.store.exchange.sql import id_of, of_ids, run, run_many
from callcentre.store.rows import insert_values, sort_by_key, update_row, values_of
from callcentre.store.tables import Base

_OF_WRITERS = "SELECT pk, field, change_id FROM field_by WHERE pk IN ({ids})"
_OF_SHADOWS = "SELECT pk, field, value, change_id FROM shadow WHERE pk IN ({ids})"
_OF_VERSIONS = "SELECT pk, version FROM row_version WHERE pk IN ({ids})"

_TABLES = Base.metadata.sorted_tables
"""Parents before children."""


class Beside(NamedTuple):
    """The server's value of a field that shows an own one, plain, and the change that wrote it."""

    value: Any
    change: UUID


@dataclass(slots=True)
class Row:
    """One row: what stands in the file, and what is kept about its fields."""

    entity: str
    pk: UUID
    values: dict[str, Any] | None = None
    """As the table holds them; None where there is no such row."""
    version: int = 0
    """0 or 1 where nothing higher was told; of a row that has left the version it left with."""
    by: dict[str, UUID] = field(default_factory=dict)
    beside: dict[str, Beside] = field(default_factory=dict)
    own: list[Own] = field(default_factory=list)
    """Own changes of it that are not confirmed."""
    is_new: bool = False
    changed: set[str] = field(default_factory=set)
    _kept: tuple[int, dict[str, UUID], dict[str, Beside]] = (0, {}, {})

    @property
    def has_left(self) -> bool:
        """Whether it went out of this desk's sight, and is not to come back by an older line."""
        return self.values is None and self.version > 0

    def own_fields(self) -> dict[str, list[str]]:
        """Fields with own changes that are not confirmed -> these changes."""
        found: dict[str, list[str]] = {}
        for own in self.own:
            for name in own.fields.keys() - own.lost:
                found.setdefault(name, []).append(str(own.change))
        return found

    def put(self, name: str, value: Any) -> None:
        """Shows a value, given as the table holds it."""
        assert self.values is not None
        if self.values.get(name) != value or name not in self.values:
            self.values[name] = value
            self.changed.add(name)

    def take(self, merged: Merged, writers: Mapping[str, UUID]) -> None:
        """What the row takes from the server; `writers` are who wrote the values that stay beside."""
        if self.values is None:
            self.values, self.is_new = dict(blank(self.entity)), True
        self.version = merged.version
        for name, value in typed(self.entity, merged.values).items():
            self.put(name, value)
            self.beside.pop(name, None)
        self.by |= {name: UUID(change) for name, change in merged.by.items()}
        for name, value in merged.beside.items():
            self.beside[name] = Beside(value, writers.get(name, self.pk))
        self.show(merged.beside)

    def show(self, names: Iterable[str]) -> None:
        """Each of these fields shows the last own value that still waits, else the server's."""
        own = self.own_fields()
        changes = {str(change.change): change for change in self.own}
        for name in [name for name in names if name in self.beside]:
            if own.get(name):
                last = changes[own[name][-1]]
                value = last.fields[name][1]
                self.by[name] = self.pk if last.kind == "create" else last.change
            else:
                value, self.by[name] = self.beside.pop(name)
            self.put(name, typed(self.entity, {name: value}).get(name))

    def remember(self) -> None:
        """What is kept about it stands in the file like this."""
        self._kept = (self.version, dict(self.by), dict(self.beside))

    def moved(self) -> tuple[bool, dict[str, UUID], dict[str, Beside], set[str]]:
        """What is kept about it and changed: version, writers, values beside, and fields with none beside any more."""
        version, by, beside = self._kept
        writers = {name: change for name, change in self.by.items() if by.get(name, self.pk) != change}
        shadows = {name: value for name, value in self.beside.items() if beside.get(name) != value}
        return self.version != version and self.version > 1, writers, shadows, beside.keys() - self.beside.keys()


class Rows:
    """The rows of one page."""

    def __init__(self, session: Session, cursors: Mapping[str, int]) -> None:
        self._session, self._cursors = session, cursors
        self._rows: dict[UUID, Row] = {}

    def load(self, wanted: Iterable[tuple[str, UUID]]) -> None:
        """Reads these rows and what is kept about them, a few hundred at a time."""
        fresh = {pk: entity for entity, pk in wanted if pk not in self._rows}
        if not fresh:
            return
        self._rows |= {pk: Row(entity, pk) for pk, entity in fresh.items()}
        self._read_values(fresh)
        for pk, changes in of_rows(self._session, fresh).items():
            row = self._rows[pk]
            row.own = [own for own in changes if own.entity == row.entity and own.is_unconfirmed(self._cursors)]
        for pk, version in of_ids(self._session, _OF_VERSIONS, fresh):
            self._rows[id_of(pk)].version = version
        there = [pk for pk in fresh if self._rows[pk].values is not None]
        for pk, name, change in of_ids(self._session, _OF_WRITERS, there):
            self._rows[id_of(pk)].by[name] = id_of(change)
        for pk, name, value, change in of_ids(self._session, _OF_SHADOWS, there):
            self._rows[id_of(pk)].beside[name] = Beside(None if value is None else json.loads(value), id_of(change))
        for pk in fresh:
            self._rows[pk].remember()

    def of(self, entity: str, pk: UUID) -> Row:
        """One row, read where it was not."""
        self.load([(entity, pk)])
        return self._rows[pk]

    def touched(self) -> Iterable[Row]:
        """Rows whose values are others than before."""
        return [row for row in self._rows.values() if row.is_new or row.changed]

    def forget(self, pks: Iterable[UUID]) -> None:
        """These were written past this: they are read anew."""
        for pk in pks:
            self._rows.pop(pk, None)

    def forget_all(self) -> None:
        """Something was taken away: what is asked for next is read anew."""
        self._rows.clear()

    def write(self) -> None:
        """Writes what changed, parents first. A key that another row still holds is taken from that one."""
        rows = list(self.touched())
        by_kind: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            by_kind[row.entity].append(row)
        for table in _TABLES:
            if table.name not in by_kind:
                continue
            for row in by_kind.get(table.name, ()):
                self._make_way(row)
                self._have_parents(row)
            fresh = values_of(table, [{"id": row.pk, **(row.values or {})} for row in by_kind.get(table.name, ()) if row.is_new])
            sort_by_key(table, fresh)
            insert_values(self._session, table, fresh)
            for row in by_kind.get(table.name, ()):
                if not row.is_new:
                    assert row.values is not None
                    update_row(self._session, table, row.pk, {name: row.values[name] for name in row.changed}, None)
        self._write_kept(self._rows.values())
        for row in rows:
            row.is_new, row.changed = False, set()

    def _write_kept(self, rows: Iterable[Row]) -> None:
        versions, writers, shadows, gone = [], [], [], []
        for row in rows:
            risen, by, beside, settled = row.moved()
            versions += [(row.pk, row.version)] if risen else []
            writers += [(row.pk, name, change) for name, change in by.items()]
            shadows += [(row.pk, name, json.dumps(kept.value), kept.change) for name, kept in beside.items()]
            gone += [(row.pk, name) for name in settled]
            row.remember()
        run_many(self._session, "INSERT OR REPLACE INTO row_version VALUES (?,?)", versions)
        run_many(self._session, "INSERT OR REPLACE INTO field_by VALUES (?,?,?)", writers)
        run_many(self._session, "INSERT OR REPLACE INTO shadow VALUES (?,?,?,?)", shadows)
        run_many(self._session, "DELETE FROM shadow WHERE pk=? AND field=?", gone)

    def _read_values(self, fresh: Mapping[UUID, str]) -> None:
        by_kind: dict[str, list[UUID]] = defaultdict(list)
        for pk, entity in fresh.items():
            by_kind[entity].append(pk)
        for entity, pks in by_kind.items():
            table = table_named(entity)
            query = select(table).where(table.c.id.in_(among("ids")))
            for some in in_batches(pks):
                for found in self._session.execute(query, {"ids": some}).mappings():
                    values = dict(found)
                    self._rows[values.pop("id")].values = values

    def _make_way(self, row: Row) -> None:
        """Whoever holds the row's key gives way, as the server would have it: the row that the server told first keeps it."""
        assert row.values is not None
        for columns in keys(row.entity):
            if not row.is_new and not row.changed.intersection(columns):
                continue
            key = [row.values.get(name) for name in columns]
            if None in key:
                continue
            where = " AND ".join(f'"{name}"=?' for name in columns)
            last = columns[-1]
            for (holder,) in run(self._session, f'SELECT id FROM "{row.entity}" WHERE {where} AND id<>?', *key, row.pk):
                other = id_of(holder)
                own = f"{key[-1]}~{str(other)[-6:]}"
                run(self._session, f'UPDATE "{row.entity}" SET "{last}"=? WHERE id=?', own, other)
                loaded = self._rows.get(other)
                if loaded is not None and loaded.values is not None:
                    if loaded.values[last] == key[-1]:
                        loaded.values[last] = own
                    loaded.changed.add(last)

    def _have_parents(self, row: Row) -> None:
        """What an outlet may see can hang on a row it may not see: there an empty one stands for it."""
        assert row.values is not None
        for column, entity in parents(row.entity):
            parent = row.values.get(column)
            if parent is None or (not row.is_new and column not in row.changed):
                continue
            there = self._rows.get(parent)
            if there is not None and there.values is not None:
                continue
            if not run(self._session, f'SELECT 1 FROM "{entity}" WHERE id=?', parent):
                values = dict(blank(entity)) | {columns[-1]: f"~{parent}" for columns in keys(entity)} | {"id": parent}
                table = table_named(entity)
                insert_values(self._session, table, values_of(table, [values]))
