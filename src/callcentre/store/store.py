"""The data folder: one encrypted file, opened once, written by one at a time, read by many.

The file is SQLite in SQLCipher with a raw 256-bit key. Writing has one connection whose
transactions begin IMMEDIATE; reading has a pool of connections that cannot write, each
transaction one consistent snapshot.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session
from sqlcipher3 import dbapi2

from callcentre.domain.errors import StoreFault
from callcentre.ports import Clock
from callcentre.store.blobs import Blobs
from callcentre.store.faults import as_faults, fault_of
from callcentre.store.files import KEY_ID, Files, key_id
from callcentre.store.migrations import migrate
from callcentre.store.sqlcipher import connect, reading_engine, writing_engine

PATIENCE = 60.0
"""Seconds a writer without a person to tell waits for another process, before it is told so itself."""
TURN = 1.0
"""Seconds between two words about a wait for another thread of this process, as an import is."""


class Store:
    """An open data folder. Made by `open_store`; may be used from any thread."""

    def __init__(self, folder: Path, writer: Engine, reader: Engine, key: bytes) -> None:
        self.folder = folder
        self._writer = writer
        self._reader = reader
        self._turn = threading.Lock()
        self._key = key
        self.blobs = Blobs(folder, key)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one consistent snapshot and cannot write."""
        with as_faults(self.folder), Session(self._reader, autoflush=False, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self, waited: Callable[[float], None] | None = None) -> Iterator[Session]:
        """A session in the one write transaction: durable when it ends, gone when it raises.

        While another thread or process holds the file, `waited(seconds so far)` is called
        every few seconds; it may raise to give up. Without it StoreFault("store.locked") is
        raised after a minute of another process.
        """
        with self._in_turn(waited), as_faults(self.folder), self._writer.connect() as connection:
            _begin_when_free(connection, waited)
            with Session(connection) as session:
                yield session
                session.flush()
            connection.commit()

    @contextmanager
    def _in_turn(self, waited: Callable[[float], None] | None) -> Iterator[None]:
        """One writer of this process after the other."""
        since = time.monotonic()
        while not self._turn.acquire(timeout=TURN):
            if waited is not None:
                waited(time.monotonic() - since)
        try:
            yield
        finally:
            self._turn.release()

    def beside(self, path: Path) -> Any:
        """A connection to another file, encrypted with the same key; the caller closes it."""
        return connect(path, self._key)

    def copy_to(self, path: Path) -> None:
        """A copy of the data file as it is at this instant, encrypted with the same key. Nobody waits for it."""
        with as_faults(self.folder):
            connection = self._reader.raw_connection()
            driver = connection.driver_connection
            assert driver is not None
            try:
                # Writes nothing here, yet counts as writing.
                driver.execute("PRAGMA query_only=OFF")
                driver.execute("VACUUM INTO ?", (str(path),))
            finally:
                driver.execute("PRAGMA query_only=ON")
                connection.close()

    def rebuild(self) -> None:
        """Writes the data file anew, without the pages that nothing uses any more. Whoever writes meanwhile waits."""
        with self._in_turn(None), as_faults(self.folder):
            connection = self._writer.raw_connection()
            driver = connection.driver_connection
            assert driver is not None
            try:
                driver.execute("VACUUM")
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                connection.close()

    def on_statement(self, told: Callable[[], None]) -> None:
        """Calls `told` before every statement, in the thread that asks; it may raise to refuse."""
        for engine in (self._writer, self._reader):
            event.listen(engine, "begin", lambda _connection: told())
            event.listen(engine, "before_cursor_execute", lambda *_statement: told())

    def close(self) -> None:
        """Gives the file back; the last step."""
        self._reader.dispose()
        self._writer.dispose()


def _begin_when_free(connection: Connection, waited: Callable[[float], None] | None) -> None:
    since = time.monotonic()
    while True:
        try:
            connection.begin()
        except dbapi2.OperationalError as error:
            fault = fault_of(error)
            seconds = time.monotonic() - since
            if fault is None or fault.code != "store.locked" or (waited is None and seconds > PATIENCE):
                raise
        else:
            return
        if waited is not None:
            waited(seconds)


def open_store(folder: Path, key: bytes, *, clock: Clock) -> Store:
    """Opens the data file in `folder`, made on first use and brought to the program's version.

    Raises StoreFault: store.wrong_key, store.damaged (the file was set aside), store.missing
    (the folder had a data file), store.newer, store.locked, store.read_only, disk.full.
    """
    files = Files(folder, clock)
    with as_faults(folder):
        known = files.known_key()
        if known is not None:
            _check_there(files)
        try:
            migrate(files, key)
        except BaseException as error:
            if not _is_damage(error):
                raise
            if known != key_id(key):
                # Nothing tells a wrong key from damage here: a whole file must not be moved away.
                raise StoreFault("store.wrong_key") from error
            raise StoreFault("store.damaged", path=files.set_aside()) from error
        if known != key_id(key):
            # None yet, or another's: a file that was copied here comes without its id.
            files.note_key(key)
        return Store(folder, writing_engine(files.data, key), reading_engine(files.data, key), key)


def _check_there(files: Files) -> None:
    """SQLite would begin a new file, and all the work in the old one would seem never to have been."""
    if not files.data.exists():
        raise StoreFault("store.missing", path=str(files.data), id=KEY_ID)
    if files.is_emptied:
        raise StoreFault("store.damaged", path=files.set_aside())


def _is_damage(error: BaseException) -> bool:
    fault = error if isinstance(error, StoreFault) else fault_of(error)
    return fault is not None and fault.code == "store.damage_met"
