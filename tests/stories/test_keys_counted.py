"""How many keys the commonest acts cost somebody who has the customer or the outlet on the line."""

from tests.stories.steps import answer_the_phone, call_back, find_order, take_down


def test_the_commonest_acts_cost_few_keys(sit_down):
    me = sit_down()
    answer_the_phone(me)
    me.keys = 0
    order = take_down(me, "cool", "不制冷", "14-16")
    typed = len("cool") + len("zi") + 1 + len("14-16")
    assert me.keys - typed <= 5, "a known caller's order beyond what is typed: fault, words, window, save"
    me.act("Finished, next caller")
    me.is_at("Number, name, order or serial")

    me.press("F4")
    me.keys = 0
    find_order(me, order)
    me.act("Outlet accepts")
    me.stands(order, "accepted")
    assert me.keys <= 7, "the outlet accepts, found by the four characters it reads out"

    me.go(1, 17)
    me.sees("Visit")
    me.keys = 0
    me.act("Visit")
    me.is_at("Outcome")
    me.write("f")
    me.press("Return")
    me.tab_to("Arrived")
    me.write("1420")
    me.act("Save Visit")
    me.sees("there 14:20")
    me.act("Feedback")
    me.is_at("Outcome")
    me.act("Save Feedback")
    me.stands(order, "awaiting_callback")
    assert me.keys <= 12, "a visit that fixed it, and the feedback"

    me.go(2, 10)
    me.keys = 0
    call_back(me)
    me.press("1", "1")
    me.act("Satisfied, close")
    me.stands(order, "closed")
    assert me.keys <= 4, "a callback: came, fixed, satisfied"
