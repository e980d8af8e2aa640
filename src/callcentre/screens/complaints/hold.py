"""The complaint in hand: taken when its case is opened or an act is begun on it, given back when one goes on to another."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from callcentre.domain.claims import Claim, Item
from callcentre.runtime.claims import Claims
from callcentre.ui.complaint.act_bar import ComplaintBar
from callcentre.ui.holding import HoldBanner, a_colleagues, held_words, pose_held
from callcentre.ui.language import live
from callcentre.ui.screen import ScreenContext
from callcentre.words import _


class Hold(QObject):
    """`look` at a case, `take` it, `leave` it. Whoever looks at what a colleague has finds its acts put off."""

    def __init__(self, panel: QWidget, ctx: ScreenContext, claims: Claims, acts: ComplaintBar) -> None:
        super().__init__(panel)
        self._ctx, self._claims, self._acts = ctx, claims, acts
        self._case: UUID | None = None
        self._lost = False
        self.banner = HoldBanner(ctx, take=self._take_over)
        acts.begun.connect(self._act_begun)
        claims.lost.connect(self._lose)
        ctx.announcer.subscribe(self, ("claim",), self._moved)
        live(self.banner, self.banner.say)

    def look(self, complaint: UUID) -> None:
        """This case is shown; it is taken only when something is done about it."""
        if complaint != self._case:
            self.leave()
            self._case = complaint
        self._say()

    def take(self, complaint: UUID) -> None:
        """This case was opened: it is in hand from now on, unless a colleague has it."""
        self.look(complaint)
        self._ask(over=False)

    def leave(self) -> None:
        """No case is shown any more."""
        case, self._case, self._lost = self._case, None, False
        if case is not None:
            self._claims.give_back(_item(case))
        self._acts.put_off("")
        self.banner.clear()

    def end(self) -> None:
        """The case has come to its end: nobody works on it."""
        if self._case is not None:
            self._claims.give_back(_item(self._case))

    def poses(self) -> Mapping[str, Callable[[], object]]:
        """For pictures: taken alone, lost, held by a colleague."""
        return {
            "alone": lambda: self.banner.show_own(replace(a_colleagues(self._ctx, _item(UUID(int=0))), granted=True, fence=0)),
            "lost": lambda: self.banner.show_lost(a_colleagues(self._ctx, _item(UUID(int=0)))),
            "held": self._pose_held,
        }

    def _pose_held(self) -> None:
        case = self._case
        if case is not None:
            pose_held(self._ctx, _item(case), lambda: self.take(case), self)

    def _ask(self, *, over: bool) -> None:
        case = self._case
        if case is not None:
            self.banner.show_taking()
            self._claims.take(_item(case), self._answered, over=over, seen=self._acts)

    def _answered(self, claim: Claim) -> None:
        if claim.item.pk == self._case:
            self._lost = False
            self._say()

    def _act_begun(self, begun: bool) -> None:
        claim = self._claims.of(_item(self._case)) if self._case is not None else None
        if begun and claim is None and not self._lost:
            self._ask(over=False)

    def _take_over(self) -> None:
        self._ask(over=True)

    def _moved(self, _changes: Any) -> None:
        self._say()

    def _lose(self, item: Item, by: Claim | None) -> None:
        if item.pk == self._case:
            self._lost = True
            self.banner.show_lost(by)

    def _say(self) -> None:
        if self._case is None or self._lost:
            return
        claim = self._claims.of(_item(self._case))
        if claim is None or claim.granted:
            self._acts.put_off("")
            if claim is None:
                self.banner.clear()
            else:
                self.banner.show_own(claim)
        else:
            self._acts.put_off(held_words(claim, self._ctx.person.id, self._ctx.now()))
            self.banner.show_held(claim, lambda: _("You look only."))


def _item(complaint: UUID) -> Item:
    return Item("complaint", complaint)
