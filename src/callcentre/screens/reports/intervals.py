"""A value with its 95 % interval on a printed scale: dot, line of 2 px, tick where all outlets stand."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from callcentre.ui.theme import Theme

BANDS = (("D", 0.0, 70.0), ("C", 70.0, 85.0), ("B", 85.0, 95.0), ("A", 95.0, 100.0))
"""Grade, from, until."""
DOT = 3.5
TICK = 7.0


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps values between `low` and `high` to x; what lies outside is drawn at the end it passed."""

    low: float
    high: float
    left: float
    right: float

    def x(self, value: float) -> float:
        """Where a value is drawn."""
        share = (value - self.low) / (self.high - self.low)
        return self.left + (self.right - self.left) * min(1.0, max(0.0, share))

    def within(self, rect: QRectF) -> "Scale":
        """The same scale across another place, with room for a dot at both ends."""
        return Scale(self.low, self.high, rect.left() + DOT, rect.right() - DOT)


def score_scale(lows: Sequence[float]) -> Scale:
    """The one scale of all scores in sight: up to 100, from 60, 40, 20 or 0, so that at most every fourth interval is cut."""
    ranked = sorted(lows)
    least = ranked[len(ranked) // 4] if ranked else 60.0
    low = next((start for start in (60.0, 40.0, 20.0) if least >= start), 0.0)
    return Scale(low, 100.0, 0.0, 1.0)


def ticks(scale: Scale, wide: float, room: float) -> list[float]:
    """The limits of grades that can be printed on a scale `wide` pixels across, each taking `room`."""
    placed = scale.within(QRectF(0, 0, wide, 1))
    kept: list[float] = []
    for value in (scale.low, 100.0, 85.0, 70.0, 95.0):
        if value >= scale.low and all(abs(placed.x(value) - placed.x(other)) >= room for other in kept):
            kept.append(value)
    return sorted(kept)


def paint_bands(painter: QPainter, scale: Scale, top: float, high: float, theme: Theme) -> None:
    """The grounds of the grades, every other one sunken."""
    for number, (_grade, low, until) in enumerate(BANDS):
        if until <= scale.low:
            continue
        left, right = scale.x(max(low, scale.low)), scale.x(until)
        token = "hairline" if number % 2 == 0 else "sunken"
        painter.fillRect(QRectF(left, top, right - left, high), theme.colour(token))


def paint_limits(painter: QPainter, scale: Scale, values: Sequence[float], top: float, bottom: float, theme: Theme) -> None:
    """Fine lines where the scale is named."""
    painter.setPen(QPen(theme.colour("hairline"), 1))
    for value in values:
        x = round(scale.x(value)) + 0.5
        painter.drawLine(QPointF(x, top), QPointF(x, bottom))


def paint_mean(painter: QPainter, scale: Scale, value: float, middle: float, theme: Theme, *, reach: float = TICK) -> None:
    """The tick of all outlets."""
    painter.setPen(QPen(theme.colour("accent"), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    x = scale.x(value)
    painter.drawLine(QPointF(x, middle - reach), QPointF(x, middle + reach))


def paint_interval(painter: QPainter, scale: Scale, low: float, value: float, high: float, middle: float, theme: Theme) -> None:
    """One outlet's interval and value; an interval that begins below the scale has an arrow there."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink, left = theme.colour("ink"), scale.x(low)
    painter.setPen(QPen(ink, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.drawLine(QPointF(left, middle), QPointF(scale.x(high), middle))
    if low < scale.low:
        painter.drawPolyline(QPolygonF([QPointF(left + 5, middle - 4), QPointF(left, middle), QPointF(left + 5, middle + 4)]))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawEllipse(QPointF(scale.x(value), middle), DOT, DOT)
