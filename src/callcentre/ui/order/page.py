"""A whole order: number, state and clock, what may be done now, its story, the facts beside it."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget
from sqlalchemy.orm import Session

from callcentre.domain.errors import Refused
from callcentre.domain.event import Role as PersonRole
from callcentre.store.order_card import OrderCard, order_card
from callcentre.store.order_choices import OrderChoices, order_choices
from callcentre.store.sight import check_order
from callcentre.ui import case_page, formats
from callcentre.ui.banner import Banner
from callcentre.ui.case_files import CaseFiles
from callcentre.ui.chips import Chip
from callcentre.ui.fonts import Role
from callcentre.ui.labels import Elided, Heading, label, line
from callcentre.ui.language import live
from callcentre.ui.order import telling
from callcentre.ui.order.act_bar import ActBar
from callcentre.ui.order.facts import OrderFacts
from callcentre.ui.order.stage_line import StageLine, stations
from callcentre.ui.screen import Act, ScreenContext
from callcentre.ui.story import StoryList
from callcentre.ui.waiting_line import WaitingLine
from callcentre.words import _

CHANGES = ("order", "complaint", "customer", "asset", "call")
"""Kinds of change after which an order is read again."""


class OrderPage(QWidget):
    """`show_order(id)` reads and shows it; it follows every change, whoever made it.

    `loaded` fires with the card each time it was read, `refused` with the order and why where it is not there or for others.
    """

    loaded = Signal(object)
    refused = Signal(object, object)

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__()
        self._ctx = ctx
        self._order: UUID | None = None
        self._card: OrderCard | None = None
        self.no = Elided(role=Role.NAME, cut="left")
        self.no.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._chip = Chip()
        self._clock = Chip()
        self._about = Elided(role=Role.BODY, ink="ink2")
        self._words = label("", Role.CELL, ink="2", wrap=True)
        self._problem = Banner(tone="due")
        self._problem.hide()
        self.waiting = WaitingLine(ctx, "order")
        self.files = CaseFiles(ctx, self, "order")
        self.act_bar = ActBar(ctx)
        self.act_bar.begun.connect(lambda _begun: self.files.view.shut())
        self.stages = StageLine()
        self._story_head = Heading(lambda: _("Story"))
        self.story = StoryList(lambda: _("Story of the order"))
        self.story.opened.connect(self._correct)
        self._facts = OrderFacts(ctx, self.files)
        self._lay_out()
        live(self, self._say)
        ctx.announcer.subscribe(self, CHANGES, lambda _changes: self.refresh())

    @property
    def order(self) -> UUID | None:
        """The order shown, None before the first."""
        return self._order

    def show_order(self, order: UUID) -> None:
        """Reads the order and shows it; what stood here before stays readable until then."""
        self.expect(order)
        self.refresh()

    def expect(self, order: UUID) -> None:
        """This order will be shown; its acts wait until it is."""
        self._order = order
        self.act_bar.expect(order)
        self.files.expect(order)

    def acts(self) -> list[Act]:
        """What may be done with it and its files, and why the rest may not."""
        if self._card is None:
            return []
        shown = Act(_("Show the order on the map"), partial(self._ctx.navigate, "map.order", order=self._order), "", "map")
        return [*self.act_bar.acts(), *self.files.acts(), shown]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        case_page.give_way(self, self.story, [self._about, self.stages])

    def refresh(self) -> None:
        """Reads the order again."""
        order, roles = self._order, frozenset(PersonRole(role) for role in self._ctx.person.roles)
        if order is None:
            return

        def ask(session: Session) -> tuple[OrderCard, OrderChoices]:
            check_order(session, order, self._ctx.person)
            card = order_card(session, order, roles=roles, profile=self._ctx.profile)
            return card, order_choices(session, order, now=self._ctx.now(), profile=self._ctx.profile)

        self._ctx.runner.read(ask, done=self._show, failed=partial(self._failed, order), owner=self)

    def _show(self, read: tuple[OrderCard, OrderChoices]) -> None:
        card, choices = read
        if card.header.order_id != self._order:
            return
        self._card = card
        self._problem.hide()
        self.files.show_files(card.header.order_id, card.attachments)
        self.waiting.show_of(card.header.order_id)
        self._say()
        self.act_bar.show_order(card, choices)
        self.act_bar.leads_to(self.story, *self._facts.links())
        self._columns.order_tabs()
        self.loaded.emit(card)

    def _failed(self, order: UUID, problem: Exception) -> None:
        if order != self._order:
            return
        if isinstance(problem, Refused):
            # What stood here may have become another outlet's since: nothing of it stays to be read or acted on.
            self._order = self._card = None
            self.refused.emit(order, problem)
            return
        self._problem.show_problem(_("The order could not be read"), problem)

    def _correct(self, _step: object) -> None:
        """Enter on a step of the story opens the form that corrects it."""
        card, at = self._card, self.story.currentIndex().row()
        if card is not None and 0 <= at < len(card.story):
            self.act_bar.begin_correction(card.story[len(card.story) - 1 - at])

    def _say(self) -> None:
        card = self._card
        if card is None:
            return
        ctx, now = self._ctx, self._ctx.now()
        self.no.setText(card.header.no)
        words, tone, icon = telling.state_chip(card.header)
        self._chip.show_state(words, tone, icon)
        self._clock.show_state(*telling.clock_chip(card.header, now))
        phone = next((formats.phone(phone.e164) for phone in card.phones if phone.kind != "wrong"), "")
        model = card.asset.model if card.asset else ""
        outlet = telling.outlet_words(card)
        self._about.setText(
            formats.begun(
                formats.joined(telling.subject(card.header, ctx.profile), model, f"{card.customer.name} {phone}", outlet)
            )
        )
        self._words.setText(card.header.words)
        self._words.setVisible(bool(card.header.words))
        self.stages.show_stations(stations(card.header, card.story, now, ctx.zone))
        self._story_head.count(len(card.story))
        self._story_head.note(_("Enter corrects a step") if "corrected" in card.acts else "")
        self.story.set_steps(telling.steps(card.story, ctx.profile, now, ctx.zone))
        self._facts.show_card(card)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.no)
        head.addWidget(self._chip)
        head.addStretch(1)
        head.addWidget(self._clock)
        under = (self._about, self._words, self.waiting, self._problem, self.files.problem, self.act_bar, self.stages, line(), self._story_head)
        self._columns = case_page.lay_out(self, self._ctx, "order", head, under, self.story, self._facts)
