"""What is being written and not yet saved: a small sealed file of its own.

Nothing else locks it, so a long import never holds a draft up, and a crash loses at
most the last second. Drafts hold what callers said, so the whole file is sealed with
a pair of callables given by whoever knows the key.
"""

import json
import logging
import os
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Draft = Mapping[str, Any]
Seal = Callable[[bytes], bytes]

_log = logging.getLogger(__name__)
_MARK = b"callcentre drafts 1\n"
INTERVAL = 1.0
"""Seconds between two saves while something changed."""


class Drafts:
    """Drafts by key (such as a call's id), each a mapping that JSON can hold.

    Reads its file when made, which is work for a thread that is not the window's. A file that
    cannot be opened is kept beside it as `.damaged`, and `damaged` says so.
    `saved_at` is the time.time() of the last save; `fault` is what went wrong with it, else None.
    """

    def __init__(self, path: Path, seal: Seal, unseal: Seal, *, interval: float = INTERVAL) -> None:
        self._path, self._seal, self._interval = path, seal, interval
        self._change = threading.Condition()
        self._saving = threading.Lock()
        self._dirty = self._closed = False
        self.saved_at: float | None = None
        self.fault: OSError | None = None
        self.damaged: Path | None = None
        self._drafts = self._load(unseal)
        self._thread = threading.Thread(target=self._keep_saving, name="drafts", daemon=True)
        self._thread.start()

    def all(self) -> dict[str, Draft]:
        """Every draft by its key."""
        with self._change:
            return dict(self._drafts)

    def get(self, key: str) -> Draft | None:
        """The draft of `key`, or None."""
        with self._change:
            return self._drafts.get(key)

    def put(self, key: str, draft: Draft) -> None:
        """Keeps `draft` in place of the one before; on disk within a second. Not JSON: TypeError, at once."""
        copy: Draft = json.loads(json.dumps(draft))
        with self._change:
            if self._drafts.get(key) != copy:
                self._drafts[key] = copy
                self._touch()

    def drop(self, key: str) -> None:
        """Forgets a draft, as when it was saved for good."""
        with self._change:
            if self._drafts.pop(key, None) is not None:
                self._touch()

    @property
    def dirty(self) -> bool:
        """Whether something is not on disk yet."""
        return self._dirty

    def flush(self) -> None:
        """Saves now, on this thread; raises OSError when the disk says no."""
        with self._saving:
            with self._change:
                content = json.dumps(self._drafts, ensure_ascii=False).encode()
                self._dirty = False
            try:
                _replace(self._path, _MARK + self._seal(content))
            except OSError as error:
                self._dirty, self.fault = True, error
                raise
            self.saved_at, self.fault = time.time(), None

    def close(self) -> None:
        """Saves what is not saved and stops."""
        with self._change:
            self._closed = True
            self._change.notify_all()
        self._thread.join()

    def _touch(self) -> None:
        self._dirty = True
        self._change.notify_all()

    def _keep_saving(self) -> None:
        while True:
            with self._change:
                self._change.wait_for(lambda: self._dirty or self._closed)
                closing, dirty = self._closed, self._dirty
            if dirty:
                self._try_to_save()
            if closing:
                return
            with self._change:
                self._change.wait_for(lambda: self._closed, timeout=self._interval)

    def _try_to_save(self) -> None:
        try:
            self.flush()
        except OSError as error:
            _log.error("drafts not saved: errno %s", error.errno)

    def _load(self, unseal: Seal) -> dict[str, Draft]:
        if not self._path.exists():
            return {}
        try:
            raw = self._path.read_bytes()
            if not raw.startswith(_MARK):
                raise ValueError("not a file of drafts")
            found = json.loads(unseal(raw[len(_MARK) :]))
            return {str(key): dict(value) for key, value in found.items()}
        except Exception as error:  # whatever unsealing raises, the file is kept for a person to look at
            self.damaged = self._path.with_suffix(".damaged")
            os.replace(self._path, self.damaged)
            _log.error("drafts cannot be read (%s); the file was set aside", type(error).__name__)
            return {}


def _replace(path: Path, content: bytes) -> None:
    beside = path.with_suffix(".new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
