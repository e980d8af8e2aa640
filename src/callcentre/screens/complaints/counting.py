"""Keeps the count of overdue complaints on the rail right while the window lives, whichever panel is seen."""

from PySide6.QtCore import QObject, QTimer

from callcentre.runtime.runner import Latest
from callcentre.store.complaint_list import overdue_complaints
from callcentre.ui.screen import ScreenContext

MINUTE = 60_000
"""Milliseconds: deadlines run out without anybody doing anything."""


class Counting(QObject):
    """Counts again after every change of a complaint, and once a minute."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__()
        self._ctx = ctx
        self._latest = Latest(ctx.runner, self)
        self._minute = QTimer(self)
        self._minute.setInterval(MINUTE)
        self._minute.timeout.connect(self.read)
        self._minute.start()
        ctx.announcer.subscribe(self, ("complaint",), lambda _changes: self.read())
        self.read()

    def read(self) -> None:
        """Counts now."""
        now = self._ctx.now()
        self._latest.read(lambda session: overdue_complaints(session, now), self._tell, lambda _problem: None)

    def _tell(self, overdue: int) -> None:
        self._ctx.shell.badge("complaints", overdue, "overdue")
