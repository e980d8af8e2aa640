from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from callcentre.domain.ids import imported_id, made_at, new_id, rule_id

instants = st.integers(min_value=0, max_value=2**47 * 1000)
words = st.text(max_size=12)


@given(instants)
def test_an_id_is_a_uuid_of_version_7_that_knows_its_millisecond(now):
    made = new_id(now)
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made_at(made) == now // 1000 * 1000


@given(instants, st.integers(min_value=2, max_value=500))
def test_ids_of_one_millisecond_sort_by_their_making(now, count):
    made = [new_id(now) for _ in range(count)]
    assert all(first < second for first, second in pairwise(made))


@given(instants, st.integers(min_value=1, max_value=10**9))
def test_ids_of_different_milliseconds_sort_by_time(now, later):
    assert new_id(now) < new_id(now + later * 1000)


def test_a_hundred_thousand_ids_of_one_instant_are_different_and_in_order():
    made = [new_id(1_783_900_800_000_000) for _ in range(100_000)]
    assert made == sorted(set(made))


def test_an_instant_before_1970_still_gives_an_id():
    assert new_id(-5).version == 7


def test_an_id_made_of_a_name_tells_no_time():
    assert made_at(imported_id("customer", "C1")) is None


@given(words, words, words, words)
def test_imported_ids_are_equal_only_for_equal_kind_and_key(kind, key, other_kind, other_key):
    same = (kind, key) == (other_kind, other_key)
    assert (imported_id(kind, key) == imported_id(other_kind, other_key)) is same
    assert imported_id(kind, key).version == 5


def test_parts_of_a_key_do_not_run_together():
    assert imported_id("technician", "W1", "23") != imported_id("technician", "W12", "3")
    assert imported_id("technician", "W1") != imported_id("technician", "W1", "")


def test_what_was_imported_or_made_by_a_rule_keeps_its_id_for_ever():
    assert imported_id("customer", "C-0001") == UUID("555e80e1-c403-588e-9ce0-59918c91b57c")
    assert rule_id("not_accepted", "1", UUID(int=7), "x") == UUID("7a58292d-f9b5-5bb3-9b79-df8fa690f676")


def test_a_rule_run_twice_makes_the_same_and_another_occurrence_another():
    subject = UUID(int=7)
    assert rule_id("urged_again", "1", subject, "a") == rule_id("urged_again", "1", subject, "a")
    assert len({rule_id("urged_again", "1", subject, "a"), rule_id("urged_again", "2", subject, "a"),
                rule_id("urged_again", "1", subject, "b"), rule_id("urged_again", "1", UUID(int=8), "a"),
                rule_id("danger", "1", subject, "a")}) == 5  # fmt: skip
