"""Somebody calls whose number is known."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import func, select
from tests.factories import assets, customers, orders, products
from tests.factories.desks import MORNING, clock_of

from callcentre.acts import customers as customer_acts
from callcentre.domain.instants import DAY
from callcentre.store.tables import Call, OrderEvent, OrderView, Outbox

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


def views(intake):
    return intake.at.desk.read(lambda session: session.scalars(select(OrderView).order_by(OrderView.no)).all())


def kinds(intake, order):
    return intake.at.desk.read(
        lambda session: list(session.scalars(
            select(OrderEvent.kind).where(OrderEvent.order_id == order).order_by(OrderEvent.pos)
        ))
    )


def test_f8_opens_agrees_relays_and_ends_the_call_in_one_transaction(intake):
    intake.ring()
    assert QApplication.focusWidget() is intake.panel.form.fault
    intake.type("bzl")
    intake.key(Qt.Key.Key_Return)
    intake.panel.form.words.setFocus()
    intake.type("warm since last night")
    intake.panel.form.window_field.setFocus()
    intake.key(Qt.Key.Key_Down)
    intake.later(90)
    assert "城东服务部" in intake.panel.save.words
    intake.key(Qt.Key.Key_F8)

    [view] = views(intake)
    assert (view.state, view.outlet_id, view.asset_id, view.fault) == ("relayed", intake.near, intake.asset, "not_cooling")
    assert kinds(intake, view.order_id) == ["opened", "window_agreed", "relayed"]
    assert view.window_start is not None
    call, commands = intake.at.desk.read(lambda session: (
        session.scalars(select(Call)).one(),
        session.scalars(select(Outbox.cmd_id).where(Outbox.pk.in_([view.order_id, session.scalar(select(Call.id))]))).all(),
    ))
    assert (call.disposition, call.order_id, call.customer_id) == ("order_opened", view.order_id, intake.customer)
    assert call.ended_at - call.began_at == 90_000_000
    assert len(commands) >= 2 and len(set(commands)) == 1
    assert intake.at.drafts.all() == {}
    assert view.no[-5:] in intake.panel.after_script.text()


def test_the_way_back_is_offered_and_leaves_the_order_open(intake):
    intake.ring()
    intake.key(Qt.Key.Key_F8)
    _text, undo = intake.at.shell.toasts[-1]
    undo()
    [view] = views(intake)
    assert view.state == "open"
    assert intake.at.shell.navigated[-1] == ("orders.open", {"order": view.order_id})


def test_without_an_outlet_it_is_saved_and_not_relayed(intake):
    intake.ring()
    intake.key(Qt.Key.Key_0, CTRL)
    assert intake.panel.save.words == "Save, not relayed yet"
    intake.key(Qt.Key.Key_F8)
    assert [view.state for view in views(intake)] == ["open"]


def test_ctrl_and_a_digit_chooses_another_outlet_and_the_button_says_so(intake):
    intake.ring()
    intake.key(Qt.Key.Key_2, CTRL)
    assert intake.panel.save.words == "Save, relay to 六安服务站"
    intake.key(Qt.Key.Key_F8)
    assert [view.outlet_id for view in views(intake)] == [intake.far]


def test_the_same_fault_again_takes_two_keys_and_is_linked(intake):
    clock_of(intake.at.desk).set(MORNING - 8 * DAY)
    before = orders.an_order(
        intake.at.desk, customer=intake.customer, outlet=intake.near, stage="closed", asset=intake.asset,
        category="air_conditioner", fault="not_cooling",
    )
    clock_of(intake.at.desk).set(MORNING)
    intake.ring()
    assert intake.panel.about.banner.isVisible()
    intake.key(Qt.Key.Key_R, ALT)
    assert "8 days ago" in intake.panel.about.banner.accessibleName()
    intake.key(Qt.Key.Key_F8)
    again = next(view for view in views(intake) if view.order_id != before)
    assert (again.repeat_of, again.fault, again.asset_id) == (before, "not_cooling", intake.asset)


def test_f9_urges_the_open_order_in_place_and_the_call_ends_as_that(intake):
    order = orders.an_order(intake.at.desk, customer=intake.customer, outlet=intake.near, stage="relayed")
    intake.ring()
    intake.key(Qt.Key.Key_F9)
    intake.type("still waiting")
    intake.key(Qt.Key.Key_F8)
    assert kinds(intake, order)[-1] == "urged"
    assert len(views(intake)) == 1
    intake.key(Qt.Key.Key_E, ALT)
    assert intake.panel.ending.choice.code() == "order_urged"
    intake.key(Qt.Key.Key_F8)
    call = intake.at.desk.read(lambda session: session.scalars(select(Call)).one())
    assert (call.disposition, call.order_id) == ("order_urged", order)
    assert intake.panel.idle.isVisible()


def test_alt_m_moves_the_appointment_and_alt_q_cancels_in_place(intake):
    order = orders.an_order(intake.at.desk, customer=intake.customer, outlet=intake.near, stage="relayed")
    intake.ring()
    intake.key(Qt.Key.Key_M, ALT)
    intake.type("30 9-11")
    intake.key(Qt.Key.Key_F8)
    view = intake.at.desk.read(lambda session: session.get(OrderView, order))
    assert view.window_start is not None
    assert intake.panel.here.did == "order_changed"
    intake.key(Qt.Key.Key_Q, ALT)
    intake.key(Qt.Key.Key_Down)
    intake.key(Qt.Key.Key_Return)
    intake.key(Qt.Key.Key_F8)
    assert intake.at.desk.read(lambda session: session.get(OrderView, order)).state == "cancelled"
    assert intake.panel.here.did == "order_cancelled"


def test_the_answer_that_helped_is_named_by_its_digit(intake):
    article = products.an_article(intake.at.desk, title="清洗滤网", product="air_conditioner", symptom="not_cooling")
    intake.ring()
    intake.type("not cool")
    intake.key(Qt.Key.Key_Return)
    intake.key(Qt.Key.Key_S, ALT)
    intake.key(Qt.Key.Key_1)
    intake.key(Qt.Key.Key_F8)
    data = intake.at.desk.read(
        lambda session: session.scalars(select(OrderEvent.data).where(OrderEvent.kind == "solved_by_phone")).one()
    )
    assert data["article"] == str(article)


def test_solved_by_phone_takes_the_customers_yes_and_closes(intake):
    intake.ring()
    intake.key(Qt.Key.Key_S, ALT)
    assert intake.panel.script.text()
    intake.key(Qt.Key.Key_F8)
    [view] = views(intake)
    assert (view.state, view.ended_by, view.outlet_id) == ("closed", "solved_by_phone", None)


def test_solved_without_a_clear_yes_waits_for_a_callback(intake):
    intake.ring()
    intake.key(Qt.Key.Key_S, ALT)
    intake.key(Qt.Key.Key_L, ALT)
    assert [view.state for view in views(intake)] == ["awaiting_callback"]


def test_machines_of_one_case_carry_the_number_of_its_first_order(intake):
    assets.an_asset(intake.at.desk, intake.customer, serial="SN77002")
    intake.ring()
    intake.panel.take_machine(intake.asset)
    intake.key(Qt.Key.Key_N, ALT)
    assert QApplication.focusWidget() is intake.panel.form.asset
    intake.type("77002")
    intake.key(Qt.Key.Key_Return)
    intake.key(Qt.Key.Key_F8)
    first, second = views(intake)
    assert first.group_no == second.group_no == first.no
    assert first.asset_id != second.asset_id
    assert intake.at.desk.read(lambda session: session.scalar(select(func.count()).select_from(Call))) == 1


def test_several_people_on_one_number_are_chosen_by_alt_and_a_digit(intake):
    other = customers.a_customer(intake.at.desk, name="王建国", phones=["13800138000"])
    intake.ring()
    assert intake.panel.customer.name.text() == "李秀英"
    intake.key(Qt.Key.Key_2, ALT)
    assert intake.panel.here.customer == other
    assert intake.panel.customer.name.text() == "王建国"


def test_what_a_colleague_changes_meanwhile_is_shown_with_both_values(intake):
    intake.ring()
    intake.panel.form.words.setPlainText("typed meanwhile")
    change = intake.at.desk.write(lambda unit: customer_acts.change(unit, intake.customer, needs="needs a ramp"))
    intake.at.announcer.announce(change.changes)
    intake.at.announcer.flush()
    said = intake.panel.customer.meanwhile
    assert said.isVisible()
    assert "听力不便" in said.accessibleDescription() and "needs a ramp" in said.accessibleDescription()
    assert intake.panel.form.words.words() == "typed meanwhile"
