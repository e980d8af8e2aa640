"""Fees in whole fen: tariffs, factors, distance and whose way is paid."""

import pytest
from tests.figures.teller import CUSTOMER, PROFILE, W1, july

from callcentre.domain.fees import GradedJob, distance_fen, half_up, lines


def job(no="A", class_="satisfied", **fields):
    given = {
        "customer": CUSTOMER, "kind": "repair", "category": "", "labour_covered": True, "parts_covered": True,
        "parts_fen": 0, "metres": 20_000.0, "trip_at": july(2),
    } | fields
    return GradedJob(order_no=no, class_=class_, **given)


def fee(*jobs):
    return {line.order_no: line.service_fen for line in lines(jobs, PROFILE)}


@pytest.mark.parametrize(("numerator", "expected"), [(1499, 1), (1500, 2), (2500, 3), (-1500, -1), (-1501, -2), (0, 0)])
def test_halves_are_rounded_up(numerator, expected):
    assert half_up(numerator, 1000) == expected


@pytest.mark.parametrize(
    ("kind", "covered", "uncovered"),
    [("delivery", 4000, 4000), ("installation", 8000, 8000), ("commissioning", 6000, 6000), ("repair", 6000, 0),
     ("maintenance", 5000, 0), ("relocation", 12000, 0), ("parts", 2000, 0), ("exchange", 3000, 0), ("return", 3000, 0),
     ("inspection", 3000, 0), ("training", 5000, 5000), ("advice", 0, 0)],
)  # fmt: skip
def test_the_tariff_of_each_kind(kind, covered, uncovered):
    assert fee(job(kind=kind, metres=0.0)) == {"A": covered}
    assert fee(job(kind=kind, metres=0.0, labour_covered=False)) == {"A": uncovered}


@pytest.mark.parametrize(
    ("class_", "service"),
    [("satisfied", 6000), ("explained", 6000), ("unverified", 5400), ("first_unfixed", 4800), ("dissatisfied", 3000),
     ("repeat_unfixed", 1800), ("complaint", 0), ("attitude", 0)],
)  # fmt: skip
def test_the_class_scales_the_fee(class_, service):
    assert fee(job(class_=class_, metres=0.0)) == {"A": service}


@pytest.mark.parametrize(
    ("metres", "fen"), [(0.0, 0), (10_000.0, 0), (10_003.0, 0), (10_003.4, 1), (20_000.0, 1500), (19_999.999, 1500)]
)
def test_the_way_is_paid_beyond_ten_kilometres(metres, fen):
    assert distance_fen(metres, PROFILE.fees) == fen


def test_the_way_is_scaled_with_the_class():
    assert fee(job(class_="first_unfixed")) == {"A": 6000}


def test_the_way_is_paid_once_a_day_and_customer_for_the_first_trip():
    found = fee(job("A", trip_at=july(2, 12)), job("B", trip_at=july(2, 11)), job("C", trip_at=july(3, 0)))
    assert found == {"A": 6000, "B": 7500, "C": 7500}


def test_of_trips_at_the_same_instant_the_lower_number_is_paid():
    assert fee(job("B"), job("A")) == {"A": 7500, "B": 6000}


def test_the_day_is_the_local_one():
    midnight = july(3, 0)
    assert fee(job("A", trip_at=midnight - 1), job("B", trip_at=midnight)) == {"A": 7500, "B": 7500}


def test_another_customer_is_another_way():
    assert fee(job("A"), job("B", customer=W1)) == {"A": 7500, "B": 7500}


def test_jobs_without_tariff_or_trip_neither_get_nor_take_the_way():
    found = fee(job("A", labour_covered=False, trip_at=july(2, 8)), job("B", trip_at=None), job("C", trip_at=july(2, 10)))
    assert found == {"A": 0, "B": 6000, "C": 7500}


def test_a_complained_first_trip_still_takes_the_way_of_its_day():
    assert fee(job("A", "complaint", trip_at=july(2, 8)), job("B")) == {"A": 0, "B": 6000}


def test_parts_are_paid_in_full_where_they_are_covered_whatever_the_class():
    (covered,) = lines([job(class_="attitude", parts_fen=777)], PROFILE)
    (uncovered,) = lines([job(parts_fen=777, parts_covered=False)], PROFILE)
    assert (covered.parts_fen, uncovered.parts_fen) == (777, 0)


def test_lines_come_by_order_number():
    assert [line.order_no for line in lines([job("C"), job("A"), job("B")], PROFILE)] == ["A", "B", "C"]
