"""The strip at an edge that opens the column for which there is no room, and closes it."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton

from callcentre.ui import hints, icons, paint
from callcentre.ui.fonts import Role, metrics
from callcentre.ui.language import live
from callcentre.ui.style import NO_RING
from callcentre.ui.theme import theme
from callcentre.words import _

WIDTH = 22
_ICON = 16


class DrawerHandle(QAbstractButton):
    """`show_drawer(opened, key)`; a click opens or closes. It stands at the `left` edge or the right one."""

    def __init__(self, *, left: bool) -> None:
        super().__init__()
        self._left, self._opened, self._key = left, False, ""
        self.setFixedWidth(WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty(NO_RING, True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()
        hints.on_change(self.update)
        live(self, self._say)

    def show_drawer(self, opened: bool, key: str) -> None:
        """Whether its column is in sight now; `key` does the same, empty where it does something else first."""
        self._opened, self._key = opened, key
        self._say()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        painter.fillRect(rect, theme().colour("hover" if self.underMouse() or self.hasFocus() else "rail"))
        edge = rect.right() - 0.5 if self._left else 0.5
        painter.setPen(theme().colour("hairline"))
        painter.drawLine(QPointF(edge, 0), QPointF(edge, rect.height()))
        if self.hasFocus():
            painter.setPen(QPen(paint.ink("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        self._paint_chevron(painter, rect.center())
        if self._key and hints.shown():
            self._paint_key(painter, rect)

    def _paint_chevron(self, painter: QPainter, middle: QPointF) -> None:
        painter.save()
        painter.translate(middle)
        if self._left == self._opened:
            painter.rotate(180)
        icons.draw(painter, QRectF(-_ICON / 2, -_ICON / 2, _ICON, _ICON), "chevron_right", "ink")
        painter.restore()

    def _paint_key(self, painter: QPainter, rect: QRectF) -> None:
        """Along the strip, below the sign."""
        words, high = hints.printed(self._key), metrics(Role.SMALL).height()
        painter.save()
        painter.translate(rect.center().x(), rect.center().y() + _ICON)
        painter.rotate(90)
        paint.text(painter, QRectF(0, -high / 2, paint.width(words, Role.SMALL) + 2, high), words, Role.SMALL, "ink2")
        painter.restore()

    def _say(self) -> None:
        name = {
            (True, False): _("Open the left column"), (True, True): _("Close the left column"),
            (False, False): _("Open the right column"), (False, True): _("Close the right column"),
        }[self._left, self._opened]
        self.setAccessibleName(name)
        self.setToolTip(f"{name} ({hints.printed(self._key)})" if self._key else name)
