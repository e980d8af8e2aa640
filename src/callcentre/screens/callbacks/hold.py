"""The callback in hand: taken before its customer is called, given back after; a banner says where it is not only one's own."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from callcentre.domain.claims import Claim, Item
from callcentre.runtime.claims import Claims
from callcentre.ui import keys
from callcentre.ui.holding import HoldBanner
from callcentre.ui.language import live
from callcentre.ui.screen import ScreenContext
from callcentre.words import _


class Hold(QObject):
    """`take` and `take_first` ask; one of the signals answers."""

    taken = Signal(object)
    """This order is in hand, for sure or as far as one knows who works alone."""
    refused = Signal()
    """A colleague has it, which the banner says."""
    nobody_left = Signal()
    """Colleagues have all of them."""

    def __init__(self, panel: QWidget, ctx: ScreenContext, claims: Claims) -> None:
        super().__init__(panel)
        self._ctx, self._claims = ctx, claims
        self._talk: UUID | None = None
        """The order whose customer is on the line."""
        self._wanted: UUID | None = None
        """The order that a colleague has, which the banner says."""
        self._held: set[UUID] = set()
        self.banner = HoldBanner(ctx, take=self._take_over, look=self._look)
        claims.lost.connect(self._lost)
        ctx.announcer.subscribe(self, ("claim",), self._moved)
        live(self.banner, self.banner.say)

    def take(self, order: UUID) -> None:
        """Takes an order."""
        self._claims.take(_item(order), self._answered)

    def take_first(self, orders: Sequence[UUID]) -> None:
        """Takes the first of these that nobody has."""
        self._claims.take_first([_item(order) for order in orders], self._first_answered)

    def begin(self, order: UUID) -> None:
        """Its customer is on the line."""
        self._talk = order
        self._say_own()

    def give_back(self, order: UUID) -> None:
        """It is not in hand any more."""
        self._held.discard(order)
        self._claims.give_back(_item(order))
        if order == self._talk:
            self._talk = None
            self.banner.clear()

    def give_back_but(self, order: UUID | None) -> None:
        """Nothing but this one is in hand any more."""
        for other in self._held - {order}:
            self.give_back(other)

    def _first_answered(self, claim: Claim | None) -> None:
        if claim is None:
            self.nobody_left.emit()
        else:
            self._answered(claim)

    def _answered(self, claim: Claim) -> None:
        order = claim.item.pk
        if claim.granted:
            self._wanted = None
            self._held.add(order)
            self.banner.clear()
            self.taken.emit(order)
        else:
            self._wanted = order
            self.banner.show_held(claim, lambda: keys.named(_("F5 takes the next callback.")))
            self.refused.emit()

    def _moved(self, _changes: Any) -> None:
        if self._wanted is not None and self._claims.of(_item(self._wanted)) is None:
            self._wanted = None
            self.banner.clear()
        if self._wanted is None:
            self._say_own()

    def _say_own(self) -> None:
        claim = self._claims.of(_item(self._talk)) if self._talk is not None else None
        if claim is not None and claim.granted:
            self.banner.show_own(claim)

    def _lost(self, item: Item, by: Claim | None) -> None:
        if item.pk == self._talk:
            self._wanted = None
            self.banner.show_lost(by)

    def _take_over(self) -> None:
        order, talking = self._wanted or self._talk, self._wanted is None
        if order is not None:
            self._claims.take(_item(order), partial(self._taken_over, talking), over=True)

    def _taken_over(self, talking: bool, claim: Claim) -> None:
        if talking and claim.granted:
            self._say_own()
        else:
            self._answered(claim)

    def _look(self) -> None:
        order = self._wanted or self._talk
        if order is not None:
            self._ctx.navigate("orders.open", order=order)


def _item(order: UUID) -> Item:
    return Item("order", order)
