"""The unit of work: one act in one transaction, with its outbox entries and what it changed.

Everything that is written goes through `create`, `patch`, `append`, `put` or `write`. In
bulk work rows are gathered and written together, the outbox stays empty while the folder
is not connected to a server, and the act runs on a snapshot before the file is held.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Table, bindparam, select
from sqlalchemy.orm import Session

from callcentre.domain.errors import BadValue, Refused
from callcentre.domain.event import Actor, Event
from callcentre.domain.ids import new_id
from callcentre.domain.instants import Instant
from callcentre.domain.profile import Profile
from callcentre.domain.story import Story
from callcentre.store.claims import fence_of
from callcentre.store.outbox import Outgoing, Trios, history_id, plain
from callcentre.store.prepared import Prepared
from callcentre.store.rows import (
    Values,
    insert_rows,
    insert_values,
    put_rows,
    put_values,
    sort_by_key,
    update_row,
    values_of,
)
from callcentre.store.search_index import Document, index_many, terms_of, write_terms
from callcentre.store.tables import Base, Device, EventText, FieldBy, FieldChange, LocalBase, OrderEvent, table_of

Changes = frozenset[tuple[str, UUID]]
"""What an act changed, as (kind, id): what screens subscribe to."""

_PLACES = {table: n for n, table in enumerate((*Base.metadata.sorted_tables, *LocalBase.metadata.sorted_tables))}
"""Parents before children."""
_DEVICE = table_of(Device)
_THIS_DEVICE = Prepared(select(Device.id, Device.tag, Device.connected, Device.counters))
_EVENTS = table_of(OrderEvent)
_TEXTS = table_of(EventText)
_HISTORY = table_of(FieldChange)
_WRITERS = table_of(FieldBy)
_SEEN = Prepared(select(FieldBy.field, FieldBy.change_id).where(FieldBy.pk == bindparam("row")))


class Workstation(NamedTuple):
    """This workstation as a unit needs to know it."""

    id: UUID
    tag: str
    connected: bool
    counters: Mapping[str, int]


class Unseen(Exception):
    """Bulk work on a snapshot wants to read what it has not written yet: it must hold the file."""


class Overtaken(Exception):
    """A row that bulk work read from its snapshot was changed before it could write."""


class _Patch(NamedTuple):
    old: dict[str, Any]
    new: dict[str, Any]


class Unit:
    """One transaction of one actor. Made by `callcentre.store.writing`; never kept."""

    def __init__(
        self, session: Session, *, actor: Actor, now: Instant, profile: Profile, bulk: bool = False,
        snapshot: bool = False,
    ) -> None:  # fmt: skip
        self.session = session
        self.actor = actor
        self.now = now
        """The judge's time: microseconds, UTC."""
        self.profile = profile
        self.bulk = bulk
        self.cmd_id = new_id(now)
        self.device = Workstation._make(_THIS_DEVICE.all(session)[0])
        self.stories: dict[UUID, Story] = {}
        """Orders this unit wrote events to; their projections are due at the end."""
        self.complaints: set[UUID] = set()
        self.places_moved: set[UUID] = set()
        """Customers, outlets and assets whose change may move figures of their orders."""
        self._snapshot = snapshot
        self._read_before = snapshot
        """What was read may have been overtaken by the time it is written."""
        self._made: dict[UUID, dict[str, Any]] = {}
        self._changes: set[tuple[str, UUID]] = set()
        self._sends = self.device.connected or not bulk
        self._counters = dict(self.device.counters)
        self._waiting: dict[Table, list[Mapping[str, Any]]] = defaultdict(list)
        self._putting: dict[Table, list[Mapping[str, Any]]] = defaultdict(list)
        self._new: dict[Table, Values] = defaultdict(list)
        self._whole: dict[Table, Values] = defaultdict(list)
        self._patches: dict[tuple[Table, UUID], _Patch] = {}
        self._documents: list[Document] = []
        self._outgoing = Outgoing(cmd_id=self.cmd_id, actor=actor.id, now=now)

    def new_id(self) -> UUID:
        """An id for something a person makes now."""
        return new_id(self.now)

    def count(self, key: str) -> int:
        """The next count of this workstation under `key`, from 1."""
        self._counters[key] = counted = self._counters.get(key, 0) + 1
        return counted

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
        if self.bulk:
            self._made[pk] = values
        if self._sends:
            fields = {name: (None, value, None) for name, value in values.items()}
            self._outgoing.add(self.new_id(), table.name, pk, "create", fields)
        self.changed(table.name, pk)
        return pk

    def patch(self, entity: type[Base], pk: UUID, **values: Any) -> frozenset[str]:
        """Changes the fields that differ, with their history; answers their names.

        Raises Refused("row.unknown") where there is no such row.
        """
        table = table_of(entity)
        for name in values.keys() - table.columns.keys():
            raise BadValue("value.unknown_field", field=name, value=values[name])
        old = self._standing(table, pk, tuple(values))
        new = {name: value for name, value in values.items() if value != old[name]}
        if not new:
            return frozenset()
        change_id = self.new_id()
        if self._sends:
            seen = self._seen(pk)
            fields: Trios = {name: (old[name], value, str(seen.get(name, pk))) for name, value in new.items()}
            self._outgoing.add(change_id, table.name, pk, "patch", fields)
        self._patch(table, pk, {name: old[name] for name in new}, new)
        for name, value in new.items():
            self.write(
                _HISTORY,
                {
                    "id": history_id(change_id, name), "change_id": change_id, "entity": table.name, "pk": pk, "field": name,
                    "old": plain(old[name]), "new": plain(value), "actor_id": self.actor.id,
                    "desk": self.actor.desk, "at": self.now,
                },
            )
        self.put(_WRITERS, [{"pk": pk, "field": name, "change_id": change_id} for name in new])
        self.changed(table.name, pk)
        return frozenset(new)

    def append(self, story: Story, event: Event, *, after: UUID | None) -> None:
        """Stores a judged event of an order with its words and outbox entry."""
        row = event_row(event)
        self.write(_EVENTS, row)
        if event.texts:
            self.write(_TEXTS, {"event_id": event.id, "texts": dict(event.texts)})
        if self._sends:
            fields: dict[str, tuple[Any, Any, None]] = {name: (None, row[name], None) for name in row if name != "id"}
            fields["texts"] = (None, dict(event.texts), None)
            fields |= self.fence(story.id)
            self._outgoing.add(event.id, _EVENTS.name, story.id, "event", fields, after)
        self.stories[story.id] = story
        self.changed("order", story.id)

    def fence(self, pk: UUID) -> dict[str, tuple[Any, Any, None]]:
        """The fence that an event of an order or complaint carries to the server: of the claim its writer has on it."""
        if self.bulk or not self.device.connected:
            return {}
        shown = fence_of(self.session, pk, self.actor.id)
        return {} if shown is None else {"fence": (None, shown, None)}

    def send(
        self, entity: str, pk: UUID, kind: str, fields: Trios, *,
        change_id: UUID | None = None, after: UUID | None = None,
    ) -> None:  # fmt: skip
        """Puts one more change into the outbox."""
        if self._sends:
            self._outgoing.add(change_id or self.new_id(), entity, pk, kind, fields, after)

    def write(self, table: Table, values: Mapping[str, Any]) -> None:
        """Writes one new row now, or with the others at the end of bulk work."""
        self.write_many(table, (values,))

    def write_many(self, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
        """Writes new rows of one table together."""
        if self.bulk:
            self._waiting[table].extend(rows)
        else:
            insert_rows(self.session, table, rows)

    def put(self, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
        """Writes whole rows of a projection, over those with the same primary key."""
        if self.bulk:
            self._putting[table].extend(rows)
        else:
            put_rows(self.session, table, rows)

    def index(self, documents: Iterable[Document]) -> None:
        """Puts things into the search index, or anew where they are in it."""
        if self.bulk:
            self._documents.extend((kind, pk, terms_of(text)) for kind, pk, text in documents)
        else:
            index_many(self.session, documents)

    def ready(self) -> None:
        """Turns what bulk work has gathered into what SQLite takes, so that the file is held for less."""
        for gathered, turned in ((self._waiting, self._new), (self._putting, self._whole)):
            for table, rows in gathered.items():
                turned[table] += values_of(table, rows)
                sort_by_key(table, turned[table])
            gathered.clear()

    def flush(self) -> None:
        """Writes what bulk work has gathered so far, parents before children, so that it can be read."""
        if self._snapshot and (self._waiting or self._putting or self._patches or self._documents):
            raise Unseen
        self.ready()
        self._made.clear()
        for table in sorted(self._new.keys() | self._whole.keys(), key=_PLACES.__getitem__):
            insert_values(self.session, table, self._new.pop(table, []))
            put_values(self.session, table, self._whole.pop(table, []))
        patches, self._patches = self._patches, {}
        for (table, pk), patch in patches.items():
            self._update(table, pk, patch)
        documents, self._documents = self._documents, []
        write_terms(self.session, documents)

    def hold(self, session: Session) -> None:
        """Goes on in the write transaction with what was gathered on a snapshot."""
        self.session = session
        self._snapshot = False

    def finish(self, project: Callable[["Unit"], None]) -> None:
        """The last step before commit: what bulk work gathered, projections, counters, the outbox."""
        self.flush()
        project(self)
        self.flush()
        if self._counters != self.device.counters:
            self._update(
                _DEVICE, self.device.id, _Patch({"counters": self.device.counters}, {"counters": self._counters})
            )
        self._outgoing.write(self.session)

    def _standing(self, table: Table, pk: UUID, names: tuple[str, ...]) -> dict[str, Any]:
        """The values of these columns as this unit last wrote them, else as stored."""
        made = self._made.get(pk)
        if made is not None:
            return {name: made.get(name) for name in names}
        columns = [table.c[name] for name in names]
        row = self.session.execute(select(*columns).where(table.c.id == pk)).one_or_none()
        if row is None:
            raise Refused("row.unknown", entity=table.name)
        patched = self._patches.get((table, pk))
        later = {} if patched is None else {name: patched.new[name] for name in names if name in patched.new}
        return dict(zip(names, row, strict=True)) | later

    def _patch(self, table: Table, pk: UUID, old: dict[str, Any], new: dict[str, Any]) -> None:
        if not self.bulk:
            self._update(table, pk, _Patch(old, new))
        elif (made := self._made.get(pk)) is not None:
            made.update(new)
        elif (earlier := self._patches.get((table, pk))) is not None:
            self._patches[table, pk] = _Patch(old | earlier.old, earlier.new | new)
        else:
            self._patches[table, pk] = _Patch(old, new)

    def _update(self, table: Table, pk: UUID, patch: _Patch) -> None:
        written = update_row(self.session, table, pk, patch.new, patch.old if self._read_before else None)
        if not written:
            raise Overtaken(table.name)

    def _seen(self, pk: UUID) -> dict[str, UUID]:
        """The changes that wrote what its fields show; a field that none wrote since was seen as it was made."""
        stored: dict[str, UUID] = dict(_SEEN.all(self.session, row=pk))
        return stored | {put["field"]: put["change_id"] for put in self._putting.get(_WRITERS, ()) if put["pk"] == pk}


def event_row(event: Event) -> dict[str, Any]:
    """The columns of an order's event."""
    return {
        "id": event.id, "order_id": event.subject, "pos": event.pos, "kind": event.kind, "at": event.at,
        "stated_at": event.stated_at, "actor_id": event.actor, "desk": event.desk, "outlet_id": event.outlet,
        "technician_id": event.technician, "data": dict(event.data), "effect": event.effect.value,
        "state_before": event.state_before, "state_after": event.state_after,
    }  # fmt: skip
