"""A place with nothing in it yet: empty, still reading, or without the right to look."""

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from callcentre.ui import paint
from callcentre.ui.buttons import Button
from callcentre.ui.fonts import Role
from callcentre.ui.labels import label
from callcentre.ui.language import Say, said

BARS_AFTER, WORDS_AFTER = 150, 1_000


class Empty(QWidget):
    """One sentence of what would be here, and at most one act: `Empty(lambda: _("No call yet."), act)`."""

    def __init__(self, sentence: Say, act: Button | None = None) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        self._words = label(sentence, Role.CELL, ink="2", wrap=True)
        column.addWidget(self._words)
        if act is not None:
            row = QHBoxLayout()
            row.addWidget(act)
            row.addStretch(1)
            column.addLayout(row)
        column.addStretch(1)

    def say(self, words: str) -> None:
        """Another sentence, until the language changes."""
        self._words.setText(words)


class Loading(QWidget):
    """Still grey bars after 150 ms, a word of what is read after 1 s. `begin()` when the reading begins."""

    def __init__(self, words: Say, rows: int = 6) -> None:
        super().__init__()
        self._rows, self._words, self._stage = rows, "", 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._next)
        said(self, words, self.say)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def begin(self) -> None:
        """The reading begins now."""
        self._stage = 0
        self._timer.start(BARS_AFTER)
        self.update()

    def end(self) -> None:
        """Nothing is read any more: what could not be read is said elsewhere."""
        self._timer.stop()
        self._stage = 0
        self.update()

    def say(self, words: str) -> None:
        """Another word of what is being read."""
        self._words = words
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, 32 * self._rows)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = self.rect().toRectF().adjusted(16, 8, -16, 0)
        for number in range(self._rows if self._stage else 0):
            row = rect.adjusted(0, 32 * number, 0, 0)
            row.setHeight(32)
            if self._stage == 2 and number == 0:
                paint.text(painter, row, self._words, Role.CELL, "ink2")
            else:
                paint.placeholder(painter, row)

    def _next(self) -> None:
        self._stage += 1
        if self._stage == 1:
            self._timer.start(WORDS_AFTER - BARS_AFTER)
        self.update()

