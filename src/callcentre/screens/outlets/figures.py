"""An outlet's month in words and drawn intervals, beside all outlets together."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from callcentre.screens.outlets.drawing import Figure, Intervals, Scale
from callcentre.store.outlet_list import Month
from callcentre.ui import formats
from callcentre.ui.fonts import Role
from callcentre.ui.labels import Heading, label
from callcentre.words import N_, _, codes, ngettext

SHARES = (("first_time_fix", N_("fixed at the first visit")), ("on_time", N_("came in time")))
FLAWS = ("unverified", "first_unfixed", "dissatisfied", "repeat_unfixed", "complaint", "attitude")
"""Classes that cost points, the mildest first."""
STEPS = (0.2, 0.5, 1.0)
"""Scales a row of shares is drawn on: the smallest that holds every interval."""


def figures(month: Month, code: str) -> QWidget:
    """The section of an outlet's month; says in words where nothing was graded yet."""
    card = month.cards.get(code)
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    head = Heading(_("Month {month}").format(month=month.name))
    column.addWidget(head)
    if card is None or not card["n"]:
        column.addWidget(label(_("Nothing was graded this month yet."), Role.CELL, ink="2", wrap=True))
        return made
    head.note(_grade(card))
    column.addWidget(label(_base(card), Role.CELL, ink="2", wrap=True))
    flaws = _flaws(card, month)
    whole = _whole(flaws)
    column.addWidget(Intervals([
        Scale([_score(card, month), *_shares(card, month)], formats.rate(1).replace(".0", "")), Scale(flaws, formats.rate(whole).replace(".0", ""), whole),
    ]))
    column.addWidget(label(_("Line: 95 % interval. Dot: this outlet. Blue tick: all outlets."), Role.SMALL, ink="2", wrap=True))
    return made


def _grade(card: Mapping[str, Any]) -> str:
    said = _("Grade {grade}, provisional") if card["provisional"] else _("Grade {grade}")
    return said.format(grade=card["grade"])


def _base(card: Mapping[str, Any]) -> str:
    n = card["n"]
    parts = [ngettext("{n} graded job", "{n} graded jobs", n).format(n=formats.count(n))]
    parts += [
        _(said).format(n=formats.count(card[name]))
        for name, said in (("open", N_("{n} not closed")), ("held", N_("{n} held")), ("dropped", N_("{n} dropped")))
        if card[name]
    ]
    minutes = card["median_minutes"]["relay_to_visit"]
    if minutes is not None:
        parts.append(_("{span} from relay to visit").format(span=formats.span(round(minutes) * 60_000_000)))
    return formats.joined(*parts)


def _score(card: Mapping[str, Any], month: Month) -> Figure:
    return Figure(_("Score"), f"{card['score']:.1f}", *(
        None if value is None else value / 100
        for value in (card["score"], card["score_low"], card["score_high"], month.mean)
    ))


def _shares(card: Mapping[str, Any], month: Month) -> Sequence[Figure]:
    found = []
    for name, said in SHARES:
        share = card[name]
        if share["n"]:
            value = share["x"] / share["n"]
            words = f"{share['x']}/{share['n']}  {formats.rate(value)}"
            found.append(Figure(formats.begun(_(said)), words, value, share["low"], share["high"], month.rates.get(name)))
    return found


def _flaws(card: Mapping[str, Any], month: Month) -> Sequence[Figure]:
    """The classes that happened; the others say nothing."""
    found = []
    for name in FLAWS:
        count, rate = card["counts"].get(name, 0), card["rates"].get(name)
        if count and rate is not None:
            words = f"{count}  {formats.rate(rate['raw'])}"
            found.append(Figure(codes.shown(codes.CLASSES, name), words, rate["raw"], rate["low"], rate["high"], month.rates.get(name)))
    return found


def _whole(shown: Sequence[Figure]) -> float:
    most = max((figure.high or 0.0 for figure in shown), default=0.0)
    return next(step for step in STEPS if most <= step or step == STEPS[-1])

