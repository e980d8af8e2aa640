"""A backup of a data folder: one file, encrypted with the same key, opened and counted before it counts.

The file is an archive of the data files as they were at one instant, the id of their key and
a manifest with the rows of every table. It is as readable as the data itself: with the key.
"""

import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from callcentre.domain.errors import StoreFault
from callcentre.domain.instants import to_datetime
from callcentre.ports import Clock
from callcentre.store.exchange.meeting import new_device
from callcentre.store.exchange.notices import tell
from callcentre.store.exchange.sql import run
from callcentre.store.faults import as_faults
from callcentre.store.files import BESIDE, DATA, Files, is_full, key_id
from callcentre.store.migrations import HEAD, count_rows, version_of
from callcentre.store.sqlcipher import connect, reading_engine
from callcentre.store.store import open_store

MANIFEST = "manifest.json"
KEPT = (DATA, "attachments.db")
"""The data files of a folder that a backup holds; a folder without attachments has one of them."""


_NO_BACKUP = (
    zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, KeyError, TypeError, ValueError, AttributeError,
)  # fmt: skip
"""What reading something else, or a damaged archive, raises."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup says of itself."""

    made_at: str
    """ISO 8601, UTC."""
    revision: str
    key_id: str
    rows: Mapping[str, int]


def back_up(folder: Path, key: bytes, target: Path, clock: Clock) -> Backup:
    """Writes a backup of `folder` to `target`, whole or not at all, and proves that it opens.

    Other processes may go on writing; what they commit after the beginning is not in it.
    An earlier backup under the same name is replaced, nothing else ever is. Raises StoreFault:
    store.no_data (a folder without a data file), store.wrong_key, backup.in_the_way,
    backup.unwritable, disk.full.
    """
    if not (folder / DATA).exists():
        raise StoreFault("store.no_data", path=str(folder))
    if Files(folder, clock).key_is_other(key):
        raise StoreFault("store.wrong_key")
    if target.exists() and not _is_backup(target):
        raise StoreFault("backup.in_the_way", path=str(target))
    draft = target.with_name(target.name + ".part")
    with as_faults(folder), _written(target, draft), tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as place:
        copies = [_copied(folder / name, Path(place) / name, key) for name in KEPT if (folder / name).exists()]
        backup = Backup(
            made_at=to_datetime(clock.now()).isoformat(timespec="seconds"),
            revision=version_of(copies[0], key),
            key_id=key_id(key),
            rows=_rows(copies[0], key),
        )
        # Encrypted pages do not get smaller, so nothing is deflated.
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED) as archive:
            for copy in copies:
                archive.write(copy, copy.name)
            archive.writestr(MANIFEST, json.dumps(_as_json(backup), indent=1))
        with draft.open("rb+") as written:
            os.fsync(written.fileno())
        draft.replace(target)
    return backup


def restore(source: Path, folder: Path, key: bytes, clock: Clock) -> tuple[Backup, str]:
    """Puts a backup's data in place of the folder's, which is set aside and never deleted.

    Answers the backup and the name under which the data file was set aside, empty where there was
    none. Nothing is moved before the backup was unpacked, opened with `key` and counted. Raises
    StoreFault: backup.not_one, backup.unreadable, store.wrong_key, store.newer, backup.incomplete,
    disk.full.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = Files(folder, clock)
    with as_faults(folder), tempfile.TemporaryDirectory(dir=folder, prefix=".restore-") as place:
        backup = _proven(source, Path(place), key)
        _become_another(Path(place), key, clock)
        aside = ""
        if files.data.exists():
            _nobody_writes(files.data, files, key)
            aside = files.set_aside("before-restore")
        for attached in (folder / name for name in KEPT if name != DATA and (folder / name).exists()):
            attached.rename(files.stamped(f"before-restore-{attached.stem}"))
        for name in KEPT:
            if (Path(place) / name).exists():
                (Path(place) / name).replace(folder / name)
        files.note_key(key)
    return backup, aside


def _become_another(place: Path, key: bytes, clock: Clock) -> None:
    """An earlier state of a workstation is another workstation: the numbers it would give next were given already."""
    store = open_store(place, key, clock=clock)
    try:
        with store.writing() as session:
            for (machine, connected) in run(session, "SELECT machine, connected FROM device"):
                new_device(session, machine, clock.now())
                if connected:
                    tell(session, "file.restored", {}, clock.now())
    finally:
        store.close()


def prove(source: Path, folder: Path, key: bytes) -> Backup:
    """Unpacks, opens and counts a backup within `folder` and leaves everything as it is; raises as `restore` does."""
    with as_faults(folder), tempfile.TemporaryDirectory(dir=folder, prefix=".restore-") as place:
        return _proven(source, Path(place), key)


def _proven(source: Path, place: Path, key: bytes) -> Backup:
    backup = _unpacked(source, place)
    if backup.key_id != key_id(key):
        raise StoreFault("store.wrong_key")
    if backup.revision > HEAD:
        raise StoreFault("store.newer", found=backup.revision, known=HEAD)
    if _rows(place / DATA, key) != backup.rows:
        raise StoreFault("backup.incomplete", path=str(source))
    return backup


@contextmanager
def _written(target: Path, draft: Path) -> Iterator[None]:
    """What the file system refuses, as a fault that names the backup; no draft stays behind."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise _refusal(error, "backup.unwritable", target) from error
    finally:
        with suppress(OSError):
            draft.unlink()


def _refusal(error: OSError, code: str, path: Path) -> StoreFault:
    if is_full(error):
        return StoreFault("disk.full", retry=True)
    return StoreFault(code, path=str(path), reason=error.strerror or str(error))


def _is_backup(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return {DATA, MANIFEST} <= set(archive.namelist())
    except (OSError, zipfile.BadZipFile):
        return False


def _copied(source: Path, target: Path, key: bytes) -> Path:
    connection = connect(source, key)
    try:
        connection.execute("VACUUM INTO ?", (str(target),))
    finally:
        connection.close()
    return target


def _rows(path: Path, key: bytes) -> Mapping[str, int]:
    engine = reading_engine(path, key)
    try:
        with engine.connect() as connection:
            return dict(count_rows(connection))
    finally:
        engine.dispose()


def _unpacked(source: Path, place: Path) -> Backup:
    """The archive's known files and nothing else, so that no name in it can lead elsewhere."""
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = json.loads(archive.read(MANIFEST))
            names = set(archive.namelist())
            if DATA not in names or not names <= {*KEPT, MANIFEST}:
                raise KeyError(DATA)
            for name in names - {MANIFEST}:
                archive.extract(name, place)
            if archive.testzip() is not None:
                raise zipfile.BadZipFile
        return Backup(
            made_at=str(manifest["made_at"]), revision=str(manifest["revision"]), key_id=str(manifest["key_id"]),
            rows={str(table): int(count) for table, count in manifest["rows"].items()},
        )
    except OSError as error:
        raise _refusal(error, "backup.unreadable", source) from error
    except _NO_BACKUP as error:
        raise StoreFault("backup.not_one", path=str(source)) from error


def _nobody_writes(path: Path, files: Files, key: bytes) -> None:
    """Raises StoreFault("store.locked") while a window or another command has the file open for writing."""
    if files.known_key() != key_id(key):
        return
    connection = connect(path, key)
    try:
        # Leaving WAL takes the file for itself, which no one else's open connection allows.
        mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    finally:
        connection.close()
    if mode[0] != "delete" or any(path.with_name(path.name + suffix).exists() for suffix in BESIDE[1:]):
        raise StoreFault("store.locked", retry=True)


def _as_json(backup: Backup) -> Mapping[str, object]:
    return {
        "made_at": backup.made_at, "revision": backup.revision, "key_id": backup.key_id, "rows": dict(backup.rows),
    }
