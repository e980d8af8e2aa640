"""Case 6: installed by a dealer, no invoice, no date: not covered. The serial on site is another than registered."""

from tests.stories.hotline import Owner, an_owner, before
from tests.stories.steps import (
    answer_the_phone,
    call_back,
    outlet_accepts,
    outlet_is_done,
    outlet_was_there,
    save,
    take_down,
)

XIONG = Owner("熊立军", "13900000006", ("KF2200006",), model="KF-22", bought=None)


def test_what_is_not_covered_is_charged_and_costs_no_fee(sit_down, folder):
    with before(folder) as desk:
        an_owner(desk, XIONG)
    me = sit_down()
    me.go(15, 9)
    answer_the_phone(me, XIONG)
    me.sees("KF-22, To confirm")
    order = take_down(me, "cool", "不凉，机器是家电城装的", "14-16")
    me.act("Open the order")
    outlet_accepts(me, order)
    me.go(15, 16)
    outlet_was_there(me, "14:00", "15:00", more={
        "Done": "补漏加氟", "Charged": "280", "Words": "现场机号为 KF2200009，与登记不符",
    })
    me.sees("280.00")
    me.act("Note")
    me.is_at("Words")
    me.commit("现场机号与登记不符，待核实")
    save(me, "Note")
    outlet_is_done(me, order)
    me.sees("现场机号与登记不符，待核实")

    me.go(16, 10)
    call_back(me, XIONG.name)
    me.sees("280.00")
    me.press("1", "1", "1", "1")
    me.is_at("How much did you pay?")
    me.write("280")
    me.act("Satisfied, close")
    me.stands(order, "closed")

    card = me.card(order)
    assert [row.data["paid_fen"] for row in card.story if row.kind == "callback_answer"] == [28_000]
    assert me.figures("W1").lines == {card.header.no: ("satisfied", 0)}
