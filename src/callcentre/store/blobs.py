"""The bytes of attached files: a second encrypted file, so that the first stays small and quick to copy.

Bytes are written before the row that speaks of them; what no row came to speak of is swept.
"""

import hashlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from callcentre.domain.errors import BadValue, StoreFault
from callcentre.domain.instants import HOUR, Instant
from callcentre.store.faults import as_faults
from callcentre.store.sqlcipher import connect

FILE = "attachments.db"
GREATEST = 64 * 1024 * 1024
"""Bytes of one attached file; longer ones are not what a hotline keeps."""
_YOUNG = HOUR
"""Content this new may belong to an act that is still being written."""


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

    def sweep(self, known: Collection[str], *, now: Instant) -> int:
        """Drops content that is neither known nor new; answers how much of it there was."""
        with self._open() as connection:
            held = connection.execute("SELECT sha256 FROM blob WHERE put_at <= ?", (now - _YOUNG,)).fetchall()
            orphans = [(digest,) for (digest,) in held if digest not in known]
            connection.executemany("DELETE FROM blob WHERE sha256 = ?", orphans)
        return len(orphans)

    @contextmanager
    def _open(self) -> Iterator[Any]:
        with as_faults(self._path.parent):
            connection = connect(self._path, self._key)
            try:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute(
                    "CREATE TABLE IF NOT EXISTS blob"
                    " (sha256 TEXT PRIMARY KEY, put_at INTEGER NOT NULL, content BLOB NOT NULL)"
                )
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            finally:
                connection.close()
