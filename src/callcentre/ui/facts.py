"""The facts beside a story: sections of name and value, one below the other, in two columns where there is room."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from callcentre.ui import fonts, formats
from callcentre.ui.buttons import Button
from callcentre.ui.chips import Chip
from callcentre.ui.fonts import Role
from callcentre.ui.form import LABELS
from callcentre.ui.labels import Heading, ground, label, line
from callcentre.ui.scrolled import Scrolled
from callcentre.words import language

COLUMN = "factsColumn"
"""Marks a column of sections: it is read, and walked with the tab key, down to its end before the next."""
TWO_FROM = 700
"""Width from which the sections stand in two columns."""
Fact = tuple[str, str | QWidget]
"""Its name and its value; an empty value is left out."""


class Facts(Scrolled):
    """Built anew each time; sections that say nothing are left out."""

    def __init__(self) -> None:
        inside = ground("window")
        self._place = QVBoxLayout(inside)
        self._place.setContentsMargins(0, 0, 0, 0)
        self._body: QWidget | None = None
        super().__init__(inside)

    def links(self) -> list[Button]:
        """Where the tab key stops, from top to bottom."""
        return self._body.findChildren(Button) if self._body is not None else []

    def show_parts(self, parts: Iterable[QWidget | None]) -> None:
        """Shows these sections, a hairline between them."""
        body = _Sections([part for part in parts if part is not None])
        stood = next((n for n, link in enumerate(self.links()) if link.hasFocus()), -1)
        if self._body is not None:
            self._place.removeWidget(self._body)
            self._body.hide()
            self._body.deleteLater()
        self._body = body
        self._place.addWidget(body)
        if 0 <= stood < len(self.links()):
            # Somebody stood on one of the links: a colleague's change does not take it away.
            body.show()
            self.links()[stood].setFocus()


class _Sections(QWidget):
    """Sections under each other with a hairline between; two columns of much the same height where both have room."""

    def __init__(self, parts: Sequence[QWidget]) -> None:
        super().__init__()
        self._parts = parts
        self._columns: list[QWidget] = []
        for part in parts:
            part.setParent(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 20, 16, 16)
        self._row.setSpacing(32)
        self._lay_out([parts])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wanted = 2 if event.size().width() >= fonts.scaled(TWO_FROM) and len(self._parts) > 1 else 1
        if wanted != len(self._columns):
            self._lay_out(self._halves() if wanted == 2 else [self._parts])

    def _halves(self) -> list[Sequence[QWidget]]:
        """The order stays; the first column is the shorter one by as little as may be."""
        heights = [part.sizeHint().height() for part in self._parts]
        shares = range(1, len(heights))
        at = min(shares, key=lambda n: abs(sum(heights[:n]) - sum(heights[n:])))
        return [self._parts[:at], self._parts[at:]]

    def _lay_out(self, shares: Sequence[Sequence[QWidget]]) -> None:
        earlier, self._columns = self._columns, []
        for parts in shares:
            holder = QWidget(self)
            holder.setProperty(COLUMN, True)
            column = QVBoxLayout(holder)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(12)
            for part in parts:
                if column.count():
                    column.addWidget(line())
                column.addWidget(part)
            column.addStretch(1)
            self._row.addWidget(holder, 1)
            self._columns.append(holder)
        for holder in earlier:
            self._row.removeWidget(holder)
            holder.hide()
            holder.deleteLater()


def section(title: str, facts: Sequence[Fact]) -> QWidget:
    """A heading over names at the left and values at the right."""
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(4)
    grid.setColumnMinimumWidth(0, LABELS[language()] - 8)
    grid.setColumnStretch(1, 1)
    grid.addWidget(Heading(title), 0, 0, 1, 2)
    for at, (name, value) in enumerate((fact for fact in facts if fact[1]), 1):
        beside = Qt.AlignmentFlag.AlignVCenter if isinstance(value, Chip | Button) else Qt.AlignmentFlag.AlignTop
        grid.addWidget(label(formats.begun(name), Role.CELL, ink="2", wrap=True), at, 0, beside)
        if isinstance(value, Chip | Button):
            # Aligned, as one of a fixed width would hold its whole section to that.
            grid.addWidget(value, at, 1, Qt.AlignmentFlag.AlignLeft)
        elif isinstance(value, QWidget):
            grid.addWidget(value, at, 1)
        else:
            grid.addWidget(label(formats.begun(value), Role.CELL, wrap=True), at, 1, Qt.AlignmentFlag.AlignTop)
    return made


def stacked(chip: Chip | Button, *notes: str) -> QWidget:
    """A state or a link with what there is to say about it below, in as many lines as it takes."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(chip, 0, Qt.AlignmentFlag.AlignLeft)
    for note in notes:
        column.addWidget(label(formats.begun(note), Role.CELL, ink="2", wrap=True))
    return made
