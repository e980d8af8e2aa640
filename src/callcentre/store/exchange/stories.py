"""Events as a page brings them: confirmed ones at their place, the desk's own waiting ones laid anew behind them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Table

from callcentre.domain.complaint_story import ComplaintStory
from callcentre.domain.complaints import COMPLAINTS
from callcentre.domain.event import Actor, Effect, Event, Role
from callcentre.domain.merging import relaid
from callcentre.domain.proposal import placed_at
from callcentre.domain.story import Story
from callcentre.domain.table import Granted, Wanted
from callcentre.store.complaint_stories import complaints_of
from callcentre.store.exchange.shape import SPOKEN_OF, table_named
from callcentre.store.exchange.sql import id_of, of_ids, run_many
from callcentre.store.rows import put_rows, put_values, values_of
from callcentre.store.stories import stories_of
from callcentre.store.tables import Person
from callcentre.store.unit import Unit

FAR = 1_000_000_000
"""Added to the place of an event while another takes it."""
_WORDS_MOVE = frozenset({"opened", "amended", "undone"})
"""Kinds of events after which the search finds an order by other words."""
_WAITING = "SELECT change_id, pk, state FROM outbox WHERE kind='event' AND state IN ('new','waits','parked') AND pk IN ({ids}) ORDER BY n"


class _Kind(NamedTuple):
    """Events of orders or of complaints."""

    events: Table
    texts: Table
    subject: str
    of: str


_KINDS: Mapping[str, _Kind] = {
    entity: _Kind(table_named(entity), table_named(words), column, of) for entity, (of, column, words) in SPOKEN_OF.items()
}


class Stories:
    """The events of one page, and the orders and complaints they move."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._brought: dict[str, dict[UUID, dict[str, Any]]] = {entity: {} for entity in _KINDS}
        self._subjects: dict[str, dict[UUID, None]] = {entity: {} for entity in _KINDS}
        self.reworded: set[UUID] = set()
        """Orders that the search has to know by other words."""

    def bring(self, entity: str, change: UUID, values: Mapping[str, Any], texts: Mapping[str, str]) -> None:
        """A confirmed event, its columns as the table holds them."""
        self._brought[entity][change] = {"id": change, **values, "texts": dict(texts)}
        subject = values[_KINDS[entity].subject]
        self._subjects[entity][subject] = None
        if values["kind"] in _WORDS_MOVE:
            self.reworded.add(subject)

    def came(self, entity: str, events: Iterable[tuple[UUID, str]]) -> None:
        """Confirmed events that stand in the file already, each as (what it is of, its kind): they are folded."""
        for subject, kind in events:
            self._subjects[entity][subject] = None
            if kind in _WORDS_MOVE:
                self.reworded.add(subject)

    def blank(self, entity: str, subject: UUID) -> None:
        """The words of what was brought of one story so far are erased."""
        for row in self._brought[entity].values():
            if row[_KINDS[entity].subject] == subject:
                row["texts"] = {}

    def forget(self, subject: UUID) -> None:
        """An order or complaint was taken away, and with it what was brought of it so far."""
        for entity, kind in _KINDS.items():
            self._subjects[entity].pop(subject, None)
            self._brought[entity] = {pk: row for pk, row in self._brought[entity].items() if row[kind.subject] != subject}

    def look_again(self, entity: str, subjects: Iterable[UUID]) -> None:
        """The own events of these orders or complaints are to be laid anew, and the projections folded."""
        self._subjects[entity] |= dict.fromkeys(subjects)

    def write(self, *, projected: bool = True) -> None:
        """Stores what was brought and tells the unit what to fold."""
        for entity, kind in _KINDS.items():
            subjects = list(self._there(kind, self._subjects[entity]))
            known = set(subjects)
            brought = [row for row in self._brought[entity].values() if row[kind.subject] in known]
            waiting = self._waiting(subjects)
            self._store(kind, subjects, brought, [event for own in waiting.values() for event, _ in own])
            self._lay(entity, [pk for pk in subjects if pk in waiting], waiting)
            if projected:
                self._project(entity, kind, subjects)
            self._brought[entity], self._subjects[entity] = {}, {}

    def _there(self, kind: _Kind, subjects: Iterable[UUID]) -> Iterable[UUID]:
        for (pk,) in of_ids(self._unit.session, f"SELECT id FROM {kind.of} WHERE id IN ({{ids}})", subjects):
            yield id_of(pk)

    def _waiting(self, subjects: Sequence[UUID]) -> dict[UUID, list[tuple[UUID, bool]]]:
        """Own events that are not confirmed, by what they are of, each with whether it was refused."""
        found: dict[UUID, list[tuple[UUID, bool]]] = defaultdict(list)
        for change, pk, state in of_ids(self._unit.session, _WAITING, subjects):
            found[id_of(pk)].append((id_of(change), state == "parked"))
        return found

    def _store(self, kind: _Kind, subjects: Sequence[UUID], brought: Sequence[Mapping[str, Any]], waiting: Iterable[UUID]) -> None:
        session, table = self._unit.session, kind.events.name
        if not brought:
            return
        places = {(row[kind.subject], row["pos"]): row["id"] for row in brought}
        changed = {row["id"]: row["pos"] for row in brought}
        own = set(waiting)
        away = []
        for event, subject, pos in of_ids(
            session, f"SELECT id, {kind.subject}, pos FROM {table} WHERE {kind.subject} IN ({{ids}})", subjects
        ):
            pk = id_of(event)
            taken = places.get((id_of(subject), pos), pk) != pk
            if pos < FAR and (taken or pk in own or changed.get(pk, pos) != pos):
                away.append((pk,))
        run_many(session, f"UPDATE {table} SET pos = pos + {FAR} WHERE id=?", away)
        put_values(session, kind.events, values_of(kind.events, brought))
        put_rows(session, kind.texts, [{"event_id": row["id"], "texts": row["texts"]} for row in brought if row["texts"]])
        wordless = [(row["id"],) for row in brought if not row["texts"]]
        run_many(session, "INSERT OR IGNORE INTO purge VALUES (?)", wordless)
        run_many(session, f"DELETE FROM {kind.texts.name} WHERE event_id=?", wordless)
        run_many(session, "DELETE FROM purge WHERE pk=?", wordless)

    def _lay(self, entity: str, subjects: Sequence[UUID], waiting: Mapping[UUID, list[tuple[UUID, bool]]]) -> None:
        if not subjects:
            return
        session = self._unit.session
        known: Iterable[Story | ComplaintStory] = (
            stories_of(session, subjects) if entity == "order_event" else complaints_of(session, subjects)
        )
        table = _KINDS[entity].events.name
        moves = []
        for story in list(known):
            own = dict(waiting[story.id])
            laid = self._behind(story, own)
            before = {event.id: event for event in story.events}
            moves += [(event.pos, event.at, event.effect.value, event.state_before, event.state_after, event.id)
                      for event in laid if before[event.id] != event]  # fmt: skip
        # Two steps: one may take the place that another has not left yet.
        run_many(session, f"UPDATE {table} SET pos = pos + {2 * FAR} WHERE id=?", [(move[-1],) for move in moves])
        run_many(session, f"UPDATE {table} SET pos=?, at=?, effect=?, state_before=?, state_after=? WHERE id=?", moves)

    def _behind(self, story: Story | ComplaintStory, own: Mapping[UUID, bool]) -> list[Event]:
        """The own events of a story as they stand behind the confirmed ones; refused ones come last and count for nothing.

        One that nobody else has seen yet stays as its author wrote it.
        """
        confirmed = [event for event in story.events if event.id not in own]
        mine = {event.id: event for event in story.events if event.id in own}
        ordered = [mine[pk] for pk in own if pk in mine]
        if not confirmed:
            return [replace(event, pos=n) for n, event in enumerate(ordered, 1)]
        standing = [event for event in ordered if not own[event.id]]
        aside = [event for event in ordered if own[event.id]]
        known = {str(event.id) for event in (*confirmed, *standing)}
        lost = [event for event in standing if event.kind == "undone" and event.data.get("event") not in known]
        standing, aside = [event for event in standing if event not in lost], [*lost, *aside]
        if isinstance(story, Story):
            laid = relaid(story.id, story.no, confirmed, standing, self._actor)
        else:
            laid = _relaid_complaint(story, confirmed, standing, self._actor, self._unit.profile.approval_fen)
        state = (laid or confirmed)[-1].state_after
        laid += [replace(event, effect=Effect.SET_ASIDE, state_before=state, state_after=state) for event in aside]
        last = max(event.pos for event in confirmed)
        return [replace(event, pos=last + n) for n, event in enumerate(laid, 1)]

    def _actor(self, person: UUID) -> Actor:
        found = self._unit.session.get(Person, person)
        if found is None:
            return Actor(person, "", frozenset(), "")
        return Actor(person, found.name, frozenset(map(Role, found.roles)), "", found.outlet_id, found.kind == "import")

    def _project(self, entity: str, kind: _Kind, subjects: Sequence[UUID]) -> None:
        if entity == "complaint_event":
            self._unit.complaints.update(subjects)
            for subject in subjects:
                self._unit.changed("complaint", subject)
            return
        for story in stories_of(self._unit.session, subjects):
            self._unit.stories[story.id] = story
            self._unit.changed("order", story.id)


def _relaid_complaint(
    story: ComplaintStory, confirmed: Sequence[Event], waiting: Iterable[Event], actors: Callable[[UUID], Actor],
    approval_fen: Mapping[str, int],
) -> list[Event]:  # fmt: skip
    """As `domain.merging.relaid`, by the rules of complaints."""
    behind = ComplaintStory.of(story.id, story.no, confirmed)
    found: list[Event] = []
    for event in waiting:
        actor = actors(event.actor)
        limit = max((approval_fen.get(role.value, 0) for role in actor.roles), default=0)
        verdict = COMPLAINTS.judge(behind.now, behind.now.state, Wanted(event.kind, event.data, actor, texts=event.texts, approval_fen=limit))
        granted = verdict if isinstance(verdict, Granted) else Granted(Effect.SET_ASIDE, behind.now.state)
        moves = granted.effect is Effect.APPLIED and COMPLAINTS.moves(event.kind, event.data)
        stated = event.at if event.stated_at is None else event.stated_at
        laid = replace(
            event, at=placed_at(stated, stated, behind.last_change_at if moves else None), effect=granted.effect,
            state_before=behind.now.state, state_after=granted.state_after,
        )  # fmt: skip
        behind.append(laid)
        found.append(laid)
    return found
