"""What was just done, with a way back by Ctrl+Z for some seconds. It never takes the focus."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from callcentre.ui.buttons import Button
from callcentre.ui.fonts import Role
from callcentre.ui.labels import label
from callcentre.ui.outcome import OutcomeBar
from callcentre.words import _

ABOVE = 12
_WATCHED = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)


class Toast(QFrame):
    """One line, bottom centre, above the status bar. `show_text(text, undo, seconds)`."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("ground", "raised")
        self._undo: Callable[[], None] | None = None
        self._left = 0
        self._over = parent
        self._words = label("", Role.BODY)
        self._button = Button(lambda: _("Undo"), key="Ctrl+Z", kind="quiet", run=self.undo, listens=False)
        self._button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._seconds = label("", Role.CELL, ink="2")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 16, 4)
        row.setSpacing(8)
        for widget in (self._words, self._button, self._seconds):
            row.addWidget(widget)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)
        self.hide()

    def show_text(self, text: str, undo: Callable[[], None] | None, seconds: int) -> None:
        """Says it in place of what was said before, whose way back is gone."""
        self._undo, self._left = undo, seconds
        self._words.setText(text)
        self._button.setVisible(undo is not None)
        self._seconds.setVisible(undo is not None)
        self.setAccessibleName(text)
        self._count_down()
        self.place()
        self.show()
        self.raise_()
        self._timer.start()
        self._listen(wanted=undo is not None)

    def text(self) -> str:
        """What is said."""
        return self._words.text() if self.isVisible() else ""

    def undo(self) -> None:
        """Takes back what was done, once."""
        undo = self._undo
        self.close_now()
        if undo is not None:
            undo()

    def close_now(self) -> None:
        """Goes away; what was done stays."""
        self._undo = None
        self._timer.stop()
        self._listen(wanted=False)
        self.hide()

    def place(self) -> None:
        """Puts itself to the bottom centre, above the status bar and the outcome bar of the page."""
        self.adjustSize()
        bars = [bar.height() for bar in self._over.findChildren(OutcomeBar) if bar.isVisible()]
        bottom = self._over.height() - 28 - max(bars, default=0) - ABOVE
        self.move((self._over.width() - self.width()) // 2, bottom - self.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in _WATCHED or not isinstance(event, QKeyEvent):
            return False
        if not event.matches(QKeySequence.StandardKey.Undo) or _has_own_undo(QApplication.focusWidget()):
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            self.undo()
        return True

    def _listen(self, *, wanted: bool) -> None:
        application = QApplication.instance()
        if application is None:
            return
        # A text field would swallow Ctrl+Z even with nothing of its own to take back.
        application.removeEventFilter(self)
        if wanted:
            application.installEventFilter(self)

    def _tick(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self.close_now()
        else:
            self._count_down()

    def _count_down(self) -> None:
        self._seconds.setText(_("{n} s").format(n=self._left))


def _has_own_undo(focused: QWidget | None) -> bool:
    if isinstance(focused, QLineEdit):
        return focused.isUndoAvailable()
    return isinstance(focused, QPlainTextEdit) and focused.document().isUndoAvailable()
