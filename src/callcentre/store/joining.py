"""Joining a folder to a server: its rows become what it has to send, its person the one who signed in there."""

import time
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
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
_TOGETHER = 200
"""Rows of one transaction: some 50 ms."""
_KINDS = (*OF_COMPANY, *OF_SITE)


def would_send(session: Session, *, person: UUID) -> dict[str, int]:
    """How many rows of each kind this folder would send if `person` joined it to a server; kinds with none are left out."""
    found = {}
    for entity in (*_KINDS, *SPOKEN_OF):
        ((count,),) = run(session, f"SELECT count(*) FROM {entity}{_where(entity)}", *_given(entity, person))
        if count:
            found[entity] = count
    return found


def join(
    store: Store, clock: Clock, *, url: str, login: str, person: UUID, reply: Mapping[str, Any], machine: str,
    moved: Callable[[int], None] = lambda rows: None,
) -> None:  # fmt: skip
    """Joins the folder to the server that answered `reply` to a hello; `person` is who joins it here.

    What was written here as `person` counts as written by whom that login is there. `moved` hears
    how many rows were made ready. Raises Refused: connect.demo for a demo folder, connect.joined for
    one that is joined to another server.
    """
    me, now = UUID(reply["me"]["person"]), clock.now()
    with store.writing() as session:
        _check(session, url)
        run(session, "PRAGMA defer_foreign_keys=ON")
        if run(session, "SELECT 1 FROM peer"):
            run(session, "UPDATE peer SET login=?, person_id=?", login, me)
        else:
            rename(session, {person: me} if person != me else {})
            _begin(session, me, {"url": url, "login": login, "machine": machine}, reply, now)
    go_on(store, clock, moved)


def _begin(session: Session, me: UUID, given: Mapping[str, str], reply: Mapping[str, Any], now: Instant) -> None:
    """From here on the folder is a joined one, and its rows are made ready a few at a time."""
    run(session, "DELETE FROM outbox")
    run(session, "DELETE FROM field_by")
    run(session, "UPDATE device SET connected=1, machine=?", given["machine"])
    insert_rows(session, table_of(Peer), [{
        "n": 1, "url": given["url"], "login": given["login"], "person_id": me, "server": str(reply["server"]), "epoch": "",
        "schema_v": reply["schema"], "offset": reply["now"] - now, "backup": {}, "backup_moved": False, "behalf": {},
    }])  # fmt: skip
    run(session, "INSERT INTO joining VALUES (1, ?, ?)", _KINDS[0], UUID(int=0))


def go_on(
    store: Store, clock: Clock, moved: Callable[[int], None] = lambda rows: None, stopped: Callable[[], bool] = lambda: False
) -> None:
    """Makes ready what is left of a folder that joins, a few rows in each transaction: whoever saves waits for no more.

    Nothing is exchanged before that has come to its end. Where `stopped` says so it is left for another time.
    """
    done = 0
    while not stopped():
        with store.writing() as session:
            where = run(session, "SELECT entity, last, (SELECT person_id FROM peer) FROM joining")
            if not where:
                return
            entity, last, me = where[0]
            rows = _fill_some(session, entity, id_of(last), id_of(me), clock.now())
        done += rows
        moved(done)


def is_unfinished(session: Session) -> bool:
    """Whether a folder has begun to join and is not ready yet."""
    return bool(run(session, "SELECT 1 FROM joining"))


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


def _fill_some(session: Session, entity: str, last: UUID, me: UUID, now: Instant) -> int:
    """Creates of the next rows in the order of parents and keys, with every event in its place, by its author.

    What was written here since the folder began to join stands in the outbox already.
    """
    table = table_named(entity)
    query = select(table).where(table.c.id > last).order_by(table.c.id).limit(_TOGETHER)
    rows = [dict(row) for row in session.execute(query).mappings()]
    if rows:
        sent = run(session, f"SELECT id FROM {entity}{_where(entity)}", *_given(entity, me)) if entity in _NOT_SENT else None
        allowed = None if sent is None else {id_of(pk) for (pk,) in sent}
        known = _known(session, entity, rows)
        some = [row for row in rows if row["id"] not in known and (allowed is None or row["id"] in allowed)]
        made = _story_changes(session, entity, rows, known, me, now) if entity in _STORIES else _row_changes(entity, some, me, now)
        ((written,),) = run(session, "SELECT coalesce(max(n), 0) FROM outbox")
        insert_rows(session, table_of(Outbox), made)
        if entity in _STORIES:
            _put_behind(session, _STORIES[entity], rows, written)
        run(session, "UPDATE joining SET last=?", rows[-1]["id"])
    elif entity != _KINDS[-1]:
        run(session, "UPDATE joining SET entity=?, last=?", _KINDS[_KINDS.index(entity) + 1], UUID(int=0))
    else:
        _end(session)
    return len(rows)


def _put_behind(session: Session, events: str, rows: Sequence[Mapping[str, Any]], last: int) -> None:
    """Events that were written meanwhile, up to `last`, follow those of before: stories lay own ones in the order of the outbox."""
    moved = f"UPDATE outbox SET n=n+(SELECT max(n) FROM outbox) WHERE n<={last} AND entity=? AND pk BETWEEN ? AND ?"
    run(session, moved, events, rows[0]["id"], rows[-1]["id"])


def _end(session: Session) -> None:
    run(session, "INSERT OR IGNORE INTO stale SELECT id, 'profile_version' FROM profile_version WHERE id NOT IN (SELECT pk FROM outbox)")
    run(session, "DELETE FROM joining")


def _known(session: Session, entity: str, rows: Sequence[Mapping[str, Any]]) -> set[UUID]:
    """Those that were made since the folder began to join."""
    made = "SELECT pk FROM outbox WHERE entity=? AND kind='create' AND pk BETWEEN ? AND ?"
    return {id_of(pk) for (pk,) in run(session, made, entity, rows[0]["id"], rows[-1]["id"])}


def _row_changes(entity: str, rows: Iterable[Mapping[str, Any]], me: UUID, now: Instant) -> Iterator[dict[str, Any]]:
    for row in rows:
        # Accounts of this computer mean nothing elsewhere.
        values = {**row, "account": None} if entity == "person" else row
        yield _change(new_id(now), me, now, entity, row["id"], "create", values) | {"cmd_id": new_id(now)}


def _story_changes(
    session: Session, entity: str, rows: Sequence[Mapping[str, Any]], known: Container[UUID], me: UUID, now: Instant
) -> Iterator[dict[str, Any]]:
    events, (_, column, words) = _STORIES[entity], SPOKEN_OF[_STORIES[entity]]
    table, texts = table_named(events), table_named(words)
    query = (
        select(table, texts.c.texts).outerjoin(texts, texts.c.event_id == table.c.id)
        .where(table.c[column].between(rows[0]["id"], rows[-1]["id"])).order_by(table.c[column], table.c.pos)
    )  # fmt: skip
    told: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    written = run(session, "SELECT change_id FROM outbox WHERE entity=? AND pk BETWEEN ? AND ?", events, rows[0]["id"], rows[-1]["id"])
    since = {id_of(change) for (change,) in written}
    for event in session.execute(query).mappings():
        if event["id"] not in since:
            told[event[column]].append(dict(event))
    for row in rows:
        needs: list[str] = []
        first = [] if row["id"] in known else [_change(new_id(now), me, now, entity, row["id"], "create", row)]
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
