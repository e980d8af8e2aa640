from dataclasses import replace
from datetime import date

from callcentre.domain.deadlines import deadlines_of
from callcentre.domain.instants import HOUR, local_instant
from callcentre.domain.profile import Deadline
from callcentre.profiles.load import load_profile

PROFILE = load_profile("after_sales")
ZONE = PROFILE.zone


def a_deadline(**fields):
    given = {"code": "a", "words": {}, "channel": "12315", "stage": "ended", "amount": 7, "unit": "working_days",
             "valid_from": date(2026, 1, 1), "valid_until": None, "source": "house"}  # fmt: skip
    return Deadline(**given | fields)


def due(received_at, *rules, channel="12315"):
    return deadlines_of(channel, received_at, replace(PROFILE, deadlines=rules))


def test_working_days_end_with_the_last_of_them_over_holidays_and_make_up_days():
    received = local_instant(2026, 9, 30, ZONE, 16)
    (found,) = due(received, a_deadline())
    assert found.at == local_instant(2026, 10, 16, ZONE)
    assert not found.estimated


def test_calendar_days_and_hours_are_counted_plainly():
    received = local_instant(2026, 9, 30, ZONE, 16)
    first, second = due(received, a_deadline(unit="days", amount=3), a_deadline(unit="hours", amount=24))
    assert (first.at, second.at) == (received + 24 * HOUR, local_instant(2026, 10, 4, ZONE))


def test_a_year_without_calendar_makes_an_estimate():
    (found,) = due(local_instant(2026, 12, 30, ZONE), a_deadline())
    assert found.estimated


def test_only_rules_of_the_channel_and_of_the_day_hold():
    received = local_instant(2026, 7, 14, ZONE)
    rules = (
        a_deadline(code="every", channel=""),
        a_deadline(code="own"),
        a_deadline(code="other", channel="12345"),
        a_deadline(code="later", valid_from=date(2026, 7, 15)),
        a_deadline(code="last", valid_until=date(2026, 7, 14)),
        a_deadline(code="past", valid_until=date(2026, 7, 13)),
    )
    assert sorted(found.rule.code for found in due(received, *rules)) == ["every", "last", "own"]


def test_the_shipped_profile_answers_12345_within_five_working_days():
    found = deadlines_of("12345", local_instant(2026, 7, 13, ZONE, 9), PROFILE)
    assert local_instant(2026, 7, 21, ZONE) in [one.at for one in found]
