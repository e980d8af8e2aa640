from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcentre.domain.calendars import add_workdays, calendar_of_china, is_estimated, is_workday
from callcentre.profiles.load import load_profile

CHINA = calendar_of_china((2025, 2026, 2027))


def _days(month_days):
    return {date(2026, month, day) for month, days in month_days.items() for day in days}


def test_the_make_up_workdays_of_2026_are_the_published_ones():
    published = _days({1: [4], 2: [14, 28], 5: [9], 9: [20], 10: [10]})
    assert {day for day in CHINA.work if day.year == 2026} == published


def test_the_rest_days_on_weekdays_of_2026_are_the_published_ones():
    published = _days({1: [1, 2], 2: [16, 17, 18, 19, 20, 23], 4: [6], 5: [1, 4, 5], 6: [19], 9: [25],
                       10: [1, 2, 5, 6, 7]})  # fmt: skip
    assert {day for day in CHINA.rest if day.year == 2026} == published


def test_the_shipped_profile_has_the_same_days_as_the_library():
    shipped = load_profile("after_sales").calendar
    known = calendar_of_china(shipped.published)
    assert (shipped.rest, shipped.work, shipped.published) == (known.rest, known.work, known.published)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 10, 9), True),
        (date(2026, 10, 10), True),  # a Saturday worked for the holiday
        (date(2026, 10, 11), False),
        (date(2026, 10, 7), False),
        (date(2026, 7, 14), True),
        (date(2026, 7, 18), False),
    ],
)
def test_holidays_and_make_up_days_go_before_the_weekday(day, works):
    assert is_workday(day, CHINA) is works


def test_seven_working_days_over_the_national_holiday():
    assert add_workdays(date(2026, 9, 30), 7, CHINA) == (date(2026, 10, 15), False)


def test_a_year_without_a_notice_counts_weekdays_and_says_that_it_is_estimated():
    assert 2027 not in CHINA.published
    assert is_estimated(date(2027, 1, 1), CHINA)
    assert is_workday(date(2027, 1, 1), CHINA)  # a Friday; nobody has published otherwise
    assert add_workdays(date(2026, 12, 31), 1, CHINA) == (date(2027, 1, 1), True)
    assert add_workdays(date(2026, 12, 30), 1, CHINA) == (date(2026, 12, 31), False)


@given(st.dates(date(2025, 1, 1), date(2026, 10, 31)), st.integers(1, 40))
def test_the_days_counted_are_exactly_the_working_days_after_the_start(start, count):
    end, _ = add_workdays(start, count, CHINA)
    passed = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert is_workday(end, CHINA)
    assert sum(is_workday(day, CHINA) for day in passed) == count


def test_an_operators_own_days_are_data_like_the_others():
    own = replace(CHINA, rest=CHINA.rest | {date(2026, 7, 14)}, work=CHINA.work | {date(2026, 7, 18)})
    assert add_workdays(date(2026, 7, 13), 4, own)[0] == date(2026, 7, 18)
