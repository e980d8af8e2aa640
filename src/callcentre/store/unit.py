"""The unit of work: one act in one transaction, with its outbox entries and what it changed.

Everything that is written goes through `create`, `patch` or `append`. In a unit of
bulk work rows are gathered and written together at the end, and the outbox stays
empty while the folder is not connected to a server.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Table, insert, select, update
from sqlalchemy.orm import Session

from callcentre.domain.errors import Refused
from callcentre.domain.event import Actor, Event
from callcentre.domain.ids import new_id
from callcentre.domain.instants import Instant
from callcentre.domain.profile import Profile
from callcentre.domain.story import Story
from callcentre.store.tables import Base, Device, EventText, FieldChange, LocalBase, OrderEvent, Outbox

SCHEMA_VERSION = 1
"""The version of the rows in the outbox; it rises with each migration of a shared table."""

Changes = frozenset[tuple[str, UUID]]
"""What an act changed, as (kind, id): what screens subscribe to."""


def table_of(entity: type[Base] | type[LocalBase]) -> Table:
    """The table behind a mapped class."""
    table = entity.__table__
    assert isinstance(table, Table)
    return table


class Unit:
    """One transaction of one actor. Made by `callcentre.store.writing`; never kept."""

    def __init__(
        self, session: Session, *, actor: Actor, now: Instant, profile: Profile, bulk: bool = False
    ) -> None:
        self.session = session
        self.actor = actor
        self.now = now
        """The judge's time: microseconds, UTC."""
        self.profile = profile
        self.bulk = bulk
        self.cmd_id = new_id(now)
        self.device = session.scalars(select(Device)).one()
        self.stories: dict[UUID, Story] = {}
        """Orders this unit wrote events to; their projections are due at the end."""
        self.complaints: set[UUID] = set()
        self.places_moved: set[UUID] = set()
        """Customers, outlets and assets whose change may move figures of their orders."""
        self._changes: set[tuple[str, UUID]] = set()
        self._sends = self.device.connected or not bulk
        self._waiting: dict[Table, list[dict[str, Any]]] = defaultdict(list)
        self._outbox: list[dict[str, Any]] = []

    def new_id(self) -> UUID:
        """An id for something a person makes now."""
        return new_id(self.now)

    def changed(self, kind: str, pk: UUID) -> None:
        """Announces that screens showing `kind` may have to look again."""
        self._changes.add((kind, pk))

    @property
    def changes(self) -> Changes:
        """What this unit changed so far."""
        return frozenset(self._changes)

    def create(self, entity: type[Base], **values: Any) -> UUID:
        """Writes a new row and its outbox entry; answers its id (`id`, made here when not given)."""
        pk: UUID = values.setdefault("id", None) or self.new_id()
        values["id"] = pk
        table = table_of(entity)
        self.write(table, values)
        self.send(table.name, pk, "create", {name: [None, value, None] for name, value in values.items()})
        self.changed(table.name, pk)
        return pk

    def patch(self, entity: type[Base], pk: UUID, **values: Any) -> frozenset[str]:
        """Changes the fields that differ, with their history; answers their names.

        Raises Refused("row.unknown") where there is no such row.
        """
        table = table_of(entity)
        self.flush()
        columns = [table.c[name] for name in values]
        row = self.session.execute(select(*columns).where(table.c.id == pk)).one_or_none()
        if row is None:
            raise Refused("row.unknown", entity=table.name)
        old = dict(zip(values, row, strict=True))
        different = {name: value for name, value in values.items() if value != old[name]}
        if not different:
            return frozenset()
        change_id = self.new_id()
        seen = self._seen(pk, different)
        self.session.execute(update(table).where(table.c.id == pk).values(**different))
        for name, value in different.items():
            self.write(
                table_of(FieldChange),
                {
                    "id": self.new_id(), "change_id": change_id, "entity": table.name, "pk": pk, "field": name,
                    "old": plain(old[name]), "new": plain(value), "actor_id": self.actor.id,
                    "desk": self.actor.desk, "at": self.now,
                },  # fmt: skip
            )
        fields = {name: [old[name], value, str(seen[name])] for name, value in different.items()}
        self.send(table.name, pk, "patch", fields, change_id=change_id)
        self.changed(table.name, pk)
        return frozenset(different)

    def append(self, story: Story, event: Event, *, after: UUID | None) -> None:
        """Stores a judged event of an order with its words and outbox entry."""
        self.write(table_of(OrderEvent), event_row(event))
        if event.texts:
            self.write(table_of(EventText), {"event_id": event.id, "texts": dict(event.texts)})
        if self._sends:
            fields = {name: [None, value, None] for name, value in event_row(event).items() if name != "id"}
            fields["texts"] = [None, dict(event.texts), None]
            self.send("order_event", story.id, "event", fields, change_id=event.id, after=after)
        self.stories[story.id] = story
        self.changed("order", story.id)

    def write(self, table: Table, values: dict[str, Any]) -> None:
        """Writes one row now, or with the others at the end of bulk work."""
        if self.bulk:
            self._waiting[table].append(values)
        else:
            self.session.execute(insert(table), [values])

    def write_many(self, table: Table, rows: Iterable[dict[str, Any]]) -> None:
        """Writes rows of one table together."""
        if self.bulk:
            self._waiting[table].extend(rows)
        elif listed := list(rows):
            self.session.execute(insert(table), listed)

    def flush(self) -> None:
        """Writes what bulk work has gathered so far, parents before children."""
        if not self._waiting:
            return
        for metadata in (Base.metadata, LocalBase.metadata):
            for table in metadata.sorted_tables:
                rows = self._waiting.pop(table, None)
                if rows:
                    self.session.execute(insert(table), rows)

    def send(
        self,
        entity: str,
        pk: UUID,
        kind: str,
        fields: Mapping[str, list[Any]],
        *,
        change_id: UUID | None = None,
        after: UUID | None = None,
    ) -> None:
        """Puts one change into the outbox (shape: sync 3.8.15)."""
        if not self._sends:
            return
        self._outbox.append(
            {
                "change_id": change_id or self.new_id(), "cmd_id": self.cmd_id, "entity": entity, "pk": pk,
                "kind": kind, "after": after, "fields": {name: [plain(part) for part in trio]
                                                         for name, trio in fields.items()},
                "schema_v": SCHEMA_VERSION, "actor": self.actor.id, "stated_at": self.now,
                "made_at_mono": time.monotonic_ns(), "state": "new", "tries": 0, "reason": "",
                "ack_feed": None, "ack_seq": None,
            }  # fmt: skip
        )

    def finish(self, project: Callable[["Unit"], None]) -> None:
        """The last step before commit: projections, what bulk work gathered, then the outbox."""
        self.flush()
        project(self)
        self.flush()
        if not self._outbox:
            return
        needs = [str(cmd) for cmd in self._earlier()]
        for row in self._outbox:
            row["needs"] = needs
        self.session.execute(insert(table_of(Outbox)), self._outbox)

    def _earlier(self) -> list[UUID]:
        """Unacknowledged commands on the same rows or on rows these refer to."""
        touched = {row["pk"] for row in self._outbox}
        for row in self._outbox:
            for trio in row["fields"].values():
                if isinstance(trio[1], str) and len(trio[1]) == 36 and trio[1].count("-") == 4:
                    touched.add(UUID(trio[1]))
        rows = self.session.scalars(
            select(Outbox.cmd_id).where(Outbox.pk.in_(touched), Outbox.state != "acked").distinct()
        )
        return sorted(rows)

    def _seen(self, pk: UUID, names: Iterable[str]) -> dict[str, UUID]:
        """The change that last wrote each field: the row's own id where none did since it was made."""
        rows = self.session.execute(
            select(FieldChange.field, FieldChange.change_id)
            .where(FieldChange.pk == pk, FieldChange.field.in_(list(names)))
            .order_by(FieldChange.at, FieldChange.id)
        )
        seen = dict(row.tuple() for row in rows)
        return {name: seen.get(name, pk) for name in names}


def plain(value: Any) -> Any:
    """A column's value as JSON can hold it: ids and days as text."""
    if value is None or isinstance(value, str | int | float | bool | list | dict):
        return value
    return str(value)


def event_row(event: Event) -> dict[str, Any]:
    """The columns of an order's event."""
    return {
        "id": event.id, "order_id": event.subject, "pos": event.pos, "kind": event.kind, "at": event.at,
        "stated_at": event.stated_at, "actor_id": event.actor, "desk": event.desk, "outlet_id": event.outlet,
        "technician_id": event.technician, "data": dict(event.data), "effect": event.effect.value,
        "state_before": event.state_before, "state_after": event.state_after,
    }  # fmt: skip
