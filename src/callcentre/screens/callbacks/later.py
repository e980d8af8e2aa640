"""When the customer wants to be called again, asked for in place of the outcomes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from callcentre.domain.instants import HOUR, MINUTE, Instant, from_datetime, to_datetime
from callcentre.ui import formats
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.ui.choices import Choice, Segments
from callcentre.ui.fonts import Role
from callcentre.ui.labels import label
from callcentre.ui.moment_field import MomentField
from callcentre.ui.screen import ScreenContext
from callcentre.words import N_, _

MORNING, EVENING = (9, 30), (18, 30)
"""Hours at which people who cannot talk now mostly can."""
QUARTER = 15 * MINUTE
Times = tuple[tuple[str, Instant], ...]


def likely_times(now: Instant, zone: ZoneInfo) -> Times:
    """(words, moment) worth offering: in an hour, this evening where that is still to come, tomorrow."""
    local = to_datetime(now, zone)
    offers = [(N_("in an hour"), -(-(now + HOUR) // QUARTER) * QUARTER)]
    evening = _on(local, EVENING, days=0)
    if evening > offers[0][1]:
        offers.append((N_("this evening"), evening))
    offers += [(N_("tomorrow morning"), _on(local, MORNING, days=1)), (N_("tomorrow evening"), _on(local, EVENING, days=1))]
    return tuple(offers)


def _on(local: datetime, hour: tuple[int, int], *, days: int) -> Instant:
    day = local + timedelta(days=days)
    return from_datetime(day.replace(hour=hour[0], minute=hour[1], second=0, microsecond=0))


class LaterStrip(QFrame):
    """`ask()`; `promised(moment)` once a time is said, `closed` when it is put away."""

    promised = Signal(object)
    closed = Signal()

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__()
        self.setProperty("ground", "sunken")
        self._ctx = ctx
        self._times: Times = ()
        self.name = label(lambda: _("When does the customer want to be called?"), Role.HEADING)
        self.offers = Segments(lambda: _("Likely times"), digits=True)
        self.at = MomentField(lambda: _("Call again at"), ctx.now, ctx.zone)
        self.wrong = Banner(tone="due")
        self.wrong.hide()
        self.save = Button(lambda: _("Promise this time"), key="F8", kind="primary", run=self._save)
        self.back = Button(lambda: _("Back"), key="Esc", run=self.closed.emit)
        self._lay_out()
        self.offers.chosen.connect(self._chosen)
        self.at.returnPressed.connect(self._save)
        self.hide()

    def ask(self) -> None:
        """Asks, with the likely times as they are now."""
        now, zone = self._ctx.now(), self._ctx.zone
        self._times = likely_times(now, zone)
        self.offers.set_choices([Choice(str(at), _said(words, at, zone)) for words, at in self._times])
        self.offers.choose("")
        self.offers.leads_to(self.at)
        self.at.set_value(None)
        self.wrong.hide()
        self.show()
        self.at.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _chosen(self, code: str) -> None:
        self.at.set_value(int(code))

    def _save(self) -> None:
        at = self.at.value()
        if at is None or self.at.wrong:
            self.wrong.show_text(
                _("{typed} is no time").format(typed=self.at.text()) if self.at.wrong else _("No time is said yet"),
                _("Write 14:30 or 7-17 14:30, or choose one above."),
            )
            self.at.setFocus()
        elif at <= self._ctx.now():
            self.wrong.show_text(_("This time is over already"), _("Write one that is still to come."))
            self.at.setFocus()
        else:
            self.promised.emit(at)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 12)
        column.setSpacing(8)
        column.addWidget(self.name)
        column.addWidget(self.offers)
        column.addWidget(self.wrong)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.at, 1)
        row.addWidget(self.back)
        row.addWidget(self.save)
        column.addLayout(row)


def _said(words: str, at: Instant, zone: ZoneInfo) -> Callable[[], str]:
    return lambda: formats.joined(_(words), formats.clock(at, zone))
