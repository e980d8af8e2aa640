"""One of a few, all in sight: kind of order, urgency, an answer of the survey."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from callcentre.ui import formats
from callcentre.ui.buttons import Button
from callcentre.ui.flow import Flow
from callcentre.ui.language import Say, said
from callcentre.ui.tab_order import stand_in


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a list: `code` is what is stored, `words` what is read.

    `note` stands behind the words in a list. `letters` are further letters it is found by, such
    as the first letters of its pinyin; those of `words` are found anyhow.
    """

    code: str
    words: Say
    icon: str = ""
    tone: str = ""
    note: str = ""
    letters: str = ""


class Segments(QWidget):
    """A row of choices with one chosen; arrows move, and digits choose while the row has the focus.

    `digits` prints them on the choices. `chosen` fires with the code when a person chose.
    One stop of the tab key.
    """

    chosen = Signal(str)

    def __init__(self, name: Say, choices: Sequence[Choice] = (), *, digits: bool = False, small: bool = False) -> None:
        super().__init__()
        self._digits, self._small = digits, small
        self._flow = Flow(self)
        self._buttons: dict[str, Button] = {}
        said(self, name, self.setAccessibleName)
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offers these instead; a choice that is still there stays."""
        kept, stood_here = self.code(), self.isAncestorOf(QApplication.focusWidget() or self)
        self._flow.clear()
        self._buttons = {}
        for number, choice in enumerate(choices, start=1):
            kind = "small" if self._small else "secondary"
            button = Button(_begun(choice.words), kind=kind, icon=choice.icon, tone=choice.tone, parent=self)
            button.setCheckable(True)
            button.digit = str(number) if self._digits else ""
            button.acted.connect(lambda code=choice.code: self._choose(code))
            self._flow.addWidget(button)
            self._buttons[choice.code] = button
        stand_in(self, self._buttons.values())
        self.choose(kept if kept in self._buttons else "")
        for button in self._buttons.values():
            # Else it is seen in the next turn, and what is hidden takes no focus.
            button.show()
        if stood_here:
            self.setFocus()

    def put(self, widget: QWidget) -> None:
        """Something else behind the choices, in their row; it goes when others are offered."""
        self._flow.addWidget(widget)

    def say(self, code: str, words: str) -> None:
        """Other words on a choice, until the language changes."""
        self._buttons[code].say(words)

    def code(self) -> str:
        """The code of the choice made, empty when none was."""
        return next((code for code, button in self._buttons.items() if button.isChecked()), "")

    def choose(self, code: str) -> None:
        """Shows `code` as chosen without telling; an unknown code chooses none."""
        for each, button in self._buttons.items():
            button.setChecked(each == code)
        self._rove(code if code in self._buttons else next(iter(self._buttons), ""))

    def leads_to(self, following: QWidget) -> None:
        """The tab key goes on to this: Qt puts choices that are made later behind the whole window."""
        for before, after in pairwise([*self._buttons.values(), following]):
            QWidget.setTabOrder(before, after)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Goes to the choice made, else to the first."""
        for button in self._buttons.values():
            if button.focusPolicy() & Qt.FocusPolicy.TabFocus:
                button.setFocus(reason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        codes = list(self._buttons)
        if event.text().isdigit() and 0 < int(event.text()) <= len(codes) and not event.modifiers().value:
            self._choose(codes[int(event.text()) - 1])
            return
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        focused = next((code for code, button in self._buttons.items() if button.hasFocus()), None)
        if step and focused is not None and 0 <= codes.index(focused) + step < len(codes):
            self._choose(codes[codes.index(focused) + step])
            return
        super().keyPressEvent(event)

    def _choose(self, code: str) -> None:
        self.choose(code)
        self._buttons[code].setFocus()
        self.chosen.emit(code)

    def _rove(self, here: str) -> None:
        for code, button in self._buttons.items():
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if code == here else Qt.FocusPolicy.ClickFocus)


def _begun(words: Say) -> Say:
    return formats.begun(words) if isinstance(words, str) else lambda: formats.begun(words())
