"""A whole complaint: number, state, owner and deadline, what may be done now, its story, the facts beside it."""

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget
from sqlalchemy.orm import Session

from callcentre.domain.complaint_clock import running
from callcentre.store.complaint_card import ComplaintCard, ComplaintChoices, complaint_card, complaint_choices
from callcentre.ui import case_page, formats
from callcentre.ui.banner import Banner
from callcentre.ui.case_files import CaseFiles
from callcentre.ui.chips import Chip
from callcentre.ui.complaint import telling
from callcentre.ui.complaint.act_bar import ComplaintBar
from callcentre.ui.complaint.facts import ComplaintFacts
from callcentre.ui.fonts import Role
from callcentre.ui.labels import Elided, Heading, label, line
from callcentre.ui.language import live
from callcentre.ui.order.telling import words_of
from callcentre.ui.screen import Act, ScreenContext
from callcentre.ui.story import StoryList
from callcentre.ui.waiting_line import WaitingLine
from callcentre.words import _, codes

CHANGES = ("complaint", "order", "customer", "phone")
"""Kinds of change after which a complaint is read again."""


class ComplaintPage(QWidget):
    """`show_complaint(id)` reads and shows it; it follows every change, whoever made it.

    `loaded` fires with the card each time it was read.
    """

    loaded = Signal(object)

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__()
        self._ctx = ctx
        self._complaint: UUID | None = None
        self._card: ComplaintCard | None = None
        self.no = Elided(role=Role.NAME, cut="left")
        self.no.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._chip = Chip()
        self.owner = Elided(role=Role.CELL, ink="ink2")
        self.due = Chip()
        self._about = Elided(role=Role.BODY, ink="ink2")
        self._words = label("", Role.CELL, ink="2", wrap=True)
        self.yours = Banner(tone="due")
        self._problem = Banner(tone="due")
        for banner in (self.yours, self._problem):
            banner.hide()
        self.waiting = WaitingLine(ctx, "complaint")
        self.files = CaseFiles(ctx, self, "complaint")
        self.act_bar = ComplaintBar(ctx)
        self.act_bar.begun.connect(lambda _begun: self.files.view.shut())
        self._story_head = Heading(lambda: _("Story"))
        self.story = StoryList(lambda: _("Story of the complaint"))
        self.facts = ComplaintFacts(ctx, self.files)
        self._lay_out()
        live(self, self._say)
        ctx.announcer.subscribe(self, CHANGES, lambda _changes: self.refresh())

    @property
    def complaint(self) -> UUID | None:
        """The complaint shown, None before the first."""
        return self._complaint

    def show_complaint(self, complaint: UUID) -> None:
        """Reads the complaint and shows it; what stood here before stays readable until then."""
        self._complaint = complaint
        self.act_bar.expect(complaint)
        self.files.expect(complaint)
        self.refresh()

    def acts(self) -> list[Act]:
        """What may be done with it and its files, and why the rest may not."""
        return [*self.act_bar.acts(), *self.files.acts()] if self._card is not None else []

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        case_page.give_way(self, self.story, [self._about])

    def refresh(self) -> None:
        """Reads the complaint again."""
        complaint = self._complaint
        if complaint is None:
            return

        def ask(session: Session) -> tuple[ComplaintCard, ComplaintChoices]:
            return complaint_card(session, complaint), complaint_choices(session)

        self._ctx.runner.read(ask, done=self._show, failed=self._failed, owner=self)

    def _show(self, read: tuple[ComplaintCard, ComplaintChoices]) -> None:
        card, choices = read
        if card.id != self._complaint:
            return
        self._card = card
        self._problem.hide()
        self.files.show_files(card.id, card.attachments)
        self.waiting.show_of(card.id)
        self._say()
        self.act_bar.show_complaint(card, choices)
        self.act_bar.leads_to(self.story, *self.facts.links())
        self._columns.order_tabs()
        self.loaded.emit(card)

    def _failed(self, problem: Exception) -> None:
        self._problem.show_problem(_("The complaint could not be read"), problem)

    def _say(self) -> None:
        card = self._card
        if card is None:
            return
        ctx, now = self._ctx, self._ctx.now()
        self.no.setText(card.no)
        self._chip.show_state(*telling.state_chip(card.now.state, card.now.ended_as))
        self.owner.setText(_("Owner: {owner}").format(owner=card.owner))
        due = running(card.clocks) if card.now.ended_at is None else None
        self.due.show_state(*telling.due_chip(due, now))
        self._about.setText(self._about_words(card))
        self._words.setText(formats.joined(card.words, _("wishes: {wish}").format(wish=card.wish) if card.wish else ""))
        self._words.setVisible(bool(card.words or card.wish))
        self._say_yours(card)
        self._story_head.count(len(card.story))
        self.story.set_steps(telling.steps(card.story, ctx.profile, now, ctx.zone))
        self.facts.show_card(card)

    def _about_words(self, card: ComplaintCard) -> str:
        against = codes.shown(codes.ABOUT, card.now.against) if card.now.against else ""
        phone = next((formats.phone(phone.e164) for phone in card.phones if phone.kind != "wrong"), "")
        customer = f"{card.customer.name} {phone}".strip() if card.customer else _("nobody by name")
        category = words_of(self._ctx.profile.complaint_categories, card.now.category)
        offered = _("offered to {person}").format(person=card.offered_to) if card.offered_to else ""
        return formats.begun(formats.joined(offered, category, against, card.outlet, customer))

    def _say_yours(self, card: ComplaintCard) -> None:
        me, now = self._ctx.person.id, card.now
        if now.concerned == me:
            self.yours.show_text(
                _("This complaint is about you"),
                _("Somebody else owns it, decides it and calls the customer. You may answer what you are asked."),
            )
        elif now.offered_to == me and now.ended_at is None:
            self.yours.show_text(
                _("You are asked to take this over"),
                _("Until you accept, {owner} stays responsible.").format(owner=card.owner),
            )
        else:
            self.yours.show_text("")

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.no)
        head.addWidget(self._chip)
        head.addWidget(self.owner, 1)
        head.addWidget(self.due)
        under = (self._about, self._words, self.waiting, self.yours, self._problem, self.files.problem, self.act_bar, line(), self._story_head)
        self._columns = case_page.lay_out(self, self._ctx, "complaint", head, under, self.story, self.facts)
