"""What opens over the list: its views, the filters that may be added, its columns."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from callcentre.runtime.runner import Latest
from callcentre.screens.orders.filters import ALONE, TITLES, Naming, Offer, finding
from callcentre.screens.orders.views import VIEWS, View
from callcentre.ui.cards import Card
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
        self._latest, self._naming, self._typed = Latest(ctx.runner, self), naming, ""
        self.asked.connect(self._ask)

    def start(self, at: QRect) -> None:
        """Opens with the filters there always are."""
        self._typed = ""
        self.open(self._entries("", ()), at=at)

    def _ask(self, typed: str) -> None:
        self._typed = typed
        self.set_entries(self._entries(typed, ()))
        if typed:
            self._latest.read(finding(typed), lambda found: self._more(typed, found))
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


class ColumnSheet(Sheet):
    """Enter shows or hides a column, Ctrl with a cursor key moves it; `changed(codes)` with those in sight."""

    changed = Signal(list)

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
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
            if step and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._move(step)
                return True
            return False
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
        return [
            Entry(Card(_(self._titles[code]), icon="checkmark" if code in self._seen else "circle"), partial(self._toggle, code))
            for code in self._order
        ]

    def _toggle(self, code: str) -> None:
        if self._seen != {code}:
            self._seen ^= {code}
            self._tell(self._order.index(code))

    def _move(self, step: int) -> None:
        here = self.list.currentIndex().row()
        there = here + step
        if here >= 0 and 0 <= there < len(self._order):
            self._order[here], self._order[there] = self._order[there], self._order[here]
            self._tell(there)

    def _tell(self, stand_on: int) -> None:
        self.set_entries(self._entries())
        self.list.go_to(stand_on, silent=True)
        self.changed.emit([code for code in self._order if code in self._seen])
