"""Where a few bytes are kept on disk: whole or not at all, plain or encrypted."""

import os
from pathlib import Path
from typing import Any, Protocol


class Place(Protocol):
    """A place for one content."""

    def read(self) -> bytes | None:
        """The content, None where nothing was written yet. Raises OSError or ValueError when it cannot be read."""

    def write(self, content: bytes) -> None:
        """Replaces the content in one piece, durable when it returns. Raises OSError when the disk says no."""

    def set_aside(self) -> Path:
        """Keeps what cannot be read beside it as `.damaged`, so that a person can look at it."""


class PlainFile:
    """A file anybody may read: nothing of a customer belongs in it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> bytes | None:
        return self._path.read_bytes() if self._path.exists() else None

    def write(self, content: bytes) -> None:
        beside = self._path.with_suffix(".new")
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, self._path)
        _settle(self._path.parent)

    def set_aside(self) -> Path:
        return _aside(self._path)


class EncryptedFile:
    """A small SQLCipher file of its own, with a raw 256-bit key; opened anew for each reading and writing."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path, self._key = path, key

    def read(self) -> bytes | None:
        if not self._path.exists():
            return None
        connection = self._open()
        try:
            row = connection.execute("SELECT content FROM kept").fetchone()
        except connection.Error as error:
            raise ValueError("cannot be read with this key") from error
        finally:
            connection.close()
        return bytes(row[0]) if row else None

    def write(self, content: bytes) -> None:
        from sqlcipher3 import dbapi2

        try:
            connection = self._open()
            try:
                connection.execute("CREATE TABLE IF NOT EXISTS kept (one INTEGER PRIMARY KEY CHECK (one), content BLOB)")
                connection.execute("INSERT OR REPLACE INTO kept VALUES (1, ?)", [content])
            finally:
                connection.close()
        except dbapi2.Error as error:
            raise OSError(f"not written: {type(error).__name__}") from error

    def set_aside(self) -> Path:
        return _aside(self._path)

    def _open(self) -> Any:
        # Not before it is asked: the window comes up without it.
        from sqlcipher3 import dbapi2

        connection = dbapi2.connect(str(self._path), isolation_level=None)
        # Else a wrong key prints to the terminal before it is reported.
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f"PRAGMA key=\"x'{self._key.hex()}'\"")
        return connection


def _aside(path: Path) -> Path:
    damaged = path.with_suffix(".damaged")
    os.replace(path, damaged)
    return damaged


def _settle(folder: Path) -> None:
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
