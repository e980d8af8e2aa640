"""A whole day in which the power goes twice: what was saved and what was being written is all there afterwards.

In the morning an order is saved, at noon somebody new is being taken down; each time the window dies. Then the new
customer gets her order, the outlet accepts both, comes and reports, and next day both customers say yes.
"""

from tests.stories.hotline import CUSTOMER, NUMBER
from tests.stories.steps import call_back, find_order, outlet_reports_visit
from tests.stories.test_a_window_killed import Child

from callcentre.store.tables import OrderView

STRANGER, UNKNOWN = "贺春生", "13900000999"


def test_a_whole_day_outlives_two_deaths_of_the_window(folder, sit_down):
    dies_after(folder, f"ring {NUMBER}", "sees KF2507001", "at Fault", "write cool", "press Return", "to Words",
               "commit 开了半天也不凉", "press Tab Tab", "write 14-16", "press F8", "sees is saved")
    dies_after(folder, f"ring {UNKNOWN}", "at Name", f"commit {STRANGER}", "to District", "commit 黄浦", "press Return", "kept")

    me = sit_down()
    (first,) = orders(me)
    assert me.card(first).header.words == "开了半天也不凉" and me.card(first).header.state == "relayed"
    me.go(1, 13)
    second = taken_up_again(me)
    both_accepted(me, first, second)
    me.go(1, 17)
    for order, arrived, left in ((first, "14:05", "14:50"), (second, "15:10", "16:00")):
        find_order(me, order)
        me.sees("Visit", me.card(order).customer.name)
        outlet_reports_visit(me, order, arrived, left)

    me.go(2, 10)
    for order, customer in ((first, CUSTOMER), (second, STRANGER)):
        call_back(me, customer)
        me.press("1", "1", "1", "1")
        me.act("Satisfied, close")
        me.stands(order, "closed")
        me.sees("Nobody is on the line")
    me.press("F2")
    me.sees("No call is waiting and no draft is open.")
    me.choose_act("watch", "Go to Watch")
    me.sees("Nothing is open here.")
    found = me.figures("W1")
    no, other = (me.card(order).header.no for order in (first, second))
    assert found.lines == {no: ("satisfied", 6000), other: ("satisfied", 0)}, "of the new machine no purchase date is known"
    assert found.on_time == (2, 2) and found.first_time_fix == (2, 2)


def dies_after(folder, *lines):
    """A window in which this is done, and the power goes."""
    child = Child(folder)
    with child.process:
        for line in lines:
            child(line)
        child.kill()


def taken_up_again(me):
    """The half-written customer is chosen among what is not finished, and gets an order with a new machine."""
    me.sees("Not finished yet", STRANGER)
    me.tab_to("Not finished yet")
    me.press("Return")
    me.is_at("Street, house, room")
    me.sees(STRANGER, "黄浦区")
    me.commit("西藏中路9号")
    me.tab_to("Machine")
    me.write("new")
    me.press("Return")
    me.tab_to("Serial")
    me.write("KF9")
    me.tab_to("Model")
    me.write("26")
    me.press("Return")
    me.tab_to("Fault")
    me.write("cool")
    me.press("Return")
    me.tab_to("Words")
    me.commit("不凉")
    me.press("Tab", "Tab")
    me.write("15-17")
    me.act("Save, relay to 城东服务网点")
    return me.order(me.read_off(r"Order (SO-\S+) is saved"))


def both_accepted(me, *wanted):
    """The outlet's day: everything that waits there is accepted at once."""
    me.choose_act("outlets", "Go to Outlets")
    me.press("Ctrl+2")
    me.sees("To accept 2")
    me.tab_to("Orders of the day")
    me.press("Ctrl+A")
    me.sees("Accept 2 orders")
    me.press("Space")
    for order in wanted:
        me.stands(order, "accepted")


def orders(me):
    """The orders there are."""
    return me.read(lambda session: [row.order_id for row in session.query(OrderView)])
