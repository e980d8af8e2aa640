"""The figures of an outlet as drawn lines, and its week as bars."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from callcentre.store.outlet_card import DayLoad
from callcentre.ui import formats, paint
from callcentre.ui.fonts import Role, measured
from callcentre.ui.theme import theme
from callcentre.words import _

GAP = 12


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its interval [low, high] around `value`, all shares of the scale's whole; None is nothing counted.

    `value` and `all_outlets` are drawn as dot and tick; `said` is the value in words.
    """

    name: str
    said: str
    value: float | None
    low: float | None = None
    high: float | None = None
    all_outlets: float | None = None

    def spoken(self) -> str:
        """The figure in words, for screen readers."""
        return f"{self.name} {self.said}"


@dataclass(frozen=True, slots=True)
class Scale:
    """Figures drawn on one scale from 0 to `whole`, whose `end` is written under it."""

    figures: Sequence[Figure]
    end: str
    whole: float = 1.0


class Intervals(QWidget):
    """Rows of name, value and drawn interval; each scale stands under its rows."""

    def __init__(self, scales: Sequence[Scale]) -> None:
        super().__init__()
        self._scales = [scale for scale in scales if scale.figures]
        self._figures = [figure for scale in self._scales for figure in scale.figures]
        measured(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("\n".join(figure.spoken() for figure in self._figures))

    def sizeHint(self) -> QSize:
        return QSize(300, round(self._row() * len(self._figures) + self._foot() * len(self._scales)))

    def minimumSizeHint(self) -> QSize:
        return QSize(260, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        name = max((paint.width(figure.name, Role.CELL) for figure in self._figures), default=0)
        name = min(max(72.0, name), self.width() * 0.4)
        said = max((paint.width(figure.said, Role.CELL_TITLE) for figure in self._figures), default=0) + 2
        track = QRectF(name + said + 2 * GAP, 0, self.width() - name - said - 2 * GAP - 6, self._row())
        top = 0.0
        for scale in self._scales:
            for figure in scale.figures:
                paint.text(painter, QRectF(0, top, name, self._row()), figure.name, Role.CELL, "ink2")
                paint.text(
                    painter, QRectF(name + GAP, top, said, self._row()), figure.said, Role.CELL_TITLE, "ink", paint.Right
                )
                self._draw(painter, track.translated(0, top), figure, scale.whole)
                top += self._row()
            foot = QRectF(track.left(), top - 2, track.width() + 6, paint.line_height(Role.SMALL))
            paint.text(painter, foot, "0", Role.SMALL, "ink2")
            paint.text(painter, foot, scale.end, Role.SMALL, "ink2", paint.Right)
            top += self._foot()

    def _foot(self) -> float:
        return paint.line_height(Role.SMALL) + 8

    def _row(self) -> float:
        return paint.line_height(Role.CELL) + 4

    def _draw(self, painter: QPainter, track: QRectF, figure: Figure, whole: float) -> None:
        middle = track.center().y()
        painter.setPen(QPen(theme().colour("hairline"), 1))
        painter.drawLine(QPointF(track.left(), middle), QPointF(track.right(), middle))
        if figure.low is not None and figure.high is not None:
            painter.setPen(_flat("ink2"))
            painter.drawLine(QPointF(_x(track, figure.low / whole), middle), QPointF(_x(track, figure.high / whole), middle))
        if figure.all_outlets is not None:
            x = _x(track, figure.all_outlets / whole)
            painter.setPen(_flat("accent"))
            painter.drawLine(QPointF(x, middle - 7), QPointF(x, middle + 7))
        if figure.value is not None:
            painter.setPen(QPen(theme().colour("surface"), 1))
            painter.setBrush(theme().colour("ink"))
            painter.drawEllipse(QPointF(_x(track, figure.value / whole), middle), 4.5, 4.5)
            painter.setBrush(Qt.BrushStyle.NoBrush)


def _x(track: QRectF, share: float) -> float:
    return track.left() + max(0.0, min(share, 1.0)) * track.width()


def _flat(token: str) -> QPen:
    return QPen(theme().colour(token), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)


class Week(QWidget):
    """Seven days as bars with today in the middle; a line at what the outlet can take in a day."""

    def __init__(self, days: Sequence[DayLoad], capacity: int | None, today: int) -> None:
        super().__init__()
        self._days, self._capacity, self._today = tuple(days), capacity, today
        measured(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(formats.listed(*(f"{formats.spoken_day(day.on)} {day.visits}" for day in self._days)))

    def sizeHint(self) -> QSize:
        return QSize(300, round(52 + 2 * paint.line_height(Role.SMALL)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        line = paint.line_height(Role.SMALL)
        base, room = self.height() - line - 2, self.height() - 2 * line - 6
        most = max([day.visits for day in self._days] + [self._capacity or 0, 1])
        wide = self.width() / max(1, len(self._days))
        for number, day in enumerate(self._days):
            left, high = number * wide, round(room * day.visits / most)
            over = self._capacity is not None and day.visits > self._capacity
            bar = QRectF(left + wide / 2 - 12, base - high, 24, high)
            mark = "due" if over else "plain"
            painter.fillRect(bar, theme().mark(mark) if number >= self._today else theme().colour("border"))
            now = number == self._today
            if day.visits:
                self._centred(painter, QRectF(left, base - high - line, wide, line), str(day.visits), strong=now)
            name = _("today") if now else formats.weekday(day.on)
            self._centred(painter, QRectF(left, base + 2, wide, line), name, strong=now)
        paint.hairline(painter, 0, self.width(), base + 1)
        if self._capacity:
            y = round(base - room * self._capacity / most)
            painter.setPen(QPen(theme().colour("ink2"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(0, y), QPointF(self.width(), y))

    def _centred(self, painter: QPainter, rect: QRectF, words: str, *, strong: bool) -> None:
        role = Role.CHIP if strong else Role.SMALL
        rect.setLeft(rect.center().x() - paint.width(words, role) / 2)
        rect.setWidth(paint.width(words, role) + 4)
        paint.text(painter, rect, words, role, "ink" if strong else "ink2")
