"""What opens over the list: its views."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QWidget

from callcentre.screens.orders.views import VIEWS, View
from callcentre.ui.cards import Card
from callcentre.ui.overlay import Entry, Sheet
from callcentre.words import _


class ViewSheet(Sheet):
    """`chosen(view)`, `named(name)` for a view to be kept under it, `dropped(view)`."""

    chosen = Signal(object)
    named = Signal(str)
    dropped = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(lambda: _("Views"), parent, hint=lambda: _("A view, or a name to keep this list under"))
        self._own: Sequence[View] = ()
        self._current = ""
        self.asked.connect(lambda typed: self.set_entries(self._entries(typed)))

    def start(self, own: Sequence[View], current: str, at: QRect) -> None:
        """Opens with the views there always are and a person's own."""
        self._own, self._current = own, current
        self.open(self._entries(""), at=at)

    def _entries(self, typed: str) -> list[Entry]:
        wanted = typed.casefold()
        fitting = [view for view in (*VIEWS, *self._own) if wanted in view.title().casefold()]
        lines = []
        for number, view in enumerate(fitting):
            first = number == 0 or fitting[number - 1].own != view.own
            head = (_("My views") if view.own else _("Views")) if first else ""
            card = Card(view.title(), icon="checkmark" if view.code == self._current else "", head=head)
            lines.append(Entry(card, partial(self.chosen.emit, view)))
        current = next((view for view in self._own if view.code == self._current), None)
        if typed:
            said = _("Keep this list as “{name}”").format(name=typed)
            lines.append(Entry(Card(said, icon="add"), lambda: self.named.emit(typed)))
        elif current is not None:
            said = _("Forget “{name}”").format(name=current.title())
            lines.append(Entry(Card(said, icon="delete"), lambda: self.dropped.emit(current)))
        return lines
