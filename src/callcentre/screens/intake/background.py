"""Where the screen is high enough: words to begin with, and how the last service went."""

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from callcentre.store.customer_card import CustomerCard
from callcentre.store.order_card import StoryRow
from callcentre.ui import formats
from callcentre.ui.fonts import Role
from callcentre.ui.labels import Elided, Heading, Icon, label, line
from callcentre.ui.order import telling
from callcentre.ui.screen import ScreenContext
from callcentre.ui.story import ICONS
from callcentre.words import _, language

TOLD = frozenset({"visit", "part_arrived", "quoted", "feedback", "callback_answer", "solved_by_phone", "closed_unverified"})
"""Events worth telling of a service that is over."""
SHOWN = 4


class BackgroundPane(QWidget):
    """`show_caller(card, product, story)`; says nothing of somebody who is not known."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__()
        self._ctx = ctx
        self.opening_head = Heading(lambda: _("Opening words"))
        self.opening = label("", Role.SCRIPT, wrap=True)
        self._last = QWidget()
        self.last_head = Heading(lambda: _("Last service"))
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(3, 1)
        inside = QVBoxLayout(self._last)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(10)
        for widget in (line(), self.last_head):
            inside.addWidget(widget)
        inside.addLayout(self._grid)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(10)
        self._rule = line()
        for widget in (self._rule, self.opening_head, self.opening):
            column.addWidget(widget)
        column.addSpacing(6)
        column.addWidget(self._last)

    def show_caller(self, card: CustomerCard | None, product: str, story: Sequence[StoryRow]) -> None:
        """What to say first to this caller, and what was done for them last."""
        self.opening.setText(self._words(card, product) if card is not None else "")
        for part in (self._rule, self.opening_head):
            part.setVisible(card is not None)
        told = [row for row in story if row.kind in TOLD and row.effect == "applied"][-SHOWN:]
        self._last.setVisible(bool(told) and card is not None)
        self.last_head.note(card.past_orders[0].no if card is not None and card.past_orders else "")
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for at, row in enumerate(told):
            step = telling.step(row, self._ctx.profile, self._ctx.now(), self._ctx.zone)
            cells = (
                label(step.time, Role.CELL, ink="2"), Icon(ICONS.get(row.kind, "circle")), label(step.title, Role.CELL),
                Elided(formats.begun(formats.joined(step.detail, step.words)), Role.CELL, ink="ink2"),
            )
            for column, cell in enumerate(cells):
                self._grid.addWidget(cell, at, column)

    def clear(self) -> None:
        """In a danger nothing stands beside the words that are read out."""
        self.show_caller(None, "", ())

    def _words(self, card: CustomerCard, product: str) -> str:
        words = self._ctx.profile.script["intake_known"][language()]
        return words.replace("{customer}", card.customer.name).replace("{product}", product or _("machine"))
