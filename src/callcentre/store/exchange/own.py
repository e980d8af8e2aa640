"""Own changes in the outbox, as rows and stories of the file see them."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from callcentre.store.exchange.sql import id_of, of_ids, run

UNCONFIRMED = "state IN ('new','waits','parked')"
_COLUMNS = "change_id, entity, pk, kind, fields, lost, state, ack_feed, ack_seq"
_OF_ROWS = f"SELECT {_COLUMNS} FROM outbox WHERE pk IN ({{ids}}) ORDER BY n"
_OF_CHANGES = f"SELECT {_COLUMNS} FROM outbox WHERE change_id IN ({{ids}}) ORDER BY n"


@dataclass(slots=True)
class Own:
    """One change that was made here."""

    change: UUID
    entity: str
    pk: UUID
    kind: str
    fields: dict[str, Any]
    lost: set[str]
    state: str
    feed: str | None
    seq: int | None

    def is_unconfirmed(self, cursors: Mapping[str, int]) -> bool:
        """Whether the server's copy of it is still to come."""
        if self.state == "acked":
            return self.feed is not None and cursors.get(self.feed, self.seq or 0) < (self.seq or 0)
        return self.state != "dropped"


def _own(row: Any) -> Own:
    change, entity, pk, kind, fields, lost, state, feed, seq = row
    return Own(id_of(change), entity, id_of(pk), kind, json.loads(fields), set(json.loads(lost)), state, feed, seq)


def of_rows(session: Session, pks: Iterable[UUID]) -> Mapping[UUID, list[Own]]:
    """Own changes of rows, in the order they were made."""
    found: dict[UUID, list[Own]] = defaultdict(list)
    for row in of_ids(session, _OF_ROWS, pks):
        own = _own(row)
        found[own.pk].append(own)
    return found


def of_changes(session: Session, changes: Iterable[UUID]) -> dict[UUID, Own]:
    """Own changes by their ids."""
    return {own.change: own for own in map(_own, of_ids(session, _OF_CHANGES, changes))}


def cursors_of(session: Session) -> dict[str, int]:
    """How far each feed was applied, those whose clone is unfinished too."""
    return dict(run(session, "SELECT feed, seq FROM cursor"))
