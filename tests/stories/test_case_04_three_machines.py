"""Case 4: a care home has three machines that do not cool. One case, three orders, three ends."""

from tests.stories.hotline import Owner, an_owner, before
from tests.stories.steps import call_back, find_order, outlet_accepts, outlet_is_done, outlet_was_there, save

HOME = Owner("连心养老院", "13900000004", ("KF2507004", "KF2507005", "KF2507006"), model="KF-35")


def test_three_orders_of_one_case_end_each_in_its_own_way(sit_down, folder):
    with before(folder) as desk:
        an_owner(desk, HOME)
    me = sit_down()
    me.go(7, 9)
    me.phone_rings(HOME.number)
    me.sees(HOME.name, *HOME.serials, "Suggested outlets")
    orders = [machine_of_case(me, serial) for serial in HOME.serials[:2]]
    me.is_at("Machine")
    machine(me, HOME.serials[2])
    me.act("Save, relay to 城东服务网点")
    first, second = orders
    third = me.order(me.read_off(r"Order (SO-\S+) is saved"))
    groups = {me.card(order).header.group_no for order in (first, second, third)}
    assert len(groups) == 1 and groups != {""}
    me.act("Open the order")
    outlet_accepts(me, third)

    find_order(me, first)
    outlet_accepts(me, first)
    me.go(8, 12)
    outlet_was_there(me, "09:00", "09:45")
    outlet_is_done(me, first)

    find_order(me, second)
    outlet_accepts(me, second)
    outlet_was_there(me, "09:50", "10:30", outcome="parts")
    me.press("Alt+H")
    me.is_at("Waits for")
    me.write("part")
    me.press("Return")
    save(me, "Hold")

    find_order(me, third)
    me.sees("accepted")
    me.choose_act("quote", "Quote")
    me.is_at("Amount")
    me.write("680")
    save(me, "Quote")
    me.choose_act("answer to", "Answer to the quote")
    me.is_at("The customer")
    me.press("2")
    save(me, "Answer to the quote")
    outlet_was_there(me, "10:40", "11:00", outcome="fee")
    me.act("Customer contacted")
    me.is_at("By")
    me.tab_to("Outcome")
    me.press("1")
    save(me, "Customer contacted")
    me.press("Alt+Q")
    me.is_at("Reason")
    me.write("fee")
    me.press("Return")
    save(me, "Cancel the order")
    me.stands(third, "cancelled")
    assert me.card(third).story[-1].data["reason"] == "refuses_fee"

    me.go(9, 10)
    call_back(me, HOME.name)
    me.act("Satisfied, close")
    me.stands(first, "closed")

    found = me.figures("W1")
    assert found.lines == {me.card(first).header.no: ("satisfied", 6000)}
    assert found.open == 1


def machine(me, serial):
    """The machine by the end of its serial, and what is wrong with it."""
    me.write(serial[-3:])
    me.press("Return")
    me.tab_to("Fault")
    me.write("cool")
    me.press("Return")


def machine_of_case(me, serial):
    """Saved, and on to the next machine of the case; answers the order."""
    before = open_orders(me)
    machine(me, serial)
    me.act("Save, then next machine of this case")
    me.sees("relayed to 城东服务网点")
    me.is_at("Machine")
    me.sees("Probably calling about this")
    (order,) = open_orders(me) - before
    return order


def open_orders(me):
    """The orders there are, by id."""
    from callcentre.store.tables import OrderView

    return set(me.read(lambda session: [row.order_id for row in session.query(OrderView)]))
