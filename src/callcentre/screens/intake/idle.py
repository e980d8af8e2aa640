"""Nobody on the line: one field for anything a caller says first, my last calls, and what is still open."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from callcentre.screens.intake import rows
from callcentre.screens.intake.rows import Hit
from callcentre.screens.intake.talk import Talk
from callcentre.store.calls import CallRow
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.ui.columns import Columns
from callcentre.ui.fields import SearchField
from callcentre.ui.fonts import Role
from callcentre.ui.labels import Heading, ground, label
from callcentre.ui.lists import CardList
from callcentre.ui.screen import ScreenContext
from callcentre.words import _

FIELD = 480


class IdlePage(QWidget):
    """`asked(text)` while one types; `taken(hit)`, `newcomer(text)`, `called(row)`, `resumed(talk)`."""

    asked = Signal(str)
    taken = Signal(object)
    newcomer = Signal(str)
    called = Signal(object)
    resumed = Signal(object)
    again = Signal()
    """What could not be read is to be read again."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__()
        self._ctx = ctx
        self._answered = ""
        self._enter_waits = False
        self.search = SearchField(
            lambda: _("Number, name, order or serial"), hint=lambda: _("Number, name, letters of the name, order, serial")
        )
        self.search.setFixedWidth(FIELD)
        self.results: CardList[Hit] = CardList(lambda: _("Found"), rows.hit_card, indent=True)
        self.hint = label("", ink="2", wrap=True)
        self.new = Button(
            lambda: _("New customer"), key="F2", icon="add", run=lambda: self.newcomer.emit(self.search.text().strip())
        )
        self.calls: CardList[CallRow] = CardList(
            lambda: _("My last calls"), rows.call_card(ctx.profile, ctx.now, ctx.zone), indent=True
        )
        self.drafts: CardList[Talk] = CardList(
            lambda: _("Not finished yet"), rows.draft_card(ctx.now, ctx.zone), indent=True
        )
        self.no_calls = label(lambda: _("No call yet today."), Role.CELL, ink="2", wrap=True)
        self.no_drafts = label(lambda: _("No call is waiting and no draft is open."), Role.CELL, ink="2", wrap=True)
        self.problem = Banner(tone="due")
        self.problem.hide()
        self._drafts_head = Heading(lambda: _("Not finished yet"))
        # Nothing is said to be empty before it was read.
        for widget in (self.no_calls, self.no_drafts):
            widget.hide()
        self._lay_out()
        self._connect()
        self.say()

    def show_hits(self, hits: list[Hit], typed: str) -> None:
        """What was found for what was typed; an Enter that came before the answer acts now."""
        self.problem.hide()
        self._answered = typed
        self.results.set_rows(hits, keep=lambda hit: hit.found.id)
        if hits and self.results.current() is None:
            self.results.go_to(0, silent=True)
        self.say()
        if self._enter_waits:
            self._enter_waits = False
            self._entered()

    def show_calls(self, calls: list[CallRow]) -> None:
        """My last calls."""
        self.problem.hide()
        self.calls.set_rows(calls, keep=lambda row: row.id)
        self.no_calls.setVisible(not calls)
        self.calls.setVisible(bool(calls))

    def not_read(self, problem: Exception) -> None:
        """Says in place that something could not be read; what was typed stays, and is found no more until it is."""
        self._enter_waits = False
        self.problem.show_problem(_("This could not be read"), problem)
        self.problem.set_acts([Button(lambda: _("Read again"), icon="arrow_sync", run=self.again.emit)])

    def show_drafts(self, talks: list[Talk]) -> None:
        """Calls held open and orders not saved."""
        self.drafts.set_rows(talks, keep=lambda talk: talk.call.id)
        self._drafts_head.count(len(talks) or None)
        self.no_drafts.setVisible(not talks)
        self.drafts.setVisible(bool(talks))

    def say(self) -> None:
        """What to do next, under the field."""
        typed = self.search.text().strip()
        found = bool(self.results.rows_model.rows())
        if found:
            self.hint.setText(_("Enter takes the first, the cursor keys another."))
        elif typed and typed == self._answered:
            self.hint.setText(_("Nobody is called that. Enter takes down a new customer."))
        else:
            self.hint.setText(_("Any part of a number, a name in characters or first letters, the end of an order number."))
        self.results.setVisible(found)

    def start(self) -> None:
        """An empty field with the cursor in it."""
        self.search.clear()
        self.search.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Up and self.results.hasFocus():
            self.search.setFocus()
        elif event.text().isprintable() and event.text() and self.results.hasFocus():
            # One goes on typing from the results: the letter belongs to the field.
            self.search.setFocus()
            self.search.insert(event.text())
        else:
            super().keyPressEvent(event)

    def _connect(self) -> None:
        self.search.asked.connect(self.asked)
        self.search.entered.connect(self._entered)
        self.search.left_down.connect(self._down)
        self.results.opened.connect(self.taken)
        self.results.clicked.connect(lambda _index: self.taken.emit(self.results.current()))
        self.calls.opened.connect(self.called)
        self.drafts.opened.connect(self.resumed)
        self.drafts.clicked.connect(lambda _index: self.resumed.emit(self.drafts.current()))

    def _entered(self) -> None:
        typed = self.search.text().strip()
        if not typed:
            return
        if typed != self._answered:
            self._enter_waits = True
            return
        hit = self.results.current()
        if hit is not None:
            self.taken.emit(hit)
        else:
            self.newcomer.emit(typed)

    def _down(self) -> None:
        if self.results.rows_model.rows():
            self.results.setFocus()
            self.results.go_to(min(1, len(self.results.rows_model.rows()) - 1))

    def _lay_out(self) -> None:
        left, right, middle = ground("window"), ground("window"), ground("surface")
        for side, head, empty, listed in (
            (left, Heading(lambda: _("My last calls")), self.no_calls, self.calls),
            (right, self._drafts_head, self.no_drafts, self.drafts),
        ):
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 16, 0, 0)
            column.setSpacing(8)
            for widget in (head, empty):
                inset = QHBoxLayout()
                inset.setContentsMargins(16, 0, 16, 0)
                inset.addWidget(widget)
                column.addLayout(inset)
            column.addWidget(listed, 1)
            column.addStretch(0)
        self._lay_out_middle(middle)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Columns(
            self._ctx.remembered, "intake idle", [left, middle, right], at_1366=[320, 590, 384], at_1920=[400, 928, 520]
        ))

    def _lay_out_middle(self, middle: QWidget) -> None:
        inner = QVBoxLayout()
        inner.setSpacing(12)
        inner.addWidget(label(lambda: _("Who is calling?"), Role.NAME))
        inner.addWidget(self.search)
        inner.addWidget(self.problem)
        row = QHBoxLayout()
        row.addWidget(self.hint, 1)
        row.addWidget(self.new, 0, Qt.AlignmentFlag.AlignTop)
        inner.addLayout(row)
        self.results.setFixedWidth(FIELD)
        inner.addWidget(self.results, 1)
        inner.addStretch(0)
        whole = QHBoxLayout(middle)
        whole.setContentsMargins(20, 32, 20, 16)
        whole.addStretch(1)
        whole.addLayout(inner)
        whole.addStretch(1)
