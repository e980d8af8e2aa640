"""What is being written and not yet saved, in a small file of its own.

Nothing else locks it, so a long import never holds a draft up, and a crash loses at
most the last second. Drafts hold what callers said, so the window keeps them in an
encrypted place (`runtime.keeping`).
"""

import json
import logging
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from callcentre.runtime.keeping import Place

Draft = Mapping[str, Any]

_log = logging.getLogger(__name__)
INTERVAL = 1.0
"""Seconds between two saves while something changed."""


class Drafts:
    """Drafts by key (such as a call's id), each a mapping that JSON can hold.

    Reads its place when made, which is work for a thread that is not the window's. What cannot be
    read is set aside, and `damaged` says where.
    `saved_at` is the time.time() of the last save; `fault` is what went wrong with it, else None.
    """

    def __init__(self, place: Place, *, interval: float = INTERVAL) -> None:
        self._place, self._interval = place, interval
        self._change = threading.Condition()
        self._saving = threading.Lock()
        self._dirty = self._writing = self._closed = self._at_once = False
        self.saved_at: float | None = None
        self.fault: OSError | None = None
        self.damaged: Path | None = None
        self._drafts = self._load()
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
        """Forgets a draft, as when it was saved for good: on disk at once, else a crash would offer it again."""
        with self._change:
            if self._drafts.pop(key, None) is not None:
                self._at_once = True
                self._touch()

    @property
    def dirty(self) -> bool:
        """Whether something is not on disk yet."""
        return self._dirty or self._writing

    def flush(self) -> None:
        """Saves now, on this thread; raises OSError when the disk says no."""
        with self._saving:
            with self._change:
                content = json.dumps(self._drafts).encode()
                self._dirty, self._writing = False, True
            try:
                self._place.write(content)
            except OSError as error:
                self._dirty, self.fault = True, error
                raise
            finally:
                self._writing = False
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
                self._change.wait_for(lambda: self._closed or self._at_once, timeout=self._interval)
                self._at_once = False

    def _try_to_save(self) -> None:
        try:
            self.flush()
        except OSError as error:
            _log.error("drafts not saved: errno %s", error.errno)

    def _load(self) -> dict[str, Draft]:
        try:
            content = self._place.read()
            found = json.loads(content) if content is not None else {}
            return {str(key): dict(value) for key, value in found.items()}
        except (OSError, ValueError, TypeError, AttributeError) as error:
            self.damaged = self._place.set_aside()
            _log.error("drafts cannot be read (%s); the file was set aside", type(error).__name__)
            return {}
