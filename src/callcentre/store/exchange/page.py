"""One transaction of the exchange: rows, stories, conflicts and history of a page, and what is folded from them."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from callcentre.domain.event import Actor
from callcentre.domain.instants import Instant
from callcentre.store.exchange.own import Own, cursors_of, of_changes
from callcentre.store.exchange.rows import Row, Rows
from callcentre.store.exchange.shape import OF_COMPANY, OF_SITE
from callcentre.store.exchange.sql import run
from callcentre.store.exchange.stories import Stories
from callcentre.store.first import RULE_PERSON
from callcentre.store.outbox import history_id
from callcentre.store.profiles import profile_at
from callcentre.store.projections import prepare, project
from callcentre.store.projections.orders import order_document
from callcentre.store.rows import put_rows
from callcentre.store.tables import Conflict, FieldChange, table_of
from callcentre.store.unit import Changes, Unit

_PLACES: Mapping[str, str] = {
    "outlet": "id", "address": "customer_id", "asset": "id", "product": "id", "cover": "asset_id",
}  # fmt: skip
"""Kinds of rows that move figures of orders -> the column with what these orders are known by."""


class Page:
    """What one transaction of the exchange writes. Made by `exchange_file`; never kept."""

    def __init__(self, session: Session, *, now: Instant) -> None:
        run(session, "PRAGMA defer_foreign_keys=ON")
        self.session = session
        self.cursors = cursors_of(session)
        """How far each feed was applied, this page's lines up to the one at hand included."""
        nobody = Actor(RULE_PERSON, "", frozenset(), "")
        self.unit = Unit(session, actor=nobody, now=now, profile=profile_at(session, now), bulk=True)
        self.rows = Rows(session, self.cursors)
        self.stories = Stories(self.unit)
        self._history: dict[UUID, dict[str, Any]] = {}
        self._own: dict[UUID, Own] = {}
        self.erases = False
        """Words were erased: they leave the pages of the file and of its index as well, not only what these answer."""
        self.erased_bytes: set[str] = set()
        """Hashes of attached files that were erased."""

    def own(self, change: UUID) -> Own | None:
        """The own change of this id, where it is one that `know_own` was told of."""
        return self._own.get(change)

    def know_own(self, changes: Iterable[UUID]) -> None:
        """Reads which of these changes are own ones."""
        self._own |= of_changes(self.session, changes)

    def keep_conflict(self, pk: UUID, fields: Mapping[str, Any]) -> None:
        """A conflict as the server tells it now. One about who settled a conflict first is none: both have settled it."""
        if fields["entity"] == "conflict":
            return
        row = {name: fields.get(name) for name in ("kind", "entity", "field", "mine", "theirs", "at", "state")}
        links = {name: UUID(fields[name]) if fields.get(name) else None for name in ("pk", "change_id", "their_change", "actor_id")}
        put_rows(self.session, table_of(Conflict), [{"id": pk, **row, **links}])
        self.unit.changed("conflict", pk)

    def keep_history(self, row: Row, change: UUID, fields: Mapping[str, Any], actor: UUID, at: Instant) -> None:
        """The history of fields that a change of the server wrote: {name: [old, new]}."""
        for name, (old, new) in fields.items():
            pk = history_id(change, name)
            self._history[pk] = {
                "id": pk, "change_id": change, "entity": row.entity, "pk": row.pk, "field": name, "old": old, "new": new,
                "actor_id": actor, "desk": "", "at": at,
            }  # fmt: skip

    def blank_history(self, pk: UUID) -> None:
        """What this page has brought of a row's history says nothing any more."""
        for row in self._history.values():
            if row["pk"] == pk:
                row["old"] = row["new"] = None

    def write(self, *, projected: bool = False) -> None:
        """Writes what was taken so far."""
        self.finish_rows()
        put_rows(self.session, table_of(FieldChange), self._history.values())
        self._history.clear()
        self.stories.write(projected=projected)

    def finish(self, *, projected: bool = True) -> Changes:
        """Writes everything and folds it; answers what screens have to look at again."""
        self.write(projected=projected)
        if projected:
            self.unit.index(order_document(self.unit.stories[pk]) for pk in self.stories.reworded if pk in self.unit.stories)
            prepare(self.unit)
            self.unit.finish(project)
        if self.erases:
            run(self.session, "INSERT INTO search_index(search_index) VALUES ('optimize')")
        return self.unit.changes

    def finish_rows(self) -> None:
        """Writes what changed of rows so far."""
        touched = list(self.rows.touched())
        self.rows.write()
        for row in touched:
            self.tell(row.entity, row.pk, row.values or {})

    def tell(self, entity: str, pk: UUID, values: Mapping[str, Any]) -> None:
        """Notes that a row is new or another: what screens look at again, and what is folded with it."""
        if entity not in OF_COMPANY and entity not in OF_SITE:
            return
        # An order's own row says nothing but its number: told as the order, whose jobs are written anew.
        self.unit.changed("order" if entity == "service_order" else entity, pk)
        if entity == "service_order":
            self.stories.look_again("order_event", [pk])
            self.stories.reworded.add(pk)
        elif entity == "complaint":
            self.stories.look_again("complaint_event", [pk])
        column = _PLACES.get(entity)
        if column:
            place = pk if column == "id" else values.get(column)
            if place is not None:
                self.unit.places_moved.add(place if isinstance(place, UUID) else UUID(place))
