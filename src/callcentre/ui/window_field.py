"""The appointment window: the profile's windows by the cursor keys, suggestions as chips, or typed."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from callcentre.domain.instants import DAY, Instant, local_date, local_instant, to_datetime
from callcentre.ui import formats
from callcentre.ui.buttons import Button
from callcentre.ui.fields import TextField
from callcentre.ui.flow import Flow
from callcentre.ui.fonts import Role
from callcentre.ui.labels import label
from callcentre.ui.language import Say, live, said
from callcentre.words import _

Window = tuple[Instant, Instant]
DAYS_AHEAD = 14
_TYPED = re.compile(r"(?:(?:(\d{1,2})[-/.月])?(\d{1,2})[日号]?\s+)?(\d{1,2})(?::(\d\d))?\s*[-–—~到]\s*(\d{1,2})(?::(\d\d))?")


@dataclass(frozen=True, slots=True)
class Offer:
    """A window worth offering first, and in short why: "suits the customer, outlet has room"."""

    start: Instant
    end: Instant
    why: str = ""


def windows_ahead(hours: Sequence[tuple[int, int]], now: Instant, zone: ZoneInfo, days: int = DAYS_AHEAD) -> list[Window]:
    """The profile's windows that have not ended yet, in order of time, for some days from today."""
    found = []
    for later in range(days):
        on = local_date(now + later * DAY, zone)
        for first, last in hours:
            start = local_instant(on.year, on.month, on.day, zone, first)
            end = start + (last - first) * 3_600_000_000
            if end > now:
                found.append((start, end))
    return found


def typed_window(text: str, now: Instant, zone: ZoneInfo) -> Window | None:
    """What a person typed: "18-20" (the next time these hours come), "17 18-20", "7-17 9:30-11"; None where unclear."""
    match = _TYPED.fullmatch(text.strip())
    if match is None:
        return None
    month, day, first, first_min, last, last_min = (int(part) if part else None for part in match.groups())
    today = local_date(now, zone)
    on = today if day is None else today.replace(day=1)
    try:
        if day is not None:
            on = today.replace(month=month or today.month, day=day)
            if on < today:
                on = on.replace(year=on.year + 1) if month else (on + timedelta(days=31)).replace(day=day)
        start = local_instant(on.year, on.month, on.day, zone, first or 0, first_min or 0)
        end = local_instant(on.year, on.month, on.day, zone, last or 0, last_min or 0)
    except ValueError:
        return None
    if day is None and end <= now:
        start, end = start + DAY, end + DAY
    return (start, end) if start < end else None


class _Line(TextField):
    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 100, Qt.Key.Key_PageUp: -100}
        step = steps.get(Qt.Key(event.key()))
        if step:
            self.stepped.emit(step)
        else:
            super().keyPressEvent(event)


class WindowField(QWidget):
    """Holds an agreed window [start, end) or none. Down and Up go through the profile's windows, Page keys by a day.

    `hours` are the profile's windows, `now` the desk's clock. `changed` fires when a person chose.
    Words that are no window stay, and `wrong()` is true: nothing typed is lost in silence.
    """

    changed = Signal()

    def __init__(self, name: Say, hours: Sequence[tuple[int, int]], now: Callable[[], Instant], zone: ZoneInfo) -> None:
        super().__init__()
        self._hours, self._now, self._zone = tuple(hours), now, zone
        self._value: Window | None = None
        self._shown = ""
        """The text of the value as it was written into the field; anything else was typed."""
        self._offers: tuple[Offer, ...] = ()
        self._line = _Line(name, hint=lambda: _("Cursor down for the next window, or type 18-20"), icon="calendar_clock")
        self._why = label("", Role.CELL, ink="2")
        self._why.setMinimumHeight(24)
        self._chips = QWidget()
        self._offered: list[Button] = []
        self._flow = Flow(self._chips, gap=6)
        self._lay_out()
        self.setFocusProxy(self._line)
        said(self, name, self.setAccessibleName)
        self._line.stepped.connect(self._step)
        self._line.editingFinished.connect(self._read)
        live(self, self._say)

    def value(self) -> Window | None:
        """The window chosen or typed, also before the field is left; None when none is."""
        return self._parsed() if self.typed() else None

    def wrong(self) -> bool:
        """Whether what was typed is no window."""
        return bool(self.typed()) and self._parsed() is None

    def typed(self) -> str:
        """What stands in the field."""
        return self._line.text().strip()

    def set_value(self, window: Window | None) -> None:
        """Shows a window without telling; what is being typed is left alone while nothing else was chosen."""
        if window != self._value or not self._line.hasFocus():
            self._value = window
            self._show()

    def suggest(self, offers: Sequence[Offer]) -> None:
        """Offers these as chips under the field, with the reason of the first before them."""
        self._offers = tuple(offers)
        self._show_chips()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._line)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._why, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._chips, 1)
        column.addLayout(row)

    def _step(self, by: int) -> None:
        known = windows_ahead(self._hours, self._now(), self._zone)
        if not known:
            return
        here = self._value[0] if self._value else None
        if abs(by) > 1 and self._value:
            wanted = self._value[0] + (DAY if by > 0 else -DAY)
            chosen = min(known, key=lambda window: abs(window[0] - wanted))
        elif here is None:
            # Nobody comes to a window that has begun; who means it all the same goes up to it.
            chosen = next((window for window in known if window[0] >= self._now()), known[-1])
        elif by > 0:
            chosen = next((window for window in known if window[0] > here), known[-1])
        else:
            chosen = next((window for window in reversed(known) if window[0] < here), known[0])
        self._choose(chosen)

    def _parsed(self) -> Window | None:
        text = self.typed()
        return self._value if text == self._shown else typed_window(text, self._now(), self._zone)

    def _read(self) -> None:
        if not self.wrong():
            self._choose(self.value())

    def _choose(self, window: Window | None) -> None:
        different = window != self._value
        self._value = window
        self._show()
        if different:
            self.changed.emit()

    def _say(self) -> None:
        if self.typed() == self._shown:
            self._show()

    def _show(self) -> None:
        self._shown = formats.window(*self._value, self._zone) if self._value else ""
        self._line.setText(self._shown)
        self._show_chips()

    def _show_chips(self) -> None:
        """Chips of the offers; those that say the same stay, so that the focus does."""
        words = [_short((offer.start, offer.end), self._now(), self._zone) for offer in self._offers]
        if words != [chip.words for chip in self._offered]:
            self._flow.clear()
            self._offered = []
            before: QWidget = self._line
            for offer, text in zip(self._offers, words, strict=True):
                chip = Button(text, kind="small", run=partial(self._choose, (offer.start, offer.end)))
                chip.setCheckable(True)
                self._flow.addWidget(chip)
                # Qt would put what is made later behind the whole window.
                QWidget.setTabOrder(before, chip)
                self._offered.append(chip)
                before = chip
        for offer, chip in zip(self._offers, self._offered, strict=True):
            chip.setChecked((offer.start, offer.end) == self._value)
            chip.setToolTip(offer.why)
        self._why.setText(self._offers[0].why if self._offers else "")
        self._why.setVisible(bool(self._offers and self._offers[0].why))
        self._chips.setVisible(bool(self._offers))


def _short(window: Window, now: Instant, zone: ZoneInfo) -> str:
    first, last = to_datetime(window[0], zone), to_datetime(window[1], zone)
    ahead = (first.date() - local_date(now, zone)).days
    name = _("Today") if ahead == 0 else formats.weekday(first.date())
    if ahead > 6:
        name = formats.day(first.date(), local_date(now, zone))
    begins = f"{first.hour}" if not first.minute else f"{first:%H:%M}"
    ends = f"{last.hour}" if not last.minute else f"{last:%H:%M}"
    return f"{name} {begins}–{ends}"
