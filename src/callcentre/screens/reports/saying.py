"""How months, scores, rates and the numbers of a scorecard are written."""

from collections.abc import Mapping
from typing import Any

from callcentre.domain.instants import MINUTE
from callcentre.ui import formats
from callcentre.words import N_, _, codes, language

Figures = Mapping[str, Any]
MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"),
    N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
)

def month(period: str) -> str:
    """2026 年 7 月 (July 2026)"""
    year, number = period.split("-")
    if language() == "zh_CN":
        return f"{year} 年 {int(number)} 月"
    return f"{_(MONTHS[int(number) - 1])} {year}"


def number_words(number: str) -> str:
    """What a number of a scorecard counts."""
    return codes.shown({**codes.CLASSES, **codes.COUNTED}, number)


def score(value: float | None) -> str:
    """87.8, a dash without graded jobs."""
    return formats.NONE if value is None else f"{value:.1f}"


def rate(share: float | None) -> str:
    """85.8%, a dash where there is nothing to count."""
    return formats.NONE if share is None else formats.rate(share)


def share(figure: Figures) -> float | None:
    """The rate of x of n; None of nothing."""
    return figure["x"] / figure["n"] if figure["n"] else None


def range_of(low: float, high: float) -> str:
    """73.5–88.6%"""
    return f"{100 * low:.1f}–{formats.rate(high)}"


def hours(minutes: float | None) -> str:
    """26.4 时 (26.4 h)"""
    return formats.NONE if minutes is None else _("{hours} h").format(hours=f"{minutes / 60:,.1f}")


def minutes_of(microseconds: int | None) -> str:
    """A measured time as lists show it."""
    return formats.NONE if microseconds is None else formats.span(microseconds // MINUTE * MINUTE)


def grade(outlet: Figures) -> str:
    """B, or what it is for want of jobs."""
    if outlet["grade"] is None:
        return _("no jobs")
    return formats.joined(outlet["grade"], _("provisional") if outlet["provisional"] else "")
