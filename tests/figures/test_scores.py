"""Intervals, scores, grades and medians: golden numbers, exactness, rounding."""

import math
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.figures.teller import PROFILE

from callcentre.domain.scores import Z, class_of, median_minutes, scores, shown, wilson

GRADING = PROFILE.grading
COUNTS = st.dictionaries(st.sampled_from(GRADING.precedence), st.integers(0, 60))


@pytest.mark.parametrize(
    ("x", "n", "low", "high"), [(4, 5, 0.3755, 0.9638), (45, 50, 0.7864, 0.9565), (0, 10, 0, 0.2775)]
)
def test_wilson_gives_the_golden_numbers(x, n, low, high):
    assert wilson(x, n) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_wilson_of_nothing_is_nothing():
    assert wilson(0, 0) is None


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_and_stays_within_zero_and_one(case):
    low, high = wilson(*case)
    assert 0 <= low <= case[0] / case[1] <= high <= 1


def test_points_of_each_class_make_the_score():
    expected = {"attitude": 0, "complaint": 0, "repeat_unfixed": 0, "dissatisfied": 0, "first_unfixed": 20,
                "unverified": 80, "explained": 100, "satisfied": 100}
    for name, raw in expected.items():
        assert scores([{name: 20}], GRADING)[0][0].raw == raw
    between = scores([{"attitude": 1}], GRADING)[1]
    assert between.mean == -100


def test_one_outlet_alone_keeps_its_score():
    (only,), between = scores([{"satisfied": 8, "first_unfixed": 2}], GRADING)
    assert (only.raw, only.score) == (84, 84)
    assert (between.mean, between.variance) == (84, 0)
    assert only.low < 84 < only.high


def test_equal_jobs_everywhere_leave_no_doubt():
    marks, between = scores([{"satisfied": 12}, {"satisfied": 3}, {}], GRADING)
    assert [(mark.score, mark.low, mark.high) for mark in marks[:2]] == [(100, 100, 100)] * 2
    assert (between.mean, between.variance, between.pooled) == (100, 0, 0)
    assert (marks[0].grade, marks[0].fee_grade, marks[0].provisional) == ("A", "A", False)
    assert (marks[1].grade, marks[1].fee_grade, marks[1].provisional) == ("B", "B", True)


def test_without_graded_jobs_nothing_is_said():
    marks, between = scores([{}, {"satisfied": 0}], GRADING)
    assert between is None
    assert all(mark.score is None and mark.fee_grade is None and mark.provisional for mark in marks)


def test_outlets_are_drawn_towards_the_mean_by_hand():
    few, many = {"satisfied": 9, "attitude": 1}, {"satisfied": 90, "unverified": 10}
    (first, second), between = scores([few, many], GRADING)
    pooled = Fraction(400 + 10 * 4, 110 * 100) - Fraction(20 + 20, 1100) ** 2
    variances = (Fraction(36, 100), Fraction(36, 10000))
    y = (80.0, 98.0)
    s2 = [10000 * float((n * v + 50 * pooled) / (n + 50)) / n for n, v in zip((10, 100), variances, strict=True)]
    w = [1 / value for value in s2]
    q = (w[0] * y[0] + w[1] * y[1]) / sum(w)
    big_q = sum(weight * (own - q) ** 2 for weight, own in zip(w, y, strict=True))
    t = max(0, (big_q - 1) / (sum(w) - (w[0] ** 2 + w[1] ** 2) / sum(w)))
    mean = sum(own / (value + t) for own, value in zip(y, s2, strict=True)) / sum(1 / (value + t) for value in s2)
    assert between.pooled == float(pooled)
    assert between.variance == pytest.approx(t, rel=1e-12)
    assert between.mean == pytest.approx(mean, rel=1e-12)
    assert first.score == shown((y[0] * t + mean * s2[0]) / (t + s2[0]))
    assert second.high == shown(y[1] + Z * math.sqrt(s2[1]))


@given(st.lists(COUNTS, max_size=8))
def test_scores_lie_within_bounds_and_between_their_limits(outlets):
    marks, between = scores(outlets, GRADING)
    for mark, counts in zip(marks, outlets, strict=True):
        if sum(counts.values()) == 0:
            assert mark.score is None
            continue
        assert 0 <= mark.low <= mark.raw <= mark.high <= 100
        assert 0 <= mark.score <= 100
        assert between is not None


@given(st.lists(COUNTS, min_size=1, max_size=6))
def test_the_order_of_outlets_does_not_matter(outlets):
    forwards, backwards = scores(outlets, GRADING), scores(outlets[::-1], GRADING)
    assert forwards[0] == backwards[0][::-1]
    assert forwards[1] == backwards[1]


@pytest.mark.parametrize(
    ("value", "expected"), [(84.95, 85.0), (84.949999999999, 84.9), (0.05, 0.1), (-3, 0.0), (100.04, 100.0), (94.25, 94.3)]
)
def test_shown_rounds_half_up_on_the_shortest_writing(value, expected):
    assert shown(value) == expected


@pytest.mark.parametrize(
    ("counts", "grade", "fee_grade"),
    [
        ({"satisfied": 300}, "A", "A"),
        ({"satisfied": 9}, "B", "B"),
        ({"attitude": 9}, "D", "B"),
        ({"attitude": 300}, "D", "D"),
        ({"satisfied": 860, "complaint": 140}, "C", "C"),
        ({"satisfied": 90, "dissatisfied": 10}, "B", "B"),
    ],
)  # fmt: skip
def test_grades_follow_the_score_and_money_only_what_is_certain(counts, grade, fee_grade):
    mark = scores([counts], GRADING)[0][0]
    assert (mark.grade, mark.fee_grade) == (grade, fee_grade)


def test_the_first_class_in_order_of_precedence_wins():
    flags = {"attitude": True, "complaint": True}
    assert class_of(unfixed=2, flags=flags, precedence=GRADING.precedence) == "attitude"
    turned = replace(GRADING, precedence=("repeat_unfixed", *GRADING.precedence)).precedence
    assert class_of(unfixed=2, flags=flags, precedence=turned) == "repeat_unfixed"


@pytest.mark.parametrize(
    ("microseconds", "minutes"),
    [([], None), ([3_000_000], 0.1), ([2_999_999], 0.0), ([60_000_000, 120_000_000], 1.5), ([7, 9_000_000, 1 << 50], 0.2),
     ([5_999_999, 6_000_001], 0.1), ([8_999_999, 9_000_000], 0.1), ([9_000_000, 9_000_000], 0.2)],
)  # fmt: skip
def test_medians_are_exact_and_rounded_half_up(microseconds, minutes):
    assert median_minutes(microseconds) == minutes
