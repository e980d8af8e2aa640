"""The callback panel: the queue, the talk with its survey and outcome bar, the story."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from callcentre.screens.callbacks.hold import Hold
from callcentre.screens.callbacks.later import LaterStrip
from callcentre.screens.callbacks.survey import Survey
from callcentre.screens.callbacks.waiting import WaitingPane
from callcentre.store.customers import PhoneRow
from callcentre.store.order_card import OrderCard, phone_at
from callcentre.ui import formats, keys
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.ui.chips import Chip
from callcentre.ui.columns import Columns
from callcentre.ui.fonts import Role
from callcentre.ui.holding import claims_of
from callcentre.ui.labels import Elided, Heading, ground, label
from callcentre.ui.order.act_bar import ActBar
from callcentre.ui.outcome import OutcomeBar
from callcentre.ui.screen import ScreenContext
from callcentre.ui.scrolled import Scrolled
from callcentre.ui.states import Empty, Loading
from callcentre.ui.story import StoryList
from callcentre.words import _

IDLE, TALK, AFTER, READING = range(4)
"""Pages of the middle: nobody on the line, the talk, what follows a dissatisfied customer, the order being read."""


class CallbacksView(QWidget):
    """Signals say what the person wants; nothing is decided here."""

    answered = Signal(bool)
    """The customer is satisfied (True) or not."""
    attempted = Signal(str)
    """No talk: no_answer, busy, wrong_number or refused."""
    promised = Signal(object)
    """The customer wants to be called at this moment."""
    put_away = Signal()

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__()
        self._ctx = ctx
        self.claims = claims_of(ctx)
        self.waiting = WaitingPane(ctx, self.claims)
        self.queue = self.waiting.list
        self.hold = Hold(self, ctx, self.claims)
        self._make_talk()
        self._make_after()
        self.story_head = Heading(lambda: _("Story of the order"))
        self.story_head.setMinimumHeight(32)
        self.story_head.hide()
        self.no_story = label(
            lambda: _("The story of an order is seen here while its customer is called back."), Role.CELL, ink="2", wrap=True
        )
        self.story = StoryList(lambda: _("Story of the order"), narrow=True)
        self._lay_out()

    def show_story_head(self, no: str) -> None:
        """Over the story the order it is of; without one what would be here."""
        self.story_head.note(no)
        self.story_head.setVisible(bool(no))
        self.no_story.setVisible(not no)

    def show_later(self, shown: bool) -> None:
        """Asks for the promised time in place of the outcomes, or puts the question away."""
        self.outcomes.setVisible(not shown)
        if shown:
            self.later.ask()
        else:
            self.later.hide()

    def show_problem(self, what: str, problem: Exception) -> None:
        """Says in the page in sight what could not be done, and why."""
        (self.problem if self.middle.currentIndex() == TALK else self.trouble).show_problem(what, problem)

    def show_number(self, card: OrderCard, phone: PhoneRow | None) -> None:
        """The number that is called; without one whom to ask for it, and where it is written down."""
        self.phone.setText(formats.phone(phone.e164) if phone else _("no number"))
        self.lost.setVisible(phone is None)
        if phone is not None:
            return
        number = phone_at(card.outlet, self._ctx.now(), self._ctx.profile) if card.outlet else ""
        asked = formats.joined(card.outlet.name, formats.phone(number)) if card.outlet and number else ""
        self.lost.show_text(
            _("No number of this customer is right"),
            _("Ask the outlet for one: {outlet}.").format(outlet=asked) if asked else _("Write one down, then call."),
        )
        customer = card.customer.id
        self.lost.set_acts([Button(
            lambda: _("Write it on the card"), icon="person",
            run=lambda: self._ctx.navigate("intake.customer", customer=customer),
        )])

    def _make_talk(self) -> None:
        self.customer = Elided(role=Role.NAME)
        self.phone = label("", Role.NAME)
        self.timer = Chip()
        self.about = Elided(role=Role.CELL, ink="ink2")
        self.needs = Banner(tone="due")
        self.lost = Banner(tone="due", icon="phone")
        self.script = label("", Role.SCRIPT, wrap=True)
        self.survey = Survey(self._ctx.profile.survey)
        self.contradiction = Banner(tone="due")
        self.complain = Button(lambda: _("Raise a charge complaint with it"), key="Alt+C", icon="comment_error")
        self.complain.setCheckable(True)
        self.contradiction.set_acts([self.complain])
        self.sheet = label("", Role.CELL, wrap=True)
        self.problem = Banner(tone="due")
        """Of the talk; `trouble` is that of the other pages."""
        self.trouble = Banner(tone="due")
        for banner in (self.needs, self.lost, self.contradiction, self.problem, self.trouble):
            banner.hide()
        self._make_outcomes()

    def _make_outcomes(self) -> None:
        self.satisfied = Button(
            lambda: _("Satisfied, close"), key="F8", kind="primary", run=lambda: self.answered.emit(True)
        )
        self.dissatisfied = Button(lambda: _("Not satisfied"), key="Alt+D", run=lambda: self.answered.emit(False))
        no_talk = (
            ("no_answer", lambda: _("No answer"), "Alt+1"), ("busy", lambda: _("Busy"), "Alt+2"),
            ("wrong_number", lambda: _("Wrong number"), "Alt+4"),
        )
        attempts = [
            Button(words, key=key, run=partial(self.attempted.emit, outcome)) for outcome, words, key in no_talk
        ]
        attempts.insert(2, Button(lambda: _("Call later"), key="Alt+3", run=lambda: self.show_later(True)))
        refuses = Button(lambda: _("Refuses"), key="Alt+5", run=lambda: self.attempted.emit("refused"))
        self.outcomes = OutcomeBar([self.satisfied, self.dissatisfied, refuses], below=attempts)
        self.later = LaterStrip(self._ctx)
        self.later.closed.connect(self._not_later)
        self.later.promised.connect(self.promised)

    def _not_later(self) -> None:
        self.show_later(False)
        self.survey.start()

    def _make_after(self) -> None:
        self.after_head = label("", Role.NAME, wrap=True)
        self.after_script = label("", Role.SCRIPT, wrap=True)
        self.act_bar = ActBar(self._ctx)
        self.done = Button(lambda: _("Done with this one"), key="Esc", run=self.put_away.emit)

    def _lay_out(self) -> None:
        left = ground("window")
        _column(left, (0, 0, 0, 0)).addWidget(self.waiting)
        self.middle = QStackedWidget()
        self.empty = Empty(
            lambda: keys.named(_("Nobody is on the line. F5 takes the next callback, or choose one at the left."))
        )
        self.reading = Loading(lambda: _("Reading the order"))
        for page in (self.empty, self._talk_page(), self._after_page(), self.reading):
            self.middle.addWidget(page)
        middle = ground("surface")
        column = _column(middle, (0, 0, 0, 0), 0)
        for widget in (self.trouble, self.hold.banner):
            column.addWidget(widget)
        column.addWidget(self.middle, 1)
        right = ground("window")
        column = _column(right, (0, 16, 0, 0))
        head = QVBoxLayout()
        head.setContentsMargins(16, 0, 16, 0)
        head.addWidget(self.story_head)
        head.addWidget(self.no_story)
        column.addLayout(head)
        column.addWidget(self.story, 1)
        columns = Columns(
            self._ctx.remembered, "callbacks", [left, middle, right],
            at_1366=[272, 622, 400], at_1920=[344, 944, 560],
        )
        whole = _column(self, (0, 0, 0, 0))
        whole.addWidget(columns)
        self.setFocusProxy(self.queue)

    def _talk_page(self) -> QWidget:
        page = ground("surface")
        whole = _column(page, (0, 0, 0, 0))
        inside = ground("surface")
        column = _column(inside, (20, 16, 20, 16), 12)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self.customer, 1)
        head.addWidget(self.phone)
        head.addWidget(self.timer)
        column.addLayout(head)
        column.addWidget(self.about)
        column.addWidget(self.lost)
        column.addWidget(self.needs)
        said = ground("sunken")
        words = _column(said, (16, 10, 16, 10))
        words.addWidget(self.script)
        column.addWidget(said)
        column.addWidget(self.survey)
        column.addWidget(self.contradiction)
        column.addWidget(Heading(lambda: _("This service")))
        column.addWidget(self.sheet)
        column.addStretch(1)
        whole.addWidget(Scrolled(inside), 1)
        for widget in (self.problem, self.later, self.outcomes):
            whole.addWidget(widget)
        return page

    def _after_page(self) -> QWidget:
        page = ground("surface")
        whole = _column(page, (0, 0, 0, 0), 0)
        column = QVBoxLayout()
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        for widget in (self.after_head, self.after_script, self.act_bar):
            column.addWidget(widget)
        column.addStretch(1)
        whole.addLayout(column, 1)
        whole.addWidget(OutcomeBar([self.done]))
        return page


def _column(owner: QWidget, margins: tuple[int, int, int, int], spacing: int = 8) -> QVBoxLayout:
    column = QVBoxLayout(owner)
    column.setContentsMargins(*margins)
    column.setSpacing(spacing)
    return column
