"""One A4 page for an outlet's month: every figure of `scorecards --json`, drawn so that it can be read aloud."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from reportlab.lib.colors import HexColor

from callcentre.reports.page import (
    ACCENT,
    HEIGHT,
    INK,
    LEFT,
    LINE,
    MARGIN,
    MEDIUM,
    REGULAR,
    RIGHT,
    SOFT,
    STRONG,
    Page,
    new_canvas,
)
from callcentre.words import _, codes, language

Figures = Mapping[str, Any]
Moved = Callable[[int, int], None]

BANDS = (("D", 60, 70), ("C", 70, 85), ("B", 85, 95), ("A", 95, 100))
"""Grade, from, until on the drawn scale, which begins at 60."""
_BAND_GREYS = (HexColor(0xE4E7EB), HexColor(0xECEEF1), HexColor(0xF2F4F6), HexColor(0xF9FAFB))
_NARROW = 0.2
"""Classes other than satisfied are drawn on a scale to 20 % where all of them fit."""
_ABSENT = "—"


def write_scorecards(
    figures: Figures, folder: Path, *, codes_wanted: Sequence[str] = (), moved: Moved | None = None
) -> list[Path]:
    """Writes one PDF per outlet (all, or those of `codes_wanted`) into `folder`; answers the paths.

    `figures` is what `store.figures.scorecards` answers. Each file is whole or not there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [outlet for outlet in figures["outlets"] if not codes_wanted or outlet["code"] in codes_wanted]
    company = _company_rates(figures["outlets"])
    written = []
    for done, outlet in enumerate(wanted, 1):
        target = folder / file_name(figures["period"], outlet["code"])
        draft = target.with_name(target.name + ".part")
        canvas = new_canvas(draft)
        title = _("Scorecard {outlet}, {period}").format(outlet=outlet["name"], period=figures["period"])
        canvas.setTitle(title)
        canvas.setSubject(_("Figures of an outlet in a calendar month"))
        canvas.setCreator("Callcentre")
        canvas.bookmarkPage("page")
        canvas.addOutlineEntry(title, "page")
        draw_scorecard(Page(canvas), figures, outlet, company)
        canvas.save()
        draft.replace(target)
        written.append(target)
        if moved is not None:
            moved(done, len(wanted))
    return written


def file_name(period: str, code: str) -> str:
    """The name of the file of one outlet's month."""
    return f"scorecard-{period}-{_file_part(code)}.pdf"


def _file_part(code: str) -> str:
    """A code as part of a file's name on every system; different codes stay different."""
    return re.sub(r"[^\w-]", lambda sign: f"%{ord(sign.group()):02X}", code)


def _company_rates(outlets: Sequence[Figures]) -> Mapping[str, float]:
    in_all = sum(outlet["n"] for outlet in outlets)
    return {
        code: sum(outlet["counts"][code] for outlet in outlets) / in_all for code in codes.CLASSES
    } if in_all else {}


def draw_scorecard(page: Page, figures: Figures, outlet: Figures, company: Mapping[str, float]) -> None:
    """Draws the whole page of one outlet; `company` holds the rates over all outlets by class."""
    _draw_head(page, figures, outlet)
    _draw_grade(page, outlet)
    _draw_score(page, outlet, figures["between"])
    bottom = _draw_classes(page, HEIGHT - 248, outlet, company)
    bottom = _draw_work(page, bottom - 34, outlet)
    _draw_rest(page, bottom - 34, figures, outlet)
    _draw_foot(page)


def _draw_head(page: Page, figures: Figures, outlet: Figures) -> None:
    top = HEIGHT - MARGIN - 10
    page.text(LEFT, top, _("Outlet scorecard"), size=17, font=STRONG)
    page.text(RIGHT, top, _month(figures["period"]), size=14, font=STRONG, align="right")
    page.text(LEFT, top - 21, f"{outlet['name']}  {outlet['code']}", size=10, ink=SOFT, within=300)
    version = _("Profile {profile}, time zone {zone}").format(profile=figures["profile"], zone=figures["zone"])
    page.text(RIGHT, top - 21, version, size=8.5, ink=SOFT, align="right")
    page.rule(LEFT, top - 32, RIGHT, ink=INK, width=1)


def _month(period: str) -> str:
    year, month = period.split("-")
    if language() == "zh_CN":
        return f"{year} 年 {int(month)} 月"
    return f"{_MONTHS[int(month) - 1]} {year}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)


def _draw_grade(page: Page, outlet: Figures) -> None:
    left, bottom, width, height = LEFT, HEIGHT - 208, 120, 98
    page.canvas.setStrokeColor(INK)
    page.canvas.setLineWidth(1)
    page.canvas.roundRect(left, bottom, width, height, 4)
    middle = left + width / 2
    page.text(middle, bottom + 79, _("Grade"), ink=SOFT, align="centre")
    page.text(middle, bottom + 34, outlet["grade"] or _ABSENT, size=42, font=STRONG, align="centre")
    fee = _("Fee grade {grade}").format(grade=outlet["fee_grade"] or _ABSENT)
    page.text(middle, bottom + 16, fee, size=9, font=MEDIUM, align="centre")
    if outlet["provisional"]:
        page.text(middle, bottom + 5, _("provisional: few jobs"), size=7.5, ink=SOFT, align="centre")


def _draw_score(page: Page, outlet: Figures, between: Figures | None) -> None:
    left = LEFT + 138
    page.text(left, HEIGHT - 118, _("Score"), ink=SOFT)
    score = outlet["score"]
    end = left + page.text(left, HEIGHT - 150, _number(score), size=30, font=STRONG)
    said = [_("graded jobs {n}").format(n=outlet["n"])]
    if score is not None:
        said = [
            _("95 % interval {low} to {high}").format(low=_number(outlet["score_low"]), high=_number(outlet["score_high"])),
            *said,
            _("raw score {raw}").format(raw=_number(outlet["raw_score"])),
        ]
    page.text(end + 14, HEIGHT - 148, "    ".join(said), size=9.5, ink=SOFT, within=RIGHT - end - 14)
    scale = _Scale(left, RIGHT, 60, 100)
    bottom = HEIGHT - 186
    for (grade, low, high), grey in zip(BANDS, _BAND_GREYS, strict=True):
        page.canvas.setFillColor(grey)
        page.canvas.rect(scale(low), bottom, scale(high) - scale(low), 13, stroke=0, fill=1)
        page.text((scale(low) + scale(high)) / 2, bottom - 11, grade, size=8.5, ink=SOFT, align="centre")
    for tick in (60, 70, 85, 95, 100):
        align = {60: "left", 100: "right"}.get(tick, "centre")
        page.text(scale(tick), bottom - 22, str(tick), size=8, ink=SOFT, align=align)
    if between is not None:
        x = scale(between["mean"])
        page.line(x, bottom - 2, x, bottom + 15, ink=ACCENT, width=1.6)
    if score is not None:
        page.interval(bottom + 6.5, scale, outlet["score_low"], score, outlet["score_high"])


class _Scale:
    """Maps a value to x; values outside are drawn at the end they passed."""

    def __init__(self, left: float, right: float, low: float, high: float) -> None:
        self._left, self._width, self._low, self._span = left, right - left, low, high - low

    def __call__(self, value: float) -> float:
        share = (value - self._low) / self._span
        return self._left + self._width * min(1.0, max(0.0, share))


def _draw_classes(page: Page, y: float, outlet: Figures, company: Mapping[str, float]) -> float:
    page.heading(y, _("Result classes"), _("dot: this outlet, bar: all outlets, line: 95 % interval"))
    columns = (LEFT + 146, LEFT + 190, LEFT + 262, LEFT + 282)
    y -= 20
    page.text(LEFT, y, _("class"), size=8.5, ink=SOFT)
    page.text(columns[0], y, _("jobs"), size=8.5, ink=SOFT, align="right")
    page.text(columns[1], y, _("rate"), size=8.5, ink=SOFT, align="right")
    page.text(columns[2], y, _("interval"), size=8.5, ink=SOFT, align="right")
    y = _class_rows(page, y, ("satisfied",), columns, 1.0, outlet, company)
    others = tuple(code for code in reversed(codes.CLASSES) if code != "satisfied")
    highest = max((outlet["rates"][code]["high"] or 0.0 for code in others), default=0.0)
    span = _NARROW if highest <= _NARROW else 1.0
    y -= 21
    if span != 1.0:
        page.text(LEFT, y, _("below on a scale to 20 %"), size=8, ink=SOFT)
    return _class_rows(page, y, others, columns, span, outlet, company)


def _class_rows(
    page: Page, y: float, shown: Sequence[str], columns: tuple[float, float, float, float], span: float,
    outlet: Figures, company: Mapping[str, float],
) -> float:
    scale = _Scale(columns[3], RIGHT - 10, 0.0, span)
    for quarter in range(5):
        page.text(scale(span * quarter / 4), y, f"{100 * span * quarter / 4:g}%", size=8, ink=SOFT, align="centre")
    for code in shown:
        y -= 18
        rate = outlet["rates"][code]
        count = outlet["counts"][code]
        page.text(LEFT, y, codes.shown(codes.CLASSES, code), font=MEDIUM if count else REGULAR)
        page.text(columns[0], y, str(count), align="right")
        page.text(columns[1], y, _percent(rate["raw"]), align="right")
        if rate["raw"] is not None:
            page.text(columns[2], y, _range(rate["low"], rate["high"]), ink=SOFT, align="right")
        page.rule(LEFT, y - 5.5, RIGHT)
        for quarter in range(5):
            x = scale(span * quarter / 4)
            page.line(x, y - 5.5, x, y + 12.5, ink=LINE, width=0.4)
        if code in company:
            x = scale(company[code])
            page.line(x, y - 3, x, y + 10, ink=ACCENT, width=1.6)
        if rate["raw"] is not None:
            page.interval(y + 3.5, scale, rate["low"], rate["raw"], rate["high"])
    return y


def _draw_work(page: Page, y: float, outlet: Figures) -> float:
    page.heading(y, _("Work and time"), _("x of n, in brackets the 95 % interval"))
    width = (RIGHT - LEFT) / 4
    minutes = outlet["median_minutes"]
    cells = (
        (_("fixed at the first visit"), *_share(outlet["first_time_fix"])),
        (_("on time"), *_share(outlet["on_time"])),
        (_("relay to visit"), *_span(minutes["relay_to_visit"])),
        (_("opening to closing"), *_span(minutes["open_to_close"])),
    )
    for place, (label, figure, below) in enumerate(cells):
        x = LEFT + place * width
        if place:
            page.line(x - 6, y - 62, x - 6, y - 14, ink=LINE)
        page.text(x, y - 21, label, size=8.5, ink=SOFT, within=width - 10)
        page.text(x, y - 41, figure, size=15, font=STRONG, within=width - 10)
        page.text(x, y - 56, below, size=8.5, ink=SOFT, within=width - 10)
    return y - 62


def _share(figure: Figures) -> tuple[str, str]:
    if not figure["n"]:
        return _ABSENT, _("no such job")
    said = f"{_percent(figure['x'] / figure['n'])} ({_range(figure['low'], figure['high'])})"
    return f"{figure['x']} / {figure['n']}", said


def _span(minutes: float | None) -> tuple[str, str]:
    if minutes is None:
        return _ABSENT, _("no such job")
    hours = _("{hours} h").format(hours=f"{minutes / 60:,.1f}")
    return hours, _("median, {minutes} minutes").format(minutes=f"{minutes:,.0f}")


def _draw_rest(page: Page, y: float, figures: Figures, outlet: Figures) -> None:
    page.heading(y, _("Not graded in this month"))
    lines = (
        _("{count} open: the customer has not confirmed yet").format(count=outlet["open"]),
        _("{count} held: a complaint or an authority has still to decide").format(count=outlet["held"]),
        _("{count} dropped: accepted, then served by another outlet").format(count=outlet["dropped"]),
    )
    for row, line in enumerate(lines):
        page.text(LEFT, y - 23 - 16 * row, line)
    between = figures["between"]
    if between is not None:
        lines = (
            _("All outlets: mean score {mean}").format(mean=f"{between['mean']:.1f}"),
            _("variance between outlets {variance}").format(variance=f"{between['variance']:.2f}"),
            _("pooled variance of points {pooled}").format(pooled=f"{between['pooled']:.3f}"),
        )
        for row, line in enumerate(lines):
            page.text(RIGHT, y - 23 - 16 * row, line, ink=SOFT, align="right")


def _draw_foot(page: Page) -> None:
    page.rule(LEFT, MARGIN + 6, RIGHT, ink=SOFT)
    promise = _("The customer's word decides; every figure can be traced to its cases.")
    page.text(LEFT, MARGIN - 6, promise, size=8, ink=SOFT)
    page.text(RIGHT, MARGIN - 6, _("Page {page} of {pages}").format(page=1, pages=1), size=8, ink=SOFT, align="right")


def _number(value: float | None) -> str:
    return _ABSENT if value is None else f"{value:.1f}"


def _range(low: float, high: float) -> str:
    return f"{100 * low:.1f}–{100 * high:.1f}%"


def _percent(share: float | None) -> str:
    return _ABSENT if share is None else f"{100 * share:.1f}%"
