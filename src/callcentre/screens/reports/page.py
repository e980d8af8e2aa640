"""The scorecard at the right: the page itself, whose numbers are walked with the arrows and opened with Enter."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from callcentre.screens.reports.card import Card, Pen, Stop, paint_card
from callcentre.ui.fonts import measured
from callcentre.ui.language import live
from callcentre.ui.theme import theme
from callcentre.words import _

PAD = 20.0


class ScorecardPage(QWidget):
    """`show_card(card)`; `wanted(number)` on Enter or a click on a number, `left` on Escape.

    `moved(number)` when one stands on another number.

    One stop of the tab key; up and down walk the numbers.
    """

    wanted = Signal(str)
    left = Signal()
    moved = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._card: Card | None = None
        self._stops: list[Stop] = []
        self._at = 0
        self._high = 600
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        measured(self)
        live(self, self._measure)
        self.hide()

    def show_card(self, card: Card | None) -> None:
        """Another outlet's or month's page; the place on it stays. Without a card there is none."""
        self._card = card
        self.setVisible(card is not None)
        self._measure()

    def stops(self) -> tuple[Stop, ...]:
        """The numbers of the page from top to bottom."""
        return tuple(self._stops)

    def current(self) -> str:
        """The number one stands on, empty without a page."""
        return self._stops[self._at].number if self._at < len(self._stops) else ""

    def go_to(self, number: str) -> None:
        """Stands on a number; one that is not there changes nothing."""
        for at, stop in enumerate(self._stops):
            if stop.number == number:
                self._go(at)

    def sizeHint(self) -> QSize:
        return QSize(440, self._high)

    def resizeEvent(self, event: object) -> None:
        self._measure()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step and self._stops:
            self._go(min(len(self._stops) - 1, max(0, self._at + step)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current():
            self.wanted.emit(self.current())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._say()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._under(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if over >= 0 else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        over = self._under(event.position())
        if over >= 0:
            self._go(over)
            self.wanted.emit(self.current())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and self._card is not None:
            QToolTip.showText(self.mapToGlobal(self.rect().center()), _("Enter shows the cases behind a number"), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("surface"))
        self._draw(painter)
        painter.end()

    def _draw(self, painter: QPainter) -> float:
        if self._card is None:
            self._stops = []
            return 0.0
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = Pen(painter, theme(), chosen=self._at if self.hasFocus() else -1)
        end = paint_card(pen, PAD, PAD, self.width() - PAD, self._card)
        self._stops = pen.stops
        return end

    def _measure(self) -> None:
        """The page is as high as what is drawn on it at this width."""
        blank = QPixmap(1, 1)
        painter = QPainter(blank)
        self._high = round(self._draw(painter) + PAD)
        painter.end()
        self._at = min(self._at, max(0, len(self._stops) - 1))
        self.setFixedHeight(max(1, self._high))
        self._say()
        self.update()

    def _go(self, at: int) -> None:
        self._at = at
        self._say()
        self.update()
        self.moved.emit(self.current())

    def _say(self) -> None:
        name = "" if self._card is None else _("Scorecard {outlet}, {period}").format(
            outlet=self._card.outlet["name"], period=self._card.period)
        self.setAccessibleName(name or _("Outlet scorecard"))
        said = self._stops[self._at].said if self._at < len(self._stops) else ""
        self.setAccessibleDescription(said)

    def _under(self, at: QPointF) -> int:
        return next((number for number, stop in enumerate(self._stops) if stop.rect.contains(at)), -1)

    def rect_of(self, number: str) -> QRectF:
        """Where a number is drawn, for scrolling it into sight; an empty place for one unknown."""
        return next((stop.rect for stop in self._stops if stop.number == number), QRectF())
