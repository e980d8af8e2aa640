"""Case 11: five times nobody answers; the rule closes the order. Two days later the customer rings in."""

from tests.stories.steps import answer_the_phone, call_back, outlet_accepts, outlet_reports_visit, save, take_down


def test_who_was_not_reached_is_closed_by_the_rule_and_opened_again_by_ringing_in(sit_down):
    me = sit_down()
    me.go(21, 9)
    answer_the_phone(me)
    order = take_down(me, "cool", "不制冷", "14-16")
    me.act("Open the order")
    outlet_accepts(me, order)
    me.go(21, 17)
    outlet_reports_visit(me, order, "14:20", "15:05")

    for day, hour in ((22, 10), (22, 19), (23, 13), (23, 18), (24, 10)):
        me.go(day, hour)
        call_back(me)
        me.act("No answer")
        me.sees("noted, called again later")
        me.sees("Nobody is on the line")
        me.rules_go_round()
    me.stands(order, "closed")
    no = me.card(order).header.no
    last = me.card(order).story[-1]
    assert (last.kind, last.data["reason"], last.who) == ("closed_unverified", "unreachable", "rule")
    assert me.figures("W1").lines == {no: ("unverified", 5400)}

    me.go(26, 9)
    answer_the_phone(me)
    me.sees("Last 12 months")
    me.press("F3")
    me.write("".join(no.rsplit("-", 2)[1:]).lower())
    me.press("Return")
    me.sees("Story of the order", "Reopen")
    me.act("Reopen")
    me.is_at("Reason")
    me.press("1")
    save(me, "Reopen")
    me.stands(order, "reopened")
    assert me.card(order).story[-1].data["reason"] == "called_in"
    me.act("Solve by phone")
    me.is_at("Confirmed")
    me.press("1")
    me.tab_to("Words")
    me.commit("客户来电确认已修好")
    save(me, "Solve by phone")
    me.stands(order, "closed")
    assert me.figures("W1").lines == {no: ("satisfied", 6000)}
