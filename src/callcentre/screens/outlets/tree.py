"""The tree of outlets that have others below them, each with how many it stands for."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QItemSelection, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QFrame, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from callcentre.store.outlet_list import OutletRow
from callcentre.ui import icons, paint
from callcentre.ui.fonts import Role
from callcentre.ui.language import live, said
from callcentre.ui.letters import fits
from callcentre.ui.rows import ROW, Index
from callcentre.words import _

COUNT = ROW + 1
STEP = 20
HIGH = 32


class OutletTree(QTreeView):
    """`set_outlets(rows)`; `picked(id)` when another node became current, None for all outlets."""

    picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[OutletRow] = ()
        self._below: dict[UUID | None, list[OutletRow]] = {}
        self._items = QStandardItemModel(self)
        self._silent = False
        self.setModel(self._items)
        self.setItemDelegate(_Node(self))
        self.setHeaderHidden(True)
        self.setIndentation(STEP)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setUniformRowHeights(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        said(self, lambda: _("Outlets by who is above them"), self.setAccessibleName)
        live(self, self._name_root)

    def set_outlets(self, rows: Sequence[OutletRow]) -> None:
        """These outlets; the node one stands on stays where it is still there."""
        if [(row.id, row.parent, row.name) for row in rows] == [(row.id, row.parent, row.name) for row in self._rows]:
            return
        kept = self.node()
        self._rows = rows
        known = {row.id for row in rows}
        below: dict[UUID | None, list[OutletRow]] = defaultdict(list)
        for row in rows:
            below[row.parent if row.parent in known else None].append(row)
        self._below = dict(below)
        self._silent = True
        self._items.clear()
        root = self._item(None, "", len(rows))
        self._items.appendRow(root)
        self._fill(root, None, set())
        self.expand(root.index())
        self._name_root()
        self._go_to(kept)
        self._silent = False

    def node(self) -> UUID | None:
        """The outlet one stands on; None for all."""
        found: UUID | None = self.currentIndex().data(ROW)
        return found

    def within(self, node: UUID | None) -> frozenset[UUID] | None:
        """A node and all below it; None for all outlets."""
        if node is None:
            return None
        found: set[UUID] = set()
        waiting = [node]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += [row.id for row in self._below.get(one, ())]
        return frozenset(found)

    def search(self, typed: str) -> None:
        """Hides the nodes that nothing typed fits, neither in them nor below."""
        self._hide(self._items.item(0), typed)

    def _fill(self, item: QStandardItem, node: UUID | None, seen: set[UUID]) -> None:
        for row in self._below.get(node, ()):
            if row.id in self._below and row.id not in seen:
                seen.add(row.id)
                made = self._item(row.id, row.name, len(self.within(row.id) or ()))
                item.appendRow(made)
                self._fill(made, row.id, seen)

    def _item(self, pk: UUID | None, name: str, count: int) -> QStandardItem:
        item = QStandardItem(name)
        item.setData(pk, ROW)
        item.setData(count, COUNT)
        item.setToolTip(name)
        return item

    def _hide(self, item: QStandardItem | None, typed: str) -> bool:
        """Hides what does not fit below an item; whether it or something below it fits."""
        if item is None:
            return False
        inside = [self._hide(item.child(number), typed) for number in range(item.rowCount())]
        shown = any(inside) or item.parent() is None or fits(typed, item.text())
        parent = item.parent()
        if parent is not None:
            self.setRowHidden(item.row(), parent.index(), not shown)
            if typed and any(inside):
                self.expand(item.index())
        return shown

    def _name_root(self) -> None:
        root = self._items.item(0)
        if root is not None:
            root.setText(_("All outlets"))

    def _go_to(self, node: UUID | None) -> None:
        found = self._items.match(self._items.index(0, 0), ROW, node, 1, Qt.MatchFlag.MatchRecursive | Qt.MatchFlag.MatchExactly)
        self.setCurrentIndex(found[0] if found else self._items.index(0, 0))

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        if not self._silent and selected.count():
            self.picked.emit(self.node())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() and event.text().isprintable():
            # Qt would search by letter; letters belong to the page.
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def drawRow(self, painter: QPainter, options: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = options.rect
        chosen = self.selectionModel().isSelected(index)
        hovered = self.indexAt(self.viewport().mapFromGlobal(self.cursor().pos())) == index and self.viewport().underMouse()
        paint.row_ground(painter, QRectF(rect), chosen=chosen, focused=self.hasFocus(), hovered=hovered)
        inside = QStyleOptionViewItem(options)
        box = self.visualRect(index)
        inside.rect = box
        self.drawBranches(painter, QRect(rect.left(), rect.top(), box.left() - rect.left(), rect.height()), index)
        self.itemDelegate().paint(painter, inside, index)

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        if self.model().rowCount(index):
            name = "chevron_down" if self.isExpanded(index) else "chevron_right"
            box = QRectF(rect.right() - 17, rect.center().y() - 7, 16, 16)
            icons.draw(painter, box, name, "ink2")


class _Node(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, max(HIGH, round(paint.line_height(Role.BODY)) + 10))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = QRectF(_rect(option)).adjusted(4, 0, -12, 0)
        used = paint.text(painter, rect, str(index.data(COUNT)), Role.CELL, "ink2", paint.Right)
        rect.setRight(rect.right() - used - 8)
        paint.text(painter, rect, str(index.data(Qt.ItemDataRole.DisplayRole) or ""), Role.BODY)


def _rect(option: QStyleOptionViewItem) -> QRect:
    rect: QRect = option.rect
    return rect

