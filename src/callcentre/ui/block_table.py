"""A table of any number of rows: blocks of them are read when they come into sight, the last used are kept."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar, cast

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHeaderView

from callcentre.ui.language import Say
from callcentre.ui.rows import CELL, Index
from callcentre.ui.sort_header import SortHeader
from callcentre.ui.tables import Cell, Column, Table, TableModel

Row = TypeVar("Row")
BLOCK = 128
KEPT = 32
"""So many blocks are held; of more, the one not used for longest goes."""


class BlockModel(TableModel[Row]):
    """`begin(count)` says how many rows there are, `put(block, rows)` what stands in a block of them.

    A row that is not there yet is a placeholder.
    """

    def __init__(self, columns: Sequence[Column[Row]], parent: QObject | None = None) -> None:
        super().__init__(columns, parent)
        self._count = 0
        self._blocks: OrderedDict[int, Sequence[Row | None]] = OrderedDict()
        self._cells: dict[int, dict[int, Cell]] = {}

    def begin(self, count: int) -> None:
        """So many rows from now on, none of them read."""
        self.beginResetModel()
        self._count = count
        self._blocks.clear()
        self._cells.clear()
        self.endResetModel()

    def put(self, block: int, rows: Sequence[Row | None]) -> None:
        """What stands in a block now."""
        first, last = block * BLOCK, min((block + 1) * BLOCK, self._count) - 1
        if first > last:
            return
        self._blocks[block] = rows
        self._blocks.move_to_end(block)
        self._cells.pop(block, None)
        while len(self._blocks) > KEPT:
            gone, _rows = self._blocks.popitem(last=False)
            self._cells.pop(gone, None)
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def missing(self, first: int, last: int) -> list[int]:
        """The blocks of these rows that have to be read; those that are there count as used."""
        blocks = range(max(0, first) // BLOCK, min(last, self._count - 1) // BLOCK + 1)
        for block in blocks:
            if block in self._blocks:
                self._blocks.move_to_end(block)
        return [block for block in blocks if block not in self._blocks]

    def keep_only(self, first: int, last: int) -> list[int]:
        """Forgets every block but those of these rows, and answers these: they stand until they are read again."""
        near = set(range(max(0, first) // BLOCK, min(last, self._count - 1) // BLOCK + 1))
        for block in set(self._blocks) - near:
            del self._blocks[block]
            self._cells.pop(block, None)
        return sorted(near)

    def forget_words(self) -> None:
        """The minute or the language changed: every cell is worded anew."""
        self._cells.clear()

    def held(self) -> list[int]:
        """The blocks that are there, the one not used for longest first."""
        return list(self._blocks)

    def row_at(self, index: Index) -> Row | None:
        if not index.isValid():
            return None
        block, place = divmod(index.row(), BLOCK)
        rows = self._blocks.get(block)
        return rows[place] if rows is not None and place < len(rows) else None

    def shown(self) -> list[Row]:
        return [row for block in sorted(self._blocks) for row in self._blocks[block] if row is not None]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._count

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Whoever reads the rows sorts them."""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != CELL:
            return super().data(index, role)
        block, place = divmod(index.row(), BLOCK)
        cells = self._cells.setdefault(block, {})
        key = place * len(self.columns) + index.column()
        cell = cells.get(key)
        if cell is None:
            row = self.row_at(index)
            if row is None:
                return None
            cell = cells[key] = self.columns[index.column()].read(row)
        return cell


class BlockTable(Table[Row]):
    """Asks for what comes into sight by `wanted(blocks)`; `stood_on(row)` when another row, and it is there, is current.

    `sorted_by(code, further)` when somebody wants another order, `spaced` on the space bar, `topped` on Home,
    `copied` when the chosen rows are wanted: those not read yet have to be.
    """

    wanted = Signal(list)
    stood_on = Signal(object)
    sorted_by = Signal(str, bool)
    spaced = Signal()
    topped = Signal()
    copied = Signal()

    def __init__(self, name: Say, columns: Sequence[Column[Row]], *, density: str = "compact") -> None:
        super().__init__(name, columns, density=density)
        self._awaited = False
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(0)
        self._look.timeout.connect(self._ask)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._look.start())
        self.blocks.modelReset.connect(self._look.start)

    @property
    def blocks(self) -> BlockModel[Row]:
        """The model."""
        return cast("BlockModel[Row]", self.rows_model)

    @property
    def heads(self) -> SortHeader:
        """The header."""
        return cast("SortHeader", self.horizontalHeader())

    def begin(self, count: int) -> None:
        """So many rows; nobody stands on one."""
        self._awaited = False
        self.blocks.begin(count)

    def put(self, block: int, rows: Sequence[Row | None]) -> None:
        """What stands in a block now."""
        self.blocks.put(block, rows)
        row = self.current()
        if self._awaited and row is not None:
            self._awaited = False
            self.stood_on.emit(row)

    def sight(self) -> tuple[int, int]:
        """The first and the last row that can be seen."""
        count = self.blocks.rowCount()
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        return (max(0, first), count - 1 if last < 0 else last)

    def renew(self) -> None:
        """Asks for what is in sight again; what stands there is read until the answer comes."""
        if self.blocks.rowCount():
            self.wanted.emit(self.blocks.keep_only(*self.sight()))

    def stand_on(self, number: int) -> None:
        """Goes to a row."""
        index = self.blocks.index(number, 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)

    def leave(self) -> None:
        """Stands on no row any more."""
        self.clearSelection()
        self.selectionModel().clearCurrentIndex()

    def standing(self) -> bool:
        """Whether somebody stands on a row."""
        return self.selectionModel().hasSelection()

    def chosen_places(self) -> list[tuple[int, int]]:
        """(first, last) of each run of chosen rows: a million chosen rows are one."""
        chosen = self.selectionModel().selection()
        runs = [chosen.at(number) for number in range(chosen.count())]
        return sorted({(run.top(), run.bottom()) for run in runs})

    def chosen(self) -> list[Row]:
        """The chosen rows that are there; those not read yet are left out."""
        held: list[Row] = []
        for block in sorted(self.blocks.held()):
            for first, last in self.chosen_places():
                places = range(max(first, block * BLOCK), min(last, block * BLOCK + BLOCK - 1) + 1)
                rows = (self.blocks.row_at(self.blocks.index(place, 0)) for place in places)
                held.extend(row for row in rows if row is not None)
        return held

    def copy(self) -> None:
        self.copied.emit()

    def show_sort(self, sort: Iterable[tuple[str, bool]]) -> None:
        """Marks the columns by which the rows are sorted."""
        self.heads.show_sort(sort)

    def sort_by_place(self, place: int, further: bool) -> None:
        """Sorts by the column at this place from the left, from 1."""
        codes = self.shown_columns()
        if 0 < place <= len(codes):
            self.sorted_by.emit(codes[place - 1], further)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        row = self.current()
        self._awaited = row is None and self.currentIndex().isValid()
        if row is not None and selected.count():
            self.stood_on.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plain = event.key(), not event.modifiers().value
        if key == Qt.Key.Key_Space and plain:
            self.spaced.emit()
        elif key == Qt.Key.Key_Home and plain:
            self.topped.emit()
        elif key == Qt.Key.Key_Escape and self.standing():
            self.leave()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.standing():
            self.stand_on(max(0, self.rowAt(0)))
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._look.start()

    def _make_model(self, columns: Sequence[Column[Row]]) -> TableModel[Row]:
        return BlockModel(columns, self)

    def _dress(self) -> None:
        header = SortHeader(self.rows_model, self)
        header.asked.connect(self.sorted_by)
        self.setHorizontalHeader(header)
        super()._dress()
        self.setSortingEnabled(False)
        header.setSortIndicatorShown(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def _again(self) -> None:
        self.blocks.forget_words()
        super()._again()

    def _ask(self) -> None:
        if not self.blocks.rowCount():
            return
        first, last = self.sight()
        missing = self.blocks.missing(first, last)
        if missing:
            self.wanted.emit(missing)
