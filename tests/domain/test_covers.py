import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcentre.domain.covers import COVER_SCOPES, CoverRow, add_months, cover_on

days = st.dates(date(2000, 1, 1), date(2060, 12, 31))
DAY = date(2026, 7, 14)


def a_cover(scope="all", from_on=date(2026, 1, 1), until_on=date(2026, 12, 31), **fields):
    return CoverRow(**{"no": "C1", "kind": "maker", "payer": "maker", "scope": scope, "from_on": from_on,
                       "until_on": until_on} | fields)  # fmt: skip


covers = st.builds(
    lambda scope, first, length: a_cover(scope, first, first + timedelta(days=length)),
    st.sampled_from(sorted(COVER_SCOPES)), st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(0, 200),
)  # fmt: skip


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 31), 2, date(2026, 3, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 7, 14), 0, date(2026, 7, 14)),
        (date(9999, 7, 14), 12, date.max),
    ],
)
def test_calendar_months_end_on_the_last_day_of_a_shorter_month(day, months, then):
    assert add_months(day, months) == then


@given(days, st.integers(0, 240))
def test_months_are_counted_and_the_day_kept_unless_the_month_is_too_short(day, months):
    then = add_months(day, months)
    assert then.year * 12 + then.month == day.year * 12 + day.month + months
    assert then.day == min(day.day, calendar.monthrange(then.year, then.month)[1])


@given(days, st.integers(0, 120), days)
def test_a_warranty_covers_both_up_to_and_on_its_last_day(purchased, months, day):
    state = cover_on(day, (), purchased, months)
    held = day <= add_months(purchased, months)
    assert (state.labour, state.parts) == (held, held)
    assert state.reason == ("cover.warranty" if held else "cover.warranty_over")
    assert state.data["until"] == add_months(purchased, months)


@given(st.lists(covers, min_size=1, max_size=4), st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_covers_decide_alone_where_there_are_any(rows, day):
    state = cover_on(day, rows, date(2026, 1, 1), 240)
    assert state.labour == any(r.scope in ("all", "labour") and r.from_on <= day <= r.until_on for r in rows)
    assert state.parts == any(r.scope in ("all", "parts") and r.from_on <= day <= r.until_on for r in rows)


def test_first_and_last_day_of_a_cover_are_covered_and_no_other():
    row = a_cover()
    held = [day for day in (date(2025, 12, 31), row.from_on, row.until_on, date(2027, 1, 1))
            if cover_on(day, [row], None, None).labour]  # fmt: skip
    assert held == [row.from_on, row.until_on]


def test_a_part_cover_pays_no_labour_even_in_the_warranty():
    state = cover_on(DAY, [a_cover("parts")], DAY, 12)
    assert (state.labour, state.parts) == (False, True)


@pytest.mark.parametrize(
    ("purchased", "months", "reason"),
    [(None, 12, "cover.no_purchase_date"), (DAY, None, "cover.no_warranty"), (None, None, "cover.no_purchase_date")],
)
def test_without_purchase_date_or_model_nothing_is_covered(purchased, months, reason):
    state = cover_on(DAY, (), purchased, months)
    assert (state.labour, state.parts, state.reason) == (False, False, reason)


def test_the_reason_names_the_cover_that_lasts_longest_and_who_pays():
    rows = [a_cover(no="C1"), a_cover(no="C2", kind="extended", payer="dealer", until_on=date(2028, 1, 1))]
    state = cover_on(DAY, rows, None, None)
    assert state.reason == "cover.row"
    assert state.data == {"until": date(2028, 1, 1), "kind": "extended", "payer": "dealer", "no": "C2"}


def test_the_reason_says_when_a_cover_ended_or_will_begin():
    over = cover_on(date(2027, 1, 1), [a_cover()], None, None)
    assert (over.reason, over.data["until"]) == ("cover.row_over", date(2026, 12, 31))
    later = cover_on(date(2025, 1, 1), [a_cover()], None, None)
    assert (later.reason, later.data["from"]) == ("cover.row_later", date(2026, 1, 1))
