"""A point in time: typed as people write it, or stepped by the cursor keys; empty means none."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from callcentre.domain.instants import DAY, MINUTE, Instant, from_datetime, to_datetime
from callcentre.ui import formats
from callcentre.ui.fields import TextField
from callcentre.ui.language import Say, live
from callcentre.words import _

STEP = 15 * MINUTE
_TYPED = re.compile(r"(?:(?:(?:(\d{4})[-/.年])?(\d{1,2})[-/.月])?(\d{1,2})[日号]?\s+)?(\d{1,2})[:：]?(\d\d)")
_DAY_ONLY = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})[日号]?")


def typed_moment(text: str, now: Instant, zone: ZoneInfo) -> Instant | None:
    """"14:30" or "1430" (today), "17 14:30", "7-17 14:30", "2026-07-17 14:30", "7-17" (its start); None where unclear."""
    local = to_datetime(now, zone)
    written = text.strip()
    if match := _TYPED.fullmatch(written):
        year, month, day, hour, minute = (int(part) if part else None for part in match.groups())
    elif match := _DAY_ONLY.fullmatch(written):
        (year, month, day), hour, minute = (int(part) if part else None for part in match.groups()), 0, 0
    else:
        return None
    try:
        return from_datetime(
            datetime(year or local.year, month or local.month, day or local.day, hour or 0, minute or 0, tzinfo=zone)
        )
    except ValueError:
        return None


class MomentField(TextField):
    """Holds an instant or none. Down and Up step by a quarter of an hour, Page keys by a day, from now.

    `changed` fires when a person chose. Words that are no time stay, and `wrong` is true.
    """

    changed = Signal()

    def __init__(self, name: Say, now: Callable[[], Instant], zone: ZoneInfo) -> None:
        super().__init__(name, hint=lambda: _("14:30 or 7-17 14:30, cursor keys step"), icon="clock")
        self._now, self._zone = now, zone
        self._value: Instant | None = None
        self.wrong = False
        self.editingFinished.connect(self._read)
        live(self, self._show)

    def value(self) -> Instant | None:
        """The instant chosen, None when none is."""
        self._read()
        return self._value

    def set_value(self, at: Instant | None) -> None:
        """Shows an instant without telling."""
        self._value, self.wrong = at, False
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Down: STEP, Qt.Key.Key_Up: -STEP, Qt.Key.Key_PageDown: DAY, Qt.Key.Key_PageUp: -DAY,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self._read()
        here = self._value if self._value is not None else self._now() // STEP * STEP
        self._choose(here + step if self._value is not None or abs(step) == DAY else here)

    def _read(self) -> None:
        text = self.text().strip()
        if text == self._written():
            self.wrong = False
            return
        found = typed_moment(text, self._now(), self._zone) if text else None
        self.wrong = bool(text) and found is None
        if not self.wrong:
            self._choose(found)

    def _choose(self, at: Instant | None) -> None:
        different = at != self._value
        self._value, self.wrong = at, False
        self._show()
        if different:
            self.changed.emit()

    def _written(self) -> str:
        if self._value is None:
            return ""
        local = to_datetime(self._value, self._zone)
        today = to_datetime(self._now(), self._zone)
        if local.date() == today.date():
            return f"{local:%H:%M}"
        if abs(local - today) < timedelta(days=300) and local.year == today.year:
            return f"{local.month}-{local.day} {local:%H:%M}"
        return f"{local:%Y-%m-%d %H:%M}"

    def _show(self) -> None:
        self.setText(self._written())
        if self._value is not None:
            self.setToolTip(formats.spoken_day(to_datetime(self._value, self._zone).date()))
