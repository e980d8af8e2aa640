"""The scorecard as a page: drawn once for the window and for paper, every number a place one can go to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from callcentre.screens.reports import saying
from callcentre.screens.reports.intervals import (
    BANDS,
    Scale,
    paint_bands,
    paint_interval,
    paint_limits,
    paint_mean,
    ticks,
)
from callcentre.ui import fonts, formats
from callcentre.ui.fonts import Role
from callcentre.ui.theme import Theme
from callcentre.words import _, codes

Figures = Mapping[str, Any]
ROOMY = 600.0
"""Width from which intervals are also written, and four figures stand in one row."""
NARROW_SPAN = 0.2
"""Classes other than satisfied are drawn on a scale to 20 % where all of them fit."""
ROW = 26.0


@dataclass(frozen=True, slots=True)
class Stop:
    """A number one can go to: its place, what it counts, and how it is said."""

    rect: QRectF
    number: str
    said: str


@dataclass(slots=True)
class Pen:
    """Draws on a painter whose unit is a pixel at 100 %; texts keep their size on paper, whatever its resolution."""

    painter: QPainter
    theme: Theme
    face: Callable[[Role], QFont] = fonts.font
    stops: list[Stop] = field(default_factory=list)
    chosen: int = -1
    """The stop one stands on."""

    def text(
        self, x: float, base: float, text: str, role: Role = Role.CELL, ink: str = "ink", align: str = "left",
        within: float | None = None,
    ) -> float:
        """Writes a line with its base at `base`, from, to or around x; answers its width."""
        measures = fonts.metrics(role)
        shown = text if within is None else measures.elidedText(text, Qt.TextElideMode.ElideRight, within)
        wide = measures.horizontalAdvance(shown)
        self.painter.setFont(self.face(role))
        self.painter.setPen(self.theme.colour(ink))
        start = {"left": x, "right": x - wide, "centre": x - wide / 2}[align]
        self.painter.drawText(QPointF(start, base), shown)
        return wide

    def rule(self, left: float, right: float, y: float, ink: str = "hairline", wide: float = 1.0) -> None:
        """A line across."""
        self.painter.setPen(QPen(self.theme.colour(ink), wide))
        self.painter.drawLine(QPointF(left, y), QPointF(right, y))

    def stop(self, rect: QRectF, number: str, said: str) -> None:
        """A number one can go to; the chosen one has the ground of a selection."""
        if len(self.stops) == self.chosen:
            self.painter.fillRect(rect, self.theme.colour("selection"))
            self.painter.fillRect(QRectF(rect.left(), rect.top(), 3, rect.height()), self.theme.colour("accent"))
        self.stops.append(Stop(rect, number, said))


def line_of(role: Role) -> QFontMetricsF:
    """The measures of a role."""
    return fonts.metrics(role)


@dataclass(frozen=True, slots=True)
class Card:
    """One outlet's month, ready to be drawn."""

    period: str
    outlet: Figures
    between: Figures | None
    company: Mapping[str, float]
    scale: Scale


def paint_card(pen: Pen, left: float, top: float, right: float, card: Card) -> float:
    """Draws the page between left and right from `top` down; answers where it ends."""
    y = _head(pen, left, top, right, card)
    y = _grade(pen, left, y + 16, right, card)
    y = _classes(pen, left, y + 24, right, card)
    y = _work(pen, left, y + 24, right, card.outlet)
    return _rest(pen, left, y + 24, right, card)


def _head(pen: Pen, left: float, y: float, right: float, card: Card) -> float:
    base = y + line_of(Role.NAME).ascent()
    month = pen.text(right, base, saying.month(card.period), Role.NAME, align="right")
    pen.text(left, base, card.outlet["name"], Role.NAME, within=right - left - month - 16)
    base += line_of(Role.CELL).height() + 6
    pen.text(left, base, formats.joined(_("Outlet scorecard"), card.outlet["code"]), Role.CELL, "ink2")
    pen.rule(left, right, base + 12, "ink", 1.4)
    return base + 12


def _grade(pen: Pen, left: float, y: float, right: float, card: Card) -> float:
    outlet = card.outlet
    small, figure = line_of(Role.SMALL), line_of(Role.FIGURE)
    high = small.height() * 3 + figure.height() + 22
    widest = max(small.horizontalAdvance(words) for words in (_fee_words(outlet), _provisional_words(outlet)))
    box = QRectF(left + 0.5, y + 0.5, max(112.0, widest + 24), high)
    pen.painter.setPen(QPen(pen.theme.colour("ink"), 1.4))
    pen.painter.setBrush(Qt.BrushStyle.NoBrush)
    pen.painter.drawRoundedRect(box, 4, 4)
    middle = box.center().x()
    base = y + 8 + small.ascent()
    pen.text(middle, base, _("Grade"), Role.SMALL, "ink2", "centre")
    base += figure.height()
    pen.text(middle, base, outlet["grade"] or formats.NONE, Role.FIGURE, align="centre")
    base += small.height() + 4
    pen.text(middle, base, _fee_words(outlet), Role.CHIP, align="centre")
    pen.text(middle, base + small.height(), _provisional_words(outlet), Role.SMALL, "ink2", "centre")
    start = box.right() + 16
    base = y + 8 + small.ascent()
    pen.text(start, base, _("Score"), Role.SMALL, "ink2")
    base += figure.height()
    wide = pen.text(start, base, saying.score(outlet["score"]), Role.FIGURE)
    _score_words(pen, start + wide + 12, base, right, outlet)
    return _bands(pen, start if right - start > 300 else left, base + 14, y + high, right, card)


def _fee_words(outlet: Figures) -> str:
    return _("Fee grade {grade}").format(grade=outlet["fee_grade"] or formats.NONE)


def _provisional_words(outlet: Figures) -> str:
    return _("provisional: few jobs") if outlet["provisional"] else ""


def _score_words(pen: Pen, x: float, base: float, right: float, outlet: Figures) -> None:
    high = line_of(Role.CELL).height()
    jobs = _("graded jobs {n}").format(n=formats.count(outlet["n"]))
    lines = [jobs]
    if outlet["score"] is not None:
        low, top = saying.score(outlet["score_low"]), saying.score(outlet["score_high"])
        interval = _("95 % interval {low} to {high}").format(low=low, high=top)
        lines = [interval, jobs, _("raw score {raw}").format(raw=saying.score(outlet["raw_score"]))]
    pen.stop(QRectF(x - 6, base - 3 * high + 4, right - x + 6, 3 * high + 2), "graded", jobs)
    for number, words in enumerate(reversed(lines)):
        pen.text(x, base - number * high, formats.begun(words), Role.CELL, "ink2", within=right - x)


def _bands(pen: Pen, left: float, y: float, least: float, right: float, card: Card) -> float:
    outlet, small = card.outlet, line_of(Role.SMALL)
    # Beside the box where there is room, under it where there is none.
    top = y if left > 100 and y + 14 + 2 * small.height() <= least + 8 else max(y, least + 12)
    scale = card.scale.within(QRectF(left, top, right - left, 1))
    paint_bands(pen.painter, scale, top, 14, pen.theme)
    base = top + 14 + small.ascent() + 2
    for grade, low, until in BANDS:
        if until > scale.low:
            pen.text((scale.x(max(low, scale.low)) + scale.x(until)) / 2, base, grade, Role.CHIP, "ink2", "centre")
    base += small.height()
    room = small.horizontalAdvance("100") + 6
    for value in ticks(card.scale, right - left, room):
        ends = {scale.low: "left", scale.high: "right"}
        pen.text(scale.x(value), base, f"{value:g}", Role.SMALL, "ink2", ends.get(value, "centre"))
    if card.between is not None:
        paint_mean(pen.painter, scale, card.between["mean"], top + 7, pen.theme, reach=9)
    if outlet["score"] is not None:
        paint_interval(
            pen.painter, scale, outlet["score_low"], outlet["score"], outlet["score_high"], top + 7, pen.theme
        )
    return max(base + small.descent(), least)


def _section(pen: Pen, left: float, y: float, right: float, title: str, aside: str) -> float:
    base = y + line_of(Role.HEADING).ascent()
    wide = pen.text(left, base, title, Role.HEADING)
    pen.text(right, base, aside, Role.SMALL, "ink2", "right", right - left - wide - 12)
    pen.rule(left, right, base + 8, "ink")
    return base + 8


def _classes(pen: Pen, left: float, y: float, right: float, card: Card) -> float:
    aside = _("dot: this outlet, tick: all outlets, line: 95 % interval")
    y = _section(pen, left, y, right, _("Result classes"), aside)
    said = (formats.begun(codes.shown(codes.CLASSES, code)) for code in codes.CLASSES)
    names = max(line_of(Role.CELL_TITLE).horizontalAdvance(words) for words in said)
    columns = _Columns(left, left + names + 12, right)
    y = _class_rows(pen, y, columns, ("satisfied",), 1.0, card)
    others = tuple(code for code in reversed(codes.CLASSES) if code != "satisfied")
    highest = max((card.outlet["rates"][code]["high"] or 0.0 for code in others), default=0.0)
    span = NARROW_SPAN if highest <= NARROW_SPAN else 1.0
    return _class_rows(pen, y + 4, columns, others, span, card)


class _Columns:
    """Where the columns of the classes end and the chart begins."""

    def __init__(self, left: float, names_end: float, right: float) -> None:
        measures = line_of(Role.CELL)
        self.left, self.right = left, right
        self.jobs = names_end + measures.horizontalAdvance("0,000")
        self.rate = self.jobs + measures.horizontalAdvance("100.0 %") + 8
        self.written = right - left >= ROOMY
        self.interval = self.rate + (measures.horizontalAdvance("00.0–100.0 %") + 12 if self.written else 0)
        self.chart = QRectF(self.interval + 16, 0, right - self.interval - 16 - 8, 1)


def _class_rows(pen: Pen, y: float, at: _Columns, shown: Sequence[str], span: float, card: Card) -> float:
    small = line_of(Role.SMALL)
    scale = Scale(0.0, span, 0, 1).within(at.chart)
    base = y + small.height() + 2
    marks = [span * part / 4 for part in range(5)]
    if span != 1.0:
        pen.text(at.left, base, _("below on a scale to 20 %"), Role.SMALL, "ink2", within=at.chart.left() - at.left - 16)
    for mark in marks:
        fits = at.chart.width() / 4 >= small.horizontalAdvance("100 %") + 4 or mark in (marks[0], marks[2], marks[4])
        if fits:
            words = formats.rate(mark).replace(".0", "")
            middle = min(scale.x(mark), at.right - small.horizontalAdvance(words) / 2)
            pen.text(middle, base, words, Role.SMALL, "ink2", "centre")
    y = base + 6
    for code in shown:
        _class_row(pen, y, at, scale, marks, code, card)
        y += ROW
    return y


def _class_row(pen: Pen, y: float, at: _Columns, scale: Scale, marks: Sequence[float], code: str, card: Card) -> None:
    rate, count = card.outlet["rates"][code], card.outlet["counts"][code]
    words = formats.begun(codes.shown(codes.CLASSES, code))
    pen.stop(QRectF(at.left - 6, y, at.right - at.left + 12, ROW), code, f"{words}: {count}")
    middle, base = y + ROW / 2, y + ROW / 2 + line_of(Role.CELL).ascent() / 2 - 2
    pen.text(at.left, base, words, Role.CELL_TITLE if count else Role.CELL)
    pen.text(at.jobs, base, formats.count(count), Role.CELL_TITLE if count else Role.CELL, align="right")
    pen.text(at.rate, base, saying.rate(rate["raw"]), align="right")
    if at.written and rate["raw"] is not None:
        pen.text(at.interval, base, saying.range_of(rate["low"], rate["high"]), Role.CELL, "ink2", "right")
    pen.rule(at.left, at.right, y + ROW)
    paint_limits(pen.painter, scale, marks, y, y + ROW, pen.theme)
    if code in card.company:
        paint_mean(pen.painter, scale, card.company[code], middle, pen.theme)
    if rate["raw"] is not None:
        paint_interval(pen.painter, scale, rate["low"], rate["raw"], rate["high"], middle, pen.theme)


def _work(pen: Pen, left: float, y: float, right: float, outlet: Figures) -> float:
    y = _section(pen, left, y, right, _("Work and time"), _("x of n, in brackets the 95 % interval"))
    minutes = outlet["median_minutes"]
    cells = (
        ("fix_x", _("fixed at the first visit"), *_share(outlet["first_time_fix"])),
        ("time_x", _("on time"), *_share(outlet["on_time"])),
        ("relay_to_visit", _("relay to visit"), *_median(minutes["relay_to_visit"])),
        ("open_to_close", _("opening to closing"), *_median(minutes["open_to_close"])),
    )
    across = 4 if right - left >= ROOMY else 2
    wide = (right - left) / across
    small, name = line_of(Role.SMALL), line_of(Role.NAME)
    high = small.height() * 2 + name.height() + 16
    for place, (number, label, figure, below) in enumerate(cells):
        x, top = left + place % across * wide, y + 4 + place // across * high
        pen.stop(QRectF(x - 6, top, wide, high - 4), number, f"{label}: {figure}")
        base = top + 4 + small.ascent()
        pen.text(x, base, formats.begun(label), Role.SMALL, "ink2", within=wide - 16)
        base += name.height()
        pen.text(x, base, figure, Role.NAME, within=wide - 16)
        pen.text(x, base + small.height() + 2, below, Role.SMALL, "ink2", within=wide - 16)
    return y + 4 + high * (len(cells) // across)


def _share(figure: Figures) -> tuple[str, str]:
    share = saying.share(figure)
    if share is None:
        return formats.NONE, _("no such job")
    return f"{figure['x']:,} / {figure['n']:,}", f"{saying.rate(share)} ({saying.range_of(figure['low'], figure['high'])})"


def _median(minutes: float | None) -> tuple[str, str]:
    if minutes is None:
        return formats.NONE, _("no such job")
    return saying.hours(minutes), _("median, {minutes} minutes").format(minutes=f"{minutes:,.0f}")


def _rest(pen: Pen, left: float, y: float, right: float, card: Card) -> float:
    y = _section(pen, left, y, right, _("Not graded in this month"), "") + 4
    outlet = card.outlet
    lines = (
        ("open", _("{count} open: the customer has not confirmed yet")),
        ("held", _("{count} held: a complaint or an authority has still to decide")),
        ("dropped", _("{count} dropped: accepted, then served by another outlet")),
    )
    for number, line in lines:
        said = line.format(count=formats.count(outlet[number]))
        pen.stop(QRectF(left - 6, y, right - left + 12, ROW), number, said)
        pen.text(left, y + ROW / 2 + line_of(Role.CELL).ascent() / 2 - 2, said, within=right - left)
        y += ROW
    if card.between is not None:
        pen.rule(left, right, y + 4)
        said = formats.joined(
            _("All outlets: mean score {mean}").format(mean=f"{card.between['mean']:.1f}"),
            _("variance between outlets {variance}").format(variance=f"{card.between['variance']:.2f}"),
        )
        y += 8 + line_of(Role.SMALL).height()
        pen.text(left, y, said, Role.SMALL, "ink2", within=right - left)
    return y + 8
