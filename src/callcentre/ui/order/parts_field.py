"""Parts to list on a visit: type to find one, Enter adds it, adding it again counts up, a click takes it off."""

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from callcentre.store.order_choices import PartChoice
from callcentre.ui import formats
from callcentre.ui.buttons import Button
from callcentre.ui.choice_field import ChoiceField
from callcentre.ui.choices import Choice
from callcentre.ui.flow import Flow
from callcentre.ui.language import Say, said
from callcentre.words import _


class PartsField(QWidget):
    """Holds parts with their counts, in the order in which they were added."""

    def __init__(self, name: Say, parts: Sequence[PartChoice]) -> None:
        super().__init__()
        self._parts = {part.code: part for part in parts}
        self._counts: dict[str, int] = {}
        choices = [Choice(part.code, f"{part.code} {part.name}", note=formats.money(part.price_fen)) for part in parts]
        self._field = ChoiceField(name, choices, hint=lambda: _("Type a part, Enter adds it"))
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
        self._field.chosen.connect(self.add)

    def value(self) -> list[tuple[str, int]]:
        """(part code, count), ..."""
        return list(self._counts.items())

    def set_value(self, parts: Iterable[tuple[str, int]]) -> None:
        """Shows these parts; those that are not in the list any more are left out."""
        self._counts = {code: count for code, count in parts if code in self._parts}
        self._show()

    def add(self, code: str) -> None:
        """One more of this part."""
        if not code:
            return
        self._counts[code] = self._counts.get(code, 0) + 1
        self._field.choose("")
        self._show()

    def _take_off(self, code: str) -> None:
        del self._counts[code]
        self._show()
        self._field.setFocus()

    def _show(self) -> None:
        self._flow.clear()
        for code, count in self._counts.items():
            part = self._parts[code]
            words = _("{part} × {count}, take off").format(part=part.name or code, count=count)
            self._flow.addWidget(Button(words, kind="small", icon="dismiss", run=partial(self._take_off, code)))
        self._chips.setVisible(bool(self._counts))
