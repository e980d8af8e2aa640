"""Texts of a panel by role, headings with their count, lines."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from callcentre.ui import formats, icons, paint
from callcentre.ui.chips import KeyCap
from callcentre.ui.fonts import Role, measured, set_role
from callcentre.ui.language import Say, said


def label(text: Say = "", role: Role = Role.BODY, *, ink: str = "", tone: str = "", wrap: bool = False) -> QLabel:
    """A plain text in a role; `ink` is "2" or "3" for quieter ones, `tone` the colour of a state."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    set_role(made, role)
    made.setProperty("ink", ink)
    made.setProperty("tone", tone)
    if wrap:
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        made.setMinimumWidth(40)
    said(made, text, made.setText)
    return made


class Elided(QWidget):
    """One line that is cut where it does not fit, and whole in the tooltip; `cut` says from which end."""

    def __init__(self, text: Say = "", role: Role = Role.BODY, *, ink: str = "ink", cut: str = "right") -> None:
        super().__init__()
        self._role, self._ink, self._text = role, ink, ""
        measured(self)
        modes = {"right": Qt.TextElideMode.ElideRight, "left": Qt.TextElideMode.ElideLeft}
        self._mode = modes[cut]
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        said(self, text, self.setText)

    def text(self) -> str:
        return self._text

    def setText(self, text: str) -> None:
        self._text = text
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(paint.width(self._text, self._role)) + 2, round(paint.line_height(self._role)))

    def minimumSizeHint(self) -> QSize:
        return QSize(40, round(paint.line_height(self._role)))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint.text(QPainter(self), self.rect().toRectF(), self._text, self._role, self._ink, mode=self._mode)


class Icon(QWidget):
    """A drawing beside a text that says the same; never alone."""

    def __init__(self, name: str, token: str = "ink2", *, side: int = 16, filled: bool = False) -> None:
        super().__init__()
        self._name, self._token, self._filled = name, token, filled
        self.setFixedSize(side, side)

    def show_icon(self, name: str, token: str = "ink2", *, filled: bool = False) -> None:
        """Another drawing in the same place; an empty name hides it."""
        self._name, self._token, self._filled = name, token, filled
        self.setVisible(bool(name))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._name:
            icons.draw(QPainter(self), self.rect().toRectF(), self._name, self._token, self._filled)


class Heading(QWidget):
    """A section's name with its count and, at the right, what is said or done about it.

    `key` is printed at the right end; `put(widget)` adds a widget there.
    """

    def __init__(self, text: Say, *, key: str = "", role: Role = Role.HEADING) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.name = label(text, role)
        self._count = label("", Role.BODY, ink="2")
        self._note = label("", Role.SMALL, ink="2")
        for widget in (self.name, self._count):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._note)
        if key:
            row.addWidget(KeyCap(key))
        self._row = row

    def count(self, n: int | None) -> None:
        """The number behind the name; None takes it away."""
        self._count.setText("" if n is None else f"{n:,}")

    def note(self, text: str) -> None:
        """What stands at the right, such as "5 more"."""
        self._note.setText(formats.begun(text))

    def put(self, widget: QWidget) -> None:
        """Adds a widget at the right end."""
        self._row.addWidget(widget)


def line(direction: str = "across") -> QFrame:
    """A hairline between two parts; `direction` is across or down."""
    made = QFrame()
    made.setProperty("line", direction)
    if direction == "across":
        made.setFixedHeight(1)
    else:
        made.setFixedWidth(1)
    return made


def ground(name: str, *, parent: QWidget | None = None) -> QFrame:
    """An empty area on a ground: window, surface, sunken, rail, card, raised."""
    made = QFrame(parent)
    made.setProperty("ground", name)
    return made
