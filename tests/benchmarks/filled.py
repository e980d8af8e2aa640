"""A server that holds a whole site, and its rows by bare `COPY TO` and executemany into a workstation's file."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

import psycopg
from sqlalchemy import Boolean, Float, Integer
from tests.benchmarks.bare import INSERT, TABLES, Bare
from tests.sync.hotline import Hotline

from callcentre.store.types import Id, Json, Moment

SHARED = ("customer", "phone", "address", "service_order", "order_event", "event_text")
"""Tables of a site as it is filled here; parents before children."""
ROWS_EACH = 7
"""Rows that come with one customer and their order."""
_MADE = "('01900000-0000-7000-8000-' || lpad(to_hex({} * 16 + {}), 12, '0'))::uuid"
_TOGETHER = 5_000


def fill(hotline: Hotline, rows: int) -> None:
    """Plays one order of one customer, and writes both again for as many others as come to `rows` rows."""
    customer = hotline.li.customer()
    order = hotline.li.order(customer, outlet=hotline.w1)
    many = rows // ROWS_EACH
    given = {"customer": customer, "order": order, "many": many}
    own = {
        "customer": ("t.id = :customer", {"id": 1, "no": "'K' || n"}),
        "phone": ("t.customer_id = :customer", {"id": 2, "customer_id": 1}),
        "address": ("t.customer_id = :customer", {"id": 3, "customer_id": 1}),
        "service_order": ("t.id = :order", {"id": 4, "no": "'SO-' || n"}),
        "order_event": ("t.order_id = :order", {"id": "4 + t.pos", "order_id": 4}),
        "event_text": ("t.event_id IN (SELECT id FROM public.order_event WHERE order_id = :order AND pos = 1)", {"event_id": 5}),
    }
    for name in SHARED:
        where, changed = own[name]
        values = ", ".join(
            f"'{column}', {value if isinstance(value, str) and '||' in value else _MADE.format('n', value)}"
            for column, value in changed.items()
        )
        hotline.owner(
            f"INSERT INTO public.{name} SELECT (jsonb_populate_record(t, jsonb_build_object({values}))).*"
            f" FROM public.{name} t CROSS JOIN generate_series(1, :many) n WHERE {where}", **given)  # fmt: skip
    hotline.owner("ANALYZE")


def copied(connection: psycopg.Connection[Any], file: Bare, wanted: Iterable[tuple[str, str]]) -> int:
    """Reads the rows of tables, each with a condition, and writes them into the file; answers how many there were."""
    count = 0
    file.driver.execute("BEGIN IMMEDIATE")
    for name, where in wanted:
        turns = [_turn(column.type) for column in TABLES[name].columns]
        columns = ", ".join(_read(column.name, column.type) for column in TABLES[name].columns)
        with connection.cursor().copy(f"COPY (SELECT {columns} FROM public.{name} WHERE {where}) TO STDOUT") as copy:
            rows = _turned(copy.rows(), turns)
            while some := list(islice(rows, _TOGETHER)):
                file.driver.executemany(INSERT[name], some)
                count += len(some)
    file.driver.execute("COMMIT")
    return count


def _turned(rows: Iterator[Any], turns: list[Callable[[str], Any] | None]) -> Iterator[list[Any]]:
    for row in rows:
        yield [value if turn is None or value is None else turn(value) for turn, value in zip(turns, row, strict=True)]


def _turn(kind: object) -> Callable[[str], Any] | None:
    if isinstance(kind, Id):
        return bytes.fromhex
    if isinstance(kind, Float):
        return float
    return int if isinstance(kind, Integer | Boolean | Moment) else None


def _read(name: str, kind: object) -> str:
    if isinstance(kind, Id):
        return f"replace({name}::text, '-', '')"
    if isinstance(kind, Moment):
        return f"sync.micros({name})"
    return f"{name}::int" if isinstance(kind, Boolean) else f"{name}::text" if isinstance(kind, Json) else name
