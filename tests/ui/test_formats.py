"""Dates, spans, money and numbers as both languages write them."""

from zoneinfo import ZoneInfo

import pytest

from callcentre import words
from callcentre.domain.instants import DAY, HOUR, MINUTE, local_instant
from callcentre.ui import formats

ZONE = ZoneInfo("Asia/Shanghai")
NOW = local_instant(2026, 7, 16, ZONE, 14, 32)


def both(say) -> tuple[str, str]:
    words.use("zh_CN")
    chinese = say()
    words.use("en")
    return chinese, say()


@pytest.mark.parametrize(
    ("at", "chinese", "english"),
    [
        (NOW - 5 * MINUTE, "14:27", "14:27"),
        (local_instant(2026, 7, 15, ZONE, 9, 5), "07-15 09:05", "15 Jul 09:05"),
        (local_instant(2025, 11, 2, ZONE, 9, 5), "2025-11-02", "2 Nov 2025"),
    ],
)
def test_a_moment_says_only_what_is_not_today(at, chinese, english):
    assert both(lambda: formats.moment(at, NOW, ZONE)) == (chinese, english)


def test_a_window_names_its_day_and_hours():
    start = local_instant(2026, 7, 17, ZONE, 18)
    said = both(lambda: formats.window(start, start + 2 * HOUR, ZONE))
    assert said == ("7月17日 周五 18:00–20:00", "Fri 17 Jul 18:00–20:00")


@pytest.mark.parametrize(
    ("due", "chinese", "english"),
    [
        (NOW - 5 * HOUR - MINUTE, "超 5 时", "5 h over"),
        (NOW + 10 * MINUTE, "剩 10 分", "10 min left"),
        (NOW - 31 * DAY, "超 31 天", "31 days over"),
        (NOW - HOUR // 2, "超 30 分", "30 min over"),
    ],
)
def test_what_is_left_is_said_and_not_what_has_passed(due, chinese, english):
    assert both(lambda: formats.left(due, NOW)) == (chinese, english)


def test_a_span_has_at_most_two_units():
    assert both(lambda: formats.span(DAY + 2 * HOUR + 40 * MINUTE)) == ("1 天 2 时", "1 day 2 h")
    assert both(lambda: formats.span(31 * DAY + 2 * HOUR)) == ("31 天", "31 days")


def test_money_is_grouped_and_a_minus_is_a_minus():
    assert both(lambda: formats.money(124_000)) == ("1,240.00 元", "CNY 1,240.00")
    assert formats.bare_money(-5) == "−0.05"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+8613800138000", "138 0013 8000"),
        ("+8655162345678", "0551-6234 5678"),
        ("0551-62345678", "0551-62345678"),
        ("12345", "12345"),
        ("+861062345678", "010-6234 5678"),
    ],
)
def test_phones_are_cut_as_people_read_them_out(number, shown):
    assert formats.phone(number) == shown


def test_distances_and_the_spoken_tail_of_a_number():
    assert both(lambda: formats.distance(4_130)) == ("4.1 公里", "4.1 km")
    assert formats.tail("SO-260714-7QK2-018-M") == "018-M"
    assert formats.timer(134) == "02:14"


def test_a_full_stop_goes_where_another_fact_follows():
    words.use("zh_CN")
    assert formats.joined("麻烦尽快来看看。", "周慧凯") == "麻烦尽快来看看・周慧凯"
    assert formats.joined("周慧凯", "", "麻烦尽快来看看。") == "周慧凯・麻烦尽快来看看。"
    words.use("en")
    assert formats.joined("Please hurry.", "wait...", "Zhou") == "Please hurry, wait..., Zhou"
    assert formats.joined() == ""
