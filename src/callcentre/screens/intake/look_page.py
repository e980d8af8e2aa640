"""A customer's card without a call: who they are, their orders and calls. Looking writes nothing."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from callcentre.domain.instants import local_date
from callcentre.screens.intake import rows
from callcentre.screens.intake.card import CustomerPane
from callcentre.screens.intake.person_form import EditPane
from callcentre.store.calls import CallRow
from callcentre.store.customer_card import CustomerCard, OrderLine
from callcentre.ui import formats
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.ui.cards import Card, Line
from callcentre.ui.columns import Columns
from callcentre.ui.fonts import Role
from callcentre.ui.labels import Heading, ground, label
from callcentre.ui.lists import CardList
from callcentre.ui.outcome import OutcomeBar
from callcentre.ui.screen import ScreenContext
from callcentre.ui.waiting_line import WaitingLine
from callcentre.words import _, codes


class LookPage(QWidget):
    """`show_card(card, asset)`; `order_chosen(id)`, `call_wanted` where the customer turns out to be on the line."""

    order_chosen = Signal(object)
    call_wanted = Signal()
    closed = Signal()

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__()
        self._ctx = ctx
        self.customer, self.edit = CustomerPane(ctx, past=False), EditPane()
        self.left = QStackedWidget()
        self.title = label(lambda: _("Customer card, no call"), Role.NAME)
        self.title.setMinimumHeight(32)
        self.waiting = WaitingLine(ctx, "customer")
        self.problem = Banner(tone="due")
        self.problem.hide()
        self.orders_head = Heading(lambda: _("Orders"))
        self.orders: CardList[OrderLine] = CardList(lambda: _("Orders"), _order_card(ctx), indent=True)
        self.no_orders = label(lambda: _("No order in this time."), Role.CELL, ink="2")
        self.calls_head = Heading(lambda: _("Calls"))
        self.calls: CardList[CallRow] = CardList(
            lambda: _("Calls"), rows.call_card(ctx.profile, ctx.now, ctx.zone, by_agent=True), indent=True
        )
        self.no_calls = label(lambda: _("No call yet."), Role.CELL, ink="2")
        self.back = Button(lambda: _("Back"), key="Esc", run=self.closed.emit)
        self.call = Button(
            lambda: _("They are on the line: begin a call"), key="F8", kind="primary", run=self.call_wanted.emit
        )
        self._lay_out()
        self.orders.opened.connect(lambda line: self.order_chosen.emit(line.id))

    def show_card(self, card: CustomerCard, asset: UUID | None) -> None:
        """The card, open orders before the others, and the last calls."""
        self.customer.show_card(card, number_known=True)
        self.waiting.show_of(card.customer.id)
        self.customer.choose_machine(asset)
        orders, calls = [*card.open_orders, *card.past_orders], list(card.calls)
        self.orders.set_rows(orders, keep=lambda line: line.id)
        self.calls.set_rows(calls, keep=lambda call: call.id)
        for head, listed, none, count in (
            (self.orders_head, self.orders, self.no_orders, len(orders)),
            (self.calls_head, self.calls, self.no_calls, len(calls)),
        ):
            head.count(count or None)
            listed.setVisible(count > 0)
            none.setVisible(count == 0)
        self.orders.setMaximumHeight(len(orders) * self.orders.sizeHintForRow(0))

    def start(self) -> None:
        """The cursor goes into the orders, where there are any."""
        (self.orders if self.orders.rows_model.rows() else self.call).setFocus()

    def _lay_out(self) -> None:
        left, middle = ground("window"), ground("surface")
        for pane in (self.customer, self.edit):
            self.left.addWidget(pane)
        _column(left).addWidget(self.left)
        whole = _column(middle)
        column = QVBoxLayout()
        column.setContentsMargins(0, 16, 0, 0)
        column.setSpacing(8)
        for widget in (self.title, self.waiting, self.problem, self.orders_head, self.no_orders):
            column.addLayout(_inset(widget))
        column.addWidget(self.orders, 2)
        for widget in (self.calls_head, self.no_calls):
            column.addLayout(_inset(widget))
        column.addWidget(self.calls, 1)
        column.addStretch(0)
        whole.addLayout(column, 1)
        whole.addWidget(OutcomeBar([self.back], [self.call]))
        _column(self).addWidget(Columns(
            self._ctx.remembered, "intake look", [left, middle], at_1366=[320, 974], at_1920=[400, 1448],
            minima=(272, 480), grows=1, narrow=0,
        ))


def _order_card(ctx: ScreenContext) -> Callable[[OrderLine], Card]:
    def card(line: OrderLine) -> Card:
        opened = formats.day(local_date(line.opened_at, ctx.zone), local_date(ctx.now(), ctx.zone))
        _words, tone, icon = rows.state_of(line)
        ended = line.ended_at is not None
        return Card(
            formats.begun(rows.subject_of(line, ctx.profile)), icon="checkmark" if ended else icon,
            tone="" if ended or tone == "plain" else tone, right=opened,
            lines=(Line(
                formats.joined(codes.shown(codes.STATES, line.state), line.no, line.outlet) if ended
                else rows.where_of(line, ctx.zone)
            ),),
        )

    return card


def _column(owner: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(owner)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    return column


def _inset(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(20, 0, 20, 0)
    row.addWidget(widget)
    return row
