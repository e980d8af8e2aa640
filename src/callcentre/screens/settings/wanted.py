"""The badge of the settings: how much of the exchange with the server wants a person."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject
from sqlalchemy.orm import Session

from callcentre.domain.instants import MINUTE, Instant
from callcentre.runtime.runner import Latest
from callcentre.store.exchange.notices import notices
from callcentre.store.unsettled import oldest_conflict
from callcentre.ui.screen import ScreenContext

if TYPE_CHECKING:
    from callcentre.domain.feeds import Tally
    from callcentre.sync.connection import Connection


LONG = 15 * MINUTE
"""After which a conflict that nobody has settled is overdue."""


class Wanted(QObject):
    """Counts refused acts, conflicts and notices nobody has read, and keeps the badge while the window lives."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__()
        self._ctx, self._latest = ctx, Latest(ctx.runner, self)
        self._connection = cast("Connection | None", ctx.services.get("server"))
        self._tally: Tally | None = None
        self._unread, self._oldest, self._shown = 0, 0, (0, "")
        ctx.announcer.subscribe(self, ("line", "notice"), lambda changes: self._moved({kind for kind, _ in changes}))
        self._read()

    def _moved(self, kinds: set[str]) -> None:
        state = self._connection.state if self._connection is not None else None
        tally = state.tally if state is not None else None
        if tally != self._tally or "notice" in kinds:
            self._tally = tally
            self._read()
        self._say()

    def _read(self) -> None:
        self._latest.read(_unread, self._show, lambda _problem: None)

    def _show(self, read: tuple[int, Instant]) -> None:
        self._unread, self._oldest = read
        self._say()

    def _say(self) -> None:
        tally = self._tally
        undone = tally.refused + tally.conflicts if tally is not None else 0
        late = bool(self._oldest) and self._ctx.now() - self._oldest > LONG
        shown = (self._unread + undone, "overdue" if late else "due")
        if shown != self._shown:
            self._shown = shown
            self._ctx.shell.badge("settings", *shown)


def _unread(session: Session) -> tuple[int, Instant]:
    """How many notices nobody has read, and since when the oldest conflict stands; 0 for none."""
    return len(notices(session)), oldest_conflict(session) or 0
