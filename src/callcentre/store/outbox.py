"""The outbox: what one unit of work changed, as the server will hear of it (shape: sync 3.8.15)."""

import time
from collections.abc import Iterator, Mapping
from hashlib import md5
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from callcentre.domain.instants import Instant
from callcentre.store.prepared import Prepared
from callcentre.store.rows import insert_rows
from callcentre.store.tables import Outbox
from callcentre.store.tables.base import table_of

SCHEMA_VERSION = 1
"""The version of the rows in the outbox; it rises with each migration of a shared table."""

Trios = Mapping[str, tuple[Any, Any, str | None]]
"""{field: (old value, new value, id of the change that the writer had seen)}."""

_OUTBOX = table_of(Outbox)
_EARLIER = Prepared(
    select(Outbox.cmd_id)
    .where(Outbox.pk == bindparam("touched"), Outbox.state != "acked", Outbox.state != "dropped")
    .distinct()
)


class Outgoing:
    """The entries of one command, gathered until its transaction ends."""

    def __init__(self, *, cmd_id: UUID, actor: UUID, now: Instant) -> None:
        self._common = {
            "cmd_id": cmd_id, "schema_v": SCHEMA_VERSION, "actor": actor, "stated_at": now, "state": "new",
            "tries": 0, "reason": "", "told": {}, "lost": [],
        }  # fmt: skip
        self._rows: list[dict[str, Any]] = []

    def add(
        self, change_id: UUID, entity: str, pk: UUID, kind: str, fields: Trios, after: UUID | None = None
    ) -> None:
        """One change of one row, or one event; `after` only with decisions."""
        self._rows.append(
            self._common
            | {
                "change_id": change_id, "entity": entity, "pk": pk, "kind": kind, "after": after,
                "fields": {name: [plain(part) for part in trio] for name, trio in fields.items()},
                "made_at_mono": time.monotonic_ns(),
            }
        )

    def write(self, session: Session) -> None:
        """Puts the entries into the file, each naming the earlier commands this one builds on."""
        if not self._rows:
            return
        needs = sorted({str(cmd) for cmd in self._earlier(session)})
        insert_rows(session, _OUTBOX, [row | {"needs": needs} for row in self._rows])

    def _earlier(self, session: Session) -> Iterator[UUID]:
        """Unacknowledged commands on the same rows or on rows these refer to."""
        touched = {row["pk"] for row in self._rows}
        for row in self._rows:
            touched.update(_ids_in(trio[1] for trio in row["fields"].values()))
        for pk in touched:
            for (cmd,) in _EARLIER.all(session, touched=pk):
                yield cmd


def _ids_in(values: Any) -> Iterator[UUID]:
    """Ids among plain values, one level into what an event's data holds."""
    for value in values:
        if isinstance(value, dict):
            yield from _ids_in(value.values())
        elif isinstance(value, str) and len(value) == 36 and value.count("-") == 4:
            try:
                yield UUID(value)
            except ValueError:
                continue


def history_id(change_id: UUID, field: str) -> UUID:
    """The id of the history of one field in one change, the same on every workstation and at the server."""
    return UUID(md5(f"{change_id}:{field}".encode(), usedforsecurity=False).hexdigest())


def plain(value: Any) -> Any:
    """A column's value as JSON can hold it: ids and days as text."""
    if value is None or isinstance(value, str | int | float | bool | list | dict | tuple):
        return value
    return str(value)
