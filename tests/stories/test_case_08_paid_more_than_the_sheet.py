"""Case 8: the sheet says 180, the customer paid 380. A complaint is raised with the answer and ends upheld."""

from tests.stories.hotline import CUSTOMER
from tests.stories.steps import (
    answer_the_phone,
    call_back,
    outlet_accepts,
    outlet_is_done,
    outlet_was_there,
    save,
    take_down,
)


def test_the_job_is_held_while_the_complaint_runs_and_counts_when_it_is_upheld(sit_down):
    me = sit_down()
    me.go(17, 9)
    answer_the_phone(me)
    order = take_down(me, "cool", "不制冷", "14-16")
    me.act("Open the order")
    outlet_accepts(me, order)
    me.go(17, 17)
    outlet_was_there(me, "14:20", "15:05", more={"Charged": "180"})
    outlet_is_done(me, order)

    me.go(18, 10)
    call_back(me)
    me.press("1", "1", "1", "1")
    me.is_at("How much did you pay?")
    me.write("380")
    me.press("Return")
    me.sees("The customer paid CNY 200.00 more than the sheet says")
    me.act("Raise a charge complaint with it")
    me.tab_to("What else would you like to tell us?")
    me.commit("单子上写 180，师傅收了 380")
    me.act("Satisfied, close")
    me.stands(order, "closed")
    no = me.card(order).header.no
    (said,) = (row.data for row in me.card(order).story if row.kind == "callback_answer")
    assert (said["satisfied"], said["fixed"], said["paid_fen"]) == (True, True, 38_000)
    held = me.figures("W1")
    assert (held.lines, held.held) == ({}, 1)

    me.go(18, 14)
    me.press("F6")
    me.sees("normal, charges, 城东服务网点", CUSTOMER)
    me.press("Return")
    me.sees("单子上写 180，师傅收了 380")
    me.act("Acknowledge")
    me.is_at("By which channel")
    save(me, "Acknowledge")
    me.act("Assess")
    me.is_at("Severity")
    save(me, "Assess")
    me.go(20, 10)
    me.act("Investigate")
    me.is_at("Found out")
    me.commit("收据与客户付款记录不符")
    save(me, "Investigate")
    me.act("Offer a remedy")
    me.is_at("Remedy")
    me.write("refund")
    me.press("Return")
    me.tab_to("Compensation")
    me.write("200")
    save(me, "Offer a remedy")
    me.act("Customer accepts")
    me.is_at("Words")
    save(me, "Customer accepts")
    assert me.figures("W1").held == 1
    me.go(21, 10)
    me.act("Remedy given")
    me.is_at("What was given")
    me.commit("网点退还 200 元")
    save(me, "Remedy given")
    me.act("Customer called")
    me.is_at("Outcome")
    me.press("1")
    save(me, "Customer called")
    me.act("Close the case")
    me.is_at("Ends as")
    me.press("1")
    me.tab_to("Cause")
    me.commit("多收费")
    save(me, "Close the case")

    ended = me.figures("W1")
    assert (ended.lines, ended.held) == ({no: ("complaint", 0)}, 0)
