"""Divisions are found by the names people write, and lie in China."""

from callcentre.profiles.gazetteer import gazetteer

PLACES = gazetteer()


def test_all_provinces_cities_and_districts_are_there() -> None:
    levels = [division.level for division in PLACES.by_code.values()]
    assert levels.count("province") == 34
    assert levels.count("city") > 330
    assert levels.count("district") > 2_800


def test_every_division_below_a_province_has_a_known_one_above() -> None:
    assert all(
        division.parent in PLACES.by_code for division in PLACES.by_code.values() if division.level != "province"
    )


def test_names_with_and_without_suffix_lead_to_the_same_city() -> None:
    full = PLACES.find("浙江省", "杭州市")
    assert full is not None
    assert full.code == "330100"
    assert PLACES.find("浙江", "杭州") == full


def test_a_district_of_a_city_that_is_a_province_is_found_named_once_or_twice() -> None:
    named_twice = PLACES.find("上海市", "上海市", "黄浦区")
    assert named_twice is not None
    assert named_twice.name == "黄浦区"
    assert PLACES.find("上海", "", "黄浦区") == named_twice


def test_an_unknown_city_leads_to_its_province_and_an_unknown_province_nowhere() -> None:
    province = PLACES.find("广东省", "不存在市")
    assert province is not None
    assert province.name == "广东省"
    assert PLACES.find("不存在省") is None


def test_a_chain_leads_down_to_a_division_without_headings_of_the_list() -> None:
    assert [each.name for each in PLACES.chain("340104")] == ["安徽省", "合肥市", "蜀山区"]
    assert [each.name for each in PLACES.chain("429004")] == ["湖北省", "仙桃市"]
    assert PLACES.chain("999999") == []


def test_points_lie_in_china() -> None:
    for division in PLACES.by_code.values():
        if division.lng is not None and division.lat is not None:
            assert 73 < division.lng < 135.1
            assert 3 < division.lat < 53.6
