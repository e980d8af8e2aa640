"""The keys that mean the same everywhere: each can be another function key, and a clash is named where it is."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from callcentre.screens.settings.parts import Section
from callcentre.ui import hints, keys, preferences
from callcentre.ui.buttons import Button
from callcentre.ui.chips import KeyCap
from callcentre.ui.fonts import Role
from callcentre.ui.labels import label, line
from callcentre.ui.screen import ScreenContext
from callcentre.words import _

WIDE = 150
"""Room for a key, and for the words that one is awaited."""


class KeyButton(Button):
    """Shows the key of an act; pressed, it waits for the new one: `given(made, pressed)`.

    Escape leaves it as it was, Backspace gives it its first key again.
    """

    given = Signal(str, str)

    def __init__(self, made: str, title: Callable[[], str]) -> None:
        # Qt asks the button while it is being made.
        self._waits = False
        self.made, self._title = made, title
        super().__init__("", kind="secondary")
        self.setCheckable(True)
        self.acted.connect(self._begin)
        self.show_key()

    def show_key(self) -> None:
        """The key that holds now, or that one is awaited."""
        self.setChecked(self._waits)
        shown = _("Press the new key") if self._waits else hints.printed(self.made)
        self.say(shown)
        self.setAccessibleName(f"{self._title()}: {shown}")

    def event(self, event: QEvent) -> bool:
        if self._waits and event.type() == QEvent.Type.ShortcutOverride:
            # Else the key would do what it does now.
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._waits:
            super().keyPressEvent(event)
            return
        name = keys.printed_name(event)
        if event.key() == Qt.Key.Key_Escape:
            self._end()
        elif event.key() == Qt.Key.Key_Backspace:
            self._end()
            self.given.emit(self.made, self.made)
        elif name:
            self._end()
            self.given.emit(self.made, name)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._waits:
            self._end()

    def _begin(self) -> None:
        self._waits = True
        self.show_key()

    def _end(self) -> None:
        self._waits = False
        self.show_key()


class KeysSection(Section):
    """`buttons` by the key as made; `wrong` says in place what a key cannot be, `swap` exchanges two."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__(lambda: _("Keys"))
        self._remembered = ctx.remembered
        self._clash: tuple[str, str] = ("", "")
        self.buttons: dict[str, KeyButton] = {}
        self.wrong = label("", Role.CELL, tone="overdue", wrap=True)
        self.swap = Button("", kind="small", run=self._swap)
        self.reset = Button(lambda: _("Reset all keys"), run=lambda: self._put({}))
        how = lambda: _("Enter, then the new key. Function keys alone or with Ctrl; F10 belongs to the menu.")  # noqa: E731
        self.column.addWidget(label(how, Role.CELL, ink="3", wrap=True))
        self.column.addSpacing(6)
        self.column.addWidget(self._changeable())
        self.column.addSpacing(8)
        self.add_row([self.reset])
        self.column.addSpacing(12)
        self.column.addWidget(line())
        self.column.addSpacing(8)
        self.column.addWidget(label(lambda: _("These keys stay"), Role.HEADING))
        self.column.addWidget(self._fixed())
        self.first = self.buttons["F1"]
        self.end()
        keys.on_change(self._renew)

    def _changeable(self) -> QWidget:
        table = QWidget()
        self._grid = QGridLayout(table)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(0, 1)
        for number, (made, title) in enumerate(keys.ACTS):
            button = KeyButton(made, partial(_, title))
            button.setMinimumWidth(WIDE)
            button.given.connect(self._take)
            self.buttons[made] = button
            self._grid.addWidget(label(partial(_, title)), 2 * number, 0)
            self._grid.addWidget(button, 2 * number, 1)
        self._said = QWidget()
        row = QHBoxLayout(self._said)
        row.setContentsMargins(0, 0, 0, 4)
        row.setSpacing(8)
        row.addWidget(self.wrong, 1)
        row.addWidget(self.swap)
        self._grid.addWidget(self._said, 2 * len(keys.ACTS), 0, 1, 2)
        self._said.hide()
        return table

    def _fixed(self) -> QWidget:
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        grid.setColumnMinimumWidth(1, WIDE)
        for number, (key, title) in enumerate(keys.FIXED):
            grid.addWidget(label(partial(_, title)), number, 0)
            grid.addWidget(KeyCap(key, always=True), number, 1, Qt.AlignmentFlag.AlignLeft)
        return table

    def _take(self, made: str, pressed: str) -> None:
        owner = keys.owner(pressed, but=made)
        if pressed not in keys.OFFERED:
            self._say(made, _("{key} cannot be chosen: function keys alone or with Ctrl, not F10.").format(
                key=pressed.replace("+", " ")))
        elif owner:
            self._clash = (made, owner)
            title = _(dict(keys.ACTS)[owner])
            self._say(made, _("{key} is the key of “{act}” already.").format(key=pressed.replace("+", " "), act=title))
            self.swap.say(_("Swap the two keys"))
            self.swap.show()
        else:
            self._put({**keys.chosen(), made: pressed})

    def _swap(self) -> None:
        one, other = self._clash
        self._put({**keys.chosen(), one: keys.of(other), other: keys.of(one)})
        self.buttons[one].setFocus()

    def _put(self, chosen: dict[str, str]) -> None:
        self._said.hide()
        preferences.set_keys(self._remembered, chosen)

    def _say(self, made: str, words: str) -> None:
        """Under the act it is about."""
        at = 2 * [key for key, _title in keys.ACTS].index(made) + 1
        self._grid.removeWidget(self._said)
        self._grid.addWidget(self._said, at, 0, 1, 2)
        self.wrong.setText(words)
        self.swap.hide()
        self._said.show()
        self.buttons[made].setAccessibleDescription(words)

    def _renew(self) -> None:
        for button in self.buttons.values():
            button.setAccessibleDescription("")
            button.show_key()
