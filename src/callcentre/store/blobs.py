"""The bytes of attached files: a second encrypted file, so that the first stays small and quick to copy.

Bytes are written before the row that speaks of them; what no row came to speak of is swept.
"""

import hashlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from callcentre.domain.errors import BadValue, StoreFault
from callcentre.domain.instants import HOUR, MINUTE, Instant
from callcentre.store.faults import as_faults
from callcentre.store.sqlcipher import connect

FILE = "attachments.db"
GREATEST = 64 * 1024 * 1024
"""Bytes of one attached file; longer ones are not what a hotline keeps."""
_LATER = MINUTE
_YOUNG = HOUR
"""Content this new may belong to an act that is still being written."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the content of an attached file is, as far as this workstation knows."""

    here: bool
    parts: int
    """Parts that have come so far, of `of` in all; `of` is 0 while that is not known."""
    of: int
    absent: bool
    """The server has not got it yet: the workstation that has it brings it."""


_TABLES = (
    "blob (sha256 TEXT PRIMARY KEY, put_at INTEGER NOT NULL, content BLOB NOT NULL)",
    # The server has these.
    "at_server (sha256 TEXT PRIMARY KEY)",
    # A person wants to see these; `of` parts in all, 0 while that is not known; `absent` since the server said it has none.
    "wish (sha256 TEXT PRIMARY KEY, of INTEGER NOT NULL, absent INTEGER)",
    "part (sha256 TEXT NOT NULL, part INTEGER NOT NULL, content BLOB NOT NULL, PRIMARY KEY (sha256, part))",
)


class Blobs:
    """Contents by their SHA-256. A connection is opened for each use: attachments are rare."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._path = folder / FILE
        self._key = key

    def put(self, content: bytes, *, now: Instant) -> str:
        """Keeps content, durable when this returns; answers its hash. The same content is kept once.

        Raises BadValue("attachment.too_large").
        """
        if len(content) > GREATEST:
            raise BadValue("attachment.too_large", field="content", value=len(content), greatest=GREATEST)
        digest = hashlib.sha256(content).hexdigest()
        with self._open() as connection:
            connection.execute(
                "INSERT INTO blob (sha256, put_at, content) VALUES (?, ?, ?)"
                " ON CONFLICT (sha256) DO UPDATE SET put_at = excluded.put_at",
                (digest, now, content),
            )
        return digest

    def get(self, digest: str) -> bytes:
        """The content with this hash. Raises StoreFault("attachment.missing")."""
        with self._open() as connection:
            row = connection.execute("SELECT content FROM blob WHERE sha256 = ?", (digest,)).fetchone()
        if row is None:
            raise StoreFault("attachment.missing")
        return bytes(row[0])

    def has(self, digest: str) -> bool:
        """Whether the content with this hash is here."""
        with self._open() as connection:
            return bool(connection.execute("SELECT 1 FROM blob WHERE sha256 = ?", (digest,)).fetchone())

    # what the server has, and what it is to bring

    def unsent(self) -> list[str]:
        """Contents that the server is not known to have."""
        with self._open() as connection:
            rows = connection.execute("SELECT sha256 FROM blob WHERE sha256 NOT IN (SELECT sha256 FROM at_server) ORDER BY sha256")
            return [digest for (digest,) in rows.fetchall()]

    def sent(self, digest: str) -> None:
        """The server has it."""
        with self._open() as connection:
            connection.execute("INSERT OR IGNORE INTO at_server (sha256) VALUES (?)", (digest,))

    def send_again(self, digests: Collection[str] | None = None) -> None:
        """The server may have lost these, or all: they count as unsent."""
        with self._open() as connection:
            if digests is None:
                connection.execute("DELETE FROM at_server")
            else:
                connection.executemany("DELETE FROM at_server WHERE sha256 = ?", [(digest,) for digest in digests])

    def wish(self, digest: str) -> None:
        """A person wants to see it: it is fetched with the next exchange."""
        with self._open() as connection:
            connection.execute("INSERT OR IGNORE INTO wish (sha256, of) VALUES (?, 0)", (digest,))

    def wishes(self, now: Instant) -> list[tuple[str, list[int]]]:
        """What is wanted, each with the parts that have come; what the server had not got a moment ago is left for later."""
        with self._open() as connection:
            asked = "SELECT sha256 FROM wish WHERE absent IS NULL OR NOT absent BETWEEN ? AND ? ORDER BY rowid"
            wanted = connection.execute(asked, (now - _LATER, now)).fetchall()
            return [
                (digest, [part for (part,) in connection.execute("SELECT part FROM part WHERE sha256 = ? ORDER BY part", (digest,))])
                for (digest,) in wanted
            ]

    def absent(self, digest: str, now: Instant) -> None:
        """The server has not got it: whoever has it will hear that it is wanted."""
        with self._open() as connection:
            connection.execute("UPDATE wish SET absent = ? WHERE sha256 = ?", (now, digest))

    def arrived(self, digest: str, part: int, of: int, content: bytes, *, now: Instant) -> bool:
        """Keeps one part, durable when this returns; answers whether all is here now and is what its name says."""
        with self._open() as connection:
            connection.execute("UPDATE wish SET of = ?, absent = NULL WHERE sha256 = ?", (of, digest))
            connection.execute("INSERT OR REPLACE INTO part (sha256, part, content) VALUES (?, ?, ?)", (digest, part, content))
            parts = connection.execute("SELECT content FROM part WHERE sha256 = ? ORDER BY part", (digest,)).fetchall()
            if len(parts) < of:
                return False
            whole = b"".join(content for (content,) in parts)
            connection.execute("DELETE FROM part WHERE sha256 = ?", (digest,))
            if hashlib.sha256(whole).hexdigest() != digest:
                # Damaged here or on the way: all of it is fetched anew.
                return False
            connection.execute("DELETE FROM wish WHERE sha256 = ?", (digest,))
            connection.execute("INSERT OR IGNORE INTO blob (sha256, put_at, content) VALUES (?, ?, ?)", (digest, now, whole))
            connection.execute("INSERT OR IGNORE INTO at_server (sha256) VALUES (?)", (digest,))
        return True

    def standing(self, digest: str) -> Standing:
        """Whether it is here, and how far its fetching has come."""
        with self._open() as connection:
            here = connection.execute("SELECT 1 FROM blob WHERE sha256 = ?", (digest,)).fetchone()
            wish = connection.execute("SELECT of, absent FROM wish WHERE sha256 = ?", (digest,)).fetchone() or (0, None)
            ((parts,),) = connection.execute("SELECT count(*) FROM part WHERE sha256 = ?", (digest,)).fetchall()
        return Standing(here=bool(here), parts=parts, of=wish[0], absent=wish[1] is not None)

    def sweep(self, known: Collection[str], *, now: Instant) -> int:
        """Drops content that is neither known nor new; answers how much of it there was."""
        with self._open() as connection:
            held = connection.execute("SELECT sha256 FROM blob WHERE put_at <= ?", (now - _YOUNG,)).fetchall()
            orphans = [(digest,) for (digest,) in held if digest not in known]
            _drop(connection, [digest for (digest,) in orphans])
        return len(orphans)

    def forget(self, digests: Collection[str]) -> None:
        """Drops contents at once, and overwrites them: they were erased."""
        with self._open() as connection:
            _drop(connection, digests)

    @property
    def is_there(self) -> bool:
        """Whether anything was ever kept here."""
        return self._path.exists()

    @contextmanager
    def _open(self) -> Iterator[Any]:
        with as_faults(self._path.parent):
            connection = connect(self._path, self._key)
            try:
                connection.execute("PRAGMA journal_mode=WAL")
                # What is taken away is overwritten: it may have been erased.
                connection.execute("PRAGMA secure_delete=ON")
                for table in _TABLES:
                    connection.execute(f"CREATE TABLE IF NOT EXISTS {table}")
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            finally:
                connection.close()


def _drop(connection: Any, digests: Collection[str]) -> None:
    for table in ("blob", "at_server", "wish", "part"):
        connection.executemany(f"DELETE FROM {table} WHERE sha256 = ?", [(digest,) for digest in digests])
