"""The outlet's reply: pasted or typed, read at once, shown as what it comes to; nothing is written before F8."""

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from callcentre.domain.messenger import Reading, Step
from callcentre.screens.outlets.reply_words import ICONS, doubts_of, order_doubts, step_words
from callcentre.store.dispatch import DayRow
from callcentre.ui import formats
from callcentre.ui.buttons import Button
from callcentre.ui.check import Check
from callcentre.ui.chips import Chip
from callcentre.ui.fields import WordsField
from callcentre.ui.fonts import Role
from callcentre.ui.labels import Heading, Icon, ground, label
from callcentre.ui.outcome import OutcomeBar
from callcentre.ui.screen import ScreenContext
from callcentre.ui.scrolled import Scrolled
from callcentre.words import _, ngettext

QUIET = 250
"""Milliseconds after the last letter before a reply is read."""
UNSURE = frozenset({"which", "short"})
"""Doubts for which a reading is not ticked at first."""


class ReplyBox(QWidget):
    """`wrote(text)` asks for a reading, `show_readings` shows it; `confirmed(readings)` on F8, `edited(reading)`."""

    wrote = Signal(str)
    confirmed = Signal(object)
    edited = Signal(object)

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__()
        self._ctx = ctx
        self._blocks: list[ReadingBlock] = []
        self.field = WordsField(
            lambda: _("Reply of the outlet"),
            hint=lambda: _("Paste what the outlet wrote. It is read here, and nothing is saved before you say so."), lines=4,
        )
        self.write = Button("", key="F8", kind="primary", run=self._confirm)
        self.paste = Button(lambda: _("Paste"), key="Ctrl+Shift+V", kind="small", icon="note", run=self.paste_reply)
        self.drop = Button(lambda: _("Discard"), kind="quiet", run=self.clear)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET)
        self._quiet.timeout.connect(lambda: self.wrote.emit(self.field.words()))
        self.field.textChanged.connect(self._quiet.start)
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(16, 0, 16, 12)
        self._column.setSpacing(8)
        self._scroll = Scrolled(self._list)
        self._bar = OutcomeBar([self.drop], [self.write])
        self._lay_out()
        self.show_readings([], {}, {})

    def paste_reply(self) -> None:
        """Puts what the clipboard holds behind what stands there, and has it read at once."""
        held = QApplication.clipboard().text()
        standing = self.field.toPlainText().rstrip()
        self.field.setPlainText(f"{standing}\n{held}" if standing else held)
        self.read_now()
        self.field.setFocus()

    def read_now(self) -> None:
        """Has it read without waiting for a pause."""
        self._quiet.stop()
        self.wrote.emit(self.field.words())

    def clear(self) -> None:
        """Nothing stands there any more."""
        self.field.setPlainText("")
        self.read_now()

    def show_readings(
        self, readings: Sequence[Reading], rows: Mapping[UUID, DayRow], names: Mapping[object, str]
    ) -> None:
        """What the reply comes to, order by order."""
        for block in self._blocks:
            self._column.removeWidget(block)
            block.hide()
            block.deleteLater()
        while self._column.count():
            self._column.takeAt(0)
        self._blocks = [ReadingBlock(reading, rows, names, self._ctx) for reading in readings]
        for block in self._blocks:
            self._column.addWidget(block)
            block.ticked.connect(self._say)
            block.edited.connect(self.edited)
        self._column.addStretch(1)
        self._say()

    def readings(self) -> list[Reading]:
        """The readings ticked to be written."""
        return [block.reading for block in self._blocks if block.is_ticked()]

    def blocks(self) -> Sequence["ReadingBlock"]:
        """What is shown."""
        return self._blocks

    def show_refused(self, refused: Mapping[UUID, str]) -> None:
        """Leaves only what was refused, each with its reason."""
        for block in self._blocks:
            why = refused.get(block.reading.order) if block.reading.order is not None else None
            if why:
                block.refuse(why)

    def let_write(self, allowed: bool) -> None:
        """F8 belongs to a form as long as one is open."""
        self._bar.setVisible(allowed and bool(self._blocks))

    def _confirm(self) -> None:
        self._quiet.stop()
        self.confirmed.emit(self.readings())

    def _say(self) -> None:
        n = len(self.readings())
        self.write.say(ngettext("Write it for {n} order", "Write it for {n} orders", n).format(n=n))
        self.write.allow("" if n else _("Nothing is ticked that could be written"))
        self._bar.setVisible(bool(self._blocks))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        head = Heading(lambda: _("Reply of the outlet"))
        head.put(self.paste)
        top = QVBoxLayout()
        top.setContentsMargins(16, 12, 16, 0)
        top.setSpacing(8)
        top.addWidget(head)
        top.addWidget(self.field)
        column.addLayout(top)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._bar)


class ReadingBlock(QWidget):
    """One order of the preview: ticked or not, what would be written, amber what is doubted."""

    ticked = Signal()
    edited = Signal(object)

    def __init__(
        self, reading: Reading, rows: Mapping[UUID, DayRow], names: Mapping[object, str], ctx: ScreenContext
    ) -> None:
        super().__init__()
        self.reading = reading
        self._row = rows.get(reading.order) if reading.order is not None else None
        self._refused = label("", Role.CELL, tone="overdue", wrap=True)
        self._refused.hide()
        area = ground("sunken")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
        self._column = QVBoxLayout(area)
        self._column.setContentsMargins(12, 8, 12, 10)
        self._column.setSpacing(6)
        self.tick = Check(self._title())
        self._column.addLayout(self._head())
        for words in order_doubts(reading):
            self._column.addLayout(_doubt(words))
        for step in reading.steps:
            self._add(step, names, ctx)
        self._column.addWidget(self._refused)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def is_ticked(self) -> bool:
        """Whether it is to be written."""
        return bool(self.reading.steps) and self._row is not None and self.tick.isChecked()

    def refuse(self, why: str) -> None:
        """Says why it was not written."""
        self._refused.setText(why)
        self._refused.show()

    def _title(self) -> str:
        row = self._row
        if row is None:
            return self.reading.named or _("No order named")
        return formats.joined(formats.tail(row.no), row.customer)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(8)
        if self._row is None or not self.reading.steps:
            head.addWidget(Icon("warning" if self._row is None else "info", "due" if self._row is None else "ink2"))
            head.addWidget(label(self._title(), Role.ROW), 1)
            self.tick.setChecked(False)
            return head
        self.tick.setChecked(not self.reading.doubts & UNSURE)
        self.tick.toggled.connect(lambda _on: self.ticked.emit())
        head.addWidget(self.tick, 1)
        edit = Button(_("Change"), kind="small", icon="edit", run=partial(self.edited.emit, self.reading))
        edit.setAccessibleName(_("Change {name}").format(name=self._title()))
        head.addWidget(edit)
        return head

    def _add(self, step: Step, names: Mapping[object, str], ctx: ScreenContext) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        doubted = doubts_of(step)
        icon = Icon(ICONS[step.kind], "due" if doubted else "ink2")
        line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        words = step_words(step, names, ctx.profile, ctx.now(), ctx.zone)
        line.addWidget(label(words, Role.CELL, wrap=True), 1)
        self._column.addLayout(line)
        for each in doubted:
            self._column.addLayout(_doubt(each))


def _doubt(words: str) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setContentsMargins(24, 0, 0, 0)
    line.addWidget(Chip(words, tone="due", icon="clock"))
    line.addStretch(1)
    return line
