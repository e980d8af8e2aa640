"""Case 9: the repair was good, but the customer complains about the agent who took the call: me."""

import pytest
from tests.factories.people import a_person
from tests.stories.hotline import CUSTOMER, before
from tests.stories.steps import answer_the_phone, outlet_accepts, outlet_reports_visit, take_down

from callcentre.acts import callbacks, complaints
from callcentre.acts.callbacks import Answer
from callcentre.domain.errors import Refused
from callcentre.domain.event import Role
from callcentre.store.tables import ComplaintView

SATISFIED = Answer(satisfied=True, fixed=True, on_time=True, attitude_ok=True, came=True)


def test_nobody_owns_decides_or_calls_back_a_complaint_about_themselves(sit_down, folder):
    with before(folder) as desk:
        colleague = a_person(desk, Role.AGENT, Role.SUPERVISOR, name="罗主管")
    me = sit_down()
    me.go(20, 9)
    answer_the_phone(me)
    order = take_down(me, "cool", "不制冷", "14-16")
    me.act("Open the order")
    outlet_accepts(me, order)
    me.go(20, 17)
    outlet_reports_visit(me, order, "14:20", "15:05")
    me.go(21, 10)
    me.press("F5")
    me.sees("left to a colleague")
    # By the acts, as it is done at another desk; by keyboard in case 1.
    me.by_acts(lambda unit: callbacks.answer(unit, order, SATISFIED), actor=colleague)
    me.stands(order, "closed")

    answer_the_phone(me)
    name = me.window.context.person.name
    me.press("F6")
    me.press("Alt+K")
    me.is_at("Customer")
    me.commit(CUSTOMER)
    me.press("Return")
    me.sees(f"{CUSTOMER} 139 0000 0001")
    me.tab_to("Order")
    me.press("Down", "Return")
    me.tab_to("Category")
    me.write("att")
    me.press("Return")
    me.tab_to("Words")
    me.commit("接电话的客服很不耐烦")
    me.tab_to("About which colleague")
    me.write(name)
    me.press("Return")
    me.sees("the hotline")
    me.act("Record it and stay responsible")
    me.sees("its owner is the one it is about")
    me.is_at("Who owns it")
    me.commit("罗")
    me.press("Return")
    me.act("Record it and stay responsible")
    me.sees("This complaint is about you", "Owner: 罗主管", "接电话的客服很不耐烦")
    me.sees("Somebody else owns it, decides it and calls the customer.")
    me.sees_no("Assess")
    me.sees_no("Customer called")

    case = me.read(lambda session: session.query(ComplaintView).one().complaint_id)
    about = me.window.context.person.id
    # What the window does not offer is refused by the acts as well, at any desk.
    for refused, actor in (
        (lambda unit: complaints.offer_owner(unit, case, about), colleague),
        (lambda unit: complaints.assess(unit, case, severity="low"), about),
        (lambda unit: complaints.contact(unit, case, outcome="reached"), about),
    ):
        with pytest.raises(Refused):
            me.by_acts(refused, actor=actor)
    no = me.card(order).header.no
    assert me.figures("W1").lines == {no: ("satisfied", 6000)}
