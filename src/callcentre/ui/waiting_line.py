"""One quiet line on the page of an order, a complaint or a customer: what of it has not reached the server, or was refused."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from callcentre.runtime.runner import Latest
from callcentre.store.unsettled import NEW, REFUSED, Unsent, held_up
from callcentre.ui import formats
from callcentre.ui.buttons import Button
from callcentre.ui.fonts import Role
from callcentre.ui.labels import Elided, Icon
from callcentre.ui.language import live
from callcentre.ui.screen import ScreenContext
from callcentre.ui.unsettled_words import act_words, refusal_words
from callcentre.words import _

if TYPE_CHECKING:
    from callcentre.sync.connection import Connection


class WaitingLine(QWidget):
    """`show_of(pk)` reads what is held up of one `kind`: order, complaint or customer. Hidden while there is nothing to say."""

    def __init__(self, ctx: ScreenContext, kind: str) -> None:
        super().__init__()
        self._ctx, self._kind, self._latest = ctx, kind, Latest(ctx.runner, self)
        self._connection = cast("Connection | None", ctx.services.get("server"))
        self._pk: UUID | None = None
        self._acts: Sequence[Unsent] = ()
        self._tally: object = None
        self._waits, self._refused = Icon("clock", "ink2"), Icon("warning", "overdue", filled=True)
        self.words = Elided(role=Role.CELL, ink="ink2")
        self.why = Button(lambda: _("What waits for the server"), kind="link", run=lambda: ctx.navigate("settings.sync"))
        # The acts of the page come first by the tab key; this one stands among all acts, and the bar at the bottom leads there too.
        self.why.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for widget in (self._waits, self._refused):
            row.addWidget(widget)
        row.addWidget(self.words, 1)
        row.addWidget(self.why)
        self.hide()
        live(self, self._say)
        ctx.announcer.subscribe(self, ("line",), lambda _changes: self._line_moved())

    def show_of(self, pk: UUID) -> None:
        """Looks again; what was said of another thing goes at once."""
        if pk != self._pk:
            self._pk, self._acts = pk, ()
            self._say()
        self._read()

    def _line_moved(self) -> None:
        state = self._connection.state if self._connection is not None else None
        if state is None or self._pk is None:
            return
        now_so = (state.connected, state.tally)
        # Exchanges come every few seconds; only what is shown may have gone, and only what moved may have come.
        if self._acts or now_so != self._tally:
            self._tally = now_so
            self._read()

    def _read(self) -> None:
        connection, pk, kind = self._connection, self._pk, self._kind
        if connection is not None and connection.peer is not None and pk is not None:
            self._latest.read(lambda session: held_up(session, kind, pk), self._show, lambda _problem: None)

    def _show(self, acts: Sequence[Unsent]) -> None:
        self._acts = acts
        self._say()

    def _say(self) -> None:
        shown = [act for act in self._acts if not self._is_on_its_way(act)]
        refused = [act for act in shown if act.state == REFUSED]
        self.setVisible(bool(shown))
        self._refused.setVisible(bool(refused))
        self._waits.setVisible(not refused)
        if refused:
            words = _("Refused by the server: {act}. {why}")
            self.words.setText(words.format(act=act_words(refused[0]), why=refusal_words(refused[0])))
        elif shown:
            acts = list(dict.fromkeys(map(act_words, shown)))
            self.words.setText(_("Waits to be sent: {acts}").format(acts=formats.listed(*acts)))

    def _is_on_its_way(self, act: Unsent) -> bool:
        """What goes with the next exchange is gone before one could read it."""
        state = self._connection.state if self._connection is not None else None
        return state is not None and state.connected and act.state == NEW and not act.reason and act.actor not in state.missing
