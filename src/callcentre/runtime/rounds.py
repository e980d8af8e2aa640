"""Something done again and again on a thread of its own while a window lives, such as the scheduled rules."""

import logging
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from callcentre.runtime.logs import describe

_log = logging.getLogger(__name__)
FIRST = 60_000
"""Milliseconds until the first round: whoever opens the window is served before."""
EVERY = 15 * 60_000


class Rounds(QObject):
    """Calls `work` off this thread, a minute after the start and every quarter of an hour; never two at once.

    A round that fails is logged and leaves its work to the next one. `close()` waits for the one under way.
    """

    def __init__(self, work: Callable[[], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._round: threading.Thread | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(FIRST)
        self._timer.timeout.connect(self._next)
        self._timer.start()

    def go(self) -> None:
        """Begins a round now, unless one is under way."""
        if self._round is None or not self._round.is_alive():
            self._round = threading.Thread(target=self._run, name="rounds", daemon=True)
            self._round.start()

    def close(self) -> None:
        """No more rounds; returns when the last is over."""
        self._timer.stop()
        if self._round is not None:
            self._round.join()

    def _next(self) -> None:
        self._timer.setInterval(EVERY)
        self.go()

    def _run(self) -> None:
        try:
            self._work()
        except Exception as error:  # noqa: BLE001  whatever it is, the next round may do better
            _log.warning("a round failed: %s", describe(error).splitlines()[-1])
