"""Rows by what people call them, many at a time: what files are compared with and written from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcentre.store.batches import in_batches
from callcentre.store.tables import (
    Base,
    ComplaintEvent,
    ComplaintText,
    EventText,
    LocalBase,
    Order,
    OrderAlias,
    OrderEvent,
    table_of,
)

__all__ = ["Session", "all_rows", "header_words", "ids_by", "order_ids", "received_words", "rows_by"]

Entity = type[Base] | type[LocalBase]
_PAGE = 2_000


def rows_by(
    session: Session, entity: Entity, column: str, keys: Iterable[Any], names: Sequence[str]
) -> Iterator[Any]:
    """The columns `names` of the rows whose `column` is one of `keys`, in no order."""
    table = table_of(entity)
    wanted = [table.c[name] for name in names]
    for some in in_batches(dict.fromkeys(keys)):
        yield from session.execute(select(*wanted).where(table.c[column].in_(some)))


def ids_by(session: Session, entity: Entity, column: str, keys: Iterable[str]) -> dict[str, UUID]:
    """Natural key -> id, for the keys that are there."""
    return {row[0]: row[1] for row in rows_by(session, entity, column, keys, (column, "id"))}


def order_ids(session: Session, numbers: Iterable[str]) -> dict[str, UUID]:
    """Order number, old numbers included -> order."""
    wanted = list(dict.fromkeys(numbers))
    found = {row[0]: row[1] for row in rows_by(session, OrderAlias, "no", wanted, ("no", "order_id"))}
    return found | ids_by(session, Order, "no", wanted)


def all_rows(session: Session, entity: Entity, names: Sequence[str], order_by: str) -> Iterator[Any]:
    """The columns `names` of every row, by `order_by`, a page at a time."""
    table = table_of(entity)
    query = select(*(table.c[name] for name in names)).order_by(table.c[order_by], *table.primary_key.columns)
    yield from session.execute(query.execution_options(yield_per=_PAGE))


def header_words(session: Session, orders: Iterable[UUID]) -> Mapping[UUID, str]:
    """Order -> its caller's words: those of `opened`, or of the last `amended` that brought others."""
    events, texts = table_of(OrderEvent), table_of(EventText)
    found: dict[UUID, str] = {}
    for some in in_batches(orders):
        rows = session.execute(
            select(events.c.order_id, texts.c.texts)
            .join(texts, texts.c.event_id == events.c.id)
            .where(events.c.order_id.in_(some), events.c.kind.in_(("opened", "amended")))
            .order_by(events.c.order_id, events.c.pos)
        )
        for order, words in rows:
            if words.get("words"):
                found[order] = words["words"]
    return found


def received_words(session: Session, complaints: Iterable[UUID]) -> Mapping[UUID, str]:
    """Complaint -> the complainant's words when it was received."""
    events, texts = table_of(ComplaintEvent), table_of(ComplaintText)
    found: dict[UUID, str] = {}
    for some in in_batches(complaints):
        rows = session.execute(
            select(events.c.complaint_id, texts.c.texts)
            .join(texts, texts.c.event_id == events.c.id)
            .where(events.c.complaint_id.in_(some), events.c.kind == "received")
        )
        found.update((complaint, words["words"]) for complaint, words in rows if words.get("words"))
    return found
