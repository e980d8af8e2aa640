"""A customer found elsewhere is looked at: no call is invented, and none is lost."""

from PySide6.QtCore import Qt
from sqlalchemy import func, select
from tests.factories import customers, orders

from callcentre.acts import customers as customer_acts
from callcentre.screens.intake.view import IDLE, LOOK, TALK
from callcentre.store.customer_card import card_of
from callcentre.store.tables import Call, Phone

ALT = Qt.KeyboardModifier.AltModifier


def calls(intake):
    return intake.at.desk.read(lambda session: session.scalar(select(func.count()).select_from(Call)))


def look(intake, customer=None):
    intake.panel.take("intake.customer", {"customer": customer or intake.customer})


def card(intake):
    ctx = intake.at.context
    return intake.at.desk.read(lambda session: card_of(session, intake.customer, now=ctx.now(), profile=ctx.profile))


def test_a_customer_is_looked_at_without_a_call(intake):
    order = orders.an_order(intake.at.desk, customer=intake.customer, outlet=intake.near, stage="relayed")
    look(intake)
    assert intake.panel.pages.currentIndex() == LOOK
    assert intake.panel.look.customer.name.text() == "李秀英"
    assert [line.id for line in intake.panel.look.orders.rows_model.rows()] == [order]
    assert intake.panel.calls.all() == [] and intake.at.shell.tabs == {} and intake.at.drafts.all() == {}
    intake.key(Qt.Key.Key_Return)
    assert intake.at.shell.navigated == [("orders.open", {"order": order})]
    intake.key(Qt.Key.Key_Escape)
    assert intake.panel.pages.currentIndex() == IDLE and calls(intake) == 0


def test_the_calls_stand_right_under_the_orders(intake):
    orders.an_order(intake.at.desk, customer=intake.customer, outlet=intake.near, stage="relayed")
    look(intake)
    page = intake.panel.look
    assert page.orders.maximumHeight() == page.orders.sizeHintForRow(0)


def test_f8_begins_a_call_with_whom_one_looks_at(intake):
    intake.panel.take("intake.asset", {"asset": intake.asset})
    assert intake.panel.here is None
    intake.key(Qt.Key.Key_F8)
    talk = intake.panel.here
    assert (talk.customer, talk.wish.asset) == (intake.customer, str(intake.asset))
    assert intake.panel.pages.currentIndex() == TALK and len(intake.panel.calls.all()) == 1


def test_a_call_without_a_customer_is_with_whom_one_chooses(intake):
    intake.ring("")
    look(intake)
    assert intake.panel.pages.currentIndex() == TALK
    assert intake.panel.here.customer == intake.customer
    assert len(intake.panel.calls.all()) == 1


def test_a_call_goes_on_while_another_customer_is_looked_at(intake):
    other = customers.a_customer(intake.at.desk, name="王建国", phones=["13900139000"])
    intake.ring()
    here = intake.panel.here
    intake.panel.form.words.setPlainText("half a sentence")
    look(intake, other)
    assert intake.panel.look.customer.name.text() == "王建国"
    assert (intake.panel.here, here.state) == (here, "line")
    intake.key(Qt.Key.Key_Escape)
    assert intake.panel.pages.currentIndex() == TALK and intake.panel.here is here
    assert intake.panel.form.words.words() == "half a sentence"
    look(intake, other)
    intake.panel.take("intake.call", {"call": here.call.id})
    assert intake.panel.pages.currentIndex() == TALK and here.state == "line"


def test_the_customer_on_the_line_is_no_other_card(intake):
    intake.ring()
    look(intake)
    assert intake.panel.pages.currentIndex() == TALK


def test_a_card_is_changed_without_a_call(intake):
    look(intake)
    intake.panel.look.customer.edit.click()
    intake.panel.look.edit.form.needs.setText("轮椅")
    intake.panel.look.edit.form.phone.setText("13900001111")
    intake.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert card(intake).customer.needs == "轮椅"
    assert "13900001111" in [phone.e164[-11:] for phone in card(intake).phones]
    assert intake.panel.look.left.currentIndex() == 0 and calls(intake) == 0


def test_a_colleagues_change_is_followed_while_one_looks(intake):
    look(intake)
    done = intake.at.desk.write(lambda unit: customer_acts.change(unit, intake.customer, needs="needs a ramp"))
    intake.at.announcer.announce(done.changes)
    intake.at.announcer.flush()
    assert intake.panel.look.customer.needs.words.text() == "needs a ramp"


def test_numbers_are_stored_once(intake):
    look(intake)
    assert intake.at.desk.read(lambda session: session.scalar(select(func.count()).select_from(Phone))) == 1
