"""What the caller is probably calling about: links a repeat, and does an open order's acts in place."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from callcentre.domain.errors import Refused
from callcentre.domain.event import Event
from callcentre.domain.event import Role as PersonRole
from callcentre.screens.intake import reading
from callcentre.screens.intake.about import AboutPane, repeat_in
from callcentre.screens.intake.order_form import asset_of
from callcentre.screens.intake.talk import Talk
from callcentre.store.customer_card import CustomerCard, OrderLine
from callcentre.store.order_card import OrderCard
from callcentre.store.order_choices import OrderChoices
from callcentre.ui.screen import ScreenContext

DID = {"urged": "order_urged", "window_agreed": "order_changed", "cancelled": "order_cancelled"}
"""Event -> the disposition that the call is likely to end with."""


class Concern(QObject):
    """`show(talk, card)`; `linked` when the wish was linked or not, `done` when an act was saved."""

    linked = Signal()
    done = Signal()

    def __init__(self, ctx: ScreenContext, pane: AboutPane, failed: Callable[[Exception], None]) -> None:
        super().__init__(pane)
        self._ctx, self._pane, self._failed = ctx, pane, failed
        self._talk: Talk | None = None
        self._order: UUID | None = None
        pane.linked.connect(self._link)
        pane.act_wanted.connect(self._begin)
        pane.bar.written.connect(self._written)

    def show(self, talk: Talk, card: CustomerCard | None) -> None:
        """The earlier fault of the machine in the form, and the open orders."""
        self._talk = talk
        self._pane.show_orders(card.open_orders if card else ())
        self.show_repeat(talk, card)

    def show_repeat(self, talk: Talk, card: CustomerCard | None) -> None:
        """The earlier fault alone, as when another machine or fault was chosen."""
        fault = talk.wish.fault.rpartition("/")[2]
        repeat = repeat_in(card, asset_of(talk.wish), fault, self._ctx.now(), self._ctx.profile) if card else None
        self._pane.show_repeat(repeat, repeat is not None and talk.wish.repeat_of == str(repeat.line.id))

    def _link(self, line: OrderLine, wanted: bool) -> None:
        """Same machine, same fault: what is empty in the form is taken from the earlier order."""
        talk = self._talk
        if talk is None:
            return
        talk.wish.repeat_of = str(line.id) if wanted else ""
        if wanted:
            talk.wish.kind = line.kind
            talk.wish.asset = talk.wish.asset or str(line.asset_id or "")
            known = self._ctx.profile.symptom(line.category, line.fault) is not None
            if known and not talk.wish.fault:
                talk.wish.fault = f"{line.category}/{line.fault}"
                talk.wish.typed.pop("fault", None)
        self.linked.emit()

    def _begin(self, order: UUID, kind: str) -> None:
        roles = frozenset(PersonRole(role) for role in self._ctx.person.roles)
        now, profile = self._ctx.now(), self._ctx.profile

        def begin(read: tuple[OrderCard, OrderChoices]) -> None:
            card, choices = read
            if kind not in card.acts:
                # Said above the acts of the call: the bar's own row would take its keys.
                self._failed(Refused(
                    "order.illegal", event=kind, state=card.header.state,
                    objection=card.stopped.get(kind, "state"), possible=list(card.acts),
                ))
                return
            self._order = order
            self._pane.bar.show_order(card, choices)
            self._pane.bar.begin(kind)

        self._ctx.runner.read(
            lambda session: reading.order_in_hand(session, order, roles=roles, now=now, profile=profile),
            done=begin, failed=self._failed, owner=self,
        )

    def _written(self, event: Event) -> None:
        if self._talk is not None:
            self._talk.did, self._talk.order = DID.get(event.kind, self._talk.did), self._order
            self._pane.bar.hide()
            self.done.emit()
