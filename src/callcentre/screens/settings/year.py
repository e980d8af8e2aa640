"""A year at a glance: rest days, weekends that are worked, and whether the notice is out yet."""

import calendar
from datetime import date, timedelta

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from callcentre.domain.calendars import is_workday
from callcentre.domain.profile import Calendar
from callcentre.ui import fonts, formats, paint
from callcentre.ui.fonts import Role, measured
from callcentre.ui.language import live
from callcentre.ui.theme import theme
from callcentre.words import N_, _, language

MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"),
    N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
)
ACROSS = 3
GAP = 20


def spans(days: frozenset[date], year: int) -> list[tuple[date, date]]:
    """The days of a year as runs, a weekend between two of them not parting a run."""
    runs: list[tuple[date, date]] = []
    for day in sorted(day for day in days if day.year == year):
        if runs and all(
            (runs[-1][1] + timedelta(days=n)).weekday() > 4 for n in range(1, (day - runs[-1][1]).days)
        ):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def span_words(first: date, last: date) -> str:
    """1 Oct–7 Oct, or one day."""
    start, end = formats.day(first, first), formats.day(last, last)
    return start if first == last else f"{start}–{end}"


class YearPicture(QWidget):
    """Twelve months: rest days on a quiet ground, worked weekends in amber, today with an edge."""

    def __init__(self) -> None:
        super().__init__()
        self._year, self._calendar, self._today = 2026, Calendar("CN", frozenset(), frozenset(), frozenset()), date.min
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        measured(self)
        live(self, self._say)

    def show_year(self, year: int, kept: Calendar, today: date) -> None:
        """Another year."""
        self._year, self._calendar, self._today = year, kept, today
        self._say()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        wide, high = self._cell()
        month = high * 8 + GAP
        return QSize(round(ACROSS * (7 * wide + GAP)), round(month * 4))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide, high = self._cell()
        for number in range(12):
            left = number % ACROSS * (7 * wide + GAP)
            top = number // ACROSS * (high * 8 + GAP)
            self._paint_month(painter, number + 1, left, top, wide, high)

    def _cell(self) -> tuple[float, float]:
        return paint.width("00", Role.SMALL) + 9, fonts.metrics(Role.SMALL).height() + 5

    def _paint_month(self, painter: QPainter, month: int, left: float, top: float, wide: float, high: float) -> None:
        paint.text(painter, QRectF(left, top, 7 * wide, high), _(MONTHS[month - 1]), Role.CHIP)
        for weekday in range(7):
            name = formats.weekday(date(2024, 1, 1 + weekday))
            shown = name[-1] if language() == "zh_CN" else name[:2]
            self._centred(painter, QRectF(left + weekday * wide, top + high, wide, high), shown, Role.SMALL, "ink3")
        for week, days in enumerate(calendar.Calendar().monthdatescalendar(self._year, month)):
            for place, day in enumerate(days):
                if day.month == month:
                    rect = QRectF(left + place * wide, top + (week + 2) * high, wide, high)
                    self._paint_day(painter, rect.adjusted(1, 1, -1, -1), day)

    def _paint_day(self, painter: QPainter, rect: QRectF, day: date) -> None:
        works, usual = is_workday(day, self._calendar), day.weekday() < 5
        painter.setPen(Qt.PenStyle.NoPen)
        if not works:
            painter.setBrush(theme().colour("hairline" if usual else "sunken"))
            painter.drawRoundedRect(rect, 3, 3)
        elif not usual:
            painter.setBrush(theme().tint("due"))
            painter.setPen(QPen(theme().mark("due"), 1))
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        if day == self._today:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme().colour("accent"), 2))
            painter.drawRoundedRect(rect, 3, 3)
        ink = "due" if works and not usual else "ink" if works else "ink2"
        role = Role.CHIP if works != usual else Role.SMALL
        self._centred(painter, rect, str(day.day), role, ink)

    @staticmethod
    def _centred(painter: QPainter, rect: QRectF, shown: str, role: Role, ink: str) -> None:
        painter.setFont(fonts.font(role))
        painter.setPen(paint.ink(ink))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, shown)

    def _say(self) -> None:
        self.setAccessibleName(_("Calendar {year}").format(year=self._year))
