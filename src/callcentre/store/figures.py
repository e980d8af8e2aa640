"""Figures of a period out of the job rows: scorecards, settlement, and the orders behind a number.

The shapes are those of design section 8; a person's screen, the command line and the PDF
show the same dictionaries.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from callcentre.domain.fees import GradedJob, Line, grade_permille, half_up, lines
from callcentre.domain.profile import Profile
from callcentre.domain.scores import Score, scores, wilson
from callcentre.store.counts import Tally, graded_jobs, held_orders, orders_behind, tallies
from callcentre.store.periods import Period, period_named


def scorecards(session: Session, period: str, profile: Profile | None = None) -> dict[str, Any]:
    """The scorecards of all outlets in a period such as 2026-10, by code.

    `profile` judges instead of the version valid at the period's last instant. Raises
    BadValue("period.malformed"), Refused("profile.none").
    """
    month = period_named(session, period, profile)
    outlets = tallies(session, month)
    marks, between = scores([tally.counts for tally in outlets], month.profile.grading)
    return _head(month) | {
        "outlets": [_card(tally, mark) for tally, mark in zip(outlets, marks, strict=True)],
        "between": None
        if between is None
        else {"mean": between.mean, "variance": between.variance, "pooled": between.pooled},
    }


def settlement(session: Session, period: str, profile: Profile | None = None) -> dict[str, Any]:
    """What each outlet is paid for a period, line by line; raises as `scorecards` does."""
    month = period_named(session, period, profile)
    outlets = tallies(session, month)
    marks, _ = scores([tally.counts for tally in outlets], month.profile.grading)
    jobs, held = graded_jobs(session, month), held_orders(session, month)
    return _head(month) | {
        "frozen": False,
        "outlets": [
            _account(tally.code, mark, jobs.get(tally.outlet, ()), held.get(tally.outlet, []), month.profile)
            for tally, mark in zip(outlets, marks, strict=True)
        ],
    }


def jobs_behind(session: Session, period: str, outlet_code: str, class_: str) -> list[str]:
    """The order numbers of an outlet's graded jobs of one result class in a period; raises as `scorecards`."""
    return orders_behind(session, period_named(session, period), outlet_code, class_)


def _head(month: Period) -> dict[str, Any]:
    profile = month.profile
    return {
        "period": month.name,
        "zone": profile.zone.key,
        "profile": profile.name,
        "profile_version": profile.version,
    }


def _card(tally: Tally, mark: Score) -> dict[str, Any]:
    n = tally.n
    return {
        "code": tally.code,
        "name": tally.name,
        "n": n,
        "open": tally.open,
        "dropped": tally.dropped,
        "held": tally.held,
        "counts": tally.counts,
        "rates": {name: _rate(x, n) for name, x in tally.counts.items()},
        "first_time_fix": _share(tally.fix_x, tally.fix_n),
        "on_time": _share(tally.time_x, tally.time_n),
        "median_minutes": {
            "relay_to_visit": tally.relay_to_visit,
            "open_to_close": tally.open_to_close,
        },
        "raw_score": mark.raw,
        "score": mark.score,
        "score_low": mark.low,
        "score_high": mark.high,
        "grade": mark.grade,
        "fee_grade": mark.fee_grade,
        "provisional": mark.provisional,
    }


def _rate(x: int, n: int) -> dict[str, float | None]:
    low, high = wilson(x, n) or (None, None)
    return {"raw": x / n if n else None, "low": low, "high": high}


def _share(x: int, n: int) -> dict[str, float | int | None]:
    low, high = wilson(x, n) or (None, None)
    return {"x": x, "n": n, "low": low, "high": high}


def _account(
    code: str, mark: Score, jobs: Sequence[GradedJob], held: Sequence[str], profile: Profile
) -> dict[str, Any]:
    paid = lines(jobs, profile)
    permille = grade_permille(mark.fee_grade, profile.grading.grade_permille)
    service = sum(line.service_fen for line in paid)
    parts = sum(line.parts_fen for line in paid)
    adjustments: list[Mapping[str, Any]] = []
    return {
        "code": code,
        "fee_grade": mark.fee_grade,
        "lines": [_line(line) for line in paid],
        "held": sorted(held),
        "service_fen": service,
        "grade_permille": permille,
        "parts_fen": parts,
        "adjustments": adjustments,
        "total_fen": half_up(service * permille, 1000) + parts,
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "order_no": line.order_no,
        "class": line.class_,
        "tariff_fen": line.tariff_fen,
        "distance_fen": line.distance_fen,
        "factor_permille": line.factor_permille,
        "service_fen": line.service_fen,
        "parts_fen": line.parts_fen,
    }
