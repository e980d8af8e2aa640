"""What the story says of steps that count no more or otherwise: set aside, corrected, amended, taken back; and why not."""

import pytest
from tests.factories.orders import an_order
from tests.factories.outlets import a_technician, an_outlet

from callcentre.acts import callbacks, orders, visits
from callcentre.domain.event import Role
from callcentre.domain.instants import HOUR
from callcentre.store.first import RULE_PERSON
from callcentre.store.order_card import order_card
from callcentre.ui.order.telling import objection, steps
from callcentre.ui.story import CORRECTED, SET_ASIDE, UNDONE


@pytest.fixture
def told(at):
    """The steps of an order by kind of event, the last of each."""

    def tell(order):
        card = at.desk.read(
            lambda session: order_card(session, order, roles=frozenset(Role), profile=at.context.profile))
        found = steps(card.story, at.context.profile, at.context.now(), at.context.zone)
        return {step.event: step for step in reversed(found)}

    return tell


def test_a_corrected_step_says_how_it_read_before_and_the_correction_says_what_and_why(at, told):
    outlet = an_outlet(at.desk)
    first, second = a_technician(at.desk, outlet, name="江师傅"), a_technician(at.desk, outlet, name="何师傅")
    order = an_order(at.desk, stage="accepted", outlet=outlet)
    arrived = at.desk.clock.now()
    at.desk.clock.pass_time(2 * HOUR)

    def act(unit):
        came = visits.visit(unit, order, outcome="fixed", technician=first, arrived_at=arrived, charge_fen=18000)
        orders.correct(
            unit, order, came.id, {"technician": str(second), "arrived_at": arrived + HOUR, "charge_fen": 8000}, reason="录入错误")

    at.desk.write(act)
    found = told(order)
    assert found["visit"].mark == CORRECTED
    assert found["visit"].reason == "before: Technician 江师傅, Arrived 09:00, Charged CNY 180.00"
    assert found["corrected"].detail == "Visit, 11:00"
    assert found["corrected"].words == "Technician 何师傅, Arrived 10:00, Charged CNY 80.00, 录入错误"


def test_a_step_set_aside_says_where_the_order_stood(at, told):
    order = an_order(at.desk, stage="relayed", outlet=an_outlet(at.desk))
    at.desk.write(lambda unit: visits.feed_back(unit, order, outcome="done"))
    step = told(order)["feedback"]
    assert (step.mark, step.reason) == (SET_ASIDE, "not possible then, the order was relayed; changes nothing")


def test_a_step_taken_back_is_named_by_the_one_that_takes_it_back(at, told):
    order = an_order(at.desk, stage="relayed", outlet=an_outlet(at.desk))
    at.desk.write(lambda unit: orders.undo(unit, order))
    found = told(order)
    assert found["relayed"].mark == UNDONE
    assert found["undone"].detail == "Relayed, 09:00"


def test_an_amended_order_says_what_it_says_now(at, told):
    order = an_order(at.desk)
    at.desk.write(lambda unit: orders.amend(unit, order, {"urgency": "urgent", "kind": "installation"}))
    assert told(order)["amended"].words == "Kind installation, Urgency urgent"


def test_why_not_names_the_role_that_is_missing_and_not_the_state(at):
    order = an_order(at.desk, stage="awaiting_callback")
    card = at.desk.read(
        lambda session: order_card(session, order, roles=frozenset({Role.AGENT}), profile=at.context.profile))
    assert "this step takes another role" in objection(card, "closed_unverified")
    assert "where it stands does not allow it" in objection(card, "relayed")


def test_what_the_rules_did_was_done_by_nobody_called_rule(at, told):
    order = an_order(at.desk, stage="awaiting_callback")
    at.desk.write(lambda unit: callbacks.close_unverified(unit, order, reason="other"))
    at.desk.write(lambda unit: orders.note(unit, order, "看过"), actor=RULE_PERSON)
    assert told(order)["noted"].who == "the rules"
    assert told(order)["closed_unverified"].who == at.context.person.name
