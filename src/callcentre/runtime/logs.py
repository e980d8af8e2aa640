"""The log of the program: rotated, written by a thread of its own, and nobody's name or number in it.

Messages are fixed texts with codes. Of an exception only its kind and its places are
written: its words may quote what a caller said.
"""

import logging
import queue
import traceback
from logging.handlers import QueueHandler, QueueListener, RotatingFileHandler
from pathlib import Path
from types import TracebackType

from callcentre.domain.errors import Problem

FILE = "callcentre.log"
_SIZE, _KEPT = 1_000_000, 3
_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Formatter(logging.Formatter):
    """One line a record, and of an exception the kind and the lines of code."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s")

    def formatException(self, raised: _Raised) -> str:
        if raised[1] is None:
            return ""
        return describe(raised[1])


class _Handler(QueueHandler):
    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        # The record is worded here, so that nothing of a caller waits in the queue.
        record.msg, record.args = self.format(record), None
        record.exc_info, record.exc_text = None, None
        return record


def describe(error: BaseException) -> str:
    """The kind of an exception and the places it went through, without what it says."""
    lines = [
        f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    name = f"{type(error).__name__} {error.code}" if isinstance(error, Problem) else type(error).__name__
    return "\n".join([*lines, name])


class Log:
    """Begins to write `callcentre.log` in `folder`; `close()` writes what is left."""

    def __init__(self, folder: Path) -> None:
        file = RotatingFileHandler(folder / FILE, maxBytes=_SIZE, backupCount=_KEPT, encoding="utf-8", delay=True)
        waiting: queue.SimpleQueue[logging.LogRecord] = queue.SimpleQueue()
        self._handler = _Handler(waiting)
        self._handler.setFormatter(Formatter())
        self._listener = QueueListener(waiting, file)
        self._file = file
        root = logging.getLogger("callcentre")
        root.setLevel(logging.INFO)
        root.addHandler(self._handler)
        self._listener.start()

    def close(self) -> None:
        """Stops writing."""
        logging.getLogger("callcentre").removeHandler(self._handler)
        self._listener.stop()
        self._file.close()
