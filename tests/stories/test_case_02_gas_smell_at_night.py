"""Case 2: gas smell at 23:40. W1's night number does not answer, W2 comes at once."""

from tests.stories.hotline import Owner, an_owner, before
from tests.stories.steps import (
    answer_the_phone,
    call_back,
    outlet_accepts,
    outlet_reports_visit,
    save,
)

from callcentre.store.tables import Call

SHI = Owner("石建国", "13900000002", ("JS2507001",), model="JS-16", category="water_heater")
READ_OUT = "Close the gas valve, open doors and windows, leave the room, and call the gas company or 119 from outside."


def test_a_danger_is_relayed_at_once_and_never_solved_on_the_phone(sit_down, folder):
    with before(folder) as desk:
        an_owner(desk, SHI)
    me = sit_down()
    me.go(3, 23, 40)
    answer_the_phone(me, SHI)
    me.sees("Solved by phone")
    me.write("gas")
    me.press("Return")
    me.tab_to("Words")
    me.sees(READ_OUT, "15:00", "until an outlet must have accepted", "Now: somebody goes at once", "138 0000 0001")
    me.sees_no("Solved by phone")
    me.commit("厨房一股燃气味")
    me.act("Save, relay to 城东服务网点")
    order = me.order(me.read_off(r"Order (SO-\S+) is saved"))
    assert me.card(order).header.urgency == "danger" and me.card(order).header.window_start is None
    me.sees(READ_OUT)
    me.act("Open the order")
    me.sees("Outlet accepts")
    not_by_phone(me)

    me.go(3, 23, 43)
    me.sees("Night number", "138 0000 0001")
    me.choose_act("watch", "Go to Watch")
    me.sees("Clock: 12 min left")
    me.press("Down")
    me.sees("chosen SO-", "Ring the outlet")
    me.press("F9")
    me.sees("rung 23:43")
    (rung,) = me.read(lambda session: [call for call in session.query(Call) if call.direction == "out"])
    assert (rung.number, rung.order_id) == ("13800000001", order)

    me.go(3, 23, 55)
    me.press("Return")
    me.sees("Outlet accepts", "Withdraw")
    me.press("Alt+W")
    me.is_at("Reason")
    me.write("no ans")
    me.press("Return")
    save(me, "Withdraw")
    me.stands(order, "open")
    not_by_phone(me)
    me.press("Alt+R")
    me.is_at("Outlet")
    me.commit("城西")
    me.press("Return")
    save(me, "Relay")
    me.stands(order, "relayed")
    outlet_accepts(me, order)
    me.sees("Feedback")
    not_by_phone(me)
    me.go(4, 1, 30)
    outlet_reports_visit(me, order, "00:40", "01:25")
    me.go(4, 10)
    call_back(me, SHI.name)
    me.press("1", "1")
    me.act("Satisfied, close")
    me.stands(order, "closed")

    no = me.card(order).header.no
    first, second = me.figures("W1"), me.figures("W2")
    assert (first.lines, first.dropped, first.open, first.held) == ({}, 0, 0, 0)
    assert second.lines == {no: ("satisfied", 6000)}


def not_by_phone(me):
    """The key is pressed and the window says why nothing comes of it."""
    me.press("Alt+S")
    me.sees("Solve by phone is not possible now")
