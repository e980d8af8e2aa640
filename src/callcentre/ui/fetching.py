"""A file of a case whose bytes lie elsewhere: it is fetched from the server while a person reads how far that has come."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject

from callcentre.domain.errors import StoreFault
from callcentre.store.attachments import AttachmentRow
from callcentre.store.blobs import Blobs, Standing
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.ui.screen import ScreenContext
from callcentre.words import _


class State(Protocol):
    """How the line to the server stands."""

    @property
    def connected(self) -> bool: ...


class Server(Protocol):
    """The connection of the window, as far as a file is fetched over it (`sync.connection`)."""

    @property
    def peer(self) -> object | None: ...

    @property
    def state(self) -> State | None: ...

    def saved(self) -> None: ...


class Fetching(QObject):
    """`fetch(row, then)` waits for the bytes and runs `then`; `banner` says how it stands. One file at a time."""

    def __init__(self, ctx: ScreenContext, blobs: Blobs, banner: Banner, failed: Callable[[Exception], None], parent: QObject) -> None:
        super().__init__(parent)
        self._ctx, self._blobs, self._banner, self._failed = ctx, blobs, banner, failed
        self._row: AttachmentRow | None = None
        self._then: Callable[[], None] = lambda: None
        ctx.announcer.subscribe(self, {"line"}, lambda _changes: self._look())

    def can(self, problem: Exception) -> bool:
        """Whether what failed is only that the bytes are not here, and there is a server that may have them."""
        server = self._server
        return isinstance(problem, StoreFault) and problem.code == "attachment.missing" and server is not None

    def fetch(self, row: AttachmentRow, then: Callable[[], None]) -> None:
        """Asks for the bytes; `then` is run once they are here, unless the person has turned away."""
        self._row, self._then = row, then
        blobs, digest = self._blobs, row.sha256

        def wish(_session: object) -> Standing:
            blobs.wish(digest)
            return blobs.standing(digest)

        self._ctx.runner.read(wish, done=self._wished, failed=self._failed, owner=self)

    def leave(self) -> None:
        """Nobody waits any more; what was asked for comes nevertheless."""
        if self._row is not None:
            self._row = None
            self._banner.hide()

    @property
    def _server(self) -> Server | None:
        server = self._ctx.services.get("server")
        return server if server is not None and getattr(server, "peer", None) is not None else None  # type: ignore[return-value]

    def _wished(self, standing: Standing) -> None:
        self._tell(standing)
        if self._server is not None:
            self._server.saved()

    def _look(self) -> None:
        if self._row is not None:
            blobs, digest = self._blobs, self._row.sha256
            self._ctx.runner.read(lambda _session: blobs.standing(digest), done=self._tell, failed=self._failed, owner=self)

    def _tell(self, standing: Standing) -> None:
        row = self._row
        if row is None:
            return
        if standing.here:
            self.leave()
            self._then()
            return
        what, why = _words(row, standing, connected=self._is_connected)
        self._banner.show_text(what, why, tone="plain")
        self._banner.set_acts([Button(lambda: _("Do not wait"), kind="quiet", run=self.leave)])

    @property
    def _is_connected(self) -> bool:
        state = self._server.state if self._server is not None else None
        return state is not None and state.connected


def _words(row: AttachmentRow, standing: Standing, *, connected: bool) -> tuple[str, str]:
    if not connected:
        what = _("{file} is not on this workstation")
        why = _("It is fetched from the server as soon as there is a connection again.")
    elif standing.absent:
        what = _("The server does not have {file} yet")
        why = _("The workstation where it was added sends it once it is connected; then it opens here.")
    elif standing.of:
        what = _("{file} is being fetched: {parts} of {of} parts")
        why = _("It opens once it is here.")
    else:
        what, why = _("{file} is being fetched from the server"), _("It opens once it is here.")
    return what.format(file=row.name, parts=standing.parts, of=standing.of), why
