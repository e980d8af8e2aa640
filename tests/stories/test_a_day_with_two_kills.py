"""A morning in which the power goes twice: what was saved and what was being written is all there afterwards."""

from tests.stories.hotline import CUSTOMER, NUMBER
from tests.stories.steps import call_back, find_order, outlet_accepts, outlet_reports_visit
from tests.stories.test_a_window_killed import Child

from callcentre.store.tables import OrderView


def test_saved_orders_and_half_written_calls_outlive_two_deaths_of_the_window(folder, sit_down):
    first = Child(folder)
    with first.process:
        for line in (f"ring {NUMBER}", "sees KF2507001", "at Fault", "write cool", "press Return Tab",
                     "commit 开了半天也不凉", "press Tab Tab", "write 14-16", "press F8", "sees is saved"):
            first(line)
        first.kill()
    second = Child(folder)
    with second.process:
        for line in ("ring 13900000999", "at Name", "commit 贺春生", "kept"):
            second(line)
        second.kill()

    me = sit_down()
    me.sees("Not finished yet", "贺春生")
    (order,) = me.read(lambda session: [row.order_id for row in session.query(OrderView)])
    assert me.card(order).header.words == "开了半天也不凉" and me.card(order).header.state == "relayed"
    find_order(me, order)
    outlet_accepts(me, order)
    me.go(1, 17)
    outlet_reports_visit(me, order, "14:05", "14:50")
    me.go(2, 10)
    call_back(me, CUSTOMER)
    me.press("1", "1")
    me.act("Satisfied, close")
    me.stands(order, "closed")
    me.press("F2")
    me.sees("Not finished yet", "贺春生")
    assert me.figures("W1").lines == {me.card(order).header.no: ("satisfied", 6000)}
