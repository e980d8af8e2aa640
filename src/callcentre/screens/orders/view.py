"""The orders panel: parts of the list as choices, the list, the order that is open."""

from functools import partial

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from callcentre.screens.orders.rows import STAGES, describe
from callcentre.store.order_list import OrderRow
from callcentre.ui.choices import Choice, Segments
from callcentre.ui.columns import Columns
from callcentre.ui.labels import Heading, ground
from callcentre.ui.lists import CardList
from callcentre.ui.order.page import OrderPage
from callcentre.ui.screen import ScreenContext
from callcentre.ui.states import Empty
from callcentre.words import _


class OrdersView(QWidget):
    """Widgets and their places; what they do is the presenter's."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__()
        self.head = Heading(lambda: _("Orders"))
        self.head.setMinimumHeight(32)
        self.stages = Segments(
            lambda: _("Part of the list"), [Choice(code, partial(_, words)) for code, words in STAGES.items()], small=True
        )
        self.list: CardList[OrderRow] = CardList(
            lambda: _("Orders"), describe(ctx.profile, ctx.now, ctx.zone), lines=2, indent=True, divided=True
        )
        self.page = OrderPage(ctx)
        self.right = QStackedWidget()
        self.right.addWidget(Empty(lambda: _("Choose an order at the left, or find one with F3 by the end of its number.")))
        self.right.addWidget(self.page)
        left = ground("window")
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 16, 0, 0)
        column.setSpacing(8)
        above = QVBoxLayout()
        above.setContentsMargins(16, 0, 16, 0)
        above.setSpacing(8)
        for widget in (self.head, self.stages):
            above.addWidget(widget)
        column.addLayout(above)
        column.addWidget(self.list, 1)
        columns = Columns(
            ctx.remembered, "orders", [left, self.right], at_1366=[300, 994], at_1920=[360, 1488],
            minima=(272, 520), grows=1, narrow=0,
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(columns)
        self.setFocusProxy(self.list)
