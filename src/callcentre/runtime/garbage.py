"""Python's collector of cycles, held to the thread of the window.

It runs on whichever thread happens to allocate. A widget that is part of a cycle would then be
destroyed by a reader of the file, while the window paints: Qt allows neither.
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY = 500
"""Milliseconds between two looks; one look costs nothing where little became garbage."""


def collect_what_is_due() -> None:
    """Collects, on this thread, the generations that the automatic collector would have."""
    due = [count > limit > 0 for count, limit in zip(gc.get_count(), gc.get_threshold(), strict=True)]
    if due[0]:
        gc.collect(2 if due[2] else 1 if due[1] else 0)


class Collector(QObject):
    """Takes the place of the automatic collector from its making until `close`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_on = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(collect_what_is_due)
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
