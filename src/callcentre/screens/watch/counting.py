"""Keeps the counts of the status bar and the rail right while the window lives, whichever panel is seen."""

from PySide6.QtCore import QObject, QTimer

from callcentre.runtime.runner import Latest
from callcentre.screens.watch.reading import tell, totals
from callcentre.ui.screen import ScreenContext

CHANGES = ("order", "complaint")
EVERY = 60_000
"""Milliseconds: clocks run out without anybody doing anything."""


class Counting(QObject):
    """Reads again after every change, and once a minute."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__()
        self._ctx = ctx
        self._latest = Latest(ctx.runner, self)
        self._minute = QTimer(self)
        self._minute.setInterval(EVERY)
        self._minute.timeout.connect(self.read)
        self._minute.start()
        ctx.announcer.subscribe(self, CHANGES, lambda _changes: self.read())
        self.read()

    def read(self) -> None:
        """Counts now."""
        self._latest.read(totals(self._ctx), lambda found: tell(self._ctx, found), lambda _problem: None)
