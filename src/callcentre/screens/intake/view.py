"""The panel's layout: nobody on the line, or the caller's bar over card, talk and help. Nothing is decided here."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from callcentre.screens.intake.about import AboutPane
from callcentre.screens.intake.background import BackgroundPane
from callcentre.screens.intake.caller_bar import CallerBar, EndStrip
from callcentre.screens.intake.card import CustomerPane
from callcentre.screens.intake.help_pane import HelpPane
from callcentre.screens.intake.idle import IdlePage
from callcentre.screens.intake.look_page import LookPage
from callcentre.screens.intake.order_form import OrderForm
from callcentre.screens.intake.person_form import EditPane, StrangerPane
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.ui.choices import Choice, Segments
from callcentre.ui.columns import Columns
from callcentre.ui.fonts import Role
from callcentre.ui.labels import Heading, ground, label
from callcentre.ui.outcome import OutcomeBar
from callcentre.ui.screen import ScreenContext
from callcentre.ui.scrolled import Scrolled
from callcentre.ui.states import Loading
from callcentre.words import _

IDLE, TALK, LOOK = range(3)
"""Nobody on the line, a call, a customer's card without a call."""
CARD, STRANGER, EDIT, READING = range(4)
"""What stands at the left during a call."""
FORM, AFTER = range(2)
LOW, HIGH = 720, 900
"""Up to this height of the page the caller's words get fewer lines; above that there is room for what was before."""


class IntakeView(QWidget):
    """The widgets by name; signals of the acts at the bottom."""

    save_wanted = Signal()
    next_wanted = Signal()
    solved_wanted = Signal()
    solved = Signal(object)
    """What the customer said: True, or None where a callback is to ask."""
    hold_wanted = Signal()
    done_wanted = Signal()
    order_wanted = Signal()

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__()
        self._ctx = ctx
        self.idle, self.look = IdlePage(ctx), LookPage(ctx)
        self.bar = CallerBar()
        self.ending = EndStrip(ctx.profile.dispositions)
        self.ending.hide()
        self.customer, self.stranger, self.edit = CustomerPane(ctx), StrangerPane(), EditPane()
        self.about, self.form, self.help = AboutPane(ctx), OrderForm(ctx), HelpPane()
        self.background = BackgroundPane(ctx)
        self._make_acts()
        self._make_solving()
        self._make_after()
        self._lay_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.ending.isVisible():
            self.ending.closed.emit()
        elif event.key() == Qt.Key.Key_Escape and self.solving.isVisible():
            self.show_solving(False)
        elif event.key() == Qt.Key.Key_Escape and self.look.isVisible():
            self.look.closed.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.form.words.set_lines(3 if self.height() > LOW else 2)
        self.background.setVisible(self.height() > HIGH)

    def show_solving(self, shown: bool) -> None:
        """Asks for the customer's yes in place of the acts, or puts the question away."""
        self.solving.setVisible(shown)
        self.outcome.setVisible(not shown)
        if shown:
            (self.answers if self.answers.isVisibleTo(self) else self.yes).setFocus()

    def offer_answers(self, choices: Sequence[Choice]) -> None:
        """What may have solved it, to be named by its digit; nothing is asked where nothing is written about it."""
        self.answers.set_choices(choices)
        self.answers.choose("")
        for widget in (self.answers, self.answers_name):
            widget.setVisible(bool(choices))

    def show_after(self) -> None:
        """What is read out once the order is saved."""
        focused = self.focusWidget()
        if focused is not None:
            # Else it wanders into the next list, which would stand on a row nobody chose.
            focused.clearFocus()
        self.middle.setCurrentIndex(AFTER)
        self.after_done.setFocus()

    def free_keys(self, free: bool) -> None:
        """While something else asks in place, F8 is its own: the acts of the form are put away."""
        self.outcome.setVisible(free and not self.solving.isVisible())

    def _make_acts(self) -> None:
        self.problem = Banner(tone="due")
        self.problem.hide()
        self.hold = Button(lambda: _("Hold"), key="Alt+H", run=self.hold_wanted.emit)
        self.solve = Button(lambda: _("Solved by phone"), key="Alt+S", run=self.solved_wanted.emit)
        self.save = Button("", key="F8", kind="primary", run=self.save_wanted.emit)
        self.save.cut_in_the_middle()
        self.next = Button(
            lambda: _("Save, then next machine of this case"), key="Alt+N", kind="quiet", run=self.next_wanted.emit
        )
        self.new_head = Heading(lambda: _("New order"))
        self.new_head.put(self.next)
        self.outcome = OutcomeBar([self.hold], [self.solve, self.save])

    def _make_solving(self) -> None:
        self.solving = QFrame()
        self.solving.setProperty("ground", "sunken")
        self.script = label("", Role.SCRIPT, wrap=True)
        self.yes = Button(
            lambda: _("Yes, solved: close"), key="F8", kind="primary", run=lambda: self.solved.emit(True)
        )
        self.perhaps = Button(lambda: _("Not sure: call back"), key="Alt+L", run=lambda: self.solved.emit(None))
        self.back = Button(lambda: _("Back"), key="Esc", run=lambda: self.show_solving(False))
        column = QVBoxLayout(self.solving)
        column.setContentsMargins(20, 12, 20, 12)
        column.setSpacing(10)
        column.addWidget(self.script)
        self.answers_name = label(lambda: _("What helped?"), ink="2")
        self.answers = Segments(lambda: _("What helped?"), digits=True)
        column.addWidget(self.answers_name)
        column.addWidget(self.answers)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for button in (self.back, self.perhaps, self.yes):
            row.addWidget(button)
        column.addLayout(row)
        self.solving.hide()

    def _make_after(self) -> None:
        self.after_head = label("", Role.NAME, wrap=True)
        self.after_script = label("", Role.SCRIPT, wrap=True)
        self.after_open = Button(lambda: _("Open the order"), key="Alt+O", run=self.order_wanted.emit)
        self.after_done = Button(lambda: _("Finished, next caller"), key="F8", kind="primary", run=self.done_wanted.emit)

    def _lay_out(self) -> None:
        self.pages, self.left, self.middle = QStackedWidget(), QStackedWidget(), QStackedWidget()
        self.reading = Loading(lambda: _("Reading the card"))
        for pane in (self.customer, self.stranger, self.edit, self.reading):
            self.left.addWidget(pane)
        for page in (self._form_page(), self._after_page()):
            self.middle.addWidget(page)
        talk = QWidget()
        column = _column(talk)
        column.addWidget(self.bar)
        column.addWidget(self.ending)
        sides = []
        for part in (self.left, self.help):
            side = ground("window")
            _column(side).addWidget(part)
            sides.append(side)
        column.addWidget(Columns(
            self._ctx.remembered, "intake", [sides[0], self.middle, sides[1]],
            at_1366=[320, 590, 384], at_1920=[400, 928, 520],
        ), 1)
        for page in (self.idle, talk, self.look):
            self.pages.addWidget(page)
        _column(self).addWidget(self.pages)

    def _form_page(self) -> QWidget:
        page = ground("surface")
        inside = ground("surface")
        column = _column(inside, (20, 16, 20, 16), 8)
        column.addWidget(self.about)
        column.addWidget(self.new_head)
        column.addWidget(self.form)
        column.addWidget(self.background)
        column.addStretch(1)
        self.scrolled = Scrolled(inside)
        whole = _column(page)
        whole.addWidget(self.scrolled, 1)
        whole.addWidget(self.problem)
        whole.addWidget(self.solving)
        whole.addWidget(self.outcome)
        return page

    def _after_page(self) -> QWidget:
        page = ground("surface")
        inside = QWidget()
        column = _column(inside, (20, 24, 20, 16), 16)
        column.addWidget(self.after_head)
        said = ground("sunken")
        _column(said, (16, 12, 16, 12)).addWidget(self.after_script)
        column.addWidget(said)
        column.addStretch(1)
        whole = _column(page)
        whole.addWidget(inside, 1)
        whole.addWidget(OutcomeBar([self.after_open], [self.after_done]))
        return page


def _column(owner: QWidget, margins: tuple[int, int, int, int] = (0, 0, 0, 0), spacing: int = 0) -> QVBoxLayout:
    column = QVBoxLayout(owner)
    column.setContentsMargins(*margins)
    column.setSpacing(spacing)
    return column
