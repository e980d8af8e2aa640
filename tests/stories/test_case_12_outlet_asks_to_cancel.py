"""Case 12: the outlet accepted and now asks to cancel, "the customer wishes it"; the customer, called, does not."""

from tests.stories.steps import (
    answer_the_phone,
    call_back,
    outlet_accepts,
    outlet_reports_visit,
    relay_again,
    save,
    take_down,
)


def test_nothing_is_cancelled_on_the_outlets_word(sit_down):
    me = sit_down()
    me.go(20, 9)
    answer_the_phone(me)
    order = take_down(me, "cool", "不制冷", "14-16")
    me.act("Open the order")
    outlet_accepts(me, order)

    me.go(20, 11)
    me.choose_act("asks to cancel", "Outlet asks to cancel")
    me.is_at("Reason")
    me.press("1")
    save(me, "Outlet asks to cancel")
    me.sees("Cancelling asked")
    me.press("Alt+Q")
    me.sees("Cancel the order is not possible now", "the customer has not been asked yet")
    me.sees_no("Save Cancel the order")

    me.act("Customer contacted")
    me.is_at("By")
    me.tab_to("Outcome")
    me.press("1")
    me.tab_to("Words")
    me.commit("客户没有说过取消")
    save(me, "Customer contacted")

    relay_again(me, order, "城西", "21 9-11")
    outlet_accepts(me, order)
    me.go(21, 14)
    outlet_reports_visit(me, order, "09:15", "09:50")
    me.go(22, 10)
    call_back(me)
    me.act("Satisfied, close")
    me.stands(order, "closed")

    no = me.card(order).header.no
    first, second = me.figures("W1"), me.figures("W2")
    assert first.dropped == 1 and first.lines == {}
    assert second.lines == {no: ("satisfied", 6000)}
    assert second.on_time == (1, 1)
