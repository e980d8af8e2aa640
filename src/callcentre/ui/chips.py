"""Chips: a state as icon, word and colour, always all three."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from callcentre.ui import hints, paint
from callcentre.ui.fonts import measured
from callcentre.ui.language import Say, said


class Chip(QWidget):
    """A state in words on its tint: `Chip(lambda: _("covered"), tone="good", icon="shield_checkmark")`."""

    def __init__(self, word: Say = "", *, tone: str = "plain", icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tone, self.icon_name, self.word = tone, icon, ""
        measured(self)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        said(self, word, self._say)

    def show_state(self, word: str, tone: str, icon: str = "") -> None:
        """Another state in the same place; an empty word hides the chip."""
        self.tone, self.icon_name = tone, icon
        self._say(word)

    def sizeHint(self) -> QSize:
        return paint.chip_size(self.word, self.icon_name).toSize() + QSize(1, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint.chip(QPainter(self), 0, self.rect().center().y() + 0.5, self.word, self.tone, self.icon_name)

    def _say(self, word: str) -> None:
        self.word = word
        self.setVisible(bool(word)) if self.parent() else None
        self.setAccessibleName(word)
        self.updateGeometry()
        self.update()


class FilterChip(Chip):
    """A filter in use, 28 high; click, Delete or Backspace drops it, and `dropped` tells."""

    dropped = Signal()

    def __init__(self, word: Say) -> None:
        super().__init__(word, tone="plain", icon="dismiss")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), max(28, super().sizeHint().height()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.dropped.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return):
            self.dropped.emit()
        else:
            super().keyPressEvent(event)


class KeyCap(QWidget):
    """A key as printed on an act or a heading; gone with fewer hints until Alt is held."""

    def __init__(self, key: str, *, always: bool = False) -> None:
        super().__init__()
        self.key, self._always = key, always
        measured(self)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        hints.on_change(self.update)

    def sizeHint(self) -> QSize:
        size = paint.cap_size(self.key)
        return QSize(round(size.width() + 1), round(size.height() + 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        if hints.shown(always=self._always):
            painter = QPainter(self)
            paint.cap(painter, self.width() - 0.5, self.height() / 2, self.key)
