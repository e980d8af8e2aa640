"""The sheet of the filters that orders may be narrowed by, for their list and for the map."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QRect, Signal
from PySide6.QtWidgets import QWidget

from callcentre.runtime.runner import Latest
from callcentre.ui.cards import Card
from callcentre.ui.order.filters import ALONE, TITLES, Naming, Offer, finding
from callcentre.ui.overlay import Entry, Sheet
from callcentre.ui.screen import ScreenContext
from callcentre.words import _


def under(widget: QWidget, sheet_parent: QWidget) -> QRect:
    """The place under a widget, as a sheet takes it."""
    return QRect(widget.mapTo(sheet_parent, QPoint(0, widget.height() + 6)), widget.size())


class FilterSheet(Sheet):
    """`chosen(field, value)`: by any part of its words; outlets and customers are found as one types."""

    chosen = Signal(str, str, str)

    def __init__(self, ctx: ScreenContext, naming: Naming, parent: QWidget) -> None:
        super().__init__(
            lambda: _("Add a filter"), parent, hint=lambda: _("Stage, kind, outlet, customer, 7-1, or any words")
        )
        self._latest, self._naming, self._typed, self._by = Latest(ctx.runner, self), naming, "", ctx.person
        self.asked.connect(self._ask)

    def start(self, at: QRect) -> None:
        """Opens with the filters there always are."""
        self._typed = ""
        self.open(self._entries("", ()), at=at)

    def _ask(self, typed: str) -> None:
        self._typed = typed
        self.set_entries(self._entries(typed, ()))
        if typed:
            self._latest.read(finding(typed, self._by), lambda found: self._more(typed, found))
        else:
            self._latest.cancel()

    def _more(self, typed: str, found: Sequence[Offer]) -> None:
        if typed == self._typed and self.isVisible() and found:
            here = self.list.currentIndex().row()
            self.set_entries(self._entries(typed, found))
            self.list.go_to(here, silent=True)

    def _entries(self, typed: str, more: Sequence[Offer]) -> list[Entry]:
        lines, group = [], ""
        for offer in self._naming.fitting(typed, more):
            title = _("Often wanted") if (offer.field, offer.value) in ALONE else _(TITLES[offer.field])
            lines.append(Entry(Card(offer.words, head=title if title != group else "", match=typed), self._adder(offer)))
            group = title
        return lines

    def _adder(self, offer: Offer) -> Callable[[], None]:
        return lambda: self.chosen.emit(offer.field, offer.value, offer.words)
