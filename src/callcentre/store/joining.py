"""Joining a folder to a server: its rows become what it has to send, its person the one who signed in there."""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcentre.domain.errors import Refused
from callcentre.domain.ids import new_id
from callcentre.domain.instants import Instant
from callcentre.ports import Clock
from callcentre.store.exchange.renaming import rename
from callcentre.store.exchange.shape import OF_COMPANY, OF_SITE, SPOKEN_OF, table_named
from callcentre.store.exchange.sql import id_of, run
from callcentre.store.outbox import SCHEMA_VERSION, plain
from callcentre.store.rows import insert_rows
from callcentre.store.store import Store
from callcentre.store.tables import Outbox, Peer, table_of

_NOT_SENT: Mapping[str, str] = {
    "person": "kind = 'person' AND id <> :me",
    # By which rules a hotline works is the server's to say, but for versions that somebody here has made.
    "profile_version": "id <> (SELECT id FROM profile_version ORDER BY made_at, id LIMIT 1)",
}
"""What the rows of a kind must be like to be sent."""
_STORIES = {of: events for events, (of, _, _) in SPOKEN_OF.items()}
_TOGETHER = 1_000


def would_send(session: Session, *, person: UUID) -> dict[str, int]:
    """How many rows of each kind this folder would send if `person` joined it to a server; kinds with none are left out."""
    found = {}
    for entity in (*OF_COMPANY, *OF_SITE, *SPOKEN_OF):
        ((count,),) = run(session, f"SELECT count(*) FROM {entity}{_where(entity)}", *_given(entity, person))
        if count:
            found[entity] = count
    return found


def join(store: Store, clock: Clock, *, url: str, login: str, person: UUID, reply: Mapping[str, Any], machine: str) -> None:
    """Joins the folder to the server that answered `reply` to a hello; `person` is who joins it here.

    What was written here as `person` counts as written by whom that login is there. Raises
    Refused: connect.demo for a demo folder, connect.joined for one that is joined to another server.
    """
    me, now = UUID(reply["me"]["person"]), clock.now()
    with store.writing() as session:
        _check(session, url)
        run(session, "PRAGMA defer_foreign_keys=ON")
        if run(session, "SELECT 1 FROM peer"):
            run(session, "UPDATE peer SET login=?, person_id=?", login, me)
            return
        rename(session, {person: me} if person != me else {})
        run(session, "DELETE FROM outbox")
        run(session, "DELETE FROM field_by")
        _fill_outbox(session, me, now)
        run(session, "INSERT OR IGNORE INTO stale SELECT id, 'profile_version' FROM profile_version"
                     " WHERE id NOT IN (SELECT pk FROM outbox)")  # fmt: skip
        run(session, "UPDATE device SET connected=1, machine=?", machine)
        insert_rows(session, table_of(Peer), [{
            "n": 1, "url": url, "login": login, "person_id": me, "server": str(reply["server"]), "epoch": "", "schema_v": reply["schema"],
            "offset": reply["now"] - now, "backup": {}, "backup_moved": False, "behalf": {},
        }])  # fmt: skip


def _check(session: Session, url: str) -> None:
    ((demo,),) = run(session, "SELECT demo FROM device")
    if demo:
        raise Refused("connect.demo")
    other = run(session, "SELECT url FROM peer WHERE url<>?", url)
    if other:
        raise Refused("connect.joined", url=other[0][0])


def _where(entity: str) -> str:
    return f" WHERE {_NOT_SENT[entity].replace(':me', '?')}" if entity in _NOT_SENT else ""


def _given(entity: str, person: UUID) -> list[UUID]:
    return [person] if ":me" in _NOT_SENT.get(entity, "") else []


def _fill_outbox(session: Session, me: UUID, now: Instant) -> None:
    """Creates of all rows in the order of parents and keys, and every event in its place, by its author."""
    for entity in (*OF_COMPANY, *OF_SITE):
        for some in _blocks(session, entity, me):
            rows = _story_changes(session, entity, some, me, now) if entity in _STORIES else _row_changes(entity, some, me, now)
            insert_rows(session, table_of(Outbox), rows)


def _blocks(session: Session, entity: str, me: UUID) -> Iterator[Sequence[Mapping[str, Any]]]:
    table, last = table_named(entity), UUID(int=0)
    kept = {id_of(pk) for (pk,) in run(session, f"SELECT id FROM {entity}{_where(entity)}", *_given(entity, me))} if entity in _NOT_SENT else None
    query = select(table).order_by(table.c.id).limit(_TOGETHER)
    while rows := session.execute(query.where(table.c.id > last)).mappings().all():
        last = rows[-1]["id"]
        yield [dict(row) for row in rows if kept is None or row["id"] in kept]


def _row_changes(entity: str, rows: Iterable[Mapping[str, Any]], me: UUID, now: Instant) -> Iterator[dict[str, Any]]:
    for row in rows:
        # Accounts of this computer mean nothing elsewhere.
        values = {**row, "account": None} if entity == "person" else row
        yield _change(new_id(now), me, now, entity, row["id"], "create", values) | {"cmd_id": new_id(now)}


def _story_changes(
    session: Session, entity: str, rows: Sequence[Mapping[str, Any]], me: UUID, now: Instant
) -> Iterator[dict[str, Any]]:
    events, (_, column, words) = _STORIES[entity], SPOKEN_OF[_STORIES[entity]]
    table, texts = table_named(events), table_named(words)
    query = (
        select(table, texts.c.texts).outerjoin(texts, texts.c.event_id == table.c.id)
        .where(table.c[column].between(rows[0]["id"], rows[-1]["id"])).order_by(table.c[column], table.c.pos)
    )  # fmt: skip
    told: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for event in session.execute(query).mappings():
        told[event[column]].append(dict(event))
    for row in rows:
        needs: list[str] = []
        first = [_change(new_id(now), me, now, entity, row["id"], "create", row)]
        for author, spoken in groupby(told[row["id"]], key=lambda event: event["actor_id"]):
            command = [*first, *(_event(event, events, row["id"]) for event in spoken)]
            cmd, first = new_id(now), []
            for change in command:
                yield change | {"cmd_id": cmd, "actor": author, "needs": needs}
            needs = [str(cmd)]
        for change in first:
            yield change | {"cmd_id": new_id(now)}


def _event(event: Mapping[str, Any], entity: str, subject: UUID) -> dict[str, Any]:
    values = {name: value for name, value in event.items() if name != "id"}
    values["texts"] = values["texts"] or {}
    return _change(event["id"], event["actor_id"], event["at"], entity, subject, "event", values)


def _change(
    change: UUID, actor: UUID, at: Instant, entity: str, pk: UUID, kind: str, values: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "change_id": change, "needs": [], "entity": entity, "pk": pk, "kind": kind, "after": None,
        "fields": {name: [None, plain(value), None] for name, value in values.items()}, "schema_v": SCHEMA_VERSION, "actor": actor,
        "stated_at": at, "made_at_mono": time.monotonic_ns(), "state": "new", "tries": 0, "reason": "", "told": {}, "lost": [],
    }  # fmt: skip
