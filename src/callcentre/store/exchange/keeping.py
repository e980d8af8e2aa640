"""What the file keeps for a server that may be put back: its own changes, and what it pulled of others."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from callcentre.domain.feeds import Known, is_of_outlet
from callcentre.domain.instants import DAY, Instant
from callcentre.store.exchange.page import Page
from callcentre.store.exchange.shape import SPOKEN_OF
from callcentre.store.exchange.sql import id_of, run, run_many

Line = Mapping[str, Any]
_TOLD = frozenset({"create", "patch", "event", "erased"})
MOST_LINES = 100_000
"""Lines of the journal, some 60 MB: weeks of a busy site."""
_SWEEPING = frozenset({"leave", "erased"})
"""They reach what was written down before them."""
_ANSWERED = "state IN ('acked','parked','dropped')"
_NOT_ERASED = """(body IS NULL OR body NOT LIKE '%"kind":"erased"%')"""
"""What was erased is never forgotten: a restored server must hear of it again, however old its backup was."""


def stretches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Lines in order, in lists to be written down together: in none of them is a row patched that it has spoken of before."""
    together: list[Line] = []
    spoken: set[str] = set()
    for line in lines:
        alone = line["kind"] in _SWEEPING
        if together and (alone or (line["kind"] == "patch" and line["pk"] in spoken)):
            yield together
            together, spoken = [], set()
        together.append(line)
        spoken.add(line["pk"])
        if alone:
            yield together
            together, spoken = [], set()
    if together:
        yield together


def write_down(page: Page, lines: Iterable[Line]) -> None:
    """The journal: what a restored server may have to be told by this desk, and where each line stood."""
    rows = []
    for line in lines:
        own = page.own(UUID(line["change"])) is not None
        tells = line["kind"] in _TOLD and not is_of_outlet(line["feed"]) and not own
        rows.append((line["feed"], line["seq"], line["mark"], UUID(line["change"]), _with_seen(page, line) if tells else None))
    run_many(page.session, "INSERT INTO journal(feed, seq, mark, change_id, body) VALUES (?,?,?,?,?)", rows)
    run_many(page.session, "DELETE FROM witness WHERE change_id=?", [(row[3],) for row in rows])


def _with_seen(page: Page, line: Line) -> dict[str, Any]:
    if line["kind"] != "patch":
        return dict(line)
    if line["entity"] == "conflict":
        # It is settled once, as it was raised.
        return {**line, "seen": dict.fromkeys(line["fields"], line["pk"])}
    row = page.rows.of(line["entity"], UUID(line["pk"]))
    by = row.by | {name: beside.change for name, beside in row.beside.items()}
    return {**line, "seen": {name: str(by.get(name, row.pk)) for name in line["fields"]}}


def acked(session: Session) -> list[str]:
    """Own changes that were answered, by n."""
    return [str(id_of(pk)) for (pk,) in run(session, f"SELECT change_id FROM outbox WHERE {_ANSWERED} ORDER BY n")]


def journal(session: Session) -> list[str]:
    """Changes of others that no backup is known to hold."""
    found = run(session, "SELECT DISTINCT change_id FROM journal WHERE body IS NOT NULL ORDER BY n")
    return [str(id_of(pk)) for (pk,) in found]


def cover(session: Session, backup: Mapping[str, Any]) -> None:
    """Forgets of the journal what a backup of the very history that was pulled holds."""
    for feed, (seq, mark) in backup.items():
        if run(session, "SELECT 1 FROM journal WHERE feed=? AND seq=? AND mark=?", feed, seq, mark):
            run(session, f"DELETE FROM journal WHERE feed=? AND seq<=? AND {_NOT_ERASED}", feed, seq)


def bound(session: Session) -> None:
    """Without a backup of the server the journal would grow for ever: of what was pulled the last lines are enough.

    What falls out of it only its author's own workstation can bring back after a restore.
    """
    run(session, f"DELETE FROM journal WHERE n<=(SELECT max(n) FROM journal)-{MOST_LINES} AND {_NOT_ERASED}")


def lose_places(session: Session, feeds: Iterable[str], known: Known, now: Instant) -> tuple[int, int]:
    """The server was put back: own changes that it lacks go out again, what it has is where it is now.

    Answers how many own commands go again, and how many of others it has lost.
    """
    run_many(session, "UPDATE journal SET seq=NULL, mark=NULL WHERE feed=?", [(feed,) for feed in feeds])
    places = [(place["feed"], place["seq"], place["mark"], UUID(change)) for change, place in known.places.items()]
    run_many(
        session, f"UPDATE outbox SET state='acked', reason='', ack_feed=?1, ack_seq=?2, ack_mark=?3 WHERE change_id=?4 AND {_ANSWERED}",
        places,
    )  # fmt: skip
    run_many(session, "UPDATE journal SET seq=?2, mark=?3 WHERE change_id=?4 AND feed=?1", places)
    run_many(
        session, "INSERT OR IGNORE INTO witness(change_id, cmd_id, body, since, offered) SELECT change_id, ?, body, ?, 0 FROM journal"
                 " WHERE change_id=? AND body IS NOT NULL",
        [(b"", now, UUID(change)) for change in known.missing],
    )  # fmt: skip
    _name_commands(session)
    gone = [(UUID(change),) for change in (*known.missing, *known.refused)]
    before = _commands(session, "outbox WHERE state='new'")
    run_many(
        session, "UPDATE outbox SET state='new', lost='[]', ack_feed=NULL, ack_seq=NULL, ack_mark=NULL WHERE change_id=? AND state='acked'",
        gone,
    )  # fmt: skip
    run_many(session, "DELETE FROM journal WHERE change_id=?", gone)
    return _commands(session, "outbox WHERE state='new'") - before, _commands(session, "witness")


def _commands(session: Session, of: str) -> int:
    ((count,),) = run(session, f"SELECT count(DISTINCT cmd_id) FROM {of}")
    return int(count)


def _name_commands(session: Session) -> None:
    for n, body in run(session, "SELECT n, body FROM witness WHERE cmd_id=?", b""):
        run(session, "UPDATE witness SET cmd_id=? WHERE n=?", UUID(json.loads(body)["cmd"]), n)


def witnessed(session: Session) -> list[str]:
    """Changes of others that the server lacked when it was last asked."""
    return [str(id_of(pk)) for (pk,) in run(session, "SELECT change_id FROM witness ORDER BY n")]


def returned(session: Session, known: Known) -> None:
    """What the server has again goes back into the journal, at its present place."""
    for change, place in known.places.items():
        for (text,) in run(session, "SELECT body FROM witness WHERE change_id=?", UUID(change)):
            feed = json.loads(text)["feed"]
            at = (place["seq"], place["mark"]) if place["feed"] == feed else (None, None)
            run(session, "INSERT INTO journal(feed, seq, mark, change_id, body) VALUES (?,?,?,?,?)", feed, *at, UUID(change), text)
    gone = [(UUID(change),) for change in (*known.places, *known.refused)]
    run_many(session, "DELETE FROM witness WHERE change_id=?", gone)


def offers(session: Session, now: Instant) -> list[dict[str, Any]]:
    """Witnessed commands that have been lacking for a day of the server's time and were not offered for one."""
    commands: dict[str, dict[str, Any]] = {}
    for (text,) in run(session, "SELECT body FROM witness WHERE since<=? AND offered<=? ORDER BY n", now - DAY, now - DAY):
        line = json.loads(text)
        command = commands.setdefault(line["cmd"], {
            "cmd": line["cmd"], "actor": line["actor"], "needs": [], "behalf": False, "changes": [],
            "witness": {"author": line["actor"], "device": line["device"]},
        })  # fmt: skip
        command["changes"].append(_told(line))
    return list(commands.values())


def _told(line: Line) -> dict[str, Any]:
    """A pulled change as a witness tells it."""
    if line["kind"] == "patch":
        fields = {name: [old, new, line["seen"].get(name)] for name, (old, new) in line["fields"].items()}
    else:
        fields = {name: [None, value, None] for name, value in line["fields"].items()}
    stated = line["fields"].get("stated_at") or line["fields"].get("at") if line["entity"] in SPOKEN_OF else None
    return {
        "change": line["change"], "entity": line["entity"], "pk": line["pk"], "kind": line["kind"], "after": None,
        "fields": fields, "stated_at": line["at"] if stated is None else stated,
    }  # fmt: skip


def offered(session: Session, commands: Iterable[str], now: Instant) -> None:
    """These were offered just now."""
    run_many(session, "UPDATE witness SET offered=? WHERE cmd_id=?", [(now, UUID(cmd)) for cmd in commands])


def free(session: Session, changes: Iterable[str]) -> None:
    """Own changes that a verified backup holds and that are old enough are kept no longer."""
    ids = [(UUID(change),) for change in changes]
    # The last one stays, whatever is freed: by its number this file is known from an earlier state of itself.
    run_many(session, "DELETE FROM outbox WHERE change_id=? AND state='acked' AND n<(SELECT max(n) FROM outbox)", ids)
    run_many(session, f"DELETE FROM journal WHERE change_id=? AND seq IS NULL AND {_NOT_ERASED}", ids)
    run(session, "UPDATE peer SET backup_moved=0")
