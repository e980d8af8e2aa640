"""The outbox as it goes out: whole commands of one login, and what the server answered to them."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from callcentre.domain.batching import Queued, batched
from callcentre.domain.errors import Refused
from callcentre.domain.event import Role
from callcentre.store.exchange.leaving import has_unconfirmed, purge, stands_by_own_alone
from callcentre.store.exchange.lines import lose
from callcentre.store.exchange.page import Page
from callcentre.store.exchange.shape import OF_COMPANY, OF_SITE, SPOKEN_OF, table_named, typed
from callcentre.store.exchange.sql import id_of, run, run_many
from callcentre.store.first import IMPORT_PERSON, RULE_PERSON
from callcentre.store.tables import Person
from callcentre.store.types import json_text

_CHANGES = "SELECT change_id, entity, pk, kind, after, fields, stated_at FROM outbox WHERE cmd_id=? ORDER BY n"
_ROWS = frozenset({*OF_COMPANY, *OF_SITE})


def senders_over(session: Session, person: UUID | None) -> list[UUID]:
    """Whose commands go over this person's login: their own, those of rules and imports with the right, those they were trusted with."""
    if person is None:
        return []
    found = session.get(Person, person)
    roles = frozenset(map(Role, found.roles)) if found else frozenset()
    over = [person]
    over += [RULE_PERSON] if roles & {Role.AGENT, Role.SUPERVISOR} else []
    over += [IMPORT_PERSON] if Role.ADMINISTRATOR in roles else []
    for (behalf,) in run(session, "SELECT behalf FROM peer"):
        over += [UUID(other) for other in json.loads(behalf).get(str(person), ())]
    return over


def trust(session: Session, person: UUID, other: UUID) -> None:
    """What `other` has waiting goes over the login of `person` from now on; both names are kept. Raises Refused("act.no_right")."""
    found = session.get(Person, person)
    if found is None or Role.SUPERVISOR.value not in found.roles:
        # The server would refuse each of them for good.
        raise Refused("act.no_right", roles=[Role.SUPERVISOR.value])
    ((text,),) = run(session, "SELECT behalf FROM peer")
    behalf = json.loads(text)
    behalf[str(person)] = sorted({*behalf.get(str(person), ()), str(other)})
    run(session, "UPDATE peer SET behalf=?", behalf)


def batch(session: Session, person: UUID | None, *, commands: int) -> list[dict[str, Any]]:
    """The next whole commands to send over this person's login."""
    bodies: dict[str, dict[str, Any]] = {}
    over = senders_over(session, person)
    unconfirmed = _Unconfirmed(session)

    def queued() -> Iterator[Queued]:
        for cmd, actor, needs in _waiting(session, over):
            body = _command(session, cmd, actor, needs, person)
            bodies[body["cmd"]] = body
            yield Queued(body["cmd"], tuple(body["needs"]), len(body["changes"]), len(json_text(body)))

    return [bodies[cmd] for cmd in batched(queued(), unconfirmed=unconfirmed, most=commands)]


class _Unconfirmed:
    """Commands that the server has neither applied nor put into a conflict, and that nobody has dropped."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def __contains__(self, cmd: object) -> bool:
        found = run(self._session, "SELECT 1 FROM outbox WHERE cmd_id=? AND state NOT IN ('acked','dropped') LIMIT 1", UUID(str(cmd)))
        return bool(found)


def _waiting(session: Session, over: Sequence[UUID]) -> Iterator[tuple[UUID, UUID, list[str]]]:
    """Commands to send in the order of the outbox, a few hundred changes at a time."""
    seen: set[bytes] = set()
    actors, last = {person.bytes for person in over}, 0
    while rows := run(session, "SELECT n, cmd_id, actor, needs FROM outbox WHERE state='new' AND n>? ORDER BY n LIMIT 500", last):
        last = rows[-1][0]
        for _, cmd, actor, needs in rows:
            if actor in actors and cmd not in seen:
                seen.add(cmd)
                yield id_of(cmd), id_of(actor), json.loads(needs)


def _command(session: Session, cmd: UUID, actor: UUID, needs: Sequence[str], person: UUID | None) -> dict[str, Any]:
    return {
        "cmd": str(cmd), "actor": str(actor), "behalf": actor not in (person, RULE_PERSON, IMPORT_PERSON), "witness": None,
        "needs": [need for need in needs if not _is_dropped(session, UUID(need))],
        "changes": [
            {"change": str(id_of(change)), "entity": entity, "pk": str(id_of(pk)), "kind": kind,
             "after": str(id_of(after)) if after else None, "fields": json.loads(fields), "stated_at": stated_at}
            for change, entity, pk, kind, after, fields, stated_at in run(session, _CHANGES, cmd)
        ],
    }  # fmt: skip


def _is_dropped(session: Session, cmd: UUID) -> bool:
    return bool(run(session, "SELECT 1 FROM outbox WHERE cmd_id=? AND state='dropped' LIMIT 1", cmd))


def answer(page: Page, results: Iterable[Mapping[str, Any]]) -> None:
    """Stores what the server answered."""
    for result in results:
        if result["result"] in ("applied", "conflict"):
            _acknowledge(page, result["changes"])
        elif result["result"] != "retry":
            _settle(page, result, "parked" if result["result"] == "refused" else "waits")


def _settle(page: Page, result: Mapping[str, Any], state: str) -> None:
    cmd = UUID(result["cmd"])
    run(
        page.session, "UPDATE outbox SET state=?, reason=?, told=?, tries=tries+1 WHERE cmd_id=? AND state<>'acked'",
        state, result.get("code") or "", result.get("data") or {}, cmd,
    )  # fmt: skip
    look_again(page, cmd)


def look_again(page: Page, cmd: UUID) -> None:
    """Stories with events of this command are laid anew, and screens hear of its rows."""
    for entity, pk in run(page.session, "SELECT DISTINCT entity, pk FROM outbox WHERE cmd_id=?", cmd):
        if entity in SPOKEN_OF:
            page.stories.look_again(entity, [id_of(pk)])
        else:
            page.unit.changed(entity, id_of(pk))


def _acknowledge(page: Page, changes: Mapping[str, Mapping[str, Any]]) -> None:
    page.know_own(map(UUID, changes))
    for change, said in changes.items():
        own = page.own(UUID(change))
        if own is None or "feed" not in said:
            continue
        run(
            page.session, "UPDATE outbox SET state='acked', reason='', told='{}', ack_feed=?, ack_seq=?, ack_mark=? WHERE change_id=?",
            said["feed"], said["seq"], said["mark"], own.change,
        )  # fmt: skip
        lost = [name for name in said.get("conflicts", ()) if name not in said.get("fields", {})]
        own.state, own.feed, own.seq = "acked", said["feed"], said["seq"]
        if own.entity in _ROWS:
            for waiting in page.rows.of(own.entity, own.pk).own:
                if waiting.change == own.change:
                    waiting.state, waiting.feed, waiting.seq = "acked", said["feed"], said["seq"]
            _drop_confirmed(page, own.entity, own.pk)
            lose(page, own.change, lost)
        if not said["feed"]:
            _out_of_sight(page, own.entity, own.pk, own.change)
        elif "pos" in said and own.kind == "event":
            _confirm_event(page, own.entity, own.change, said)


def _drop_confirmed(page: Page, entity: str, pk: UUID) -> None:
    row = page.rows.of(entity, pk)
    row.own = [own for own in row.own if own.is_unconfirmed(page.cursors)]


def _confirm_event(page: Page, entity: str, change: UUID, said: Mapping[str, Any]) -> None:
    table = table_named(entity)
    stored = page.session.execute(table.select().where(table.c.id == change)).mappings().one_or_none()
    if stored is None:
        return
    values = dict(stored) | {name: said[name] for name in ("pos", "at", "effect", "state_before", "state_after") if name in said}
    values.pop("id")
    words = SPOKEN_OF[entity][2]
    texts = run(page.session, f"SELECT texts FROM {words} WHERE event_id=?", change)
    page.stories.bring(entity, change, values, json.loads(texts[0][0]) if texts else {})


def _out_of_sight(page: Page, entity: str, pk: UUID, change: UUID) -> None:
    """Nothing this person reads holds it, as with an order that has left: it is done, and shown no longer."""
    if entity in SPOKEN_OF:
        _take_event_back(page, entity, change)
    of = SPOKEN_OF[entity][0] if entity in SPOKEN_OF else entity
    if stands_by_own_alone(page.session, pk) and not has_unconfirmed(page.session, pk):
        _take_away(page, of, pk)


def _take_away(page: Page, entity: str, pk: UUID) -> None:
    page.finish_rows()
    purge(page.session, [pk])
    page.stories.forget(pk)
    page.rows.forget_all()
    page.unit.changed("order" if entity == "service_order" else entity, pk)


def awake(session: Session, person: UUID | None) -> None:
    """Commands that waited are tried once more."""
    run_many(
        session, "UPDATE outbox SET state='new' WHERE state='waits' AND actor=?", [(actor,) for actor in senders_over(session, person)]
    )


def drop(page: Page, cmd: UUID) -> None:
    """Gives a command up: its events go, its fields show what else there is, later own changes build on what it had seen."""
    changes = [id_of(pk) for (pk,) in run(page.session, "SELECT change_id FROM outbox WHERE cmd_id=? AND state<>'acked'", cmd)]
    page.know_own(changes)
    look_again(page, cmd)
    run(page.session, "UPDATE outbox SET state='dropped' WHERE cmd_id=? AND state<>'acked'", cmd)
    for change in changes:
        own = page.own(change)
        assert own is not None
        _relink(page, str(change), own.pk, own.fields)
        if own.kind == "event":
            # Later own decisions build on what this one had seen.
            run(page.session, "UPDATE outbox SET after=(SELECT after FROM outbox WHERE change_id=?1) WHERE after=?1", change)
            _take_event_back(page, own.entity, change)
        elif own.kind == "create":
            if not has_unconfirmed(page.session, own.pk):
                _take_away(page, own.entity, own.pk)
        elif own.entity == "conflict":
            run(page.session, "UPDATE conflict SET state=? WHERE id=?", own.fields["state"][0], own.pk)
        else:
            _show_without(page, own.entity, own.pk, change, own.fields)


def _show_without(page: Page, entity: str, pk: UUID, change: UUID, fields: Mapping[str, Any]) -> None:
    row = page.rows.of(entity, pk)
    row.own = [waiting for waiting in row.own if waiting.change != change]
    if row.values is None:
        return
    waiting = row.own_fields()
    for name, (old, _, seen) in fields.items():
        if name in row.beside or waiting.get(name):
            row.show([name])
        else:
            row.put(name, typed(entity, {name: old}).get(name))
            with suppress(TypeError, ValueError):
                row.by[name] = UUID(seen)


def _relink(page: Page, change: str, pk: UUID, dropped: Mapping[str, Any]) -> None:
    """A later own change that had seen the dropped one takes over what that one had seen."""
    for n, text in run(page.session, "SELECT n, fields FROM outbox WHERE pk=? AND state NOT IN ('acked','dropped')", pk):
        fields = json.loads(text)
        linked = [name for name, trio in fields.items() if trio[2] == change and name in dropped]
        for name in linked:
            fields[name] = [dropped[name][0], fields[name][1], dropped[name][2]]
        if linked:
            run(page.session, "UPDATE outbox SET fields=? WHERE n=?", fields, n)


def _take_event_back(page: Page, entity: str, change: UUID) -> None:
    run(page.session, "INSERT OR IGNORE INTO purge VALUES (?)", change)
    run(page.session, f"DELETE FROM {SPOKEN_OF[entity][2]} WHERE event_id=?", change)
    run(page.session, f"DELETE FROM {entity} WHERE id=?", change)
    run(page.session, "DELETE FROM purge")
