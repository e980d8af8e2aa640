"""What the reports ask the file, off the window's thread."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from callcentre.domain.instants import Instant
from callcentre.store.figures import scorecards, settlement
from callcentre.store.report_rows import CaseRow, cases_behind, months, parents

Figures = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Month:
    """One month as it is known now: scorecards and accounts of every outlet, in the shapes of the commands."""

    months: Sequence[str]
    cards: Figures
    accounts: Figures
    parents: Mapping[str, str]
    """Code of an outlet -> code of the one above it."""

    @property
    def period(self) -> str:
        """As in 2026-10."""
        return str(self.cards["period"])


def month(period: str, now: Instant) -> Callable[[Session], Month]:
    """The question behind the panel; an empty period is the last whole month, or this one where there is none."""

    def ask(session: Session) -> Month:
        known = months(session, now)
        wanted = period or (known[1] if len(known) > 1 else known[0])
        return Month(known, scorecards(session, wanted), settlement(session, wanted), parents(session))

    return ask


def cases(period: str, outlet_code: str, number: str) -> Callable[[Session], list[CaseRow]]:
    """The question behind a number."""
    return lambda session: cases_behind(session, period, outlet_code, number)


def company_rates(outlets: Sequence[Figures]) -> Mapping[str, float]:
    """Result class -> its rate over all outlets; nothing without graded jobs."""
    in_all = sum(outlet["n"] for outlet in outlets)
    if not in_all:
        return {}
    return {name: sum(outlet["counts"][name] for outlet in outlets) / in_all for name in outlets[0]["counts"]}


def below(parents_of: Mapping[str, str], above: str) -> frozenset[str]:
    """The codes of an outlet and of all below it."""
    found, grew = {above}, True
    while grew:
        more = {code for code, parent in parents_of.items() if parent in found} - found
        found |= more
        grew = bool(more)
    return frozenset(found)
