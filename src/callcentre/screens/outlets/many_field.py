"""Several of a list: type to find one, Enter adds it, a click takes it off."""

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from callcentre.ui.buttons import Button
from callcentre.ui.choice_field import ChoiceField, words_of
from callcentre.ui.choices import Choice
from callcentre.ui.flow import Flow
from callcentre.ui.language import Say, said
from callcentre.words import _


class ManyField(QWidget):
    """Holds codes in the order in which they were added; `none` says what an empty list means."""

    def __init__(self, name: Say, choices: Sequence[Choice], none: Say) -> None:
        super().__init__()
        self._choices = {choice.code: choice for choice in choices}
        self._codes: list[str] = []
        self._field = ChoiceField(name, choices, hint=none)
        self._chips = QWidget()
        self._flow = Flow(self._chips, gap=6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._field)
        column.addWidget(self._chips)
        self._chips.hide()
        self.setFocusProxy(self._field)
        said(self, name, self.setAccessibleName)
        self._field.chosen.connect(self._add)

    def value(self) -> list[str]:
        """The codes chosen."""
        return list(self._codes)

    def set_value(self, codes: Iterable[str]) -> None:
        """Shows these; what the list does not know stays as it is written."""
        self._codes = list(codes)
        self._show()

    def _add(self, code: str) -> None:
        if code and code not in self._codes:
            self._codes.append(code)
        self._field.choose("")
        self._show()

    def _take_off(self, code: str) -> None:
        self._codes.remove(code)
        self._show()
        self._field.setFocus()

    def _show(self) -> None:
        self._flow.clear()
        for code in self._codes:
            words = words_of(self._choices[code]) if code in self._choices else code
            said_so = _("{what}, take off").format(what=words)
            self._flow.addWidget(Button(said_so, kind="small", icon="dismiss", run=partial(self._take_off, code)))
        self._chips.setVisible(bool(self._codes))
