"""A sheet over the page, for the palette and what was found: never a second window."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from callcentre.ui.cards import Card, Line
from callcentre.ui.fields import SearchField
from callcentre.ui.fonts import Role
from callcentre.ui.labels import label
from callcentre.ui.language import Say
from callcentre.ui.lists import CardList

WIDTH = 560
HIGH = 440


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a sheet; `run` is done when it is chosen, None where it only informs."""

    card: Card
    run: Callable[[], object] | None


class Overlay(QFrame):
    """What lies over the page for a while: Escape or leaving takes it away, and the focus goes back."""

    homeless = Signal()
    """It went away and what had the focus before is not there any more."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setProperty("ground", "raised")
        self._before: QWidget | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)
        self.hide()

    def shut(self) -> None:
        """Goes away; the focus returns to where it was."""
        if not self.isVisible():
            return
        self.hide()
        before, self._before = self._before, None
        if before is None:
            return
        # A page may have been built anew meanwhile, or show in that place that it is reading.
        if shiboken6.isValid(before) and before.isVisible():
            before.setFocus()
        else:
            self.homeless.emit()

    def belongs(self, widget: QWidget) -> bool:
        """Whether the focus may be there while this stays."""
        return widget is self or self.isAncestorOf(widget)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.shut()
        else:
            super().keyPressEvent(event)

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self.isVisible() and new is not None and not self.belongs(new):
            self._before = None
            self.shut()


class Sheet(Overlay):
    """A list under an optional field. Enter chooses, Escape or leaving closes, the focus goes back.

    `asked(text)` fires as one types; whoever opened the sheet answers with `set_entries`.
    """

    asked = Signal(str)

    def __init__(self, name: Say, parent: QWidget, *, field: bool = True, hint: Say = "") -> None:
        super().__init__(parent)
        self._over = parent
        self.field = SearchField(name, hint=hint)
        self.list: CardList[Entry] = CardList(name, lambda entry: entry.card, lines=0, indent=True)
        self._nothing = label("", Role.CELL, ink="2", wrap=True)
        self._nothing.setContentsMargins(16, 12, 16, 12)
        self._nothing.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addWidget(self.field)
        column.addWidget(self._nothing)
        column.addWidget(self.list, 1)
        self.field.setVisible(field)
        self.field.asked.connect(self.asked)
        self.field.entered.connect(self._take_current)
        self.field.left_down.connect(lambda: self._step(1))
        self.field.installEventFilter(self)
        self.list.opened.connect(self._take)
        self.list.clicked.connect(lambda _index: self._take_current())

    def open(self, entries: Sequence[Entry], *, at: QRect | None = None) -> None:
        """Shows itself in the upper middle of its parent, or at a place of it."""
        if not self.isVisible():
            self._before = QApplication.focusWidget()
            self.field.clear()
        self.set_entries(entries)
        self._place(at)
        self.show()
        self.raise_()
        (self.field if self.field.isVisibleTo(self) else self.list).setFocus()

    def show_under(self, at: QRect) -> None:
        """Shows itself under a field of the page that keeps the focus."""
        self._before = None
        self._place(at)
        self.show()
        self.raise_()

    def set_entries(self, entries: Sequence[Entry], nothing: str = "") -> None:
        """These lines now; `nothing` is said where there is none."""
        self.list.set_rows(entries)
        self.list.go_to(0, silent=True)
        self._nothing.setText(nothing)
        self._nothing.setVisible(not entries and bool(nothing))

    def entries(self) -> list[Entry]:
        """The lines in sight."""
        return self.list.rows_model.rows()

    def nothing(self) -> str:
        """What is said where there is no line."""
        return self._nothing.text()

    def belongs(self, widget: QWidget) -> bool:
        # The field of the page under which it lies keeps the focus.
        return super().belongs(widget) or (isinstance(widget, SearchField) and not self.field.isVisibleTo(self))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not self.field.composing():
            if event.key() == Qt.Key.Key_Escape:
                self.shut()
                return True
            if event.key() == Qt.Key.Key_Up:
                self._step(-1)
                return True
        return False

    def _place(self, at: QRect | None) -> None:
        over = self._over
        wide = min(WIDTH, over.width() - 32)
        high = min(HIGH, over.height() - 96)
        left_top = at.topLeft() if at is not None else QPoint((over.width() - wide) // 2, 56)
        left = max(8, min(left_top.x(), over.width() - wide - 8))
        self.setGeometry(QRect(left, left_top.y(), wide, high))

    def _step(self, by: int) -> None:
        count = self.list.rows_model.rowCount()
        if count:
            here = self.list.currentIndex().row()
            self.list.go_to((here + by) % count, silent=True)

    def _take_current(self) -> None:
        entry = self.list.current()
        if entry is not None:
            self._take(entry)

    def _take(self, entry: Entry) -> None:
        if entry.run is not None:
            self.shut()
            entry.run()


def entry(title: str, run: Callable[[], object] | None, *, key: str = "", icon: str = "", note: str = "", head: str = "") -> Entry:
    """A line of one act; `note` stands under it, such as why it is not possible."""
    lines = (Line(words=note),) if note else ()
    return Entry(Card(title, icon=icon, key=key, lines=lines, head=head, tone="ink2" if icon else ""), run)
