"""What happens when something goes wrong that nobody expected: logged, told, and work goes on.

Drafts are on disk within the second, so nothing has to be saved here. A hard crash of the
interpreter leaves its places in `crash.txt`.
"""

import faulthandler
import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from callcentre.runtime.bridge import Bridge

FILE = "crash.txt"
_log = logging.getLogger(__name__)
Tell = Callable[[BaseException], None]


class CrashWatch:
    """Hears every exception that nothing caught, on any thread, and tells it on the thread that made the watch."""

    def __init__(self, folder: Path, tell: Tell) -> None:
        self._bridge = Bridge()
        self._tell = tell
        self._telling = False
        self._file = (folder / FILE).open("a", encoding="utf-8")
        self._hard_ones = not faulthandler.is_enabled()
        if self._hard_ones:
            faulthandler.enable(self._file)
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._raised
        threading.excepthook = self._raised_in_thread

    def close(self) -> None:
        """Gives the hooks back."""
        sys.excepthook, threading.excepthook = self._before
        if self._hard_ones:
            faulthandler.disable()
        self._file.close()

    def _raised(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before[0](kind, error, trace)
            return
        _log.error("not expected", exc_info=error.with_traceback(trace))
        self._bridge.post(lambda: self._say(error))

    def _raised_in_thread(self, given: threading.ExceptHookArgs) -> None:
        if given.exc_value is not None:
            self._raised(given.exc_type, given.exc_value, given.exc_traceback)

    def _say(self, error: BaseException) -> None:
        # One sentence at a time: a fault that repeats itself must not bury the window.
        if not self._telling:
            self._telling = True
            try:
                self._tell(error)
            finally:
                self._telling = False
