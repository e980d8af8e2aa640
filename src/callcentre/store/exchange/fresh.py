"""Rows and events that nobody here knows of yet: written as they come, without a look at what stands in the file.

A desk that begins receives a million of them, and one that comes back finds little else in its backlog. What is known
here already, what own changes speak of and what would take another row's place is left to `lines`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlcipher3 import dbapi2

from callcentre.store.batches import in_batches
from callcentre.store.exchange.page import Page
from callcentre.store.exchange.shape import OF_SITE, SPOKEN_OF, blank, table_named
from callcentre.store.exchange.sql import driver_of
from callcentre.store.types import Id, Json, json_text

Line = Mapping[str, Any]
Place = tuple[str, int]
"""(feed, seq): a change may have several lines."""
_KINDS = frozenset({*OF_SITE, *SPOKEN_OF})
_EMPTY: Mapping[type, str] = {dict: "{}", list: "[]"}


class _Plan(NamedTuple):
    insert: str
    names: tuple[str, ...]
    key: int
    turns: tuple[tuple[int, Callable[[Any], Any]], ...]
    blank: tuple[tuple[int, Any], ...]
    """What stands in columns that must hold something where the row does not say it, by place."""


def take_cloned(page: Page, rows: Sequence[Line]) -> Sequence[Line]:
    """Writes what is new of one page of a clone; answers the rest, in its order."""
    own = _spoken_of(page, "outbox", rows)
    taken = _take(page, [row for row in rows if row["entity"] in _KINDS and row["pk"] not in own])
    for entity, fresh in taken.items():
        if entity in OF_SITE:
            # As where they are folded: one is told for all.
            page.unit.changed("order" if entity == "service_order" else entity, UUID(fresh[-1]["pk"]))
    return [row for row in rows if row["entity"] not in taken or row["pk"] in own]


def candidates(page: Page, lines: Sequence[Line]) -> frozenset[Place]:
    """The places of lines that may bring something new: rows and events of others that no own change speaks of."""
    some = [line for line in lines if line["kind"] in ("create", "event") and line["entity"] in _KINDS]
    own = _spoken_of(page, "outbox", some)
    # Rows that have left are known by their version alone, and come back by a clone only.
    left = _spoken_of(page, "row_version", [line for line in some if line["kind"] == "create"])
    return frozenset(
        place_of(line) for line in some
        if line["pk"] not in own and not (line["kind"] == "create" and line["pk"] in left) and page.own(UUID(line["change"])) is None
    )


def take_told(page: Page, lines: Sequence[Line]) -> frozenset[Place]:
    """Writes candidates and has them folded; answers the places of those that were new."""
    taken = _take(page, lines)
    for entity, fresh in taken.items():
        if entity in SPOKEN_OF:
            page.stories.came(entity, [(UUID(line["pk"]), line["fields"]["kind"]) for line in fresh])
        else:
            # Looked for before it was there, by what a later line says of it.
            page.rows.forget(UUID(line["pk"]) for line in fresh)
            for line in fresh:
                page.tell(entity, UUID(line["pk"]), line["fields"])
    return frozenset(place_of(line) for fresh in taken.values() for line in fresh)


def place_of(line: Line) -> Place:
    """Where a line stands."""
    return line["feed"], line["seq"]


def _spoken_of(page: Page, table: str, rows: Iterable[Line]) -> set[str]:
    """Rows and stories that a local table knows by their ids."""
    execute = driver_of(page.session).execute
    if not execute(f"SELECT 1 FROM {table} LIMIT 1").fetchall():
        return set()
    found = set()
    for some in in_batches({row["pk"]: _stored(row["pk"]) for row in rows}.values()):
        marks = ",".join("?" * len(some))
        found |= {str(UUID(bytes=pk)) for (pk,) in execute(f"SELECT pk FROM {table} WHERE pk IN ({marks})", some)}
    return found


def _take(page: Page, rows: Iterable[Line]) -> Mapping[str, Sequence[Line]]:
    """What was written, by kind. A kind of which one row is here already, or stands in another's place, is left whole."""
    by_kind: dict[str, list[Line]] = defaultdict(list)
    for row in rows:
        by_kind[row["entity"]].append(row)
    return {entity: fresh for entity, fresh in by_kind.items() if _write(driver_of(page.session), entity, fresh)}


def _write(driver: Any, entity: str, rows: Sequence[Line]) -> bool:
    plan = _plan(entity)
    driver.execute("SAVEPOINT fresh")
    try:
        if entity in SPOKEN_OF:
            driver.executemany(plan.insert, [_values(plan, row["change"], row["fields"]) for row in rows])
            texts = [(_stored(row["change"]), json_text(said)) for row in rows if (said := row["fields"].get("texts"))]
            driver.executemany(f"INSERT INTO {SPOKEN_OF[entity][2]} (event_id, texts) VALUES (?,?)", texts)
        else:
            driver.executemany(plan.insert, [_values(plan, row["pk"], row["fields"]) for row in rows])
            _keep_writers(driver, rows)
    except dbapi2.IntegrityError:
        driver.execute("ROLLBACK TO fresh")
        return False
    finally:
        driver.execute("RELEASE fresh")
    return True


def _keep_writers(driver: Any, rows: Sequence[Line]) -> None:
    versions = [(_stored(row["pk"]), row["version"]) for row in rows if row["version"] > 1]
    driver.executemany("INSERT OR REPLACE INTO row_version VALUES (?,?)", versions)
    writers = [
        (_stored(row["pk"]), name, _stored(change))
        for row in rows if row.get("by") for name, change in row["by"].items() if change != row["pk"]
    ]  # fmt: skip
    driver.executemany("INSERT OR REPLACE INTO field_by VALUES (?,?,?)", writers)


def _values(plan: _Plan, pk: str, fields: Line) -> list[Any]:
    found = list(map(fields.get, plan.names))
    found[plan.key] = pk
    for place, turn in plan.turns:
        value = found[place]
        if value is not None:
            found[place] = turn(value)
    for place, nothing in plan.blank:
        if found[place] is None:
            found[place] = nothing
    return found


@cache
def _plan(entity: str) -> _Plan:
    table = table_named(entity)
    names = tuple(column.name for column in table.columns)
    quoted = ", ".join(f'"{name}"' for name in names)
    turns = {column.name: turn for column in table.columns if (turn := _turn(column.type))}
    return _Plan(
        f'INSERT INTO "{entity}" ({quoted}) VALUES ({", ".join("?" * len(names))})', names, names.index("id"),
        tuple((names.index(name), turn) for name, turn in turns.items()),
        tuple((names.index(name), turns[name](value) if name in turns else value) for name, value in blank(entity).items()),
    )  # fmt: skip


def _turn(kind: object) -> Callable[[Any], Any] | None:
    if isinstance(kind, Id):
        return _stored
    return _text if isinstance(kind, Json) else None


def _text(value: Any) -> str:
    # Most hold nothing.
    return json_text(value) if value or not isinstance(value, dict | list) else _EMPTY[type(value)]


def _stored(pk: str) -> bytes:
    """An id of the line as the file holds it."""
    return bytes.fromhex(pk.replace("-", ""))
