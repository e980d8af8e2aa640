"""Looks at a customer's card without inventing a call, and follows what others change about it."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from callcentre.screens.intake.editing import Editing
from callcentre.screens.intake.look_page import LookPage
from callcentre.screens.intake.writer import Writer
from callcentre.store.customer_card import CustomerCard, card_of
from callcentre.ui.buttons import Button
from callcentre.ui.screen import ScreenContext
from callcentre.words import _


class Looking(QObject):
    """`look(customer, asset)` reads and shows; `calls(customer, asset)` when they turn out to be on the line."""

    calls = Signal(object, object)

    def __init__(self, ctx: ScreenContext, page: LookPage, changes: tuple[str, ...]) -> None:
        super().__init__(page)
        self._ctx, self._page = ctx, page
        self._card: CustomerCard | None = None
        self._asset: UUID | None = None
        self._writer = Writer(ctx, self, page.problem.hide, self._not_saved)
        self._editing = Editing(
            page.edit, page.left, write=self._writer.write, saved=self._again, kept=lambda _edit: None
        )
        page.call_wanted.connect(self._call)
        page.order_chosen.connect(lambda order: ctx.navigate("orders.open", order=order))
        page.customer.edit_wanted.connect(self._edit)
        page.customer.machine_chosen.connect(self._choose_machine)
        page.customer.complaint_chosen.connect(lambda pk: ctx.navigate("complaints.open", complaint=pk))
        ctx.announcer.subscribe(self, changes, self._changed)

    def look(self, customer: UUID, asset: UUID | None, shown: Callable[[], object]) -> None:
        """Reads a card; `shown` once it stands on the page."""
        now, profile = self._ctx.now(), self._ctx.profile
        self._ctx.runner.read(
            lambda session: card_of(session, customer, now=now, profile=profile),
            done=partial(self._show, asset, shown), failed=partial(self._not_read, customer, asset, shown), owner=self,
        )

    def end(self) -> None:
        """Nobody is looked at any more."""
        self._editing.leave()
        self._card = None

    def _show(self, asset: UUID | None, shown: Callable[[], object], card: CustomerCard) -> None:
        other = self._card is None or self._card.customer.id != card.customer.id
        self._card, self._asset = card, asset
        self._page.problem.hide()
        self._page.show_card(card, asset)
        if other:
            self._editing.leave()
            self._page.left.setCurrentIndex(0)
        self._editing.follow(card)
        shown()

    def _again(self) -> None:
        if self._card is not None:
            self.look(self._card.customer.id, self._asset, lambda: None)

    def _changed(self, changes: frozenset[tuple[str, UUID]]) -> None:
        card = self._card
        if card is None:
            return
        mine = {card.customer.id, *card.merged, *(line.id for line in card.open_orders), *(one.id for one in card.assets)}
        if any(pk in mine for _kind, pk in changes):
            self._again()

    def _call(self) -> None:
        if self._card is not None:
            self.calls.emit(self._card.customer.id, self._asset)

    def _edit(self) -> None:
        if self._card is not None:
            self._editing.begin(self._card)

    def _choose_machine(self, asset: UUID) -> None:
        self._asset = asset

    def _not_read(self, customer: UUID, asset: UUID | None, shown: Callable[[], object], problem: Exception) -> None:
        self._page.problem.show_problem(_("The card could not be read"), problem)
        again = partial(self.look, customer, asset, shown)
        self._page.problem.set_acts([Button(lambda: _("Read again"), icon="arrow_sync", run=again)])
        shown()

    def _not_saved(self, problem: Exception) -> None:
        self._page.problem.show_problem(_("Not saved"), problem)
        self._page.problem.set_acts([])
