"""The list of orders as widgets: title with its view, filters as chips, the table, totals in the foot."""

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from callcentre.screens.orders.rows import Reading
from callcentre.store.order_blocks import ListedOrder
from callcentre.ui.banner import Banner
from callcentre.ui.block_table import BlockTable
from callcentre.ui.buttons import Button
from callcentre.ui.chips import FilterChip
from callcentre.ui.flow import Flow
from callcentre.ui.fonts import Role
from callcentre.ui.labels import Elided, label
from callcentre.ui.screen import ScreenContext
from callcentre.ui.states import Empty
from callcentre.words import _

ROOMY = 1580
"""Width from which numbers are written as a whole."""
WIDER = {"number": 178, "outlet": 230, "customer": 150, "product": 150}
"""Columns that are wider in a roomy window."""
TIGHT = 900
"""Below this width of the list what can be asked for by its key has no button."""


class Chips(QWidget):
    """The filters in use, one chip a field; the tab key comes to them from `before` and goes on to `following`."""

    def __init__(self, before: QWidget, following: QWidget) -> None:
        super().__init__()
        self._before, self._following = before, following
        self.setSizePolicy(self.sizePolicy().horizontalPolicy(), self.sizePolicy().verticalPolicy().Minimum)
        self.flow = Flow(self, gap=8)
        self.chips: dict[str, FilterChip] = {}

    def show_words(self, words: dict[str, str]) -> None:
        """{field: what its chip says}."""
        had = any(chip.hasFocus() for chip in self.chips.values())
        self.flow.clear()
        self.chips = {}
        for field, said in words.items():
            chip = FilterChip(said)
            chip.setToolTip(_("Delete takes it away"))
            self.flow.addWidget(chip)
            self.chips[field] = chip
        self.setVisible(bool(words))
        # Qt puts what is made later behind the whole window.
        for earlier, later in pairwise([self._before, *self.chips.values(), self._following]):
            QWidget.setTabOrder(earlier, later)
        if had and self.chips:
            next(iter(self.chips.values())).setFocus()


class OrderListView(QWidget):
    """Widgets and their places; what they do is the listing's."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__()
        self.reading = Reading(ctx.profile, ctx.now, ctx.zone)
        self.title = label(lambda: _("Orders"), Role.NAME)
        self.view = Button("", key="Ctrl+O", icon="chevron_down")
        self.count = label("", Role.BODY, ink="2")
        self.fresh = Button("", key="Home", kind="small", listens=False)
        self.add = Button(lambda: _("Add a filter"), key="Ctrl+F", icon="filter")
        self.columns = Button(lambda: _("Columns"), key="Ctrl+T", icon="settings")
        self.export = Button(lambda: _("Export"), key="Ctrl+E", icon="open")
        self.print = Button(lambda: _("Print"), key="Ctrl+P", icon="print")
        self.problem = Banner(tone="overdue")
        self.asking = Banner(tone="plain")
        self.table: BlockTable[ListedOrder] = BlockTable(lambda: _("Orders"), self.reading.columns())
        self.chips = Chips(self.print, self.table)
        self.empty = Empty(lambda: _("No order is like this. Take a filter away, or choose another view."))
        self.summary = Elided(role=Role.SMALL, ink="ink2")
        self.hint = label("", Role.SMALL, ink="2")
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 0, 0)
        column.setSpacing(12)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 16, 0)
        head.setSpacing(12)
        for part in (self.title, self.view, self.count):
            head.addWidget(part)
        head.addStretch(1)
        for button in (self.fresh, self.add, self.columns, self.export, self.print):
            head.addWidget(button)
        column.addLayout(head)
        told = QVBoxLayout()
        told.setContentsMargins(0, 0, 16, 0)
        told.setSpacing(12)
        for widget in (self.chips, self.problem, self.asking):
            told.addWidget(widget)
        column.addLayout(told)
        self.body = QStackedWidget()
        self.body.addWidget(self.table)
        self.body.addWidget(self.empty)
        column.addWidget(self.body, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 0, 16, 8)
        foot.addWidget(self.summary, 1)
        foot.addWidget(self.hint)
        column.addLayout(foot)
        for hidden in (self.fresh, self.problem, self.asking, self.chips):
            hidden.hide()
        self.setFocusProxy(self.table)
        self.setMinimumWidth(480)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        roomy = self.width() >= ROOMY
        self.reading.whole_numbers = roomy
        for button in (self.columns, self.export, self.print):
            button.setVisible(self.width() >= TIGHT)
        self.hint.setVisible(self.width() >= TIGHT)
