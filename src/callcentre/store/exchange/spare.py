"""A spare copy of what the server has not confirmed: a small encrypted file beside the data file, and on a second disk.

It is written every hour and at the end of work. Where the data file was lost or an earlier state of
it was put back, the acts are taken from here into the outbox again: the server knows each by its id,
so that one it has is not done twice.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session
from sqlcipher3 import dbapi2

from callcentre.domain.errors import StoreFault
from callcentre.domain.instants import HOUR, Instant
from callcentre.store.exchange.sql import id_of, run
from callcentre.store.faults import as_faults
from callcentre.store.store import Store

FILE = "outbox.bak"
MOST = 50_000
"""Changes in one copy, the latest: what a file brought in bulk can be brought from that file again."""
EVERY = HOUR
_WAITING = "state NOT IN ('acked','dropped')"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a look at the copies has found."""

    changes: int
    """Changes that the data file did not know and has in its outbox now."""
    is_behind: bool
    """This very workstation had come further than the data file says: an earlier state was put back."""


def places(folder: Path, device: str, second: Path | None) -> list[Path]:
    """Where this workstation's copy is kept: in its folder, and on a second disk where one is named."""
    return [folder / FILE, *([second / f"callcentre-{device}-{FILE}"] if second is not None else [])]


def copies(folder: Path, second: Path | None) -> list[Path]:
    """Copies that may be this folder's, also those of before it was given another identity."""
    found = [folder / FILE, *(sorted(second.glob(f"callcentre-*-{FILE}")) if second is not None and second.is_dir() else [])]
    return [path for path in found if path.is_file()]


def write_copies(store: Store, now: Instant, second: Path | None) -> None:
    """Writes the copy to each of its places, whole or not at all. Raises the first StoreFault after trying all."""
    with store.reading() as session:
        joined = run(session, "SELECT server FROM peer")
        if not joined:
            return
        ((device, steps),) = run(session, "SELECT d.id, (SELECT coalesce(max(n), 0) FROM outbox) FROM device d")
        names = _columns(session)
        rows = run(session, f"SELECT * FROM (SELECT * FROM outbox WHERE {_WAITING} ORDER BY n DESC LIMIT {MOST}) ORDER BY n")
    mark = (str(id_of(device)), steps, joined[0][0], now)
    _each(places(store.folder, mark[0], second), lambda place: _write(store, place, mark, names, rows))


def _each(targets: Iterable[Path], write: Callable[[Path], None]) -> None:
    faults = []
    for target in targets:
        try:
            with as_faults(target.parent):
                write(target)
        except StoreFault as fault:
            faults.append(fault)
    if faults:
        raise faults[0]


def _write(store: Store, target: Path, mark: tuple[str, int, str, Instant], names: list[str], rows: list[Any]) -> None:
    draft = target.with_name(f"{target.name}.part")
    draft.unlink(missing_ok=True)
    connection = store.beside(draft)
    try:
        connection.execute("BEGIN")
        connection.execute("CREATE TABLE mark (device, steps, server, at)")
        connection.execute("INSERT INTO mark VALUES (?,?,?,?)", mark)
        connection.execute(f"CREATE TABLE outbox ({', '.join(names)})")
        connection.executemany(f"INSERT INTO outbox VALUES ({', '.join('?' * len(names))})", rows)
        connection.execute("COMMIT")
    finally:
        connection.close()
    draft.replace(target)


def take_copies(store: Store, second: Path | None) -> Taken:
    """Puts what the copies hold and the data file does not know into the outbox, in its old order.

    A copy that cannot be read, or is of another key or another server, is left alone.
    """
    found = [(mark, names, rows) for path in copies(store.folder, second) for mark, names, rows in _read(store, path)]
    changes, behind = 0, False
    with store.writing() as session:
        joined = run(session, "SELECT server FROM peer")
        if not joined:
            return Taken(0, is_behind=False)
        ((device, steps),) = run(session, "SELECT d.id, (SELECT coalesce(max(n), 0) FROM outbox) FROM device d")
        known = _columns(session)
        for mark, names, rows in found:
            if mark["server"] == joined[0][0]:
                behind = behind or (mark["device"] == str(id_of(device)) and mark["steps"] > steps)
                changes += sum(_take(session, known, dict(zip(names, row, strict=True))) for row in rows)
    return Taken(changes, behind)


def _take(session: Session, known: list[str], row: Mapping[str, Any]) -> bool:
    if run(session, "SELECT 1 FROM outbox WHERE change_id=?", row["change_id"]):
        return False
    kept = {name: value for name, value in row.items() if name in known and name != "n"}
    run(session, f"INSERT INTO outbox ({', '.join(kept)}) VALUES ({', '.join('?' * len(kept))})", *kept.values())
    return True


def _read(store: Store, path: Path) -> list[tuple[Mapping[str, Any], list[str], list[Any]]]:
    try:
        connection = store.beside(path)
        try:
            (mark,) = connection.execute("SELECT device, steps, server FROM mark").fetchall()
            cursor = connection.execute("SELECT * FROM outbox ORDER BY n")
            names = [column[0] for column in cursor.description]
            return [(dict(zip(("device", "steps", "server"), mark, strict=True)), names, cursor.fetchall())]
        finally:
            connection.close()
    except (dbapi2.Error, ValueError) as error:
        _log.warning("a copy of what waits cannot be read: %s", type(error).__name__)
        return []


def _columns(session: Session) -> list[str]:
    return [row[1] for row in run(session, "PRAGMA table_info(outbox)")]
