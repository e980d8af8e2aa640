"""Case 7: the outlet says it was there and fixed it; the customer says nobody came."""

from tests.stories.hotline import CUSTOMER
from tests.stories.steps import (
    answer_the_phone,
    call_back,
    outlet_accepts,
    outlet_reports_visit,
    relay_again,
    take_down,
)


def test_the_customers_word_counts_before_the_outlets(sit_down):
    me = sit_down()
    me.go(16, 9)
    answer_the_phone(me)
    order = take_down(me, "cool", "不制冷", "14-16")
    me.act("Open the order")
    outlet_accepts(me, order)
    me.go(16, 17)
    outlet_reports_visit(me, order, "14:20", "15:05")

    me.go(17, 10)
    call_back(me)
    me.press("2")
    me.sees("What are you not satisfied with?")
    me.tab_to("What else would you like to tell us?")
    me.commit("一下午在家等，没见到人")
    me.act("Not satisfied")
    me.stands(order, "reopened")
    said = me.card(order).story[-1].data
    assert (said["satisfied"], said["fixed"], said["came"]) == (False, False, False)
    me.sees(f"{CUSTOMER} is not satisfied. What is done about it?", "Solve by phone")

    relay_again(me, order, "城西", "18 9-11")
    me.act("Done with this one")
    me.sees("Nobody is on the line", "Nobody waits for a call.")
    me.open_tab(CUSTOMER)
    outlet_accepts(me, order)
    me.go(18, 14)
    outlet_reports_visit(me, order, "09:15", "09:50")
    me.go(19, 10)
    call_back(me)
    me.press("1", "1", "1", "1")
    me.act("Satisfied, close")
    me.stands(order, "closed")

    no = me.card(order).header.no
    first, second = me.figures("W1"), me.figures("W2")
    assert first.lines == {no: ("complaint", 0)}
    assert first.on_time == (0, 1)
    assert second.lines == {no: ("satisfied", 6000)}
    assert second.on_time == (1, 1)
