import re
from datetime import date
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from callcentre.domain.numbers import (
    ALPHABET,
    check_character,
    compact,
    is_spoken_number,
    spoken_number,
    tag_of,
    tail_key,
)

DAY = date(2026, 11, 23)
tags = st.text(ALPHABET, min_size=4, max_size=4)
prefixes = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=2)
numbers = st.builds(
    spoken_number, prefixes, st.dates(date(2000, 1, 1), date(2099, 12, 31)), tags, st.integers(1, 9999)
)


def test_a_number_reads_as_it_is_said():
    number = spoken_number("SO", DAY, "7QK2", 42)
    assert re.fullmatch(r"SO-261123-7QK2-042-[0-9A-Z]", number)
    assert number.endswith(check_character("SO-261123-7QK2-042"))


@given(numbers)
def test_every_number_made_is_recognised(number):
    assert is_spoken_number(number)


@given(numbers)
def test_case_dashes_blanks_and_full_width_do_not_matter(number):
    assert is_spoken_number(number.lower().replace("-", " "))
    assert is_spoken_number(number.replace("-", ""))
    assert is_spoken_number("".join(chr(ord(c) + 0xFEE0) for c in number))


@given(numbers)
def test_what_sounds_alike_is_the_same_number(number):
    assert is_spoken_number(number.replace("0", "O").replace("1", "L"))
    assert is_spoken_number(number.replace("0", "o").replace("1", "i"))


@given(numbers, st.data())
def test_every_single_wrong_character_is_caught(number, data):
    plain = compact(number)
    place = data.draw(st.integers(0, len(plain) - 1))
    wrong = data.draw(st.sampled_from(ALPHABET))
    assume(wrong != plain[place])
    assert not is_spoken_number(plain[:place] + wrong + plain[place + 1 :])


@given(numbers, st.data())
def test_every_swap_of_two_neighbours_is_caught(number, data):
    plain = compact(number)
    place = data.draw(st.integers(0, len(plain) - 2))
    assume(plain[place] != plain[place + 1])
    swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    assert not is_spoken_number(swapped)


def test_the_scheme_tells_all_errors_of_two_characters_apart():
    """Exhaustive over the alphabet, so that no unlucky pair hides behind the random ones."""
    checks = {(a, b): check_character(a + b) for a in ALPHABET for b in ALPHABET}
    for (a, b), check in checks.items():
        if a != b:
            assert checks[b, a] != check
        assert len({checks[a, c] for c in ALPHABET}) == len({checks[c, b] for c in ALPHABET}) == len(ALPHABET)


@pytest.mark.parametrize("text", ["", "042", "SO", "13800138000", "SO-261323-7QK2-042-0", "单号", "SO-261123-7QK2-042", "²³"])
def test_other_texts_are_no_numbers(text):
    assert not is_spoken_number(text)


def test_a_day_that_does_not_exist_is_no_number_even_with_the_right_check():
    body = "SO-260230-7QK2-001"
    assert not is_spoken_number(f"{body}-{check_character(body)}")


@given(st.uuids())
def test_a_tag_has_four_characters_of_the_alphabet(device):
    assert re.fullmatch(f"[{ALPHABET}]{{4}}", tag_of(device))


def test_workstations_made_in_the_same_millisecond_have_different_tags():
    assert tag_of(UUID(int=1)) != tag_of(UUID(int=2))


@given(numbers, st.integers(1, 8))
def test_the_last_digits_find_a_number(number, length):
    tail = compact(number)[-length:]
    assert tail_key(number).startswith(tail_key(tail.lower()))


@pytest.mark.parametrize(("prefix", "count"), [("so", 1), ("S", 1), ("SOO", 1), ("S1", 1), ("单号", 1), ("SO", 0)])
def test_a_wrong_prefix_or_count_makes_no_number(prefix, count):
    with pytest.raises(ValueError):
        spoken_number(prefix, DAY, "7QK2", count)
