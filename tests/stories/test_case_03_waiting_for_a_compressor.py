"""Case 3: a compressor does not come before August. A call a week, three urges, and the right to an exchange."""

from tests.factories.products import a_part
from tests.stories.hotline import CUSTOMER, before
from tests.stories.steps import (
    answer_the_phone,
    call_back,
    find_order,
    outlet_accepts,
    outlet_is_done,
    outlet_was_there,
    save,
    take_down,
)

PART = "KF001"


def test_a_long_wait_stays_open_in_july_and_is_paid_with_its_part_in_august(sit_down, folder):
    with before(folder) as desk:
        a_part(desk, PART, name="压缩机", price_fen=100_000)
    me = sit_down()
    me.go(6, 9)
    answer_the_phone(me)
    order = take_down(me, "cool", "外机不启动", "14-16")
    me.act("Open the order")
    outlet_accepts(me, order)
    me.go(6, 16)
    outlet_was_there(me, "14:20", "15:05", outcome="parts", more={"Cause": "压缩机故障"})
    part(me, "request a", "Request a part")
    me.press("Alt+H")
    me.is_at("Waits for")
    me.write("part")
    me.press("Return")
    me.tab_to("Until")
    me.write("8-6 16:00")
    save(me, "Hold")

    for day in (13, 20, 27):
        me.go(day, 10)
        find_order(me, order)
        me.act("Customer contacted")
        me.is_at("By")
        me.tab_to("Outcome")
        me.press("1")
        me.tab_to("Words")
        me.commit("告知配件进度")
        save(me, "Customer contacted")
        me.go(day, 16)
        me.phone_rings("13900000001")
        me.sees("Probably calling about this")
        me.act("Urge")
        me.is_at("Words")
        me.commit("天这么热，还要等多久？")
        save(me, "Urge")
        me.act("End call")
        me.sees("How did the call end?")
        me.press("F8")
        me.sees("Who is calling?")
    me.choose_act("watch", "Go to Watch")
    me.sees(f"Urged 3 times {CUSTOMER}")
    assert me.figures("W1").open == 1

    me.go(3, 10, month=8)
    find_order(me, order)
    me.act("Customer contacted")
    me.is_at("By")
    me.tab_to("Outcome")
    me.press("1")
    save(me, "Customer contacted")
    me.go(6, 10, month=8)
    part(me, "part arrived", "Part arrived")
    me.sees("Right to an exchange", "open for 31 days", "article 13", "(to be confirmed)")
    me.press("Alt+U")
    me.sees("Resume: saved")
    me.go(6, 16, month=8)
    outlet_was_there(me, "14:20", "15:05", more={"Done": "更换压缩机", "Parts": PART})
    outlet_is_done(me, order)
    me.go(7, 10, month=8)
    call_back(me)
    me.act("Satisfied, close")
    me.stands(order, "closed")

    no = me.card(order).header.no
    july, august = me.figures("W1"), me.figures("W1", "2026-08")
    assert (july.lines, july.open) == ({}, 1)
    assert august.lines == {no: ("satisfied", 6000)} and august.parts == {no: 100_000}
    assert august.first_time_fix == (0, 1)


def part(me, typed, title):
    """An act about the part, from the palette."""
    me.choose_act(typed, title)
    me.is_at("Parts")
    me.write(PART)
    me.press("Return")
    save(me, title)
