"""What the sections of the settings are made of: one column, label over field, one sentence under what is not plain."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from callcentre.ui.fonts import Role
from callcentre.ui.labels import Heading, ground, label
from callcentre.ui.language import Say
from callcentre.ui.scrolled import Scrolled

WIDTH = 560


class Section(Scrolled):
    """A column under its title; `first` is where the focus goes."""

    def __init__(self, title: Say, *, width: int = WIDTH) -> None:
        inner, outer = QWidget(), ground("surface")
        self.first: QWidget | None = None
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(24, 16, 24, 24)
        self.column.setSpacing(6)
        self.column.addWidget(Heading(title, role=Role.NAME))
        self.column.addSpacing(10)
        inner.setMaximumWidth(width + 48)
        row = QHBoxLayout(outer)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(inner, 1)
        row.addStretch(0)
        super().__init__(outer)

    def add(self, name: Say, field: QWidget, note: Say = "") -> None:
        """A field under its name, and what is to be known about it."""
        self.column.addWidget(label(name, ink="2"))
        self.column.addWidget(field)
        if note:
            self.column.addWidget(label(note, Role.CELL, ink="3", wrap=True))
        self.column.addSpacing(10)
        if self.first is None and field.focusPolicy() != Qt.FocusPolicy.NoFocus:
            self.first = field

    def add_row(self, widgets: Sequence[QWidget]) -> None:
        """Widgets beside each other, from the left."""
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch(1)
        self.column.addLayout(row)

    def end(self) -> None:
        """Nothing follows."""
        self.column.addStretch(1)

    def start(self) -> None:
        """Goes to the first field."""
        if self.first is not None:
            self.first.setFocus()

    def seen(self) -> None:
        """The section comes into sight."""


def emptied(layout: QLayout) -> None:
    """Takes every widget out of a layout, and away."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
