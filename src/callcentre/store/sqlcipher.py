"""Connections to the encrypted file, and engines over them."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

BUSY_MILLISECONDS = 5_000
READERS = 8
"""Reading connections that may be open at once."""

_SETTINGS = (
    f"PRAGMA busy_timeout={BUSY_MILLISECONDS}",
    # Sorting and temporary tables would otherwise go to a file that is not encrypted.
    "PRAGMA temp_store=MEMORY",
    "PRAGMA foreign_keys=ON",
    "PRAGMA synchronous=FULL",
    "PRAGMA cache_size=-32768",
)
_WRITER = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA journal_size_limit=67108864",
    # A large import touches pages all over; what does not fit is encrypted and decrypted again and again.
    "PRAGMA cache_size=-262144",
)


def connect(path: Path, key: bytes) -> Any:
    """A connection that leaves transactions to us and may be handed between threads."""
    connection = dbapi2.connect(str(path), check_same_thread=False, isolation_level=None, cached_statements=512)
    # Before the key: a wrong one would print to stderr what our own words say better.
    connection.execute("PRAGMA cipher_log_level=NONE")
    connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
    for setting in _SETTINGS:
        connection.execute(setting)
    return connection


def writing_engine(path: Path, key: bytes) -> Engine:
    """One connection; each transaction begins by taking the write lock."""

    def writer() -> Any:
        connection = connect(path, key)
        for setting in _WRITER:
            connection.execute(setting)
        return connection

    return _engine(path, writer, size=1, begin="BEGIN IMMEDIATE")


def migrating_engine(path: Path, key: bytes) -> Engine:
    """One connection like the writer's, on which foreign keys are off before its transaction begins."""

    def migrator() -> Any:
        connection = connect(path, key)
        for setting in (*_WRITER, "PRAGMA foreign_keys=OFF"):
            connection.execute(setting)
        return connection

    return _engine(path, migrator, size=1, begin="BEGIN IMMEDIATE")


def reading_engine(path: Path, key: bytes) -> Engine:
    """A pool of connections that cannot write; each transaction reads one snapshot."""

    def reader() -> Any:
        connection = connect(path, key)
        connection.execute("PRAGMA query_only=ON")
        return connection

    return _engine(path, reader, size=READERS, begin="BEGIN")


def _engine(path: Path, creator: Any, *, size: int, begin: str) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}", module=dbapi2, creator=creator, poolclass=QueuePool, pool_size=size, max_overflow=0,
        # An error's text must not quote what callers said.
        hide_parameters=True,
    )

    @event.listens_for(engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute(begin)

    return engine
