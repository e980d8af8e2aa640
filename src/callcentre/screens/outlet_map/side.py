"""At the right: the outlets in sight, or the nearest suitable ones for the order that was chosen."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from callcentre.domain.lifecycle import ENDED_STATES
from callcentre.screens.outlet_map.describing import Describe, suggestion_card
from callcentre.screens.outlet_map.reading import Chosen
from callcentre.store.map_marks import OutletMark
from callcentre.store.suggestions import OutletSuggestion
from callcentre.ui import formats
from callcentre.ui.buttons import Button
from callcentre.ui.cards import Card
from callcentre.ui.chips import Chip
from callcentre.ui.fonts import Role
from callcentre.ui.labels import Elided, Heading, ground, label, line
from callcentre.ui.language import live
from callcentre.ui.lists import CardList
from callcentre.ui.order import telling
from callcentre.ui.outcome import OutcomeBar
from callcentre.ui.screen import ScreenContext
from callcentre.words import _, ngettext


class InSight(QWidget):
    """The outlets in sight, the nearest to the middle first."""

    def __init__(self, describe: Describe) -> None:
        super().__init__()
        self.head = Heading(lambda: _("Outlets in sight"))
        self.list: CardList[OutletMark] = CardList(
            lambda: _("Outlets in sight"), describe.outlet, lines=2, divided=True
        )
        self.none = label(lambda: _("No outlet lies in this part of the map."), Role.CELL, ink="2", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 0)
        column.setSpacing(8)
        column.addLayout(_inset(self.head))
        column.addLayout(_inset(self.none))
        column.addWidget(self.list, 1)
        column.addStretch(0)
        self.none.hide()

    def show_outlets(self, rows: Sequence[OutletMark], in_all: int) -> None:
        """These; `in_all` is how many there are, more than a list is read for."""
        self.list.set_rows(rows, keep=lambda row: row.outlet_id)
        self.head.count(in_all)
        self.none.setVisible(not rows)
        self.list.setVisible(bool(rows))


class ForOrder(QWidget):
    """An order and the outlets that could take it; `outlet_chosen(id)` as one walks the list."""

    outlet_chosen = Signal(object)

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__()
        self._ctx = ctx
        self._chosen: Chosen | None = None
        self._grades: Mapping[str, str] = {}
        self._numbers: dict[UUID, int] = {}
        self.name = Elided(role=Role.HEADING)
        self.about = Elided(role=Role.CELL, ink="ink2")
        self.place = Elided(role=Role.CELL)
        self.exact = Chip()
        self.window_line = Elided(role=Role.CELL)
        self.head = Heading("")
        self.outlets: CardList[OutletSuggestion] = CardList(
            lambda: _("Nearest suitable outlets"), self._card, lines=3, divided=True
        )
        self.none = label(lambda: _("No outlet serves this kind of product."), Role.CELL, ink="2", wrap=True)
        self.none_proposed = label("", Role.CELL, ink="2", wrap=True)
        self.others = label("", Role.CELL, ink="2", wrap=True)
        self.why_not = label("", Role.CELL, tone="due", wrap=True)
        self.back = Button(lambda: _("Back"), key="Esc", listens=False)
        self.open = Button(lambda: _("Open the order"), key="Alt+O")
        self.relay = Button(lambda: _("Relay"), key="F8", kind="primary")
        self._lay_out()
        self.outlets.picked.connect(lambda one: self.outlet_chosen.emit(one.outlet_id))
        self.outlets.opened.connect(lambda _one: self.relay.click())
        for number in range(1, 10):
            QShortcut(QKeySequence(f"Ctrl+{number}"), self).activated.connect(
                lambda number=number: self._choose(number)
            )
        live(self, self._say)

    def show_order(self, chosen: Chosen, outlet: UUID | None, grades: Mapping[str, str]) -> None:
        """The order and who could take it; stands on `outlet`."""
        self._chosen, self._grades = chosen, grades
        self._numbers = {one.outlet_id: at for at, one in enumerate(chosen.outlets, start=1)}
        self.outlets.set_rows(chosen.outlets, keep=lambda one: one.outlet_id)
        self.outlets.setVisible(bool(chosen.outlets))
        self.none.setVisible(not chosen.outlets)
        self.stand_on(outlet)

    def stand_on(self, outlet: UUID | None) -> None:
        """Stands on the outlet that will get the order."""
        self.outlets.go_to(self._numbers.get(outlet, 0) - 1 if outlet is not None else -1, silent=True)
        self._say()

    def _choose(self, number: int) -> None:
        if self._chosen is not None and number <= len(self._chosen.outlets):
            self.outlet_chosen.emit(self._chosen.outlets[number - 1].outlet_id)

    def _card(self, one: OutletSuggestion) -> Card:
        return suggestion_card(one, self._numbers.get(one.outlet_id, 0), self._grades.get(one.code, ""))

    def _say(self) -> None:
        chosen = self._chosen
        if chosen is None:
            return
        card, header = chosen.card, chosen.card.header
        self.name.setText(formats.joined(card.customer.name, formats.tail(header.no)))
        model = card.asset.model if card.asset else ""
        self.about.setText(formats.begun(formats.joined(telling.subject(header, self._ctx.profile), model)))
        spot = chosen.spot
        named = formats.joined(spot.city, spot.district) if spot is not None else ""
        self.place.setText(card.place.text if card.place else named or _("No address is known"))
        rough = chosen.lying is None or chosen.lying.rough
        self.exact.show_state(
            _("place not measured") if rough else _("place measured"), "due" if rough else "plain", "location"
        )
        start, end = header.window_start, header.window_end
        window = formats.window(start, end, self._ctx.zone) if start is not None and end is not None else ""
        state = telling.state_chip(header)[0]
        self.window_line.setText(formats.begun(formats.joined(state, window)))
        outlet = self.outlets.current()
        far_unknown = bool(chosen.outlets) and not chosen.outlets[0].proposable
        self.head.name.setText(_("Suitable outlets") if far_unknown else _("Nearest suitable outlets"))
        self.none_proposed.setText(telling.none_proposed(chosen.placed))
        self.none_proposed.setVisible(far_unknown and outlet is None)
        self.relay.say(_("Relay to {outlet}").format(outlet=outlet.name) if outlet is not None else _("Relay"))
        self._say_why_not(outlet)
        n = chosen.unskilled
        said = ngettext(
            "Not suitable: {n} outlet near does not take this product", "Not suitable: {n} outlets near do not take this product", n
        )
        self.others.setText(said.format(n=formats.count(n)) if n else "")
        self.others.setVisible(n > 0)

    def _say_why_not(self, outlet: OutletSuggestion | None) -> None:
        chosen = self._chosen
        assert chosen is not None
        why_not = "" if outlet is not None else _("Choose an outlet first")
        if "relayed" not in chosen.card.acts:
            why_not = telling.objection(chosen.card, "relayed")
        self.relay.allow(why_not)
        ended = chosen.card.header.state in ENDED_STATES
        self.why_not.setText(why_not if ended or outlet is not None else "")
        self.why_not.setVisible(bool(self.why_not.text()))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 0)
        column.setSpacing(6)
        for widget in (self.name, self.about, self.place):
            column.addLayout(_inset(widget))
        exact = QHBoxLayout()
        exact.setContentsMargins(16, 0, 16, 0)
        exact.addWidget(self.exact)
        exact.addStretch(1)
        column.addLayout(exact)
        column.addLayout(_inset(self.window_line))
        column.addSpacing(4)
        column.addLayout(_inset(line()))
        column.addSpacing(4)
        column.addLayout(_inset(self.head))
        column.addLayout(_inset(self.none))
        column.addLayout(_inset(self.none_proposed))
        column.addWidget(self.outlets, 1)
        column.addLayout(_inset(self.others))
        column.addLayout(_inset(self.why_not))
        column.addWidget(OutcomeBar([], [self.relay], below=[self.open, self.back]))


class Side(QStackedWidget):
    """One of the two."""

    def __init__(self, ctx: ScreenContext, describe: Describe) -> None:
        super().__init__()
        self.in_sight, self.for_order = InSight(describe), ForOrder(ctx)
        for page in (self.in_sight, self.for_order):
            on_ground = ground("window")
            column = QVBoxLayout(on_ground)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(page)
            self.addWidget(on_ground)

    def show_order(self, shown: bool) -> None:
        """The order's page, or the outlets in sight."""
        self.setCurrentIndex(1 if shown else 0)


def _inset(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(16, 0, 16, 0)
    row.addWidget(widget)
    return row


