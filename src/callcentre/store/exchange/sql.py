"""Plain statements of the exchange, put to the driver as they are: ids go in and out as `UUID`."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from callcentre.store.batches import in_batches
from callcentre.store.types import json_text


def run(session: Session, statement: str, *values: Any) -> list[Any]:
    """One statement; its rows."""
    return list(driver_of(session).execute(statement, [_bound(value) for value in values]))


def run_many(session: Session, statement: str, rows: Iterable[Sequence[Any]]) -> None:
    """One statement for many rows of values."""
    driver_of(session).executemany(statement, [[_bound(value) for value in row] for row in rows])


def of_ids(session: Session, statement: str, ids: Iterable[UUID], *more: Any) -> Iterator[Any]:
    """Rows of a statement with `IN ({ids})`, asked a few hundred ids at a time; `more` are the values before them."""
    for some in in_batches(dict.fromkeys(ids)):
        asked = statement.replace("{ids}", ",".join("?" * len(some)))
        yield from run(session, asked, *more, *some)


def id_of(stored: bytes) -> UUID:
    """An id as it is stored."""
    return UUID(bytes=stored)


def driver_of(session: Session) -> Any:
    """The driver's own connection, within the session's transaction."""
    driver = session.connection().connection.driver_connection
    assert driver is not None
    return driver


def _bound(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.bytes
    return json_text(value) if isinstance(value, dict | list) else value
