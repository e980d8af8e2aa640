"""From result classes to intervals, scores and grades that chance alone does not move (design section 6)."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from callcentre.domain.instants import MINUTE
from callcentre.domain.profile import Grading

Z = 1.959963984540054
"""The 97.5 % point of the normal distribution."""
_TENTH = Decimal("0.1")

Counts = Mapping[str, int]
"""Result class -> graded jobs of an outlet."""


@dataclass(frozen=True, slots=True)
class Score:
    """An outlet's score as it is shown: out of 100, one decimal. All None without graded jobs."""

    raw: float | None = None
    score: float | None = None
    low: float | None = None
    high: float | None = None
    grade: str | None = None
    fee_grade: str | None = None
    provisional: bool = True


@dataclass(frozen=True, slots=True)
class Between:
    """How outlets differ among themselves: their mean, the variance not due to chance, the pooled one."""

    mean: float
    variance: float
    pooled: float


@dataclass(frozen=True, slots=True)
class _Points:
    """Penalty points of some jobs in whole tenths: how many jobs, the sum, the sum of squares."""

    n: int
    tenths: int
    squares: int

    @classmethod
    def of(cls, counts: Counts, grading: Grading) -> "_Points":
        rows = [(count, grading.points_tenths[name]) for name, count in counts.items() if count]
        return cls(
            sum(count for count, _ in rows),
            sum(count * tenths for count, tenths in rows),
            sum(count * tenths * tenths for count, tenths in rows),
        )

    @property
    def score(self) -> float:
        """100 - 100 x the mean of the points: exact before it becomes a double."""
        return (100 * self.n - 10 * self.tenths) / self.n

    @property
    def spread(self) -> int:
        """The variance of the points, times 100 n squared: whole, so that zero is zero."""
        return self.n * self.squares - self.tenths * self.tenths

    @property
    def variance(self) -> float:
        """The variance of the points, exact before it becomes a double."""
        return self.spread / (100 * self.n * self.n)


@lru_cache(maxsize=8_192)
def wilson(x: int, n: int) -> tuple[float, float] | None:
    """The 95 % Wilson interval of the share x of n; None of nothing."""
    if n == 0:
        return None
    share, z2 = x / n, Z * Z
    middle = share + z2 / (2 * n)
    reach = Z * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    low, high = (middle - reach) / (1 + z2 / n), (middle + reach) / (1 + z2 / n)
    return (0.0 if x == 0 else low, 1.0 if x == n else high)


def class_of(*, unfixed: int, flags: Mapping[str, bool], precedence: Sequence[str]) -> str:
    """The first class in order of precedence that holds; `satisfied` always does.

    `flags` tells of attitude, complaint, dissatisfied, explained and unverified.
    """
    for name in precedence:
        if name == "satisfied" or flags.get(name) or holds_by_count(name, unfixed):
            return name
    return "satisfied"


def holds_by_count(name: str, unfixed: int) -> bool:
    """Whether a class that goes by `unfixed` holds."""
    return (name == "repeat_unfixed" and unfixed >= 2) or (name == "first_unfixed" and unfixed == 1)


def scores(outlets: Sequence[Counts], grading: Grading) -> tuple[list[Score], Between | None]:
    """The scores of all outlets of a period in the order given, and what they were drawn towards."""
    points = [_Points.of(counts, grading) for counts in outlets]
    graded = [own for own in points if own.n]
    if not graded:
        return [Score() for _ in points], None
    everyone = _Points(
        sum(own.n for own in graded), sum(own.tenths for own in graded), sum(own.squares for own in graded)
    )
    pooled = everyone.variance
    own_variances = [_own_variance(own, pooled, grading.prior_jobs) for own in graded]
    alone = len(graded) == 1 or everyone.spread == 0
    between = Between(graded[0].score, 0.0, pooled)
    if not alone:
        between = _between([own.score for own in graded], own_variances, pooled)
    drawn = iter(
        _score(own, s2, None if alone else between, grading)
        for own, s2 in zip(graded, own_variances, strict=True)
    )
    return [next(drawn) if own.n else Score() for own in points], between


def _own_variance(own: _Points, pooled: float, prior: int) -> float:
    v = (own.n * own.variance + prior * pooled) / (own.n + prior)
    return 10000 * v / own.n


def _between(ys: Sequence[float], s2s: Sequence[float], pooled: float) -> Between:
    """The variance between outlets and their mean (DerSimonian and Laird 1986)."""
    w = [1 / s2 for s2 in s2s]
    total = math.fsum(w)
    q = math.fsum(weight * y for weight, y in zip(w, ys, strict=True)) / total
    spread = math.fsum(weight * (y - q) ** 2 for weight, y in zip(w, ys, strict=True))
    t = max(0.0, (spread - (len(ys) - 1)) / (total - math.fsum(weight * weight for weight in w) / total))
    mean = math.fsum(y / (s2 + t) for y, s2 in zip(ys, s2s, strict=True)) / math.fsum(1 / (s2 + t) for s2 in s2s)
    return Between(mean, t, pooled)


def _score(own: _Points, s2: float, between: Between | None, grading: Grading) -> Score:
    y = own.score
    reach = Z * math.sqrt(s2)
    drawn = y if between is None else (y * between.variance + between.mean * s2) / (between.variance + s2)
    score, low, high = shown(drawn), shown(y - reach), shown(y + reach)
    few = own.n < grading.few
    return Score(
        raw=shown(y),
        score=score,
        low=low,
        high=high,
        grade=_grade(score, few=few, grading=grading),
        fee_grade=_fee_grade(low, high, few=few, grading=grading),
        provisional=few,
    )


def shown(value: float) -> float:
    """A score as it is shown: within 0 and 100, one decimal, half up on its shortest decimal writing."""
    clipped = max(0.0, min(100.0, value))
    return float(Decimal(repr(clipped)).quantize(_TENTH, ROUND_HALF_UP))


def _rank(grade: str, grading: Grading) -> int:
    """0 for the best grade."""
    return [name for name, _ in grading.bands].index(grade)


def _band(score: float, grading: Grading) -> str:
    return next(name for name, least in grading.bands if score >= least)


def _grade(score: float, *, few: bool, grading: Grading) -> str:
    grade = _band(score, grading)
    if few and _rank(grade, grading) < _rank(grading.few_best, grading):
        return grading.few_best
    return grade


def _fee_grade(low: float, high: float, *, few: bool, grading: Grading) -> str:
    """The grade that money follows: another than `few_best` only where chance cannot explain it."""
    neutral = _rank(grading.few_best, grading)
    surely, at_best = _band(low, grading), _band(high, grading)
    if few:
        return grading.few_best
    if _rank(surely, grading) < neutral:
        return surely
    if _rank(at_best, grading) > neutral:
        return at_best
    return grading.few_best


def median_minutes(microseconds: Sequence[int]) -> float | None:
    """The median in minutes, one decimal, half up; of an even number the mean of the middle two."""
    if not microseconds:
        return None
    ordered = sorted(microseconds)
    middle = len(ordered) // 2
    twice = ordered[middle] * 2 if len(ordered) % 2 else ordered[middle - 1] + ordered[middle]
    tenth = MINUTE // 10
    return (twice + tenth) // (2 * tenth) / 10
