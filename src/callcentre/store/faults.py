"""What SQLite reports, as faults that a person can act on."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from callcentre.domain.errors import StoreFault

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
    """The fault behind an error of the driver or of SQLAlchemy; None where it is a mistake of ours."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(cause, dbapi2.Error):
        return None
    code = _CODES.get(getattr(cause, "sqlite_errorcode", 0) & _PRIMARY)
    return None if code is None else StoreFault(code, retry=code in ("store.locked", "disk.full"))


@contextmanager
def as_faults() -> Iterator[None]:
    """Raises what SQLite reports inside as a StoreFault."""
    try:
        yield
    except (DBAPIError, dbapi2.Error) as error:
        fault = fault_of(error)
        if fault is None:
            raise
        raise fault from error


def is_broken_rule(error: BaseException) -> bool:
    """Whether a row was refused by a rule of its table: a number taken, a position filled."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return isinstance(cause, dbapi2.IntegrityError)
