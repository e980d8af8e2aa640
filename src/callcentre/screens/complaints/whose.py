"""Whose complaint it is: typed by name, number or order, taken from what is found under the field."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from callcentre.runtime.runner import Latest
from callcentre.screens.complaints.rows import hit_card
from callcentre.store.complaint_whose import Hit, Whose, hits, whose
from callcentre.ui import formats
from callcentre.ui.acting.asking import HINT
from callcentre.ui.choice_field import ChoiceField
from callcentre.ui.choices import Choice
from callcentre.ui.fields import SearchField
from callcentre.ui.language import Say
from callcentre.ui.lists import CardList
from callcentre.ui.screen import ScreenContext
from callcentre.words import _


class WhoseField(QWidget):
    """Holds a customer or none. `found(whose)` fires when one was taken, None when typing began anew."""

    found = Signal(object)

    def __init__(self, name: Say, ctx: ScreenContext) -> None:
        super().__init__()
        self._ctx = ctx
        self._latest = Latest(ctx.runner, self)
        self._whose: Whose | None = None
        self._customer: UUID | None = None
        self._enter_waits = False
        self.search = SearchField(name, hint=lambda: _("Name, number or order; may stay empty"))
        self.hits: CardList[Hit] = CardList(name, hit_card, lines=0, indent=True, whole=True)
        self.hits.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.search)
        column.addWidget(self.hits)
        self.setFocusProxy(self.search)
        self.search.textEdited.connect(self._typing)
        self.search.asked.connect(self._ask)
        self.search.entered.connect(self._entered)
        self.search.left_down.connect(self._into_hits)
        self.hits.opened.connect(self._take)
        self.hits.clicked.connect(lambda _index: self._take(self.hits.current()))

    def value(self) -> UUID | None:
        """The customer taken."""
        return self._customer

    def set_value(self, customer: UUID | None) -> None:
        """Takes a customer, as from a draft."""
        if customer is not None:
            self.look_up(customer=customer)

    def look_up(self, *, customer: UUID | None = None, order: UUID | None = None) -> None:
        """Reads a customer, or that of an order, and takes them."""

        def ask(session: Session) -> Whose:
            return whose(session, customer=customer, order=order)

        # Known at once, so that what is saved right away names them.
        self._customer = customer
        self._ctx.runner.read(ask, done=self._show, owner=self)

    def _typing(self) -> None:
        if self._customer is not None:
            self._customer, self._whose = None, None
            self.found.emit(None)

    def _ask(self, typed: str) -> None:
        if self._customer is not None or not typed:
            self._latest.cancel()
            self._show_hits([])
        else:
            self._latest.read(lambda session: hits(session, typed), self._show_hits)

    def _show_hits(self, found: list[Hit]) -> None:
        self.hits.set_rows(found, keep=lambda hit: hit.id)
        self.hits.setVisible(bool(found))
        waits, self._enter_waits = self._enter_waits, False
        if found and waits:
            self._take(found[0])

    def _entered(self) -> None:
        rows = self.hits.rows_model.rows()
        if rows and rows[0] is not None and self.hits.isVisible():
            self._take(rows[0])
        else:
            self._enter_waits = self._customer is None and bool(self.search.text().strip())

    def _into_hits(self) -> None:
        if self.hits.isVisible():
            self.hits.setFocus()

    def _take(self, hit: Hit | None) -> None:
        if hit is None:
            return
        self.look_up(**({"order": hit.id} if hit.kind == "order" else {"customer": hit.id}))
        self.search.setFocus()

    def _show(self, read: Whose) -> None:
        self._whose, self._customer = read, read.customer
        self.hits.hide()
        self.search.setText(f"{read.name} {formats.phone(read.phone)}".strip())
        self.search.setCursorPosition(0)
        self.found.emit(read)


class OrderField(ChoiceField):
    """One of the customer's orders; one that is wanted before they are read is chosen once they are there."""

    def __init__(self, name: Say) -> None:
        super().__init__(name, hint=partial(_, HINT))
        self._wanted = ""

    def value(self) -> UUID | None:
        """The order chosen."""
        return UUID(self.code()) if self.code() else None

    def want(self, order: str) -> None:
        """Chooses an order, now or when the orders come."""
        self._wanted = order
        self.choose(order)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offers these instead; the one wanted is chosen where it is among them."""
        super().set_choices(choices)
        if choices and self._wanted:
            self.choose(self._wanted)
            self._wanted = ""
