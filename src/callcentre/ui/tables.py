"""A table over rows in memory: columns as data, sort, filter, copy as a table."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHeaderView,
    QTableView,
    QWidget,
)

from callcentre.ui import density as heights
from callcentre.ui import fonts
from callcentre.ui.fonts import Role, font, metrics
from callcentre.ui.language import Say, live, said
from callcentre.ui.letters import fits
from callcentre.ui.rows import CELL, ROW, Index
from callcentre.ui.table_cells import CellDelegate
from callcentre.words import _

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows: words with their tone, an icon before, a chip instead, or a bar at the right end."""

    words: str = ""
    tone: str = ""
    icon: str = ""
    chip: str = ""
    bar_permille: int | None = None
    strong: bool = False
    ink: str = "ink"


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """`title` is marked with N_. `read` makes the cell; `sort` the value to sort by (the words when None);
    `copy` the bare value for the clipboard. `width` in pixels at 100 %; `right` for numbers.
    """

    title: str
    read: Callable[[Row], Cell]
    width: int
    sort: Callable[[Row], Any] | None = None
    copy: Callable[[Row], str] | None = None
    right: bool = False
    stretch: bool = False
    code: str = ""
    """What the column is called where it is remembered."""
    draw: Callable[[QPainter, QRectF, Row], object] | None = None
    """Draws the cell in place of its words, which stay what is said and copied."""
    scale: Callable[[QPainter, QRectF], object] | None = None
    """Draws the header in place of the title, such as the scale of what `draw` draws."""

    def bare(self, row: Row) -> str:
        """What is copied of a row."""
        if self.copy is not None:
            return self.copy(row)
        cell = self.read(row)
        return cell.words or cell.chip


class TableModel(QAbstractTableModel, Generic[Row]):
    """Rows behind columns, kept sorted and filtered; None is a placeholder."""

    def __init__(self, columns: Sequence[Column[Row]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._all: list[Row] = []
        self._shown: list[Row | None] = []
        self._typed = ""
        self._order: tuple[tuple[int, bool], ...] = ()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """These rows now, in the order chosen by a person, else as given."""
        self._all = list(rows)
        self._arrange()

    def renew(self, rows: Iterable[Row], key: Callable[[Row], Any], more: Sequence[Row] = ()) -> None:
        """Rows that `key` finds again get new contents in their places, `more` come at the end: nothing else moves."""
        found = {key(row): row for row in rows}
        self._all = [*(found.get(key(row), row) for row in self._all), *more]
        self._shown = [None if row is None else found.get(key(row), row) for row in self._shown]
        self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, len(self.columns) - 1))
        if more:
            self.beginInsertRows(QModelIndex(), len(self._shown), len(self._shown) + len(more) - 1)
            self._shown.extend(more)
            self.endInsertRows()

    def set_loading(self, count: int) -> None:
        """As many placeholders."""
        self.beginResetModel()
        self._shown = [None] * count
        self.endResetModel()

    def set_filter(self, typed: str) -> None:
        """Shows the rows in which every word typed is found, or its pinyin letters."""
        self._typed = typed
        self._arrange()

    def row_at(self, index: Index) -> Row | None:
        """The row of an index, None for a placeholder."""
        return self._shown[index.row()] if index.isValid() and index.row() < len(self._shown) else None

    def shown(self) -> list[Row]:
        """The rows in sight, in order."""
        return [row for row in self._shown if row is not None]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        down = order == Qt.SortOrder.DescendingOrder
        self._order = ((column, down),) if 0 <= column < len(self.columns) else ()
        self._arrange()

    def sort_by(self, sort: Iterable[tuple[str, bool]]) -> None:
        """By these columns, the first before the others: (code, whether the greatest comes first)."""
        places = {column.code: number for number, column in enumerate(self.columns)}
        self._order = tuple((places[code], down) for code, down in sort if code in places)
        self._arrange()

    def in_order(self, rows: Sequence[Row]) -> list[Row]:
        """Rows as a person sorted them, else as given."""
        found = list(rows)
        for place, down in reversed(self._order):
            column = self.columns[place]
            found.sort(key=column.sort or column.bare, reverse=down)
        return found

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if self.columns[section].scale is not None else _(self.columns[section].title)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _(self.columns[section].title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[section].right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return font(Role.CHIP) if role == Qt.ItemDataRole.FontRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row_at(index)
        if role == ROW or row is None:
            return row if role == ROW else None
        cell = self.columns[index.column()].read(row)
        if role == CELL:
            return cell
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return cell.words or cell.chip
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{_(self.columns[index.column()].title)}: {cell.words or cell.chip}"
        return None

    def _arrange(self) -> None:
        self.beginResetModel()
        found = self._all
        if self._typed:
            found = [row for row in found if fits(self._typed, *(column.bare(row) for column in self.columns))]
        self._shown = list(self.in_order(found))
        self.endResetModel()


class _Header(QHeaderView):
    """A header whose columns may draw their own scale."""

    def __init__(self, model: TableModel[Any], parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._rows_model = model
        self.setSectionsClickable(True)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        column = self._rows_model.columns[section]
        painter.save()
        super().paintSection(painter, rect, section)
        painter.restore()
        if column.scale is not None:
            painter.save()
            column.scale(painter, QRectF(rect).adjusted(8, 0, -8, 0))
            painter.restore()


class Table(QTableView, Generic[Row]):
    """`Table(lambda: _("Orders"), columns)`: `picked(row)` when another became current, `opened(row)` on Enter.

    Ctrl+C copies the chosen rows with their header, as spreadsheets take it.
    """

    picked = Signal(object)
    opened = Signal(object)

    def __init__(self, name: Say, columns: Sequence[Column[Row]], *, density: str = "compact") -> None:
        super().__init__()
        self._hovered = -1
        self._grown = fonts.BASE
        self.rows_model: TableModel[Row] = self._make_model(columns)
        self.setModel(self.rows_model)
        if any(column.scale is not None for column in columns):
            self.setHorizontalHeader(_Header(self.rows_model, self))
        self.setItemDelegate(CellDelegate(self))
        self._dress()
        self._density = density
        self._grow()
        heights.on_change(self.fit_rows)
        fonts.on_change(self._grow)
        said(self, name, self.setAccessibleName)
        live(self, self._again)
        self.entered.connect(self._hover)
        self.doubleClicked.connect(self._open)

    def set_rows(self, rows: Sequence[Row], *, keep: Callable[[Row], Any] | None = None) -> None:
        """These rows; one stays on the row that `keep` finds again."""
        current = self.current()
        self.rows_model.set_rows(rows)
        if keep is not None and current is not None:
            shown = self.rows_model.shown()
            number = next((n for n, row in enumerate(shown) if keep(row) == keep(current)), -1)
            if number >= 0:
                self.stand_on(number)

    def stand_on(self, number: int) -> None:
        """Goes to a row, and to it alone."""
        # selectRow would heed the keys held down just now, such as the Ctrl of a copy.
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(self.rows_model.index(number, 0), flags)

    def current(self) -> Row | None:
        """The row one stands on."""
        return self.rows_model.row_at(self.currentIndex())

    def chosen(self) -> list[Row]:
        """Every row selected."""
        numbers = sorted({index.row() for index in self.selectionModel().selectedRows()})
        rows = (self.rows_model.row_at(self.rows_model.index(number, 0)) for number in numbers)
        return [row for row in rows if row is not None]

    def fit_rows(self) -> None:
        """Rows as high as the table was made or a person chose, and never too low for their words."""
        high = max(heights.height(self._density), round(metrics(Role.CELL).height()) + 8)
        self.verticalHeader().setDefaultSectionSize(high)

    def copy(self) -> None:
        """The chosen rows as lines of tab-separated bare values under the header."""
        rows = self.chosen() or self.rows_model.shown()
        lines = ["\t".join(_(column.title) for column in self.rows_model.columns)]
        lines += ["\t".join(column.bare(row) for column in self.rows_model.columns) for row in rows]
        QApplication.clipboard().setText("\n".join(lines))

    def hovered_row(self) -> int:
        """The row under the pointer, -1 for none."""
        return self._hovered if self.viewport().underMouse() else -1

    def show_columns(self, codes: Sequence[str]) -> None:
        """These columns alone, in this order."""
        numbers = {column.code: number for number, column in enumerate(self.rows_model.columns)}
        header = self.horizontalHeader()
        seen = [numbers[code] for code in codes if code in numbers]
        for place, number in enumerate(seen):
            header.moveSection(header.visualIndex(number), place)
        for number in numbers.values():
            self.setColumnHidden(number, number not in seen)

    def shown_columns(self) -> list[str]:
        """The codes of the columns in sight, from left to right."""
        header = self.horizontalHeader()
        places = (header.logicalIndex(place) for place in range(header.count()))
        return [self.rows_model.columns[number].code for number in places if not self.isColumnHidden(number)]

    def begins_rows(self, column: int) -> bool:
        """Whether a column is the first from the left, where the edge of the row stands."""
        header = self.horizontalHeader()
        before = (header.logicalIndex(place) for place in range(header.visualIndex(column)))
        return all(header.isSectionHidden(number) for number in before)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        row = self.current()
        if row is not None and selected.count():
            self.picked.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif event.text() and event.text().isprintable() and not event.modifiers().value:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(sum(column.width for column in self.rows_model.columns), 240)

    def _make_model(self, columns: Sequence[Column[Row]]) -> TableModel[Row]:
        return TableModel(columns, self)

    def _dress(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(40)
        self.setSortingEnabled(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        for number, column in enumerate(self.rows_model.columns):
            header.resizeSection(number, column.width)
            if column.stretch:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)

    def _grow(self) -> None:
        """Columns as much wider as the text is larger than usual, and rows as high."""
        wanted = max(fonts.BASE, fonts.base())
        ratio, self._grown = wanted / self._grown, wanted
        header = self.horizontalHeader()
        if ratio != 1:
            for number in range(header.count()):
                header.resizeSection(number, round(header.sectionSize(number) * ratio))
        self.fit_rows()

    def _again(self) -> None:
        self.rows_model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.rows_model.columns) - 1)
        self.viewport().update()

    def _hover(self, index: QModelIndex) -> None:
        self._hovered = index.row()
        self.viewport().update()

    def _open(self, index: QModelIndex) -> None:
        row = self.rows_model.row_at(index)
        if row is not None:
            self.opened.emit(row)
