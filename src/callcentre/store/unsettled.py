"""What the exchange with the server has not done yet: what waits, what was refused, and conflicts nobody has settled."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from callcentre.domain.instants import Instant
from callcentre.store.exchange.sql import id_of, of_ids, run

MOST = 200
"""Acts that are read at once: an import may leave hundreds of thousands behind."""
_TOGETHER = 2_000
NEW, WAITS, REFUSED = "new", "waits", "parked"


class Subject(NamedTuple):
    """What an act is about: `kind` is order, complaint, customer, or the kind of another row; `name` as people call it."""

    kind: str
    pk: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change of an act: `event` is the kind of an event, `fields` what a row was given."""

    entity: str
    pk: UUID
    kind: str
    event: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unsent:
    """One act of a person that the server has not confirmed, with those that wait for it alone."""

    cmd: UUID
    at: Instant
    """When the person says it was."""
    actor: UUID
    who: str
    state: str
    reason: str
    """The code of the server's last answer, empty before the first."""
    told: Mapping[str, Any]
    changes: tuple[Change, ...]
    subject: Subject
    needs: tuple[UUID, ...] = ()
    behind: int = 0
    """Acts that build on this one and wait for it."""


@dataclass(frozen=True, slots=True)
class Value:
    """One field of a conflict as it stands in the database, plain."""

    id: UUID
    field: str
    mine: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two values for the same fields, two rows for one thing, or a fact that was set aside.

    `mine` is of who came later, `who` and `at`; `theirs` of who came first, `their_who` and `their_at`, empty and 0 where nobody knows.
    """

    kind: str
    entity: str
    pk: UUID
    subject: Subject
    at: Instant
    who: str
    their_who: str
    values: tuple[Value, ...]
    other: Subject | None = None
    """The row that may be the same thing."""
    their_at: Instant = 0
    names: Mapping[str, str] = field(default_factory=dict)
    """Names of rows that values point to, by id."""


@dataclass(frozen=True, slots=True)
class Unsettled:
    """All of it, oldest first, as far as it was read."""

    waiting: Sequence[Unsent] = ()
    refused: Sequence[Unsent] = ()
    conflicts: Sequence[Conflict] = ()
    people: Mapping[UUID, str] = field(default_factory=dict)
    """Names of those whose acts wait."""


def unsettled(session: Session) -> Unsettled:
    """What waits, what was refused and what is in conflict."""
    refused = [*_acts(session, REFUSED)]
    waiting = sorted([*_acts(session, NEW), *_acts(session, WAITS)], key=lambda one: one[0])[:MOST]
    subjects = _Subjects(session, [change for _, act in (*refused, *waiting) for change in act.changes])
    blocked = {act.cmd: 0 for _, act in refused}
    shown: list[Unsent] = []
    chain: dict[UUID, UUID] = {}
    for _, act in waiting:
        root = next((chain.get(need, need) for need in act.needs if chain.get(need, need) in blocked), None)
        if root is not None:
            chain[act.cmd] = root
            blocked[root] += 1
        else:
            shown.append(subjects.named(act))
    return Unsettled(
        shown, [subjects.named(act, behind=blocked[act.cmd]) for _, act in refused], conflicts(session),
        dict(_names(session, {act.actor for _, act in (*refused, *waiting)})),
    )


def witnessed(session: Session, held: Iterable[Mapping[str, Any]]) -> list[tuple[Unsent, str]]:
    """What the server holds for a supervisor's decision, as it told it, each with who brought it."""
    acts = []
    for one in held:
        command = one["command"]
        changes = tuple(map(_change_told, command["changes"]))
        act = Unsent(UUID(one["cmd"]), one["at"], UUID(command["actor"]), "", WAITS, "", {}, changes, Subject("", changes[0].pk, ""))
        acts.append((act, UUID(one["witness"]) if one["witness"] else None))
    subjects = _Subjects(session, [change for act, _ in acts for change in act.changes])
    names = dict(_names(session, {person for act, witness in acts for person in (act.actor, witness) if person is not None}))
    return [
        (replace(subjects.named(act), who=names.get(act.actor, "")), names.get(witness, "") if witness is not None else "")
        for act, witness in acts
    ]  # fmt: skip


def held_up(session: Session, kind: str, pk: UUID) -> tuple[Unsent, ...]:
    """What has not arrived of one order, complaint or customer: refused acts first, then those that wait, oldest first."""
    of = _PARTS_OF.get(kind, "SELECT ?1")
    # By the rows, never by the states: a folder that has just been joined has everything waiting.
    found = run(session, f"SELECT DISTINCT cmd_id FROM outbox WHERE pk IN ({of}) AND +state IN ('new','waits','parked')", pk)
    rows = of_ids(session, f"SELECT {_COLUMNS} FROM outbox WHERE cmd_id IN ({{ids}}) ORDER BY cmd_id, n", [id_of(cmd) for (cmd,) in found])
    acts = [act for _, act in _read(session, rows)]
    subjects = _Subjects(session, [change for act in acts for change in act.changes])
    return tuple(subjects.named(act) for act in sorted(acts, key=lambda act: (act.state != REFUSED, act.at)))


def conflicts(session: Session) -> list[Conflict]:
    """What nobody has settled, oldest first; fields that landed together stand together."""
    rows = run(
        session, "SELECT id, kind, entity, pk, field, mine, theirs, change_id, their_change, actor_id, at FROM conflict"
        " WHERE state='open' ORDER BY at, change_id, field LIMIT ?", MOST,
    )  # fmt: skip
    groups = [[*some] for _, some in groupby(rows, key=lambda row: (row[1], row[3], row[7]))]
    names = dict(_names(session, {id_of(row[9]) for row in rows}))
    writers = _writers(session, [id_of(row[8]) for row in rows if row[8] and row[1] == "field"])
    subjects = _Subjects(session, [*_of_conflicts(rows)])
    names_of_values = _pointed_to(session, rows)
    found = []
    for some in groups:
        _, kind, entity, pk, _, _, _, _, their, actor, at = some[0]
        their_who, their_at = writers.get(id_of(their), ("", 0)) if their else ("", 0)
        values = tuple(Value(id_of(row[0]), row[4], _plain(row[5]), _plain(row[6])) for row in some)
        same = subjects.of(Change(entity, id_of(their), "", "", ())) if kind == "maybe_same" and their else None
        found.append(Conflict(
            kind, entity, id_of(pk), subjects.of(Change(entity, id_of(pk), "", "", ())), at, names.get(id_of(actor), ""),
            their_who, values, same, their_at,
            {str(value): names_of_values[str(value)] for one in values for value in (one.mine, one.theirs) if str(value) in names_of_values},
        ))  # fmt: skip
    return found


def oldest_conflict(session: Session) -> Instant | None:
    """Since when the oldest conflict waits for somebody; None where there is none."""
    ((at,),) = run(session, "SELECT min(at) FROM conflict WHERE state='open'")
    found: Instant | None = at
    return found


def _of_conflicts(rows: Iterable[Any]) -> Iterator[Change]:
    for row in rows:
        yield Change(row[2], id_of(row[3]), "", "", ())
        if row[1] == "maybe_same" and row[8]:
            yield Change(row[2], id_of(row[8]), "", "", ())


_POINTS_TO = {
    "customer_id": "customer", "merged_into": "customer", "product_id": "product", "outlet_id": "outlet", "parent_id": "outlet",
}  # fmt: skip


def _pointed_to(session: Session, rows: Iterable[Any]) -> dict[str, str]:
    """Names of the rows that values of these conflicts name by id."""
    pointing = [
        Change(_POINTS_TO[row[4]], UUID(value), "", "", ())
        for row in rows if row[4] in _POINTS_TO for value in map(_plain, row[5:7]) if value
    ]  # fmt: skip
    subjects = _Subjects(session, pointing)
    return {str(change.pk): subjects.of(change).name for change in pointing}


def _plain(stored: str | None) -> Any:
    return json.loads(stored) if stored is not None else None


def _writers(session: Session, changes: Sequence[UUID]) -> dict[UUID, tuple[str, Instant]]:
    """Who made these changes and when, by the history of fields."""
    asked = "SELECT h.change_id, p.name, h.at FROM field_change h JOIN person p ON p.id = h.actor_id WHERE h.change_id IN ({ids})"
    return {id_of(change): (name, at) for change, name, at in of_ids(session, asked, changes)}


_COLUMNS = "n, cmd_id, needs, entity, pk, kind, fields, stated_at, actor, state, reason, told"


def _acts(session: Session, state: str) -> Iterator[tuple[int, Unsent]]:
    """The oldest acts of a state, with their place in the outbox."""
    rows = run(session, f"SELECT {_COLUMNS} FROM outbox WHERE state=? ORDER BY n LIMIT ?", state, _TOGETHER)
    yield from [*_read(session, rows)][:MOST]


def _read(session: Session, rows: Iterable[Any]) -> Iterator[tuple[int, Unsent]]:
    acts = [[*some] for _, some in groupby(rows, key=lambda row: row[1])]
    names = dict(_names(session, {id_of(act[0][8]) for act in acts}))
    for act in acts:
        n, cmd, needs, _, _, _, _, at, actor, state, reason, told = act[0]
        changes = tuple(_change(row) for row in act)
        yield n, Unsent(
            id_of(cmd), at, id_of(actor), names.get(id_of(actor), ""), state, reason, json.loads(told), changes,
            Subject("", changes[0].pk, ""), tuple(UUID(need) for need in json.loads(needs)),
        )  # fmt: skip


def _change(row: Any) -> Change:
    fields = json.loads(row[6])
    return Change(row[3], id_of(row[4]), row[5], _event_of(row[5], fields), tuple(fields))


def _change_told(change: Mapping[str, Any]) -> Change:
    fields = change.get("fields", {})
    return Change(change["entity"], UUID(change["pk"]), change["kind"], _event_of(change["kind"], fields), tuple(fields))


def _event_of(kind: str, fields: Mapping[str, Any]) -> str:
    return str(fields["kind"][1]) if kind == "event" and "kind" in fields else ""


def _names(session: Session, people: Iterable[UUID]) -> Iterator[tuple[UUID, str]]:
    for pk, name in of_ids(session, "SELECT id, name FROM person WHERE id IN ({ids})", people):
        yield id_of(pk), name


_NAMES: Mapping[str, str] = {
    "order": "SELECT o.id, o.no FROM service_order o WHERE o.id IN ({ids})",
    "complaint": "SELECT c.id, c.no FROM complaint c WHERE c.id IN ({ids})",
    "customer": "SELECT c.id, c.name FROM customer c WHERE c.id IN ({ids})",
    "outlet": "SELECT o.id, o.name FROM outlet o WHERE o.id IN ({ids})",
    "technician": "SELECT t.id, t.name FROM technician t WHERE t.id IN ({ids})",
    "person": "SELECT p.id, p.name FROM person p WHERE p.id IN ({ids})",
    "product": "SELECT p.id, p.model FROM product p WHERE p.id IN ({ids})",
    "part": "SELECT p.id, p.name FROM part p WHERE p.id IN ({ids})",
    "article": "SELECT a.id, a.title FROM article a WHERE a.id IN ({ids})",
    "call": "SELECT c.id, c.no FROM call c WHERE c.id IN ({ids})",
    "asset": "SELECT a.id, a.serial FROM asset a WHERE a.id IN ({ids})",
}
"""Kinds of things -> what they are called."""
_AS: Mapping[str, str] = {
    "service_order": "order", "order_event": "order", "complaint_event": "complaint",
}  # fmt: skip
_BELONG: Mapping[str, tuple[str, str]] = {
    "phone": ("customer", "SELECT id, customer_id FROM phone WHERE id IN ({ids})"),
    "address": ("customer", "SELECT id, customer_id FROM address WHERE id IN ({ids})"),
    "cover": ("asset", "SELECT id, asset_id FROM cover WHERE id IN ({ids})"),
    "order_alias": ("order", "SELECT id, order_id FROM order_alias WHERE id IN ({ids})"),
}
"""Kinds of rows that are spoken of by what they belong to."""
_TELLING = ("order", "complaint", "customer", "asset", "outlet", "technician", "person", "product", "part", "article", "call")
"""What an act of several changes is said to be about: the first of these that it has."""
_PARTS_OF: Mapping[str, str] = {
    "customer": "SELECT ?1 UNION ALL SELECT id FROM phone WHERE customer_id=?1 UNION ALL SELECT id FROM address WHERE customer_id=?1"
    " UNION ALL SELECT id FROM asset WHERE customer_id=?1",
}
"""What is shown on the page of a thing and belongs to it."""


class _Subjects:
    """What changes are about, read together."""

    def __init__(self, session: Session, changes: Iterable[Change]) -> None:
        self._owners: dict[UUID, tuple[str, UUID]] = {}
        kinds: dict[str, set[UUID]] = {}
        for change in changes:
            kinds.setdefault(_AS.get(change.entity, change.entity), set()).add(change.pk)
        for entity, (kind, asked) in _BELONG.items():
            for pk, owner in of_ids(session, asked, kinds.pop(entity, ())):
                self._owners[id_of(pk)] = (kind, id_of(owner))
                kinds.setdefault(kind, set()).add(id_of(owner))
        self._names = {
            (kind, id_of(pk)): name
            for kind, pks in kinds.items() if kind in _NAMES for pk, name in of_ids(session, _NAMES[kind], pks)
        }  # fmt: skip

    def of(self, change: Change) -> Subject:
        """What one change is about."""
        kind, pk = self._owners.get(change.pk, (_AS.get(change.entity, change.entity), change.pk))
        return Subject(kind, pk, self._names.get((kind, pk), ""))

    def named(self, act: Unsent, *, behind: int = 0) -> Unsent:
        """The act with what it is about."""
        subjects = sorted((self.of(change) for change in act.changes), key=_rank)
        return replace(act, subject=subjects[0], behind=behind)


def _rank(subject: Subject) -> int:
    return _TELLING.index(subject.kind) if subject.kind in _TELLING else len(_TELLING)
