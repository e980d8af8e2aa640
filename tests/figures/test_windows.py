"""The window in force at the first visit, and whether it was kept."""

import pytest
from tests.figures.teller import COLLEAGUE, W1, W2, Teller, july

from callcentre.domain.instants import DAY, HOUR

START, END = july(3, 9), july(3, 12)


def window(told, start=START, end=END, by="customer", at=None):
    told.add("window_agreed", start=start, end=end, by=by, at=at)


TEN = july(3, 10)


def timed(told, arrived=TEN, outlet=W1, **answer):
    told.visit(outlet=outlet, arrived_at=arrived, at=july(4))
    row = told.done(outlet).answer(**answer).job(outlet)
    return row.time_n, row.time_x


@pytest.mark.parametrize(
    ("arrived", "kept"), [(START, True), (END - 1, True), (END, False), (START - 1, False), (july(3, 13), False)]
)
def test_a_window_is_kept_from_its_start_until_before_its_end(arrived, kept):
    told = Teller()
    window(told)
    assert timed(told.sent(), arrived) == (True, kept)


def test_without_window_or_arrival_nothing_is_measured():
    assert timed(Teller().sent()) == (False, False)
    told = Teller()
    window(told)
    assert timed(told.sent(), None) == (False, False)


@pytest.mark.parametrize("said", [{"on_time": False}, {"came": False, "satisfied": False}])
def test_the_customers_word_goes_before_the_sheet(said):
    told = Teller()
    window(told)
    told.sent()
    told.visit(arrived_at=july(3, 10), at=july(4))
    told.done().answer(**said)
    assert (told.job().time_n, told.job().time_x) == (True, False)


def test_a_second_check_can_say_that_it_was_late():
    told = Teller()
    window(told)
    assert timed(told.sent()) == (True, True)
    told.add("second_check", actor=COLLEAGUE, satisfied=True, on_time=False)
    assert not told.job().time_x


def test_of_the_windows_before_acceptance_the_last_holds():
    told = Teller()
    window(told)
    window(told, july(3, 14), july(3, 16), by="outlet")
    assert timed(told.sent()) == (True, False)


def test_a_window_over_before_the_relay_does_not_hold():
    told = Teller()
    window(told, july(1, 9, 30), july(1, 9, 45))
    assert timed(told.sent()) == (False, False)


def test_the_relay_that_was_accepted_decides_not_an_earlier_one():
    told = Teller()
    told.add("relayed", outlet=W2)
    window(told, july(1, 10, 30), july(1, 11))
    told.sent(W1)
    assert timed(told) == (False, False)


def test_customer_and_centre_move_the_window_before_it_begins():
    for by in ("customer", "centre"):
        told = Teller()
        window(told, july(2, 9), july(2, 11))
        told.sent()
        window(told, by=by)
        assert timed(told) == (True, True)


def test_an_outlet_does_not_move_a_window_in_force():
    told = Teller()
    window(told, july(2, 9), july(2, 11))
    told.sent()
    window(told, by="outlet")
    assert timed(told) == (True, False)


def test_an_outlet_may_agree_the_first_window():
    told = Teller().sent()
    window(told, by="outlet")
    window(told, july(3, 15), july(3, 16), by="outlet")
    assert timed(told) == (True, True)


def test_a_window_is_not_moved_once_it_has_begun():
    told = Teller()
    window(told, july(2, 9), july(2, 11))
    told.sent()
    window(told, at=july(2, 9))
    assert timed(told) == (True, False)


def test_what_is_agreed_after_arriving_does_not_count():
    told = Teller().sent()
    window(told, at=july(3, 10))
    assert timed(told, july(3, 10)) == (False, False)


def test_a_visit_without_acceptance_has_no_window():
    told = Teller()
    window(told)
    told.add("relayed", outlet=W1)
    told.visit(arrived_at=july(3, 10), at=july(4))
    assert (told.job().time_n, told.job().time_x) == (False, False)


def test_only_the_first_visit_counts_whatever_its_outcome():
    told = Teller()
    window(told)
    told.sent()
    told.visit("no_access", arrived_at=july(3, 11), at=july(3, 11))
    assert timed(told, july(3, 15)) == (True, True)


def test_a_corrected_arrival_counts():
    told = Teller()
    window(told)
    assert timed(told.sent(), START - HOUR) == (True, False)
    visit = next(event for event in told.story.events if event.kind == "visit")
    told.add("corrected", event=str(visit.id), fields={"arrived_at": START}, at=july(9) + DAY)
    assert told.job().time_x
