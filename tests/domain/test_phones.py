import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcentre.domain.errors import BadValue
from callcentre.domain.phones import parse_phone, parse_phones, shown


@pytest.mark.parametrize(
    ("typed", "e164", "extension"),
    [
        ("13800138000", "+8613800138000", ""),
        ("138 0013 8000", "+8613800138000", ""),
        ("138-0013-8000", "+8613800138000", ""),
        ("１３８００１３８０００", "+8613800138000", ""),
        ("+86 138 0013 8000", "+8613800138000", ""),
        ("008613800138000", "+8613800138000", ""),
        ("0551-62345678", "+8655162345678", ""),
        ("（0551）62345678", "+8655162345678", ""),
        ("0551-6234-5678", "+8655162345678", ""),
        ("62345678", "+8655162345678", ""),
        ("0551－62345678—8001", "+8655162345678", "8001"),
        ("62345678-8001", "+8655162345678", "8001"),
        ("62345678转8001", "+8655162345678", "8001"),
        ("62345678 轉 8001", "+8655162345678", "8001"),
        ("62345678 分机12", "+8655162345678", "12"),
        ("010-62345678 ext. 12", "+861062345678", "12"),
        ("010-62345678 EXT12", "+861062345678", "12"),
        ("400-820-8820", "+864008208820", ""),
        ("4008208820转3", "+864008208820", "3"),
        ("800 810 1234", "+868008101234", ""),
        ("+852 2345 6789", "+85223456789", ""),
        ("12345", "12345", ""),
        ("12315", "12315", ""),
        ("110", "110", ""),
        ("95588", "95588", ""),
    ],
)
def test_a_number_is_understood_as_people_type_it(typed, e164, extension):
    number = parse_phone(typed, area_code="0551")
    assert (number.e164, number.extension, number.warning) == (e164, extension, "")
    assert number.typed == typed


def test_an_area_with_seven_digits_completes_its_own_lines():
    assert parse_phone("623 4567", area_code="0351").e164 == "+863516234567"
    assert parse_phone("623 4567", area_code="0551").warning == "phone.unknown_range"


def test_a_fixed_line_without_area_code_is_kept_as_it_is_and_warned_of():
    number = parse_phone("6234 5678")
    assert (number.e164, number.warning) == ("62345678", "phone.no_area_code")


@pytest.mark.parametrize("typed", ["12012345678", "99999999999999999999", "12", "0999123"])
def test_an_unknown_range_is_taken_with_a_warning(typed):
    number = parse_phone(typed)
    assert number.warning == "phone.unknown_range"
    assert typed.lstrip("0") in number.e164


@pytest.mark.parametrize("typed", ["138O0138000", "王先生13800138000", "13800138000(办)", "ext 12", "x", "转"])
def test_letters_are_refused(typed):
    with pytest.raises(BadValue) as refused:
        parse_phone(typed)
    assert (refused.value.code, refused.value.field, refused.value.value) == ("phone.letters", "phone", typed)


@pytest.mark.parametrize("typed", ["", "  ", "-", "/"])
def test_nothing_is_no_number(typed):
    with pytest.raises(BadValue) as refused:
        parse_phone(typed)
    assert refused.value.code == "phone.empty"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("13800138000/13900139000", ["+8613800138000", "+8613900139000"]),
        ("13800138000；13900139000", ["+8613800138000", "+8613900139000"]),
        ("13800138000、12345", ["+8613800138000", "12345"]),
        ("13800138000 13900139000", ["+8613800138000", "+8613900139000"]),
        ("138 0013 8000 139 0013 9000", ["+8613800138000", "+8613900139000"]),
        ("62345678 62345679", ["+8655162345678", "+8655162345679"]),
        ("62345678/79", ["+8655162345678", "+8655162345679"]),
        ("62345678/110", ["+8655162345678", "110"]),
        ("0551 62345678", ["+8655162345678"]),
        ("0551-62345678-8001/13800138000", ["+8655162345678", "+8613800138000"]),
        ("13800138000,13800138000", ["+8613800138000"]),
        ("13800138000\n13900139000;", ["+8613800138000", "+8613900139000"]),
        ("", []),
    ],
)
def test_a_list_is_taken_apart(typed, found):
    assert [number.e164 for number in parse_phones(typed, area_code="0551")] == found


def test_the_same_line_with_two_extensions_is_two_numbers():
    assert [number.extension for number in parse_phones("62345678转1/62345678转2", area_code="0551")] == ["1", "2"]


def test_one_letter_in_a_list_refuses_it():
    with pytest.raises(BadValue):
        parse_phones("13800138000/abc")


@pytest.mark.parametrize(
    ("typed", "digits"),
    [("+86 138 0013 8000", "13800138000"), ("62345678", "055162345678"), ("400 820 8820", "4008208820"),
     ("12345", "12345"), ("+852 2345 6789", "85223456789")],
)  # fmt: skip
def test_digits_are_as_dialled_in_the_country(typed, digits):
    assert parse_phone(typed, area_code="0551").digits == digits


@pytest.mark.parametrize(
    ("typed", "zh", "en"),
    [
        ("13800138000", "138 0013 8000", "138 0013 8000"),
        ("055162345678", "0551-6234 5678", "0551-6234 5678"),
        ("0351-6234567", "0351-623 4567", "0351-623 4567"),
        ("62345678转8001", "0551-6234 5678 转 8001", "0551-6234 5678 ext. 8001"),
        ("4008208820", "400 820 8820", "400 820 8820"),
        ("12345", "12345", "12345"),
        ("+85223456789", "+852 2345 6789", "+852 2345 6789"),
        ("99 99 99 99 99 99 99 99", "99 99 99 99 99 99 99 99", "99 99 99 99 99 99 99 99"),
    ],
)
def test_a_number_is_shown_in_groups(typed, zh, en):
    number = parse_phone(typed, area_code="0551")
    assert (shown(number, "zh_CN"), shown(number, "en")) == (zh, en)


@given(st.sampled_from(["138", "139", "159", "186", "199"]), st.integers(0, 99_999_999))
def test_every_shown_mobile_reads_back_as_the_same(prefix, rest):
    number = parse_phone(f"{prefix}{rest:08d}")
    assert number.e164 == f"+86{prefix}{rest:08d}"
    assert parse_phone(shown(number, "zh_CN")).e164 == number.e164


@given(st.text("0123456789 -()+/;转x.#", max_size=30))
def test_whatever_is_typed_is_a_number_or_refused_in_words(typed):
    for reading in (lambda: [parse_phone(typed)], lambda: parse_phones(typed)):
        try:
            for number in reading():
                assert number.e164
                assert shown(number, "en")
        except BadValue as refused:
            code = refused.code
            assert code in ("phone.letters", "phone.empty")
