"""The orders panel: the list alone, with an order beside it, or an order alone as a tab."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from callcentre.domain.errors import Problem
from callcentre.screens.orders.listing import OrderList
from callcentre.screens.orders.views import VIEWS
from callcentre.store.order_card import OrderCard
from callcentre.store.order_filters import Wanted
from callcentre.ui import formats
from callcentre.ui.buttons import Button
from callcentre.ui.labels import ground, line
from callcentre.ui.order.filters import filters_of
from callcentre.ui.order.page import OrderPage
from callcentre.ui.screen import Act, ScreenContext, Tab
from callcentre.words import _
from callcentre.words.errors import say

WALKED = 80
"""Milliseconds one stays on a row before the order beside the list follows."""
WIDE = 1600
_WIDTHS = {False: [600, 694], True: [1036, 812]}


class OrdersPanel(QWidget):
    """Intents: orders.open(order, kind=) opens an order (and the form of an act) as a tab, orders.show(field=value, ...)
    the list of such orders, orders.view(view=) one of the views.
    """

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__()
        self._ctx = ctx
        self._wanted_act = ""
        self._tabbed: set[UUID] = set()
        self._from_list = False
        self.list = OrderList(ctx)
        self.page = OrderPage(ctx)
        self.back = Button(lambda: _("List"), key="Alt+L", icon="clipboard_text_ltr", kind="quiet", run=self.show_list)
        self._follow = QTimer(self)
        self._follow.setSingleShot(True)
        self._follow.setInterval(WALKED)
        self._walked_to: UUID | None = None
        self._lay_out()
        self._follow.timeout.connect(self._show_walked)
        self.list.shown.connect(self._walk)
        self.list.opened.connect(self._open_from_list)
        self.list.spaced.connect(self.toggle_beside)
        self.page.loaded.connect(self._loaded)
        self.page.refused.connect(self._refused)
        self.show_list()

    # for the window

    def take(self, intent: str, data: Mapping[str, object]) -> None:
        """Opens the order of an intent, or shows the list that is wanted."""
        order = data.get("order")
        if intent == "orders.show":
            self._show_wanted(data)
        elif intent == "orders.view":
            self._show_view(str(data.get("view", "")))
        elif not isinstance(order, UUID):
            self.show_list()
        elif intent == "orders.close":
            self._close(order)
        else:
            self._wanted_act = str(data.get("kind", ""))
            self._from_list = False
            self._open(order)

    def acts(self) -> Sequence[Act]:
        """The acts of the order that is open with the reasons of those not possible, and those of the list."""
        if self.list.isVisible():
            own = self.list.acts()
            return [*own, *self.page.acts()] if self.page.isVisible() else own
        return self.page.acts()

    def poses(self) -> Mapping[str, Callable[[], object]]:
        """For pictures: the list, the order one stands on beside it, that order alone."""
        return {"list": self._pose, "beside": self._pose_beside, "story": self._pose_story}

    def _pose(self) -> None:
        self.show_list()
        self.list.go_top()

    def _pose_beside(self) -> None:
        self.toggle_beside()
        self._show_walked()

    def _pose_story(self) -> None:
        row = self.list.table.current()
        if row is not None:
            self._open_from_list(row.order_id)

    # the three faces

    def show_list(self) -> None:
        """The list over the whole width."""
        self._show(listed=True, page=False)
        self.list.setFocus()

    def toggle_beside(self) -> None:
        """The order one stands on beside the list, or no more."""
        beside = self._page_side.isHidden()
        self._show(listed=True, page=beside)
        row = self.list.table.current()
        if beside and row is not None:
            self.page.show_order(row.order_id)
        self.list.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        beside = self.list.isVisible() and self._page_side.isVisible()
        if event.key() == Qt.Key.Key_Escape and (beside or (self._from_list and not self.list.isVisible())):
            self.show_list()
        else:
            super().keyPressEvent(event)

    def _show(self, *, listed: bool, page: bool) -> None:
        self._list_side.setVisible(listed)
        self._page_side.setVisible(page)
        for part in (self._bar, self._edge):
            part.setVisible(not listed)
        self.list.put_beside(listed and page)
        self.setFocusProxy(self.list if listed else self.page.story)
        if listed and page:
            wide = self.width() >= WIDE
            sizes: list[int] = self._ctx.remembered.get("columns", f"orders {'wide' if wide else 'narrow'}", _WIDTHS[wide])
            self._split.setSizes(sizes)

    def _walk(self, order: UUID) -> None:
        self._walked_to = order
        if self._page_side.isVisible():
            self.page.expect(order)
            self._follow.start()

    def _show_walked(self) -> None:
        if self._walked_to is not None:
            self.page.show_order(self._walked_to)

    # orders as tabs

    def _open_from_list(self, order: UUID) -> None:
        self._from_list = True
        self._open(order)

    def _open(self, order: UUID) -> None:
        self._follow.stop()
        self._tabbed.add(order)
        self._show(listed=False, page=True)
        self.page.show_order(order)
        self.page.story.setFocus()

    def _close(self, order: UUID) -> None:
        self._tabbed.discard(order)
        self._ctx.shell.drop_tab(_tab_key(order))
        if self.page.order == order and not self._list_side.isVisible():
            self.show_list()

    def _refused(self, order: UUID, problem: Problem) -> None:
        """Back to the list, with why the order is not shown."""
        self._wanted_act = ""
        self._tabbed.discard(order)
        self._ctx.shell.drop_tab(_tab_key(order))
        self.show_list()
        self._ctx.shell.toast(say(problem))

    def _loaded(self, card: OrderCard) -> None:
        order = card.header.order_id
        if order in self._tabbed:
            title = f"{formats.tail(card.header.no)} {card.customer.name}"
            self._ctx.shell.put_tab(
                Tab(_tab_key(order), title, "order", "", "orders.open", {"order": order}, closing="orders.close"),
                current=not self._list_side.isVisible(),
            )
        if self._wanted_act:
            kind, self._wanted_act = self._wanted_act, ""
            self.page.act_bar.begin(kind)

    # lists that are wanted

    def _show_wanted(self, data: Mapping[str, object]) -> None:
        self.show_list()
        self.list.want(Wanted(filters_of(data), VIEWS[0].wanted.sort), view=VIEWS[-1])

    def _show_view(self, code: str) -> None:
        self.show_list()
        known = [view for view in (*VIEWS, *self.list.kept.own()) if view.code == code]
        if known:
            self.list.choose_view(known[0])

    def _lay_out(self) -> None:
        self._list_side = ground("surface")
        left = QVBoxLayout(self._list_side)
        left.setContentsMargins(0, 0, 0, 0)
        left.addWidget(self.list)
        self._page_side = QWidget()
        right = QVBoxLayout(self._page_side)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        self._bar = ground("surface")
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(12, 4, 16, 4)
        row.addWidget(self.back)
        row.addStretch(1)
        self._edge = line()
        right.addWidget(self._bar)
        right.addWidget(self._edge)
        right.addWidget(self.page, 1)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        for part in (self._list_side, self._page_side):
            self._split.addWidget(part)
        self._split.splitterMoved.connect(self._keep_widths)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._split)

    def _keep_widths(self, _position: int, _number: int) -> None:
        name = f"orders {'wide' if self.width() >= WIDE else 'narrow'}"
        self._ctx.remembered.put("columns", name, self._split.sizes())


def _tab_key(order: UUID) -> str:
    return f"order:{order}"
