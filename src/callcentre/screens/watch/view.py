"""The watch panel: the strip of stages, the table of open cases, the inbox at the right."""

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from callcentre.domain.instants import to_datetime
from callcentre.screens.watch.inbox import Inbox
from callcentre.screens.watch.rows import NARROW, WIDE, Line, Reading
from callcentre.screens.watch.tiles import Tiles
from callcentre.ui import formats
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.ui.columns import Columns
from callcentre.ui.fonts import Role
from callcentre.ui.labels import Elided, ground, label
from callcentre.ui.language import live
from callcentre.ui.screen import ScreenContext
from callcentre.ui.states import Empty
from callcentre.ui.tables import Table
from callcentre.words import _

TIGHT = 900
SPARED = (6, 7)
"""Below this width of the table its columns of windows and owners give way to the subject."""
ROOMY = 1580
"""Width of the panel from which numbers are written as a whole and columns are wide."""


class WatchTable(Table[Line]):
    """A table on whose rows one stands only when one goes there: until then it may follow what happens.

    `renewed` when somebody wants the newest on top (Home).
    """

    renewed = Signal()

    def standing(self) -> bool:
        """Whether somebody stands on a row, so that nothing may move."""
        return self.hasFocus() and self.selectionModel().hasSelection()

    def leave(self) -> None:
        """Stands on no row any more."""
        self.clearSelection()
        self.selectionModel().clearCurrentIndex()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for column in SPARED:
            self.setColumnHidden(column, self.width() < TIGHT)

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

    def stand_on(self, number: int) -> None:
        """Goes to a row."""
        index = self.rows_model.index(number, 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)


class WatchView(QWidget):
    """Widgets and their places; what they do is the presenter's."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__()
        self._ctx = ctx
        self.reading = Reading(ctx.profile, ctx.now, ctx.zone)
        self.date = label("", Role.BODY, ink="2")
        self.fresh = Button("", key="Home", kind="small", listens=False)
        self.relay = Button(lambda: _("Relay elsewhere"), key="Alt+R", icon="arrow_circle_right")
        self.chase = Button(lambda: _("Chase"), key="F9", icon="megaphone_loud")
        self.tiles = Tiles()
        self.problem = Banner(tone="overdue")
        self.table = WatchTable(lambda: _("Open cases"), self.reading.columns())
        self.empty = Empty(lambda: _("Nothing is open here."))
        self.inbox = Inbox(ctx.now, ctx.profile)
        self.summary = Elided(role=Role.SMALL, ink="ink2")
        self.keys = label("", Role.SMALL, ink="2")
        self._lay_out()
        live(self, self.tick)
        live(self, self._widen)

    def tick(self) -> None:
        """The minute or the language changed."""
        now = to_datetime(self._ctx.now(), self._ctx.zone)
        self.date.setText(f"{formats.spoken_day(now.date())} {formats.at_local(now)}")
        self.table.viewport().update()
        self.inbox.tick()
        self._say_keys()

    def _say_keys(self) -> None:
        here = _("Enter open    F9 chase    Ctrl A all")
        drawer = "" if self.inbox.isVisibleTo(self) else _("Alt 0 waiting for me ({n})").format(n=self.inbox.waiting)
        self.keys.setText("    ".join(part for part in (drawer, here) if part))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say_keys()
        roomy = self.width() >= ROOMY
        if roomy != self.reading.whole_numbers:
            self.reading.whole_numbers = roomy
            self._widen()

    def _widen(self) -> None:
        widths = WIDE if self.reading.whole_numbers else NARROW
        for number, wide in enumerate((max(widths[0], self.reading.clock_width()), *widths[1:])):
            self.table.horizontalHeader().resizeSection(number, wide)

    def _lay_out(self) -> None:
        left = ground("surface")
        column = QVBoxLayout(left)
        column.setContentsMargins(16, 12, 16, 0)
        column.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(label(lambda: _("Watch"), Role.NAME))
        head.addWidget(self.date)
        head.addStretch(1)
        for button in (self.fresh, self.relay, self.chase):
            head.addWidget(button)
        column.addLayout(head)
        column.addWidget(self.tiles)
        column.addWidget(self.problem)
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
