"""Case 1: a known caller. Eight days after a repair the same machine does not cool again."""

from tests.stories.steps import (
    answer_the_phone,
    call_back,
    find_order,
    outlet_accepts,
    outlet_reports_visit,
    take_down,
)


def test_the_second_fault_counts_against_the_first_repair(sit_down):
    me = sit_down()
    answer_the_phone(me)
    first = take_down(me, "cool", "开了半天也不凉", "14-16")
    me.act("Open the order")
    outlet_accepts(me, first)
    me.go(1, 15)
    outlet_reports_visit(me, first, "14:05", "14:50")

    me.go(2, 10)
    call_back(me)
    me.press("1", "1", "1", "1")
    me.act("Satisfied, close")
    me.stands(first, "closed")
    no_a = me.card(first).header.no
    assert me.figures("W1").lines == {no_a: ("satisfied", 6000)}

    me.go(10, 9)
    answer_the_phone(me)
    me.sees("A repair closed 8 days ago")
    me.act("Link as repeat")
    me.is_at("Words")
    me.sees("Same machine and fault, closed 8 days ago")
    me.commit("上次修完没几天又不凉了")
    me.press("Tab", "Tab")
    me.write("14-16")
    me.act("Save, relay to 城东服务网点")
    second = me.order(me.read_off(r"Order (SO-\S+) is saved"))
    find_order(me, second)
    outlet_accepts(me, second)
    me.go(10, 15)
    outlet_reports_visit(me, second, "14:10", "14:55")
    me.go(11, 10)
    call_back(me)
    me.act("Satisfied, close")
    me.stands(second, "closed")

    no_b = me.card(second).header.no
    assert me.card(second).header.repeat_of == first
    assert me.figures("W1").lines == {no_a: ("first_unfixed", 4800), no_b: ("satisfied", 6000)}
