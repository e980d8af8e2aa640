"""The files of a data folder, and the id of the key that its data file was made with.

The id is a hash of the key, kept beside the file: without it a wrong key and a damaged
file look alike to SQLCipher.
"""

import hashlib
import hmac
import os
from pathlib import Path

from callcentre.domain.errors import StoreFault
from callcentre.domain.instants import to_datetime
from callcentre.ports import Clock

DATA = "callcentre.db"
KEY_ID = "callcentre.keyid"
BESIDE = ("", "-wal", "-shm")
"""A data file and what SQLite keeps beside it."""


class Files:
    """Names within one data folder."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder = folder
        self.data = folder / DATA
        self._key_id = folder / KEY_ID
        self._clock = clock

    def check_key(self, key: bytes) -> None:
        """Raises StoreFault("store.wrong_key") where the data file was made with another key."""
        if not self.data.exists():
            # Before the file itself, so that no crash can leave it without.
            self.note_key(key)
        elif self.knows_key and self.key_is_other(key):
            raise StoreFault("store.wrong_key")

    def key_is_other(self, key: bytes) -> bool:
        """Whether the id beside the data file is another key's."""
        kept = self._key_id.read_text(encoding="ascii").strip()
        return not hmac.compare_digest(kept, key_id(key))

    @property
    def knows_key(self) -> bool:
        """Whether the key's id is beside the data file."""
        return self._key_id.exists()

    @property
    def is_emptied(self) -> bool:
        """Whether the data file has lost all its bytes: one that was ever written has at least a page."""
        return self.data.exists() and self.data.stat().st_size == 0 and self.knows_key

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


def key_id(key: bytes) -> str:
    """What tells keys apart and gives nothing of them away: a key is 32 random bytes."""
    return hashlib.sha256(b"callcentre key id\0" + key).hexdigest()[:32]


def write_whole(path: Path, text: str) -> None:
    """A small file, whole or not at all, durable when this returns."""
    draft = path.with_name(path.name + ".part")
    with draft.open("w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
