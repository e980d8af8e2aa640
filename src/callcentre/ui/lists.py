"""A list of cards: keyboard first, chosen row on the selection ground, nothing re-sorted under the hand."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QItemSelection, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QSizePolicy

from callcentre.ui import hints
from callcentre.ui.cards import Card, CardDelegate
from callcentre.ui.language import Say, live, said
from callcentre.ui.rows import RowsModel

Row = TypeVar("Row")
LOADING_AFTER = 150
"""Milliseconds before placeholders are shown: what is read sooner does not flicker."""


class CardList(QListView, Generic[Row]):
    """Rows as cards: `CardList(lambda: _("Machines"), describe)`.

    `picked(row)` fires when another row became the current one, `opened(row)` on Enter or a double
    click. `lines` is how many lines a placeholder has under its title. With `whole` the list is as
    high as its rows and the page around it scrolls.
    """

    picked = Signal(object)
    opened = Signal(object)

    def __init__(
        self,
        name: Say,
        describe: Callable[[Row], Card],
        *,
        lines: int = 1,
        indent: bool = False,
        divided: bool = False,
        whole: bool = False,
    ) -> None:
        super().__init__()
        self._lines, self._whole, self._silent = lines, whole, False
        self.rows_model: RowsModel[Row] = RowsModel(lambda row: describe(row).spoken(), self)
        self._delegate: CardDelegate[Row] = CardDelegate(describe, lines=lines, indent=indent, divided=divided)
        self._delegate.setParent(self)
        self.setModel(self.rows_model)
        self.setItemDelegate(self._delegate)
        self._dress()
        said(self, name, self.setAccessibleName)
        live(self, self.refresh)
        hints.on_change(self._paint_again)
        self._loading = QTimer(self)
        self._loading.setSingleShot(True)
        self._loading.timeout.connect(self._show_loading)
        self.doubleClicked.connect(self._open)

    def set_rows(self, rows: Sequence[Row], *, keep: Callable[[Row], Any] | None = None) -> None:
        """These rows; the current one stays when `keep` (its identity) finds it again. Fires nothing."""
        self._loading.stop()
        current = self.current()
        self._silent = True
        self._delegate.forget()
        self.rows_model.set_rows(rows)
        if keep is not None and current is not None:
            self._go_to(next((n for n, row in enumerate(rows) if keep(row) == keep(current)), -1))
        if rows and self.hasFocus() and not self.currentIndex().isValid():
            # Whoever was here before the rows came stands on the first, as one who comes later does.
            self._go_to(0)
        self._silent = False
        self.updateGeometry()

    def set_loading(self, count: int = 6) -> None:
        """Placeholders, if nothing comes soon; rows that are there stay readable."""
        self._wanted = count
        if not self.rows_model.rows():
            self._loading.start(LOADING_AFTER)

    def current(self) -> Row | None:
        """The row one stands on."""
        return self.rows_model.row_at(self.currentIndex())

    def go_to(self, number: int, *, silent: bool = False) -> None:
        """Stands on a row by its number from 0; out of range stands on none."""
        self._silent = silent
        self._go_to(number)
        self._silent = False

    def refresh(self) -> None:
        """Describes every row anew: the minute or the language changed."""
        self._delegate.forget()
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def sizeHint(self) -> Any:
        hint = super().sizeHint()
        if self._whole:
            count = self.rows_model.rowCount()
            hint.setHeight(sum(self.sizeHintForIndex(self.rows_model.index(n)).height() for n in range(count)))
        return hint

    def minimumSizeHint(self) -> Any:
        return self.sizeHint() if self._whole else super().minimumSizeHint()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        row = self.current()
        if not self._silent and row is not None and selected.count():
            self.picked.emit(row)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.rows_model.rowCount():
            self.go_to(0, silent=True)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif event.text() and event.text().isprintable():
            # Qt would search by letter; letters and digits belong to the page.
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _paint_again(self) -> None:
        self.viewport().update()

    def _dress(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        if self._whole:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _go_to(self, number: int) -> None:
        index = self.rows_model.index(number) if 0 <= number < self.rows_model.rowCount() else QModelIndex()
        self.setCurrentIndex(index)
        if not index.isValid():
            self.clearSelection()

    def _open(self, index: QModelIndex) -> None:
        row = self.rows_model.row_at(index)
        if row is not None:
            self.opened.emit(row)

    def _show_loading(self) -> None:
        self.rows_model.set_loading(self._wanted)
