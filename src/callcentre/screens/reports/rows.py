"""How a month reads as tables: the ranking, the fees, the lines of one account, the cases behind a number."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from callcentre.domain.instants import Instant
from callcentre.domain.profile import Profile
from callcentre.screens.reports import saying
from callcentre.screens.reports.intervals import Scale, paint_interval, paint_limits, paint_mean, score_scale, ticks
from callcentre.store.report_rows import CaseRow
from callcentre.ui import formats, paint
from callcentre.ui.fonts import Role
from callcentre.ui.order.telling import words_of
from callcentre.ui.tables import Cell, Column
from callcentre.ui.theme import theme
from callcentre.words import N_, _, codes, language

Figures = Mapping[str, Any]
Row = TypeVar("Row")
CHART = 4
"""The column of the ranking with the intervals."""
GRADE_TONES = {"C": "due", "D": "overdue"}


@dataclass(frozen=True, slots=True)
class Ranked:
    """An outlet in the ranking: its place by score, its figures."""

    place: int | None
    outlet: Figures


@dataclass(frozen=True, slots=True)
class Account:
    """An outlet's fees of a month."""

    name: str
    account: Figures


@dataclass(frozen=True, slots=True)
class PaidLine:
    """One line of an account, with the order it can be traced to."""

    line: Figures
    order_id: UUID
    customer: str


def ranked(outlets: list[Figures]) -> list[Ranked]:
    """By score, outlets with the same score in the same place; those without graded jobs last, by code."""
    graded = sorted((outlet for outlet in outlets if outlet["score"] is not None), key=lambda o: (-o["score"], o["code"]))
    placed: list[Ranked] = []
    for number, outlet in enumerate(graded, start=1):
        same = placed and placed[-1].outlet["score"] == outlet["score"]
        placed.append(Ranked(placed[-1].place if same else number, outlet))
    return placed + [Ranked(None, outlet) for outlet in outlets if outlet["score"] is None]


class Ranking:
    """The columns of the ranking; intervals on one common scale, that of all outlets in sight."""

    def __init__(self) -> None:
        self.scale: Scale = score_scale([])
        self.mean: float | None = None

    def columns(self) -> list[Column[Ranked]]:
        """From left to right; the first seven are always seen."""
        return [
            Column(N_("Rank"), self._place, 52, sort=lambda row: row.place or 10**9, right=True),
            Column(N_("Outlet"), lambda row: Cell(row.outlet["name"], strong=True), 176),
            Column(N_("Grade"), self._grade, 112, sort=lambda row: (row.outlet["grade"] or "Z", row.outlet["provisional"])),
            Column(N_("Score"), lambda row: Cell(saying.score(row.outlet["score"])), 64, sort=lambda row: row.outlet["score"] or -1.0,
                   right=True),
            Column(N_("Score with its 95 % interval"), self._said_interval, 240, sort=lambda row: row.outlet["score"] or -1.0,
                   draw=self._draw, scale=self._scale, stretch=True),
            _whole(N_("Jobs"), lambda row: row.outlet["n"], 60),
            _share(N_("Satisfied"), lambda row: row.outlet["rates"]["satisfied"]["raw"], 80),
            _share(N_("Fixed first"), lambda row: saying.share(row.outlet["first_time_fix"]), 92),
            _share(N_("On time"), lambda row: saying.share(row.outlet["on_time"]), 80),
            Column(N_("Fee grade"), lambda row: Cell(row.outlet["fee_grade"] or formats.NONE), 84),
            _whole(N_("Open"), lambda row: row.outlet["open"], 60),
            _whole(N_("Held"), lambda row: row.outlet["held"], 60),
            _whole(N_("Dropped"), lambda row: row.outlet["dropped"], 76),
            Column(N_("Code"), lambda row: Cell(row.outlet["code"], ink="ink2"), 84),
        ]

    def _place(self, row: Ranked) -> Cell:
        return Cell(formats.NONE if row.place is None else str(row.place), ink="ink2")

    def _grade(self, row: Ranked) -> Cell:
        tone = "" if row.outlet["provisional"] else GRADE_TONES.get(row.outlet["grade"] or "", "")
        icon = {"due": "clock", "overdue": "warning"}.get(tone, "")
        return Cell(saying.grade(row.outlet), tone=tone, icon=icon, ink="ink2" if row.outlet["grade"] is None else "ink")

    def _said_interval(self, row: Ranked) -> Cell:
        if row.outlet["score"] is None:
            return Cell(formats.NONE)
        return Cell(f"{saying.score(row.outlet['score_low'])}–{saying.score(row.outlet['score_high'])}")

    def _draw(self, painter: QPainter, rect: QRectF, row: Ranked) -> None:
        scale, now, middle = self.scale.within(rect), theme(), rect.center().y()
        painter.save()
        paint_limits(painter, scale, self._ticks(rect), rect.top(), rect.bottom(), now)
        if self.mean is not None:
            paint_mean(painter, scale, self.mean, middle, now)
        if row.outlet["score"] is not None:
            paint_interval(
                painter, scale, row.outlet["score_low"], row.outlet["score"], row.outlet["score_high"], middle, now
            )
        painter.restore()

    def _scale(self, painter: QPainter, rect: QRectF) -> None:
        scale = self.scale.within(rect)
        for value in self._ticks(rect):
            wide = paint.width(f"{value:g}", Role.CHIP)
            x = min(max(scale.x(value) - wide / 2, rect.left() - 6), rect.right() + 6 - wide)
            paint.text(painter, QRectF(x, rect.top(), wide + 2, rect.height()), f"{value:g}", Role.CHIP, "ink2")

    def _ticks(self, rect: QRectF) -> list[float]:
        return ticks(self.scale, rect.width(), paint.width("100", Role.CHIP) + 4)


def _share(title: str, of: Callable[[Ranked], float | None], width: int) -> Column[Ranked]:
    """A rate in per cent; a file gets the bare number."""
    return Column(
        title, lambda row: Cell(saying.rate(of(row))), width, sort=lambda row: -1.0 if of(row) is None else of(row),
        copy=lambda row: "" if (share := of(row)) is None else f"{100 * share:.1f}", right=True,
    )


def _whole(title: str, of: Callable[[Row], int], width: int) -> Column[Row]:
    """A count; a nought would only be in the way of the eye, a file gets it."""
    return Column(
        title, lambda row: Cell(formats.count(of(row)) if of(row) else ""), width, sort=of,
        copy=lambda row: str(of(row)), right=True,
    )


def _amount(title: str, of: Callable[[Row], int], width: int, *, strong: bool = False) -> Column[Row]:
    """An amount of fen in yuan, which the title names."""
    return Column(
        title, lambda row: Cell(formats.bare_money(of(row)), strong=strong), width, sort=of,
        copy=lambda row: formats.bare_money(of(row)).replace(",", "").replace("−", "-"), right=True,
    )


def _factor(title: str, of: Callable[[Row], int]) -> Column[Row]:
    """A factor, given in permille."""
    return Column(title, lambda row: Cell(f"{of(row) / 1000:.2f}"), 68, sort=of, right=True)


def adjusted(row: Account) -> int:
    """The fen of all adjustments, bonuses and deductions of an account."""
    return sum(line["fen"] for line in row.account["adjustments"])


def fee_columns() -> list[Column[Account]]:
    """What each outlet is paid, in yuan."""
    return [
        Column(N_("Outlet"), lambda row: Cell(row.name, strong=True), 140, stretch=True),
        Column(N_("Code"), lambda row: Cell(row.account["code"], ink="ink2"), 84),
        Column(N_("Fee grade"), lambda row: Cell(row.account["fee_grade"] or formats.NONE), 84),
        _whole(N_("Lines"), lambda row: len(row.account["lines"]), 60),
        _amount(N_("Service, CNY"), lambda row: row.account["service_fen"], 108),
        _factor(N_("Factor"), lambda row: row.account["grade_permille"]),
        _amount(N_("Parts, CNY"), lambda row: row.account["parts_fen"], 100),
        _amount(N_("Adjustments, CNY"), adjusted, 136),
        _whole(N_("Held"), lambda row: len(row.account["held"]), 60),
        _amount(N_("Total, CNY"), lambda row: row.account["total_fen"], 112, strong=True),
    ]


def line_columns() -> list[Column[PaidLine]]:
    """The lines of one account."""
    return [
        Column(N_("Order"), lambda row: Cell(row.line["order_no"]), 176),
        Column(N_("Customer"), lambda row: Cell(row.customer, strong=True), 110, stretch=True),
        Column(N_("Class"), lambda row: Cell(formats.begun(codes.shown(codes.CLASSES, row.line["class"]))), 150),
        _amount(N_("Tariff, CNY"), lambda row: row.line["tariff_fen"], 96),
        _amount(N_("Distance, CNY"), lambda row: row.line["distance_fen"], 108),
        _factor(N_("Factor"), lambda row: row.line["factor_permille"]),
        _amount(N_("Service, CNY"), lambda row: row.line["service_fen"], 108),
        _amount(N_("Parts, CNY"), lambda row: row.line["parts_fen"], 96),
    ]


def case_columns(profile: Profile, now: Callable[[], Instant], zone: ZoneInfo) -> list[Column[CaseRow]]:
    """The orders behind a number."""

    def subject(row: CaseRow) -> Cell:
        symptom = profile.symptom(row.category, row.fault)
        fault = symptom.words[language()] if symptom else row.fault
        return Cell(formats.joined(words_of(profile.order_kinds, row.kind), fault))

    def counted(row: CaseRow) -> Cell:
        return Cell(formats.moment(row.counted_at, now(), zone) if row.counted_at is not None else _("open"))

    return [
        Column(N_("Order"), lambda row: Cell(row.no), 176),
        Column(N_("Customer"), lambda row: Cell(row.customer, strong=True), 110),
        Column(N_("Subject"), subject, 140, stretch=True),
        Column(N_("Counts as"), lambda row: Cell(formats.begun(case_words(row))), 150),
        Column(N_("Relay to visit"), lambda row: Cell(saying.minutes_of(row.relay_to_visit)), 104,
               sort=lambda row: row.relay_to_visit or -1, right=True),
        Column(N_("Opening to closing"), lambda row: Cell(saying.minutes_of(row.open_to_close)), 124,
               sort=lambda row: row.open_to_close or -1, right=True),
        Column(N_("Opened"), lambda row: Cell(formats.moment(row.opened_at, now(), zone)), 100, sort=lambda row: row.opened_at),
        Column(N_("Ended"), counted, 100, sort=lambda row: row.counted_at or 0),
    ]


def case_words(row: CaseRow) -> str:
    """What a job counts as."""
    return codes.shown(codes.CLASSES, row.class_) if row.class_ else saying.number_words(row.state)

