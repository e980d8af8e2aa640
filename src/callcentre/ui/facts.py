"""The column of facts beside a story: sections of name and value, one below the other."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from callcentre.ui.buttons import Button
from callcentre.ui.chips import Chip
from callcentre.ui.fonts import Role
from callcentre.ui.labels import Heading, label, line

Fact = tuple[str, str | QWidget]
"""Its name and its value; an empty value is left out."""


class Facts(QScrollArea):
    """Built anew each time; sections that say nothing are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_parts(self, parts: Iterable[QWidget | None]) -> None:
        """Shows these sections, a hairline between them."""
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(10)
        for part in parts:
            if part is not None:
                if column.count():
                    column.addWidget(line())
                column.addWidget(part)
        column.addStretch(1)
        self.setWidget(body)


def section(title: str, facts: Sequence[Fact]) -> QWidget:
    """A heading over names at the left and values at the right."""
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(6)
    grid.setColumnMinimumWidth(0, 72)
    grid.setColumnStretch(1, 1)
    grid.addWidget(Heading(title), 0, 0, 1, 2)
    for at, (name, value) in enumerate((fact for fact in facts if fact[1]), 1):
        beside = Qt.AlignmentFlag.AlignVCenter if isinstance(value, Chip | Button) else Qt.AlignmentFlag.AlignTop
        grid.addWidget(label(name, Role.CELL, ink="2", wrap=True), at, 0, beside)
        if isinstance(value, Chip | Button):
            # Aligned, as one of a fixed width would hold its whole section to that.
            grid.addWidget(value, at, 1, Qt.AlignmentFlag.AlignLeft)
        elif isinstance(value, QWidget):
            grid.addWidget(value, at, 1)
        else:
            grid.addWidget(label(value, Role.CELL, wrap=True), at, 1, Qt.AlignmentFlag.AlignTop)
    return made
