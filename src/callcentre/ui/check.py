"""A box to tick, painted from the theme: a tick in the accent, words beside it."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox

from callcentre.ui import paint
from callcentre.ui.fonts import Role, measured
from callcentre.ui.language import Say, said
from callcentre.ui.theme import theme

_BOX = 16
_GAP = 8


class Check(QCheckBox):
    """`Check(lambda: _("It is under warranty"))`; Space ticks it, `toggled(bool)` tells."""

    def __init__(self, text: Say) -> None:
        super().__init__()
        said(self, text, self._say)
        measured(self)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        wide = _BOX + _GAP + paint.width(self.text().replace("&&", "&"), Role.BODY) + 4
        return QSize(round(wide), round(max(24.0, paint.line_height(Role.BODY) + 4)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, at: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(0.5, round(self.height() / 2 - _BOX / 2) + 0.5, _BOX - 1, _BOX - 1)
        ticked, possible = self.isChecked(), self.isEnabled()
        painter.setPen(QPen(theme().colour("hairline" if not possible else "accent" if ticked else "border"), 1))
        painter.setBrush(theme().colour("accent" if ticked and possible else "surface"))
        painter.drawRoundedRect(box, 3, 3)
        if ticked:
            painter.setPen(QPen(theme().colour("on_accent" if possible else "disabled"), 2))
            left, top = box.left(), box.top()
            points = ((3.5, 7.5), (6.5, 10.5), (11.5, 4.5))
            painter.drawPolyline(QPolygonF([QPointF(left + x, top + y) for x, y in points]))
        words = QRectF(self.rect()).adjusted(_BOX + _GAP, 0, 0, 0)
        paint.text(painter, words, self.text().replace("&&", "&"), Role.BODY, "ink" if possible else "disabled")

    def _say(self, text: str) -> None:
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.updateGeometry()
