"""The files of a data folder, and the id of the key that its data file was made with.

The id is a hash of the key, kept beside the file: without it a wrong key and a damaged
file look alike to SQLCipher.
"""

import errno
import hashlib
import hmac
import os
import re
import secrets
from pathlib import Path

from callcentre.domain.instants import to_datetime
from callcentre.ports import Clock

DATA = "callcentre.db"
KEY_ID = "callcentre.keyid"
BESIDE = ("", "-wal", "-shm")
"""A data file and what SQLite keeps beside it."""
_SMALLEST = 512
"""Bytes of the smallest page SQLite knows."""
_KEY_ID = re.compile("[0-9a-f]{32}")


class Files:
    """Names within one data folder."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder = folder
        self.data = folder / DATA
        self._key_id = folder / KEY_ID
        self._clock = clock

    def known_key(self) -> str | None:
        """The id of the key the data file was made with; None before the first opening has ended, or unreadable.

        It is noted when the file stands, so that a folder with an id has had a data file.
        """
        try:
            kept = self._key_id.read_bytes().decode("ascii", "replace").strip()
        except OSError:
            return None
        return kept if _KEY_ID.fullmatch(kept) else None

    def key_is_other(self, key: bytes) -> bool:
        """Whether the id beside the data file is another key's."""
        known = self.known_key()
        return known is not None and not hmac.compare_digest(known, key_id(key))

    @property
    def is_emptied(self) -> bool:
        """Whether the data file has lost its bytes: one that was ever written has at least a page."""
        return self.data.is_file() and self.data.stat().st_size < _SMALLEST

    def note_key(self, key: bytes) -> None:
        """Puts the id of the key beside the data file."""
        write_whole(self._key_id, key_id(key) + "\n")

    def stamped(self, name: str) -> Path:
        """A name in the folder that nothing has yet: `callcentre.NAME-20261123-081500.db`."""
        stamp = to_datetime(self._clock.now()).strftime("%Y%m%d-%H%M%S")
        path = self.folder / f"callcentre.{name}-{stamp}.db"
        count = 1
        while path.exists():
            count += 1
            path = self.folder / f"callcentre.{name}-{stamp}-{count}.db"
        return path

    def set_aside(self, name: str = "damaged") -> str:
        """Moves the data file out of the way, whole; answers its new name, which begins with `name`."""
        target = self.stamped(name)
        for suffix in BESIDE:
            source = self.data.with_name(DATA + suffix)
            if source.exists():
                source.rename(target.with_name(target.name + suffix))
        return target.name


def is_full(error: OSError) -> bool:
    """Whether the file system has no room for what was to be written."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def key_id(key: bytes) -> str:
    """What tells keys apart and gives nothing of them away: a key is 32 random bytes."""
    return hashlib.sha256(b"callcentre key id\0" + key).hexdigest()[:32]


def write_whole(path: Path, text: str) -> None:
    """A small file, whole or not at all, durable when this returns; another process may write the same one."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        with draft.open("w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
