"""How an address reads in one line."""

from callcentre.domain.addresses import one_line


def test_the_parts_follow_each_other_and_a_city_that_is_a_province_is_named_once() -> None:
    assert one_line("安徽省", "合肥市", "蜀山区", "黄山路1号") == "安徽省合肥市蜀山区黄山路1号"
    assert one_line("上海市", "上海市", "黄浦区", "西藏中路1号") == "上海市黄浦区西藏中路1号"
    assert one_line("", "", "", "西藏中路1号") == "西藏中路1号"
