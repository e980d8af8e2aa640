"""Reads the list, opens orders, keeps both up with what others do."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from callcentre.domain.errors import Problem
from callcentre.screens.orders.view import OrdersView
from callcentre.store.order_card import OrderCard
from callcentre.store.order_list import OrderRow, order_counts, order_rows
from callcentre.ui.screen import Act, ScreenContext, Tab
from callcentre.words import _
from callcentre.words.errors import say

CHANGES = ("order", "customer", "complaint")


class OrdersPanel(OrdersView):
    """Shows an order by the intent orders.open(order); orders.act(order, kind) opens an act's form as well."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__(ctx)
        self._ctx = ctx
        self._wanted_act = ""
        self.stages.choose(ctx.remembered.get("orders", "stage", "open"))
        self.stages.chosen.connect(self._stage_chosen)
        self.list.picked.connect(lambda row: self._show(row.order_id))
        self.list.opened.connect(lambda row: self._show(row.order_id, tab=True))
        self.page.loaded.connect(self._loaded)
        ctx.announcer.subscribe(self, CHANGES, lambda _changes: self.read_list())
        self._tabbed: set[UUID] = set()
        self.read_list()

    def take(self, intent: str, data: Mapping[str, object]) -> None:
        """Opens the order of an intent; without one the list gets the focus."""
        order = data.get("order")
        if not isinstance(order, UUID):
            self.list.setFocus()
        elif intent == "orders.close":
            self._tabbed.discard(order)
            self._ctx.shell.drop_tab(_tab_key(order))
        else:
            self._wanted_act = str(data.get("kind", ""))
            self._show(order, tab=True)

    def acts(self) -> Sequence[Act]:
        """The acts of the order that is open, with the reasons of those not possible."""
        return self.page.act_bar.acts()

    def pose(self) -> None:
        """Shows the first order of the list, for pictures."""
        self.list.go_to(0)

    def read_list(self) -> None:
        """Reads the part of the list that is chosen."""
        stage = self.stages.code() or "open"
        self.list.set_loading()

        def ask(session: Session) -> tuple[list[OrderRow], dict[str, int]]:
            return order_rows(session, stage), order_counts(session)

        self._ctx.runner.read(ask, done=self._show_list, failed=self._failed, owner=self)

    def _show_list(self, read: tuple[list[OrderRow], dict[str, int]]) -> None:
        rows, counts = read
        self.list.set_rows(rows, keep=lambda row: row.order_id)
        self.head.count(counts[self.stages.code() or "open"])

    def _stage_chosen(self, code: str) -> None:
        self._ctx.remembered.put("orders", "stage", code)
        self.read_list()

    def _show(self, order: UUID, *, tab: bool = False) -> None:
        if tab:
            self._tabbed.add(order)
        self.right.setCurrentIndex(1)
        self.page.show_order(order)

    def _loaded(self, card: OrderCard) -> None:
        order = card.header.order_id
        if order in self._tabbed:
            title = f"{card.header.no} {card.customer.name}"
            self._ctx.shell.put_tab(
                Tab(_tab_key(order), title, "order", "", "orders.open", {"order": order}, closing="orders.close"),
                current=True,
            )
        if self._wanted_act:
            kind, self._wanted_act = self._wanted_act, ""
            self.page.act_bar.begin(kind)

    def _failed(self, problem: Exception) -> None:
        self._ctx.shell.toast(say(problem) if isinstance(problem, Problem) else _("The orders could not be read"))


def _tab_key(order: UUID) -> str:
    return f"order:{order}"
