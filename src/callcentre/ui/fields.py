"""Fields to write in: one line, the caller's words, money, and the search that waits for committed text."""

import sys
from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QRectF, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QPainter, QPaintEvent, Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from callcentre.ui import hints, icons, paint
from callcentre.ui.fonts import Role, metrics
from callcentre.ui.language import Say, said

SEARCH_EVERY = 80
"""Milliseconds between two questions of a search: the first is put at once, of what comes faster only the last."""


class TextField(QLineEdit):
    """One line of text named `name` for screen readers; `hint` stands in it while it is empty."""

    def __init__(self, name: Say, *, hint: Say = "", icon: str = "", key: str = "") -> None:
        super().__init__()
        self._icon_name, self.key = icon, key
        said(self, name, self.setAccessibleName)
        said(self, hint, self.setPlaceholderText)
        left = 26 if icon else 0
        self.setTextMargins(left, 0, round(paint.cap_size(key).width()) + 4 if key else 0, 0)
        hints.on_change(self.update)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_of_the_window(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not (self._icon_name or self.key):
            return
        painter = QPainter(self)
        middle = self.height() / 2
        if self._icon_name:
            icons.draw(painter, QRectF(11, middle - 8, 16, 16), self._icon_name, "ink2")
        if self.key and hints.shown():
            paint.cap(painter, self.width() - 7, middle, self.key)


class SearchField(TextField):
    """Asks while one types, and never for what an input method is still composing.

    `asked(text)` fires with the committed text, also when it became empty: with the key itself where nothing
    was asked just before. `entered` on Enter (an Enter that ends a composition is none); `left_down` when the
    cursor key goes down into the results.
    """

    asked = Signal(str)
    entered = Signal()
    left_down = Signal()

    def __init__(self, name: Say, *, hint: Say = "", key: str = "") -> None:
        super().__init__(name, hint=hint, icon="search", key=key)
        self._composing = False
        self._since_asked = QElapsedTimer()
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.timeout.connect(self._ask)
        self.textChanged.connect(self._ask_next)

    def composing(self) -> bool:
        """Whether an input method holds letters that are not committed yet."""
        return self._composing

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        if self._composing:
            self._next.stop()
        elif not event.commitString():
            self._ask_next()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and not self._composing:
            self.left_down.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not self._composing:
                self._ask_at_once()
                self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def _ask_next(self) -> None:
        asked = self._since_asked
        self._next.start(max(0, SEARCH_EVERY - asked.elapsed()) if asked.isValid() else 0)

    def _ask_at_once(self) -> None:
        if self._next.isActive():
            self._next.stop()
            self._ask()

    def _ask(self) -> None:
        self._since_asked.start()
        self.asked.emit(self.text().strip())


class WordsField(QPlainTextEdit):
    """Several lines in the caller's own words; Tab goes on to the next field. `lines` is its height."""

    def __init__(self, name: Say, *, hint: Say = "", lines: int = 3) -> None:
        super().__init__()
        self._lines = lines
        self.setTabChangesFocus(True)
        said(self, name, self.setAccessibleName)
        said(self, hint, self.setPlaceholderText)
        self.set_lines(lines)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_of_the_window(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def set_lines(self, lines: int) -> None:
        """Shows as many lines; the rest is scrolled to."""
        self._lines = lines
        self.setFixedHeight(round(lines * metrics(Role.BODY).lineSpacing()) + 20)

    def words(self) -> str:
        """What was written, without empty ends."""
        return self.toPlainText().strip()


class MoneyField(TextField):
    """An amount in yuan, read as whole fen. `unit` (元) belongs behind the field."""

    def __init__(self, name: Say, *, hint: Say = "") -> None:
        super().__init__(name, hint=hint)
        self.setMaxLength(14)

    def fen(self) -> int | None:
        """The amount in fen; None while the field is empty. ValueError names no amount."""
        written = self.text().strip().replace(",", "").replace("，", "")
        if not written:
            return None
        yuan, point, rest = written.partition(".")
        digits = yuan.removeprefix("-")
        if not digits.isascii() or not (digits + rest).isdigit() or len(rest) > 2 or (point and not digits):
            raise ValueError("not an amount of money")
        amount = int(digits or "0") * 100 + int((rest + "00")[:2])
        return -amount if yuan.startswith("-") else amount

    def set_fen(self, fen: int | None) -> None:
        """Writes an amount, or empties the field."""
        self.setText("" if fen is None else f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02}")


def _is_of_the_window(event: QKeyEvent) -> bool:
    """Ctrl+K opens the palette everywhere; some systems would cut the rest of the line. Alt and a letter is an act.

    Where no act has that letter now, it must not be typed into the field instead; on a Mac it writes a sign.
    """
    held = event.modifiers()
    if held == Qt.KeyboardModifier.AltModifier:
        return sys.platform != "darwin" and event.text().isprintable() and bool(event.text())
    return event.key() == Qt.Key.Key_K and held == Qt.KeyboardModifier.ControlModifier


def when_left(field: QLineEdit, run: Callable[[], object]) -> None:
    """`run` when the field was edited and left, or on Enter."""
    field.editingFinished.connect(run)
