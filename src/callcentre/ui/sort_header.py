"""A header that shows by which columns its rows are sorted, the second key behind the first."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPolygonF
from PySide6.QtWidgets import QHeaderView, QWidget

from callcentre.ui import hints, paint
from callcentre.ui.fonts import Role
from callcentre.ui.tables import TableModel
from callcentre.ui.theme import theme
from callcentre.words import _

PAD = 8
ARROW = 7


class SortHeader(QHeaderView):
    """`asked(code, further)` when somebody clicked a column, with Shift as a further key; `pulled` when one was moved,
    `widened(code, width)` when its edge was.

    While Alt is held the columns show the digit that sorts by them, where there are such keys (`keyed`).
    """

    asked = Signal(str, bool)
    pulled = Signal()
    widened = Signal(str, int)

    def __init__(self, model: TableModel[Any], parent: QWidget, *, keyed: bool = True) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._rows_model, self._keyed = model, keyed
        self._sort: dict[str, tuple[bool, int]] = {}
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self._order_before: list[int] = []
        self._widths_before: list[int] = []
        self._further = False
        self.sectionClicked.connect(self._clicked)
        hints.on_change(self._paint_again)

    def _paint_again(self) -> None:
        self.viewport().update()

    def show_sort(self, sort: Iterable[tuple[str, bool]]) -> None:
        """Marks these columns as sorted: (code, whether the greatest comes first)."""
        self._sort = {code: (down, rank) for rank, (code, down) in enumerate(sort, start=1)}
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._order_before, self._widths_before = self._order(), self._widths()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._further = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        super().mouseReleaseEvent(event)
        if self._order() != self._order_before:
            self.pulled.emit()
        for number, (before, now) in enumerate(zip(self._widths_before, self._widths(), strict=True)):
            if before != now and self.sectionResizeMode(number) != QHeaderView.ResizeMode.Stretch:
                self.widened.emit(self._rows_model.columns[number].code, now)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        painter.save()
        super().paintSection(painter, rect, section)
        painter.restore()
        column = self._rows_model.columns[section]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = self.place(section)
        if self._keyed and hints.held() and place <= 9:
            paint.cap(painter, rect.right() - 2, rect.center().y() + 0.5, str(place))
        elif column.code in self._sort:
            self._mark(painter, QRectF(rect), _(column.title), *self._sort[column.code], right=column.right)
        painter.restore()

    def _mark(self, painter: QPainter, rect: QRectF, title: str, down: bool, rank: int, *, right: bool) -> None:
        """A triangle that points to where the greatest stands, behind the title or before one at the right."""
        wide = paint.width(title, Role.CHIP)
        number = str(rank) if len(self._sort) > 1 else ""
        room = ARROW + (paint.width(number, Role.CHIP) + 2 if number else 0)
        if right:
            left = max(rect.left() + 1, rect.right() - PAD - wide - room - 3)
        else:
            left = min(rect.left() + PAD + wide + 4, rect.right() - room - 2)
        middle = rect.center().y() + 0.5
        tip, base = (middle + 2.5, middle - 2) if down else (middle - 2.5, middle + 2)
        painter.fillRect(QRectF(left - 2, rect.top() + 2, room + 3, rect.height() - 4), theme().colour("sunken"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("ink"))
        painter.drawPolygon(QPolygonF([QPointF(left, base), QPointF(left + ARROW, base), QPointF(left + ARROW / 2, tip)]))
        paint.text(painter, QRectF(left + ARROW + 2, rect.top(), 20, rect.height()), number, Role.CHIP)

    def place(self, section: int) -> int:
        """Where a column stands among those in sight, from 1."""
        before = (self.logicalIndex(place) for place in range(self.visualIndex(section)))
        return 1 + sum(not self.isSectionHidden(number) for number in before)

    def _order(self) -> list[int]:
        return [self.logicalIndex(place) for place in range(self.count())]

    def _widths(self) -> list[int]:
        return [self.sectionSize(number) for number in range(self.count())]

    def _clicked(self, section: int) -> None:
        self.asked.emit(self._rows_model.columns[section].code, self._further)
