"""Numbers worked out elsewhere: intervals from tables, roundings and medians by hand."""

import pytest
from tests.oracle import slow_figures

from callcentre.domain.scores import median_minutes, shown, wilson

MINUTE = 60_000_000


@pytest.mark.parametrize("interval", [wilson, slow_figures.wilson], ids=["program", "slow reading"])
@pytest.mark.parametrize(
    ("x", "n", "low", "high"), [(4, 5, 0.3755, 0.9638), (45, 50, 0.7864, 0.9565), (0, 10, 0.0, 0.2775)]
)
def test_wilson_intervals_are_those_of_the_tables(interval, x: int, n: int, low: float, high: float) -> None:  # type: ignore[no-untyped-def]
    assert interval(x, n) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (94.95, 95.0), (94.94999999999999, 94.9), (84.95, 85.0), (69.95, 70.0), (0.25, 0.3), (0.35, 0.4),
        (-3.0, 0.0), (104.2, 100.0), (99.99, 100.0),
    ],
)
@pytest.mark.parametrize("rounded", [shown, slow_figures.shown], ids=["program", "slow reading"])
def test_scores_are_shown_clipped_and_half_up_on_their_shortest_writing(rounded, value: float, wanted: float) -> None:  # type: ignore[no-untyped-def]
    assert rounded(value) == wanted


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ([], None),
        ([90 * MINUTE], 90.0),
        ([MINUTE, 2 * MINUTE], 1.5),
        # 2.05 minutes exactly, which no double can say: half up from whole microseconds.
        ([123_000_000], 2.1),
        ([122_999_999], 2.0),
        ([122_999_999, 123_000_001], 2.1),
        ([122_999_999, 123_000_000], 2.0),
        ([5 * MINUTE, MINUTE, 3 * MINUTE], 3.0),
    ],
)
@pytest.mark.parametrize("median", [median_minutes, slow_figures.median_minutes], ids=["program", "slow reading"])
def test_medians_are_exact_before_they_are_rounded(median, values: list[int], wanted: float | None) -> None:  # type: ignore[no-untyped-def]
    assert median(values) == wanted
