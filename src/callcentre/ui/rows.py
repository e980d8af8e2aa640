"""Rows already in memory as an item model: frozen dataclasses, placeholders while a page is read."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
"""The row itself; None for a placeholder."""
CELL = Qt.ItemDataRole.UserRole + 1
"""What a cell of a table shows; None for a placeholder."""


class RowsModel(QAbstractListModel, Generic[Row]):
    """A list of rows. `spoken` says a row in words for screen readers and the tooltip."""

    def __init__(self, spoken: Callable[[Row], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._spoken = spoken
        self._rows: list[Row | None] = []

    def set_rows(self, rows: Sequence[Row]) -> None:
        """These rows now, all of them."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def set_loading(self, count: int) -> None:
        """As many placeholders."""
        self.beginResetModel()
        self._rows = [None] * count
        self.endResetModel()

    def rows(self) -> list[Row]:
        """The rows that are there."""
        return [row for row in self._rows if row is not None]

    def row_at(self, index: Index) -> Row | None:
        """The row of an index, None for a placeholder or no index."""
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row_at(index)
        if role == ROW:
            return row
        if row is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._spoken(row)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.row_at(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


def row_of(index: Index, kind: type[Row]) -> Row | None:
    """The row behind an index of any model here, where it is of this kind."""
    row = index.data(ROW)
    return row if isinstance(row, kind) else None
