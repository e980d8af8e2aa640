"""What SQLite reports, as faults that a person can act on."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from callcentre.domain.errors import StoreFault
from callcentre.store.files import is_full

_ROOM = 64 * 1024
"""Bytes without which a file cannot even be read: what its readers share."""
_PRIMARY = 0xFF
"""An extended result code keeps its primary code in the lowest byte."""

_CODES = {
    sqlite3.SQLITE_FULL: "disk.full",
    sqlite3.SQLITE_READONLY: "store.read_only",
    sqlite3.SQLITE_CANTOPEN: "store.read_only",
    sqlite3.SQLITE_BUSY: "store.locked",
    sqlite3.SQLITE_LOCKED: "store.locked",
    sqlite3.SQLITE_CORRUPT: "store.damage_met",
    sqlite3.SQLITE_NOTADB: "store.damage_met",
    sqlite3.SQLITE_IOERR: "store.disk_fault",
}


def fault_of(error: BaseException) -> StoreFault | None:
    """The fault behind an error of the driver, SQLAlchemy or a full disk; None where it is a mistake of ours."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, OSError) and is_full(cause):
        return StoreFault("disk.full", retry=True)
    if not isinstance(cause, dbapi2.Error):
        return None
    code = _CODES.get(getattr(cause, "sqlite_errorcode", 0) & _PRIMARY)
    return None if code is None else StoreFault(code, retry=code in ("store.locked", "disk.full"))


@contextmanager
def as_faults(folder: Path) -> Iterator[None]:
    """Raises what SQLite reports inside of a file in `folder` as a StoreFault."""
    try:
        yield
    except (DBAPIError, dbapi2.Error, OSError) as error:
        fault = fault_of(error)
        if fault is None:
            raise
        if fault.code == "store.disk_fault" and _has_no_room(folder):
            # Readers share a small file as well; SQLite calls it an input/output error where that cannot grow.
            fault = StoreFault("disk.full", retry=True)
        raise fault from error


def _has_no_room(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _ROOM
    except OSError:
        return False


def is_broken_rule(error: BaseException) -> bool:
    """Whether a row was refused by a rule of its table: a number taken, a position filled."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return isinstance(cause, dbapi2.IntegrityError)


_RULES = {"UNIQUE": "row.taken", "FOREIGN": "row.points_nowhere"}
"""By the first word of what SQLite says: the driver gives the same number for all its rules."""


def broken_rule(error: BaseException) -> str | None:
    """The refusal behind a row that was taken or that points nowhere; None for every other error."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return _RULES.get(str(cause).partition(" ")[0]) if is_broken_rule(error) else None
