"""The widths a person gave the columns of a table: remembered at this workstation, by the code of each column."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QHeaderView

from callcentre.runtime.remembered import Remembered
from callcentre.ui import fonts
from callcentre.ui.sort_header import SortHeader
from callcentre.ui.tables import Table

NARROWEST = 40


class KeptWidths:
    """`lay()` gives every column its width: the person's own, else `usual(code)` at 100 % scaled with the text."""

    def __init__(self, table: Table[Any], remembered: Remembered, name: str, usual: Callable[[str], int]) -> None:
        self._table, self._remembered, self._name, self._usual = table, remembered, name, usual
        header = table.horizontalHeader()
        assert isinstance(header, SortHeader)
        self._header = header
        header.widened.connect(self.keep)

    def lay(self) -> None:
        """After the window, the language or the size of the text changed."""
        kept = self._kept()
        for number, column in enumerate(self._table.rows_model.columns):
            width = kept.get(column.code)
            self._header.resizeSection(number, width if isinstance(width, int) else fonts.scaled(self._usual(column.code)))

    def widen(self, code: str, by: int) -> None:
        """Makes a column wider by so many pixels; the one that takes what is over stays as it is."""
        number = self._number(code)
        if self._header.sectionResizeMode(number) != QHeaderView.ResizeMode.Stretch:
            width = max(NARROWEST, self._header.sectionSize(number) + by)
            self._header.resizeSection(number, width)
            self.keep(code, width)

    def keep(self, code: str, width: int) -> None:
        """Somebody pulled a column to this width."""
        self._remembered.put(self._name, "widths", {**self._kept(), code: width})

    def forget(self) -> None:
        """Every column as it usually is."""
        self._remembered.put(self._name, "widths", {})
        self.lay()

    def _kept(self) -> dict[str, object]:
        found: dict[str, object] = self._remembered.get(self._name, "widths", {})
        return found

    def _number(self, code: str) -> int:
        return next(n for n, column in enumerate(self._table.rows_model.columns) if column.code == code)
