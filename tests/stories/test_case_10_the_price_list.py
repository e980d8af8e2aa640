"""Case 10: fixed, but the customer finds the price list too dear. Explained in writing, closed."""

from tests.stories.steps import answer_the_phone, call_back, outlet_accepts, outlet_reports_visit, save, take_down


def test_what_the_price_list_is_to_blame_for_costs_the_outlet_nothing(sit_down):
    me = sit_down()
    me.go(21, 9)
    answer_the_phone(me)
    order = take_down(me, "cool", "不制冷", "14-16")
    me.act("Open the order")
    outlet_accepts(me, order)
    me.go(21, 17)
    outlet_reports_visit(me, order, "14:20", "15:05")

    me.go(22, 10)
    call_back(me)
    me.press("1", "1", "1", "1")
    me.act("Not satisfied")
    me.sees("All answers are good: what is the customer not satisfied with?")
    me.is_at("What are you not satisfied with?")
    me.press("5")
    me.tab_to("What else would you like to tell us?")
    me.commit("收费标准太高")
    me.act("Not satisfied")
    me.stands(order, "reopened")
    me.sees("What is done about it?")
    said = me.card(order).story[-1].data
    assert (said["satisfied"], said["fixed"], said["about"]) == (False, True, "price_policy")

    me.go(22, 15)
    me.choose_act("close unver", "Close unverified")
    me.is_at("Reason")
    me.press("2")
    me.tab_to("Words")
    me.commit("已书面说明收费标准为公示价，客户无其他诉求")
    save(me, "Close unverified")
    me.stands(order, "closed")

    closed = me.card(order).story[-1]
    assert closed.data["reason"] == "explained_unfounded"
    assert closed.texts["words"] == "已书面说明收费标准为公示价，客户无其他诉求"
    no = me.card(order).header.no
    assert me.figures("W1").lines == {no: ("explained", 6000)}
