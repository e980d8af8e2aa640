"""The bar of the call: number, timer, who has this number, the end of the call. In a danger a red band to read from."""

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from callcentre.domain.profile import Coded
from callcentre.store.customer_card import Caller
from callcentre.ui import fonts, formats, sheet
from callcentre.ui.buttons import Button
from callcentre.ui.choices import Choice, Segments
from callcentre.ui.fields import TextField
from callcentre.ui.flow import Flow
from callcentre.ui.fonts import Role
from callcentre.ui.labels import Icon, label, line
from callcentre.ui.language import live
from callcentre.ui.theme import theme
from callcentre.words import _, language

HEIGHT = 52
NARROW, CLOCK_NARROW = 720, 136
"""Width of a bar with room for less, and of what its clock counts down to."""
QWIDGETSIZE_MAX = 16_777_215
SHOWN = 9
"""People with a key of their own."""


class CallerBar(QFrame):
    """`show_call`, `show_people`, `show_time`; `show_danger` turns it into the band."""

    person_chosen = Signal(object)
    somebody_else = Signal()
    complaint_wanted = Signal()
    end_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._danger = False
        self.icon = Icon("call", "good", side=20, filled=True)
        self.number = label("", Role.NAME)
        self.time = label("", ink="2")
        self.count = label("", ink="2")
        self._people = QWidget()
        self._flow = Flow(self._people)
        self.other = Button(lambda: _("Somebody else"), key="Alt+X", kind="quiet", run=self.somebody_else.emit)
        self.complain = Button(
            lambda: _("Complaint"), key="Alt+K", kind="quiet", icon="comment_error", run=self.complaint_wanted.emit
        )
        self.end = Button(lambda: _("End call"), key="Alt+E", icon="call_end", run=self.end_wanted.emit)
        self.read_out = label("", Role.SCRIPT, wrap=True)
        self.clock = label("", Role.NAME)
        self.clock_name = label(lambda: _("until an outlet must have accepted"), Role.CELL)
        self.clock_name.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._band = QWidget()
        self._lay_out()
        self.show_danger("")

    def show_call(self, number: str, *, direction: str, ended: bool) -> None:
        """Whose call it is by its number."""
        shown = formats.phone(number) if number else _("No number shown")
        self.number.setText(shown)
        self.icon.show_icon("call_end" if ended else "call" if direction == "in" else "call_outbound",
                            "danger" if self._danger else "ink2" if ended else "good", filled=not ended)
        for button in (self.complain, self.end):
            button.setVisible(not ended)

    def show_people(self, people: Sequence[Caller], chosen: UUID | None) -> None:
        """Everybody who has this number, the one it is taken to be chosen."""
        self._flow.clear()
        several = len(people) > 1 or (len(people) == 1 and chosen != people[0].customer_id)
        self.count.setText(_("{n} people on this number").format(n=len(people)) if len(people) > 1 else "")
        for at, one in enumerate(people[:SHOWN] if several else (), start=1):
            struck = _("struck out") if one.kind == "wrong" else ""
            button = Button(formats.joined(one.name, struck), run=partial(self.person_chosen.emit, one.customer_id))
            button.setCheckable(True)
            button.setChecked(one.customer_id == chosen)
            button.digit = f"Alt+{at}"
            button.setShortcut(QKeySequence(button.digit))
            self._flow.addWidget(button)
        self._people.setVisible(several)
        self.other.setVisible(chosen is not None and self.end.isVisibleTo(self))
        self._people.updateGeometry()

    def show_time(self, words: str, clock: str) -> None:
        """How long the call lasts, and in a danger what is left until an outlet must have accepted."""
        self.time.setText(words)
        self.clock.setText(clock)

    def show_danger(self, words: str) -> None:
        """The words to read out; empty ones make it the plain bar again."""
        self._danger = bool(words)
        self.read_out.setText(words)
        self.read_out.setAccessibleName(_("Read out: {words}").format(words=words) if words else "")
        self._band.setVisible(self._danger)
        # Words without a ground of their own could not be read on the red.
        for button in (self.other, self.complain):
            button.kind = "secondary" if self._danger else "quiet"
        for each in (self.number, self.time, self.count, self.read_out, self.clock, self.clock_name):
            sheet.choose(each, ink="danger" if self._danger else "2" if each in (self.time, self.count) else "")
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < fonts.scaled(NARROW)
        # The number and the acts are read whole before how long it lasts.
        for spared in (self.time, self.count):
            spared.setVisible(not narrow)
        self._band_row.setContentsMargins(20 if narrow else 52, 0, 16, 16)
        self.clock_name.setWordWrap(narrow)
        self.clock_name.setMinimumWidth(fonts.scaled(CLOCK_NARROW) if narrow else 0)
        self.clock_name.setMaximumWidth(fonts.scaled(CLOCK_NARROW) if narrow else QWIDGETSIZE_MAX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().tint("danger") if self._danger else theme().colour("surface"))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(20, 0, 16, 0)
        row.setSpacing(12)
        for widget in (self.icon, self.number, self.time):
            row.addWidget(widget)
        row.addSpacing(4)
        row.addWidget(self.count)
        row.addWidget(self._people, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(0)
        for button in (self.other, self.complain, self.end):
            row.addWidget(button)
        top = QWidget()
        # Many people on one number wrap: each of them is seen.
        top.setMinimumHeight(HEIGHT)
        top.setLayout(row)
        self._band_row = band = QHBoxLayout(self._band)
        band.setSpacing(24)
        band.addWidget(self.read_out, 1)
        clock = QVBoxLayout()
        clock.setSpacing(0)
        clock.addWidget(self.clock, 0, Qt.AlignmentFlag.AlignRight)
        clock.addWidget(self.clock_name)
        clock.addStretch(1)
        band.addLayout(clock)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top)
        column.addWidget(self._band)
        column.addWidget(line())


class EndStrip(QFrame):
    """How the call ended, asked for in place: a disposition by digit or cursor, words, and Enter."""

    ended = Signal(str, str)
    """(disposition, words)"""
    closed = Signal()

    def __init__(self, dispositions: Sequence[Coded]) -> None:
        super().__init__()
        self.setProperty("ground", "sunken")
        self.choice = Segments(
            lambda: _("How the call ended"), [Choice(one.code, _words(one)) for one in dispositions], small=True
        )
        self.words = TextField(lambda: _("Words about the call"), hint=lambda: _("Words about the call (optional)"))
        self.save = Button(lambda: _("End call"), key="F8", kind="primary", run=self._end)
        self.cancel = Button(lambda: _("Back"), key="Esc", run=self.closed.emit)
        self.name = label(lambda: _("How did the call end?"), Role.HEADING)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.name)
        column.addWidget(self.choice)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.words, 1)
        row.addWidget(self.cancel)
        row.addWidget(self.save)
        column.addLayout(row)
        self.words.returnPressed.connect(self._end)
        live(self, self._again)

    def ask(self, disposition: str) -> None:
        """Asks, with the likeliest ending chosen."""
        self.choice.choose(disposition)
        self.words.clear()
        self.show()
        self.choice.setFocus()

    def _again(self) -> None:
        self.choice.updateGeometry()

    def _end(self) -> None:
        if self.choice.code():
            self.ended.emit(self.choice.code(), self.words.text().strip())


def _words(one: Coded) -> Callable[[], str]:
    return lambda: one.words[language()]
