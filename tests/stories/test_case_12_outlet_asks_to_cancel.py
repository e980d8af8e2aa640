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
    order = accepted_and_asked_to_cancel(me)
    not_cancelled(me)
    contacted(me, "1", "客户没有说过取消")

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
    assert (first.dropped, first.lines, first.open, first.held) == (1, {}, 0, 0)
    assert second.lines == {no: ("satisfied", 6000)}
    assert second.on_time == (1, 1) and second.dropped == 0


def test_only_a_customer_who_was_reached_by_the_centre_cancels(sit_down):
    me = sit_down()
    order = accepted_and_asked_to_cancel(me)
    contacted(me, "1", "网点说已和客户说好", by="1")
    not_cancelled(me)
    contacted(me, "2", "无人接听")
    not_cancelled(me)
    me.stands(order, "accepted")

    me.go(20, 18)
    contacted(me, "1", "客户确认不修了")
    me.press("Alt+Q")
    me.is_at("Reason")
    me.write("wish")
    me.press("Return")
    save(me, "Cancel the order")
    me.stands(order, "cancelled")

    first, second = me.figures("W1"), me.figures("W2")
    assert (first.lines, first.dropped, first.open) == ({}, 0, 0), "no visit, no job; nobody else got it"
    assert (second.lines, second.dropped) == ({}, 0)


def accepted_and_asked_to_cancel(me):
    """W1 has the order and says that the customer no longer wants it; answers the order."""
    me.go(20, 9)
    answer_the_phone(me)
    order = take_down(me, "cool", "不制冷", "14-16")
    me.act("Open the order")
    outlet_accepts(me, order)
    me.go(20, 11)
    me.choose_act("asks to cancel", "Outlet asks to cancel")
    me.is_at("Reason")
    me.write("wish")
    me.press("Return")
    save(me, "Outlet asks to cancel")
    me.sees("Cancelling asked")
    assert me.card(order).story[-1].data["reason"] == "customer_wish"
    return order


def not_cancelled(me):
    """The key is pressed and the window says why nothing comes of it."""
    me.press("Alt+Q")
    me.sees("Cancel the order is not possible now", "the customer has not been asked yet")
    me.sees_no("Save Cancel the order")


def contacted(me, outcome, words, *, by=""):
    """A call to the customer by the centre, else `by`, with its outcome and what was said, by the digits of their choices."""
    me.act("Customer contacted")
    me.is_at("By")
    if by:
        me.press(by)
    me.tab_to("Outcome")
    me.press(outcome)
    me.tab_to("Words")
    me.commit(words)
    save(me, "Customer contacted")
    me.sees(words)
