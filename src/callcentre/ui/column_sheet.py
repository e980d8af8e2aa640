"""Which columns a table shows, in which order and how wide: chosen by the keyboard."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from callcentre.ui.cards import Card
from callcentre.ui.overlay import Entry, Sheet
from callcentre.words import _

_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_WIDENS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
STEP = 12
"""Pixels by which a key makes a column wider."""


class ColumnSheet(Sheet):
    """Enter shows or hides a column, Ctrl with cursor up and down moves it, with left and right changes its width.

    `changed(codes)` with those in sight, `widened(code, by)` in pixels.
    """

    changed = Signal(list)
    widened = Signal(str, int)

    def __init__(self, titles: dict[str, str], parent: QWidget) -> None:
        super().__init__(lambda: _("Columns"), parent, field=False)
        self._titles = titles
        self.list.installEventFilter(self)
        self._order: list[str] = []
        self._seen: set[str] = set()

    def start(self, seen: Sequence[str], at: QRect) -> None:
        """Opens with the columns in sight first, as they stand."""
        self._order = [*seen, *(code for code in self._titles if code not in seen)]
        self._seen = set(seen)
        self.open(self._entries(), at=at)
        self.list.go_to(0, silent=True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.list and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key, held = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if held and key in _MOVES:
                self._move(_MOVES[key])
            elif held and key in _WIDENS:
                self._widen(_WIDENS[key] * STEP)
            return held and key in _MOVES | _WIDENS
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._take_current()
        else:
            super().keyPressEvent(event)

    def _take(self, entry: Entry) -> None:
        """The sheet stays open: several columns are chosen at a time."""
        if entry.run is not None:
            entry.run()

    def _entries(self) -> list[Entry]:
        lines = [
            Entry(Card(_(self._titles[code]), icon="checkmark" if code in self._seen else "circle"), partial(self._toggle, code))
            for code in self._order
        ]
        return [*lines, Entry(Card(_("Ctrl ↑ ↓ moves a column, Ctrl ← → changes its width"), icon="keyboard"), None)]

    def _toggle(self, code: str) -> None:
        if self._seen != {code}:
            self._seen ^= {code}
            self._tell(self._order.index(code))

    def _move(self, step: int) -> None:
        here = self.list.currentIndex().row()
        there = here + step
        if 0 <= here < len(self._order) and 0 <= there < len(self._order):
            self._order[here], self._order[there] = self._order[there], self._order[here]
            self._tell(there)

    def _widen(self, by: int) -> None:
        here = self.list.currentIndex().row()
        if 0 <= here < len(self._order) and self._order[here] in self._seen:
            self.widened.emit(self._order[here], by)

    def _tell(self, stand_on: int) -> None:
        self.set_entries(self._entries())
        self.list.go_to(stand_on, silent=True)
        self.changed.emit([code for code in self._order if code in self._seen])
