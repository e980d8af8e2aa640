"""How the cells of a table are painted: the edge of the row one stands on, words with their tone, icon, chip and bar."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from callcentre.ui import icons, paint
from callcentre.ui.fonts import Role
from callcentre.ui.rows import CELL, ROW, Index

if TYPE_CHECKING:
    from callcentre.ui.tables import Cell, Column

BAR = 48


class CellDelegate(QStyledItemDelegate):
    """Paints what the model's columns say of a row."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        given: QRect = option.rect
        state: QStyle.StateFlag = option.state
        rect = QRectF(given)
        view: Any = self.parent()
        painter.save()
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        whole = QRectF(rect)
        if chosen and not view.begins_rows(index.column()):
            whole.setLeft(whole.left() - paint.EDGE)
            painter.setClipRect(rect)
        hovered = view.hovered_row() == index.row()
        paint.row_ground(painter, whole, chosen=chosen, focused=view.hasFocus(), hovered=hovered)
        cell: Cell | None = index.data(CELL)
        inside = rect.adjusted(8, 0, -8, 0)
        column: Column[Any] = view.model().columns[index.column()]
        if cell is None:
            paint.placeholder(painter, inside)
        elif column.draw is not None:
            column.draw(painter, inside, index.data(ROW))
        else:
            _paint_cell(painter, inside, cell, right=column.right)
        paint.hairline(painter, rect.left(), rect.right(), rect.bottom())
        painter.restore()


def _paint_cell(painter: QPainter, rect: QRectF, cell: "Cell", *, right: bool) -> None:
    middle = rect.center().y()
    if cell.chip:
        paint.chip(painter, rect.left() - 6, middle, cell.chip, cell.tone or "plain", cell.icon)
        return
    role = Role.CELL_STRONG if cell.tone in ("overdue", "danger") else Role.CELL_TITLE if cell.strong else Role.CELL
    if cell.icon:
        # Before a number at the right the icon stands at the number, not at the end of the column before.
        before = max(0.0, rect.width() - paint.width(cell.words, role) - 22) if right else 0.0
        side = QRectF(rect.left() + before, middle - 7, 14, 14)
        icons.draw(painter, side, cell.icon, paint.icon_token(cell.tone), bool(cell.tone))
        rect.setLeft(rect.left() + 22)
    if cell.bar_permille is not None:
        bar = QRectF(rect.right() - BAR, rect.top(), BAR, rect.height())
        paint.bar(painter, bar, cell.bar_permille, cell.tone or "plain")
        rect.setRight(rect.right() - BAR - 8)
    paint.text(painter, rect, cell.words, role, cell.tone or cell.ink, paint.Right if right else paint.Left)
