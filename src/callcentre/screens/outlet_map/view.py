"""The map panel's widgets and their places: layers, filters and search above, the map, the column at the right."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QPen, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from callcentre.screens.outlet_map.canvas import MapCanvas
from callcentre.screens.outlet_map.describing import Describe
from callcentre.screens.outlet_map.filters import LAYERS
from callcentre.screens.outlet_map.labels import Box
from callcentre.screens.outlet_map.legend import Legend
from callcentre.screens.outlet_map.painting import SCALE_ROOM
from callcentre.screens.outlet_map.side import Side
from callcentre.ui import fonts, paint
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button, IconButton
from callcentre.ui.cards import Card
from callcentre.ui.chips import FilterChip
from callcentre.ui.columns import Columns
from callcentre.ui.fields import SearchField
from callcentre.ui.flow import Flow
from callcentre.ui.fonts import Role, measured
from callcentre.ui.labels import ground, label, line
from callcentre.ui.order.filter_sheet import FilterSheet
from callcentre.ui.order.filters import Naming
from callcentre.ui.overlay import Sheet
from callcentre.ui.screen import ScreenContext
from callcentre.ui.theme import theme
from callcentre.words import _

EDGE = 16
ZOOM_SIDE = 36
SEARCH_WIDE, SEARCH_NARROW = 190, 100
SLOW = 1_000
"""Milliseconds of reading after which a word says so."""


class HoverCard(QFrame):
    """What is under the pointer, or walked to, in words beside it; the pointer goes through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 8, 12, 8)
        self._column.setSpacing(2)
        self.lines = [label("", Role.CELL_TITLE if number == 0 else Role.CELL) for number in range(6)]
        for each in self.lines:
            self._column.addWidget(each)
        self.hide()

    def show_card(self, card: Card, at: QPoint, reach: int) -> None:
        """Beside a point of the map, on the side where there is room."""
        texts = [(f"{card.title}  {card.note}".strip(), "")]
        texts += [(row.words, row.tone if row.tone in ("overdue", "due", "hold") else "") for row in card.lines]
        for widget, (text, tone) in zip(self.lines, [*texts, *([("", "")] * len(self.lines))], strict=False):
            widget.setText(text)
            widget.setProperty("tone", tone)
            widget.style().polish(widget)
            widget.setVisible(bool(text))
        self.adjustSize()
        over = self._over.rect()
        wide, high = self.sizeHint().width(), self.sizeHint().height()
        left = at.x() + reach + 8 if at.x() + reach + 8 + wide < over.width() else at.x() - reach - 8 - wide
        top = max(8, min(at.y() - high // 2, over.height() - high - 8))
        self.setGeometry(max(8, left), top, wide, high)
        self.show()
        self.raise_()


class Placard(QWidget):
    """A few words on the map, such as the city one looks at."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.words = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        measured(self)
        self.hide()

    def say(self, words: str) -> None:
        """Other words; none hide it."""
        self.words = words
        self.setAccessibleName(words)
        self.setVisible(bool(words))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(paint.width(self.words, Role.CELL_TITLE)) + 24, round(paint.line_height(Role.CELL)) + 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        plate(painter, QRectF(self.rect()))
        paint.text(painter, QRectF(self.rect()).adjusted(12, 0, -8, 0), self.words, Role.CELL_TITLE)


class ZoomGround(QWidget):
    """The ground of the buttons on the map."""

    def paintEvent(self, event: QPaintEvent) -> None:
        plate(QPainter(self), QRectF(self.rect()))


def plate(painter: QPainter, rect: QRectF) -> None:
    """The ground of what lies on the map."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme().colour("hairline"), 1))
    painter.setBrush(theme().colour("surface"))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)


class MapArea(QWidget):
    """The canvas with what lies on it: legend, zoom, card."""

    def __init__(self) -> None:
        super().__init__()
        self.canvas = MapCanvas()
        self.canvas.setParent(self)
        self.legend = Legend(self)
        self.card = HoverCard(self)
        self.where = Placard(self)
        self.note = Placard(self)
        """Why there is nothing to be seen."""
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(SLOW)
        self._slow.timeout.connect(lambda: self.show_note(_("Reading the orders and outlets")))
        self.buttons = ZoomGround(self)
        column = QVBoxLayout(self.buttons)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        self.nearer = IconButton("add", lambda: _("Nearer (+)"), side=ZOOM_SIDE)
        self.further = IconButton("zoom_out", lambda: _("Further away (-)"), side=ZOOM_SIDE)
        self.whole = IconButton("location", lambda: _("Everything in sight (Home)"), side=ZOOM_SIDE)
        self.more = IconButton("more_horizontal", lambda: _("Coverage, copy, print"), side=ZOOM_SIDE)
        for at, button in enumerate((self.nearer, self.further, self.whole, self.more)):
            if at:
                column.addWidget(line())
            column.addWidget(button)
        self.canvas.setMinimumSize(320, 240)
        self.setFocusProxy(self.canvas)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place()

    def place(self) -> None:
        """Everything in its corner."""
        self.canvas.setGeometry(self.rect())
        legend = self.legend.sizeHint()
        self.legend.setGeometry(EDGE, self.height() - legend.height() - EDGE, legend.width(), legend.height())
        size = self.buttons.sizeHint()
        self.buttons.setGeometry(
            self.width() - size.width() - EDGE, self.height() - size.height() - EDGE, size.width(), size.height()
        )
        # Not at the right: there the inset stands when the whole country is in sight.
        self.canvas.scale_left = (0 if self.legend.isHidden() else EDGE + legend.width()) + EDGE
        where = self.where.sizeHint()
        self.where.setGeometry(EDGE, EDGE, where.width(), where.height())
        note = self.note.sizeHint()
        self.note.setGeometry((self.width() - note.width()) // 2, EDGE, note.width(), note.height())
        scale = Box(self.canvas.scale_left - 6, self.height() - EDGE - 44, SCALE_ROOM + 12, 44)
        self.canvas.cover([
            scale,
            *(
                Box(each.x(), each.y(), each.width(), each.height())
                for each in (self.legend, self.buttons, self.where, self.note) if not each.isHidden()
            ),
        ])

    def show_where(self, names: str) -> None:
        """What the middle of the map lies in; the legend may have become larger, too."""
        self.where.say(names)
        self.place()

    def expect(self) -> None:
        """The marks are being read for the first time: says so after a second."""
        self._slow.start()

    def show_note(self, words: str) -> None:
        """Why there is nothing to be seen; empty where there is."""
        self._slow.stop()
        self.note.say(words)
        self.place()


class MapView(QWidget):
    """Widgets and their places; what they do is the presenter's."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__()
        self.describe = Describe(ctx.profile)
        self.naming = Naming(ctx.profile, ctx.now, ctx.zone)
        self.area = MapArea()
        self.canvas = self.area.canvas
        self.layers = {layer: Button("", kind="secondary", icon="circle") for layer in LAYERS}
        self.chips_row = ground("surface")
        self.chips_box = QWidget()
        self._chips = Flow(self.chips_box)
        self._chip_words: list[str] = []
        self.listed = Button(lambda: _("Show as a list"), key="Ctrl+M", kind="quiet", icon="clipboard_text_ltr", listens=False)
        self.add = Button(lambda: _("Add a filter"), key="Ctrl+F", kind="quiet")
        self.search = SearchField(lambda: _("Find a place"), hint=lambda: _("Find a place"), key="Ctrl+L")
        self.problem, self.own_map = Banner(tone="due"), Banner(tone="due")
        self.problem.hide()
        self.own_map.hide()
        self.side = Side(ctx, self.describe)
        self._lay_out(ctx)
        self.places = Sheet(lambda: _("Places found"), self, field=False)
        self.filters = FilterSheet(ctx, self.naming, self)
        self._menu = QMenu(self)
        QShortcut(QKeySequence("Ctrl+L"), self).activated.connect(self.search.setFocus)
        self.setFocusProxy(self.canvas)

    def show_chips(self, chips: Sequence[tuple[str, Callable[[], None]]]) -> None:
        """The filters in use: words, and what dropping one does. Chips that say the same stay, with the focus."""
        if [words for words, _drop in chips] == self._chip_words:
            return
        self._chip_words = [words for words, _drop in chips]
        self._chips.clear()
        made = []
        for words, drop in chips:
            chip = FilterChip(words)
            chip.dropped.connect(drop)
            self._chips.addWidget(chip)
            chip.show()
            made.append(chip)
        self.chips_row.setVisible(bool(chips))
        self.chips_box.updateGeometry()
        # Qt puts what is made later behind the whole window.
        for earlier, later in pairwise([self.search, *made, self.listed]):
            QWidget.setTabOrder(earlier, later)

    def offer(self, acts: Sequence[tuple[str, Callable[[], object]]]) -> None:
        """A menu at the button below the zoom."""
        self._menu.clear()
        for words, run in acts:
            self._menu.addAction(words).triggered.connect(lambda _checked, run=run: run())
        self._menu.popup(self.area.more.mapToGlobal(QPoint(0, 0)))

    def _lay_out(self, ctx: ScreenContext) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = ground("surface")
        row = QHBoxLayout(bar)
        row.setContentsMargins(EDGE, 8, EDGE, 8)
        row.setSpacing(8)
        for button in self.layers.values():
            button.setCheckable(True)
            row.addWidget(button)
        row.addWidget(line("down"))
        row.addWidget(self.add)
        row.addStretch(1)
        self.search.setMinimumWidth(fonts.scaled(SEARCH_NARROW))
        self.search.setMaximumWidth(fonts.scaled(SEARCH_WIDE))
        row.addWidget(self.search)
        column.addWidget(bar)
        narrowed = QHBoxLayout(self.chips_row)
        narrowed.setContentsMargins(EDGE, 0, EDGE, 8)
        narrowed.setSpacing(8)
        narrowed.addWidget(self.chips_box, 1)
        narrowed.addWidget(self.listed, 0, Qt.AlignmentFlag.AlignTop)
        self.chips_row.hide()
        column.addWidget(self.chips_row)
        column.addWidget(line())
        column.addWidget(self.problem)
        column.addWidget(self.own_map)
        column.addWidget(self.area, 1)
        columns = Columns(
            ctx.remembered, "map", [left, self.side], at_1366=[950, 344], at_1920=[1408, 440], minima=(480, 312)
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(columns)
