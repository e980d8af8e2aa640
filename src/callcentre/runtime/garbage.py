"""Python's collector of cycles, held to the thread of the window.

It runs on whichever thread happens to allocate. A widget that is part of a cycle would then be
destroyed by a reader of the file, while the window paints: Qt allows neither.
"""

import gc
import sys
import time

from PySide6.QtCore import QObject, QTimer

EVERY = 500
"""Milliseconds between two looks; one look costs nothing where little became garbage."""
WHOLE_EVERY = 60.0
"""Seconds after which everything is looked at though it has hardly grown."""
SHORT = 0.05
"""Seconds that a look at everything may keep the window waiting."""
PUT_OFF = 3600.0
"""Seconds for which a longer one waits: what an import or a large map holds is mostly gone by then."""


class _Whole:
    """When everything was looked at last, how much there was afterwards, and what a look costs for each piece."""

    def __init__(self) -> None:
        self.at, self.blocks, self.each = 0.0, 0, 0.0

    def is_due(self, short: float) -> bool:
        """Whether to look again: it has grown by a quarter, or a while has passed, and it will be short."""
        blocks, since = sys.getallocatedblocks(), time.monotonic() - self.at
        if blocks * self.each > short:
            return since > PUT_OFF
        return since > WHOLE_EVERY or blocks > self.blocks + self.blocks // 4

    def look(self) -> None:
        """Collects everything that is garbage."""
        blocks, began = sys.getallocatedblocks(), time.monotonic()
        gc.collect()
        self.at, self.blocks = time.monotonic(), sys.getallocatedblocks()
        self.each = (self.at - began) / blocks


_whole = _Whole()


def collect_what_is_due(short: float = SHORT) -> None:
    """Collects on this thread: what is young where there is enough of it, and now and then everything.

    A look at everything that would take more than `short` seconds is put off.
    """
    count, limit = gc.get_count()[0], gc.get_threshold()[0]
    if count > limit > 0:
        if _whole.is_due(short):
            _whole.look()
        else:
            gc.collect(1)


class Collector(QObject):
    """Takes the place of the automatic collector from its making until `close`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_on = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def settle(self) -> None:
        """What is there now stays as long as the window: later looks pass it by and stay short."""
        gc.freeze()

    def close(self) -> None:
        """Lets the automatic collector go on."""
        self._timer.stop()
        gc.unfreeze()
        if self._was_on:
            gc.enable()

    def _look(self) -> None:
        collect_what_is_due()
