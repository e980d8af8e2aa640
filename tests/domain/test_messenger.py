"""Replies of outlets: what they say is read, what they do not say is doubted, and no order is guessed."""

from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcentre.domain.event_data import checked
from callcentre.domain.instants import local_instant, to_datetime
from callcentre.domain.messenger import Known, KnownOrder, read_reply

ZONE = ZoneInfo("Asia/Shanghai")
NOW = local_instant(2026, 7, 14, ZONE, 15)
"""A Tuesday, three in the afternoon."""
WANG, LI = UUID(int=101), UUID(int=102)
BOARD, PUMP = ("P-01", "主板"), ("P-02", "循环水泵")
WAITING = KnownOrder(UUID(int=1), "SO-260714-7QK2-042-C", "relayed", ((WANG, "王建国"), (LI, "李明")), (BOARD, PUMP))
TAKEN = KnownOrder(UUID(int=2), "SO-260714-7QK2-017-K", "accepted", ((WANG, "王建国"), (LI, "李明")), (BOARD, PUMP))
TWIN = KnownOrder(UUID(int=3), "SO-260713-7QK2-017-K", "accepted")
HOURS = ((8, 10), (10, 12), (13, 15), (15, 17), (17, 19), (19, 21))


def known(*orders, chosen=None):
    return Known(orders or (WAITING, TAKEN), NOW, ZONE, HOURS, frozenset({"no_capacity", "too_far"}), chosen)


def read(text, *orders, chosen=None):
    return read_reply(text, known(*orders, chosen=chosen))


def one(text, *orders, chosen=None):
    readings = read(text, *orders, chosen=chosen)
    assert len(readings) == 1, readings
    return readings[0]


def steps(text, *orders):
    return {step.kind: step for step in one(text, *orders).steps}


def shown(instant):
    return f"{to_datetime(instant, ZONE):%m-%d %H:%M}"


@pytest.mark.parametrize("text", ["042-C 接单", "接单 042-C", "SO-260714-7QK2-042-C 已接", "０４２－Ｃ可以接", "042-c accepted"])
def test_an_order_is_accepted_by_the_end_of_its_number(text):
    reading = one(text)
    assert reading.order == WAITING.id
    assert [step.kind for step in reading.steps] == ["accepted"]
    assert reading.is_sure


@pytest.mark.parametrize(("text", "reason"), [
    ("042-C 不接 人手不足", "no_capacity"), ("042-C不接，太远了", "too_far"), ("042-C 接不了 设备坏了", "设备坏了"),
    ("042-C declined: no staff", "no_capacity"),
])  # fmt: skip
def test_a_refusal_has_its_reason(text, reason):
    assert steps(text)["declined"].data["reason"] == reason


def test_a_refusal_without_reason_is_doubted():
    assert steps("042-C 不接")["declined"].doubts == {"reason"}


def test_what_was_accepted_and_is_refused_now_is_given_back():
    assert steps("017-K 退单 太远")["returned"].doubts == {"after"}


def test_contact_and_a_window_of_which_only_the_beginning_is_told():
    told = steps("017-K 已联系客户 明天上午9点")
    assert told["contacted"].data == {"by": "outlet", "outcome": "reached"}
    window = told["window_agreed"]
    assert (shown(window.data["start"]), shown(window.data["end"])) == ("07-15 09:00", "07-15 10:00")
    assert window.doubts == {"end"}
    assert window.data["by"] == "outlet"


@pytest.mark.parametrize(("text", "start", "end", "doubts"), [
    ("明天下午3点到5点", "07-15 15:00", "07-15 17:00", set()),
    ("后天9:30-11:00", "07-16 09:30", "07-16 11:00", set()),
    ("周五下午", "07-17 13:00", "07-17 18:00", {"hours"}),
    ("下周一上午十点半", "07-20 10:30", "07-20 12:00", {"end"}),
    ("7月16号 9-11点", "07-16 09:00", "07-16 11:00", set()),
    ("16号晚上7点", "07-16 19:00", "07-16 21:00", {"end"}),
    ("明天3点", "07-15 15:00", "07-15 17:00", {"end", "half"}),
    ("10点到12点", "07-15 10:00", "07-15 12:00", {"day"}),
    ("下午5点前", "07-14 15:00", "07-14 17:00", {"day", "end"}),
    ("昨天9点到10点", "07-13 09:00", "07-13 10:00", {"past"}),
    ("tomorrow 9:00-11:00", "07-15 09:00", "07-15 11:00", set()),
])  # fmt: skip
def test_windows_are_read_as_people_write_them(text, start, end, doubts):
    window = steps(f"017-K {text}")["window_agreed"]
    assert (shown(window.data["start"]), shown(window.data["end"])) == (start, end)
    assert window.doubts == doubts


def test_who_comes_is_planned_and_a_surname_alone_is_doubted():
    named = steps("017-K 李明 明天9点-11点上门")["planned"]
    assert (named.data["technician"], named.doubts) == (LI, frozenset())
    called = steps("017-K 王师傅 明天9点-11点上门")["planned"]
    assert (called.data["technician"], called.doubts) == (WANG, {"technician"})


def test_a_repair_with_part_charge_and_times():
    told = steps("017-K 10:20到 11点走 已修好 换主板 收费120")
    visit = told["visit"].data
    assert (visit["outcome"], visit["parts"], visit["charge_fen"]) == ("fixed", [("P-01", 1)], 12000)
    assert (shown(visit["arrived_at"]), shown(visit["left_at"])) == ("07-14 10:20", "07-14 11:00")
    assert told["visit"].doubts == frozenset()
    assert told["feedback"].data["outcome"] == "done"


@pytest.mark.parametrize(("text", "came", "went"), [
    ("昨天上午9点10分到的，10点走", "07-13 09:10", "07-13 10:00"), ("昨天下午3点到 5点走", "07-13 15:00", "07-13 17:00"),
    ("昨天9点到 今天10点走", "07-13 09:00", "07-14 10:00"),
])
def test_they_left_on_the_day_they_came_where_no_other_is_said(text, came, went):
    visit = steps(f"017-K {text} 已修好 收费120")["visit"].data
    assert (shown(visit["arrived_at"]), shown(visit["left_at"])) == (came, went)


def test_what_a_visit_lacks_is_doubted():
    told = steps("017-K 修好了 换了水阀 保内")["visit"]
    assert told.doubts == {"arrived", "parts", "cover"}
    assert told.data["charge_fen"] == 0
    assert steps("017-K 修好了 收费一百二")["visit"].doubts == {"arrived", "charge"}


@pytest.mark.parametrize(("text", "outcome"), [
    ("没修好", "not_fixed"), ("上门检查 需要换主板", "parts_needed"), ("拉回网点修", "taken_to_workshop"),
    ("客户不在家", "no_access"), ("客户嫌贵", "refused_fee"), ("检测正常", "no_fault_found"), ("无法修复", "unrepairable"),
    ("临时处理好", "temporary"), ("not fixed", "not_fixed"),
])  # fmt: skip
def test_visits_that_came_to_something_else(text, outcome):
    told = steps(f"017-K {text}")
    assert told["visit"].data["outcome"] == outcome
    assert ("feedback" in told) == (outcome == "no_fault_found")


@pytest.mark.parametrize("text", ["修好了吗？", "明天能修好", "争取修好", "还不修好", "修好了没有"])
def test_a_repair_that_is_asked_for_or_hoped_for_is_none(text):
    assert "visit" not in steps(f"017-K {text}")


def test_a_repair_before_accepting_accepts_and_says_that_it_was_not_said():
    told = one("042-C 已修好")
    assert [step.kind for step in told.steps] == ["accepted", "visit", "feedback"]
    assert told.steps[0].doubts == {"implied"}


def test_received_is_taken_for_accepting_with_a_doubt():
    assert steps("042-C 收到")["accepted"].doubts == {"received"}


def test_a_customer_who_does_not_answer_is_no_refusal_of_the_order():
    assert steps("017-K 客户不接电话")["contacted"].data["outcome"] == "no_answer"


def test_waiting_for_parts_without_a_visit_is_a_hold():
    assert steps("017-K 等配件")["on_hold"].data["reason"] == "part"


def test_several_orders_in_one_message():
    found = read("张三 2026/7/14 9:30\n042-C 不接 人手不足\n017-K 已修好\n收费80元")
    assert [(reading.order, reading.steps[0].kind) for reading in found] == [(WAITING.id, "declined"), (TAKEN.id, "visit")]
    assert found[1].steps[0].data["charge_fen"] == 8000


def test_orders_side_by_side_get_the_same_words_and_each_its_own_in_one_line():
    both = read("042-C、017-K 明天9点-11点")
    assert [reading.order for reading in both] == [WAITING.id, TAKEN.id]
    apart = read("接单 042-C，不接 017-K")
    assert [reading.steps[0].kind for reading in apart] == ["accepted", "returned"]
    after = read("042-C 接单，017-K 不接")
    assert [reading.steps[0].kind for reading in after] == ["accepted", "returned"]


def test_a_number_that_fits_nothing_or_several_names_no_order():
    assert (one("099-Z 接单").order, one("099-Z 接单").doubts) == (None, {"unknown"})
    assert one("017-K 接单", TAKEN, TWIN).doubts == {"several"}
    assert one("SO-260713-7QK2-017-K 修好", TAKEN, TWIN).order == TWIN.id


def test_without_a_number_the_order_one_stands_on_is_meant_with_a_doubt():
    assert (one("接单", chosen=WAITING.id).order, one("接单", chosen=WAITING.id).doubts) == (WAITING.id, {"chosen"})
    assert one("接单").order is None


def test_all_are_accepted_when_all_are_said():
    assert [(reading.order, reading.doubts) for reading in read("全部接单")] == [(WAITING.id, {"all"})]


def test_a_voltage_is_doubted_where_it_could_be_an_order():
    order = KnownOrder(UUID(int=4), "SO-260714-7QK2-220-V", "accepted")
    assert one("电压220V 修好了", order, WAITING).doubts == {"short"}
    assert read("电压220V正常") == []


def test_small_talk_says_nothing():
    assert read("谢谢，辛苦了") == []
    assert one("017-K 客户家有狗").steps[0].kind == "noted"


WORDS = st.sampled_from([
    "042-C", "017-K", "SO-260714-7QK2-042-C", "099-Z", "尾号", "接单", "不接", "人手不足", "已联系", "明天", "上午", "9点",
    "31号", "2月30日", "25:70", "到", "-", "已修好", "没", "换", "主板", "收费", "99999999", "120", "元", "王师傅", "\n", " ",
    "全部", "十十点", "下周日", "，", "²", "٣点", "ß", "İ", "😀", "\x00",
])  # fmt: skip


@given(st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=25).map("".join)), st.booleans())
def test_any_text_is_read_into_events_that_can_be_written_about_orders_that_are_there(text, stands):
    chosen = WAITING.id if stands else None
    for reading in read(text, WAITING, TAKEN, TWIN, chosen=chosen):
        assert reading.order in (None, WAITING.id, TAKEN.id, TWIN.id)
        assert reading.order is not None or (reading.doubts and not reading.steps)
        for step in reading.steps:
            data = {name: value for name, value in step.data.items() if name not in ("technician", "action", "words", "parts")}
            checked(step.kind, data)
            if "start" in data:
                assert data["start"] < data["end"]


@given(st.text(alphabet="042-C017K接单 ", min_size=1, max_size=30))
def test_an_order_is_only_named_where_its_end_is_written(text):
    for reading in read(text):
        if reading.order is not None and not reading.doubts & {"chosen", "all"}:
            tail = {WAITING.id: "42C", TAKEN.id: "17K"}[reading.order]
            assert tail in text.replace("-", "")


def test_a_long_reply_is_read_in_no_time():
    assert len(read("017-K 已修好 换主板 收费120\n" * 3000)) > 100
