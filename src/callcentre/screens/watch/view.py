"""The watch panel: the strip of stages, the table of open cases, the inbox at the right."""

from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from callcentre.domain.instants import to_datetime
from callcentre.screens.watch.inbox import Inbox
from callcentre.screens.watch.rows import Line, Reading
from callcentre.screens.watch.tiles import Tiles
from callcentre.ui import formats, keys
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.ui.columns import Columns
from callcentre.ui.fields import SearchField
from callcentre.ui.fonts import Role
from callcentre.ui.labels import Elided, ground, label
from callcentre.ui.language import live
from callcentre.ui.screen import ScreenContext
from callcentre.ui.sort_header import SortHeader
from callcentre.ui.states import Empty
from callcentre.ui.tables import Table
from callcentre.words import _


class WatchTable(Table[Line]):
    """A table on whose rows one stands only when one goes there: until then it may follow what happens.

    `renewed` when somebody wants the newest on top (Home), `copied` when the rows are wanted on the clipboard,
    `resized` when there is other room for the columns.
    """

    renewed = Signal()
    copied = Signal()
    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    @property
    def heads(self) -> SortHeader:
        """The header."""
        return cast("SortHeader", self.horizontalHeader())

    def copy(self) -> None:
        self.copied.emit()

    def standing(self) -> bool:
        """Whether somebody stands on a row, so that nothing may move."""
        return self.hasFocus() and self.selectionModel().hasSelection()

    def leave(self) -> None:
        """Stands on no row any more."""
        self.clearSelection()
        self.selectionModel().clearCurrentIndex()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        chosen = self.selectionModel().hasSelection()
        if key == Qt.Key.Key_Home and not event.modifiers().value:
            self.renewed.emit()
        elif key == Qt.Key.Key_Escape and chosen:
            self.leave()
        elif not chosen and key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.stand_on(0)
        else:
            super().keyPressEvent(event)

    def _dress(self) -> None:
        # Alt with a digit is for what waits at the right.
        self.setHorizontalHeader(SortHeader(self.rows_model, self, keyed=False))
        super()._dress()
        self.setSortingEnabled(False)
        self.heads.setSortIndicatorShown(False)


class WatchView(QWidget):
    """Widgets and their places; what they do is the presenter's."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__()
        self._ctx = ctx
        self.reading = Reading(ctx.profile, ctx.now, ctx.zone)
        self.date = label("", Role.BODY, ink="2")
        self.narrow = SearchField(
            lambda: _("Narrow the table"), hint=lambda: _("Customer, outlet"), key="Ctrl+F"
        )
        self.narrow.setMinimumWidth(120)
        self.narrow.setMaximumWidth(260)
        self.fresh = Button("", key="Home", kind="small", listens=False)
        self.relay = Button(lambda: _("Relay elsewhere"), key="Alt+R", icon="arrow_circle_right")
        self.chase = Button(lambda: _("Chase"), key="F9", icon="megaphone_loud")
        self.tiles = Tiles()
        self.problem = Banner(tone="overdue")
        self.asking = Banner(tone="plain")
        self.table = WatchTable(lambda: _("Open cases"), self.reading.columns())
        self.empty = Empty(self.nothing)
        self.inbox = Inbox(ctx.now, ctx.profile, ctx.person.roles)
        self.summary = Elided(role=Role.SMALL, ink="ink2")
        self.keys = label("", Role.SMALL, ink="2")
        self._lay_out()
        live(self, self.tick)

    def nothing(self) -> str:
        """What is said where no row is."""
        typed = self.narrow.text().strip()
        return _("Nothing open fits “{typed}”.").format(typed=typed) if typed else _("Nothing is open here.")

    def tick(self) -> None:
        """The minute or the language changed."""
        now = to_datetime(self._ctx.now(), self._ctx.zone)
        self.date.setText(f"{formats.spoken_day(now.date())} {formats.at_local(now)}")
        self.table.viewport().update()
        self.inbox.tick()
        self._say_keys()

    def _say_keys(self) -> None:
        here = keys.named(_("Enter open    F9 chase    Ctrl A all    Ctrl L as orders    Ctrl M map"))
        drawer = "" if self.inbox.isVisibleTo(self) else _("Alt 0 waiting for me ({n})").format(n=self.inbox.waiting)
        self.keys.setText("    ".join(part for part in (drawer, here) if part))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say_keys()

    def _lay_out(self) -> None:
        left = ground("surface")
        column = QVBoxLayout(left)
        column.setContentsMargins(16, 12, 16, 0)
        column.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(label(lambda: _("Watch"), Role.NAME))
        head.addWidget(self.date)
        head.addWidget(self.narrow, 3)
        head.addStretch(1)
        for button in (self.fresh, self.relay, self.chase):
            head.addWidget(button)
        column.addLayout(head)
        column.addWidget(self.tiles)
        column.addWidget(self.problem)
        column.addWidget(self.asking)
        self.body = QStackedWidget()
        self.body.addWidget(self.table)
        self.body.addWidget(self.empty)
        column.addWidget(self.body, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 0, 8, 8)
        foot.addWidget(self.summary, 1)
        foot.addWidget(self.keys)
        column.addLayout(foot)
        self.fresh.hide()
        self.problem.hide()
        self.asking.hide()
        right = ground("window")
        place = QVBoxLayout(right)
        place.setContentsMargins(0, 0, 0, 0)
        place.addWidget(self.inbox)
        self.columns = Columns(
            self._ctx.remembered, "watch", [left, right], at_1366=[982, 312], at_1920=[1448, 400],
            minima=(640, 280), grows=0,
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.columns)
        self.setFocusProxy(self.table)
