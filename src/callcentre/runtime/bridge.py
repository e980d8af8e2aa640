"""One long-lived way from any thread to the thread of the window."""

import threading
import weakref
from collections import deque
from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

Weakly = Callable[[], QObject | None]


def weakly(owner: QObject) -> Weakly:
    """A reference that does not keep `owner` alive."""
    return weakref.ref(owner)


def alive(thing: QObject | None) -> bool:
    """Whether the object and its C++ side are both still there."""
    return thing is not None and shiboken6.isValid(thing)


class Bridge(QObject):
    """Calls posted from any thread run one by one, in order, on the thread that made the bridge."""

    _ready = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._calls: deque[Callable[[], None]] = deque()
        self._lock = threading.Lock()
        self._ready.connect(self._run_one, Qt.ConnectionType.QueuedConnection)

    def post(self, call: Callable[[], None]) -> None:
        """Runs `call` on the bridge's thread when its event loop comes round."""
        with self._lock:
            self._calls.append(call)
        if shiboken6.isValid(self):
            self._ready.emit()

    def flush(self) -> None:
        """Runs what is waiting now; only on the bridge's own thread."""
        while self._run_one():
            pass

    @Slot()
    def _run_one(self) -> bool:
        with self._lock:
            call = self._calls.popleft() if self._calls else None
        if call is None:
            return False
        call()
        return True
