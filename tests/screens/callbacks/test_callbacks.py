"""A day at the callback queue, by keyboard through the real panel."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from sqlalchemy import func, select
from tests.factories.customers import a_customer
from tests.factories.orders import an_order
from tests.factories.outlets import an_outlet
from tests.factories.people import a_person

from callcentre.acts import phones, visits
from callcentre.domain.event import Role
from callcentre.domain.instants import HOUR, MINUTE
from callcentre.screens.callbacks import SCREEN
from callcentre.screens.callbacks.view import AFTER, IDLE, TALK
from callcentre.store.complaint_card import complaint_card
from callcentre.store.order_card import order_card
from callcentre.store.tables import Call, ComplaintView, Outbox, Phone
from callcentre.ui import formats, preferences
from callcentre.ui.buttons import Button
from callcentre.ui.choices import Segments
from callcentre.ui.fields import MoneyField, WordsField

ALT = Qt.KeyboardModifier.AltModifier


def press(qtbot, panel, key, modifier=Qt.KeyboardModifier.NoModifier):
    """A key, after what was just laid out has come into sight."""
    QApplication.processEvents()
    qtbot.keyClick(QApplication.focusWidget() or panel, key, modifier)


def waiting(at, **fields):
    """An order whose feedback came three hours ago."""
    order = an_order(at.desk, stage="awaiting_callback", **fields)
    at.desk.clock.pass_time(3 * HOUR)
    return order


def card(at, order):
    return at.desk.read(
        lambda session: order_card(session, order, roles=frozenset(Role), profile=at.context.profile)
    )


def answered(at, order):
    return next(row for row in reversed(card(at, order).story) if row.kind == "callback_answer")


def count(at, column):
    return at.desk.read(lambda session: session.scalar(select(func.count(column))))


def test_f5_calls_the_customer_and_the_survey_takes_digits(at, qtbot, panel):
    order = waiting(at)
    panel.waiting.read()
    assert at.shell.navigated == []
    press(qtbot, panel, Qt.Key.Key_F5)
    assert panel.middle.currentIndex() == TALK
    assert "callback:" + str(order) in at.shell.tabs
    for digit in (Qt.Key.Key_1, Qt.Key.Key_1, Qt.Key.Key_1, Qt.Key.Key_1):
        press(qtbot, panel, digit)
    assert isinstance(QApplication.focusWidget(), MoneyField)
    press(qtbot, panel, Qt.Key.Key_F8)

    said = answered(at, order).data
    assert said == {"satisfied": True, "came": True, "fixed": True, "on_time": True, "attitude_ok": True}
    assert card(at, order).header.state == "closed"
    assert panel.middle.currentIndex() == IDLE
    assert "callback:" + str(order) not in at.shell.tabs


def test_a_satisfied_customer_takes_two_keys_and_a_call_is_written_with_it(at, qtbot, panel):
    order = waiting(at)
    press(qtbot, panel, Qt.Key.Key_F5)
    before = count(at, Outbox.n)
    press(qtbot, panel, Qt.Key.Key_F8)
    assert card(at, order).header.state == "closed"
    calls = card(at, order).calls
    assert [(call.direction, call.disposition) for call in calls] == [("out", "callback")]
    assert count(at, Outbox.n) == before + 2


def test_the_answer_can_be_taken_back(at, qtbot, panel):
    order = waiting(at)
    press(qtbot, panel, Qt.Key.Key_F5)
    press(qtbot, panel, Qt.Key.Key_F8)
    _text, undo = at.shell.toasts[-1]
    undo()
    assert card(at, order).header.state == "awaiting_callback"
    assert panel.middle.currentIndex() == TALK


def test_a_dissatisfied_customer_is_relayed_again_without_leaving(at, qtbot, panel):
    order = waiting(at)
    press(qtbot, panel, Qt.Key.Key_F5)
    press(qtbot, panel, Qt.Key.Key_1)
    press(qtbot, panel, Qt.Key.Key_2)
    press(qtbot, panel, Qt.Key.Key_D, ALT)
    assert panel.middle.currentIndex() == AFTER
    assert card(at, order).header.state == "reopened"
    assert answered(at, order).data["fixed"] is False
    at.announcer.flush()
    press(qtbot, panel, Qt.Key.Key_R, ALT)
    assert panel.act_bar.form_open


def test_rework_by_the_same_outlet_takes_two_keys(at, qtbot, panel):
    order = waiting(at)
    served_by = card(at, order).outlet.id
    press(qtbot, panel, Qt.Key.Key_F5)
    press(qtbot, panel, Qt.Key.Key_1)
    press(qtbot, panel, Qt.Key.Key_2)
    press(qtbot, panel, Qt.Key.Key_D, ALT)
    press(qtbot, panel, Qt.Key.Key_R, ALT)
    press(qtbot, panel, Qt.Key.Key_F8)
    assert (card(at, order).header.state, card(at, order).outlet.id) == ("relayed", served_by)


def test_a_complaint_begins_with_the_customers_words_and_whom_it_is_about(at, qtbot, panel):
    waiting(at)
    press(qtbot, panel, Qt.Key.Key_F5)
    press(qtbot, panel, Qt.Key.Key_1)
    press(qtbot, panel, Qt.Key.Key_2)
    panel.findChild(WordsField).setPlainText("师傅态度不好")
    press(qtbot, panel, Qt.Key.Key_D, ALT)
    press(qtbot, panel, Qt.Key.Key_K, ALT)
    press(qtbot, panel, Qt.Key.Key_Down)
    press(qtbot, panel, Qt.Key.Key_Return)
    press(qtbot, panel, Qt.Key.Key_F8)
    raised = at.desk.read(lambda session: session.scalars(select(ComplaintView)).one())
    assert raised.against == "outlet"
    words = at.desk.read(lambda session: complaint_card(session, raised.complaint_id)).words
    assert words == "师傅态度不好"


def test_the_cause_is_asked_once_something_was_not_right(at, qtbot, panel):
    waiting(at)
    press(qtbot, panel, Qt.Key.Key_F5)
    about = panel.survey._rows["about"].field
    assert not about.isVisible()
    press(qtbot, panel, Qt.Key.Key_1)
    press(qtbot, panel, Qt.Key.Key_2)
    QApplication.processEvents()
    assert about.isVisible()


def test_nobody_came_is_written_as_the_customer_says_it(at, qtbot, panel):
    order = waiting(at)
    press(qtbot, panel, Qt.Key.Key_F5)
    press(qtbot, panel, Qt.Key.Key_2)
    press(qtbot, panel, Qt.Key.Key_D, ALT)
    assert answered(at, order).data == {"satisfied": False, "came": False, "fixed": False}


def test_not_reached_keeps_the_order_waiting_and_counts_the_attempt(at, qtbot, panel):
    order = waiting(at)
    press(qtbot, panel, Qt.Key.Key_F5)
    press(qtbot, panel, Qt.Key.Key_1, ALT)
    found = card(at, order)
    assert (found.header.state, found.header.attempts) == ("awaiting_callback", 1)
    assert found.calls[0].disposition == "no_answer"
    assert panel.middle.currentIndex() == IDLE


def test_call_later_asks_for_the_time_and_promises_it(at, qtbot, panel):
    order = waiting(at)
    press(qtbot, panel, Qt.Key.Key_F5)
    press(qtbot, panel, Qt.Key.Key_3, ALT)
    assert panel.middle.currentIndex() == TALK
    assert not panel.satisfied.isVisible()
    press(qtbot, panel, Qt.Key.Key_F8)
    assert panel.later.wrong.isVisible()
    assert QApplication.focusWidget() is panel.later.at
    qtbot.keyClicks(panel.later.at, "18:30")
    press(qtbot, panel, Qt.Key.Key_F8)
    promised = card(at, order).header.promised_at
    assert formats.clock(promised, at.context.zone) == "18:30"
    assert "18:30" in at.shell.toasts[-1][0]
    at.desk.clock.set(promised)
    panel.waiting.read()
    assert panel.queue.rows_model.rows()[0].rank == "promised"


def test_a_likely_time_is_one_digit_and_escape_goes_back_to_the_survey(at, qtbot, panel):
    order = waiting(at)
    press(qtbot, panel, Qt.Key.Key_F5)
    press(qtbot, panel, Qt.Key.Key_3, ALT)
    press(qtbot, panel, Qt.Key.Key_Escape)
    assert panel.satisfied.isVisible() and not panel.later.isVisible()
    assert isinstance(QApplication.focusWidget().parentWidget(), Segments)
    press(qtbot, panel, Qt.Key.Key_3, ALT)
    press(qtbot, panel, Qt.Key.Key_Backtab)
    press(qtbot, panel, Qt.Key.Key_1)
    press(qtbot, panel, Qt.Key.Key_F8)
    promised = card(at, order).header.promised_at
    assert at.desk.clock.now() < promised <= at.desk.clock.now() + 75 * MINUTE


def test_a_time_that_is_over_is_not_promised(at, qtbot, panel):
    order = waiting(at)
    press(qtbot, panel, Qt.Key.Key_F5)
    press(qtbot, panel, Qt.Key.Key_3, ALT)
    qtbot.keyClicks(panel.later.at, "7:00")
    press(qtbot, panel, Qt.Key.Key_Return)
    assert panel.later.wrong.isVisible()
    assert card(at, order).header.attempts == 0


def test_a_wrong_number_is_struck_out_and_the_next_one_offered(at, qtbot, panel):
    customer = a_customer(at.desk, phones=("13800138000", "13900139000"))
    order = waiting(at, customer=customer)
    press(qtbot, panel, Qt.Key.Key_F5)
    assert panel.phone.text() == "138 0013 8000"
    press(qtbot, panel, Qt.Key.Key_4, ALT)
    assert panel.middle.currentIndex() == TALK
    assert panel.phone.text() == "139 0013 9000"
    kinds = at.desk.read(lambda s: {row.e164: row.kind for row in s.execute(select(Phone.e164, Phone.kind))})
    assert kinds == {"+8613800138000": "wrong", "+8613900139000": "primary"}
    press(qtbot, panel, Qt.Key.Key_F8)
    numbers = [call.number for call in card(at, order).calls]
    assert sorted(numbers) == ["+8613800138000", "+8613900139000"]


def test_more_paid_than_the_sheet_says_drafts_a_complaint_in_the_same_transaction(at, qtbot, panel):
    outlet = an_outlet(at.desk)
    order = an_order(at.desk, stage="accepted", outlet=outlet)

    def finish(unit):
        visits.visit(unit, order, outcome="fixed", charge_fen=18000)
        return visits.feed_back(unit, order, outcome="done")

    at.desk.write(finish)
    at.desk.clock.pass_time(3 * HOUR)
    press(qtbot, panel, Qt.Key.Key_F5)
    money = panel.findChild(MoneyField)
    money.setFocus()
    qtbot.keyClicks(money, "380")
    press(qtbot, panel, Qt.Key.Key_Return)
    assert panel.contradiction.isVisible()
    assert "200.00" in panel.contradiction.accessibleName()
    press(qtbot, panel, Qt.Key.Key_C, ALT)
    press(qtbot, panel, Qt.Key.Key_F8)
    assert answered(at, order).data["paid_fen"] == 38000
    complaint = at.desk.read(lambda session: session.execute(
        select(ComplaintView.category, ComplaintView.against, ComplaintView.outlet_id, ComplaintView.state)).one())
    assert tuple(complaint) == ("charge", "outlet", outlet, "received")


def test_an_amount_that_cannot_be_read_is_named_and_nothing_is_saved(at, qtbot, panel):
    order = waiting(at)
    press(qtbot, panel, Qt.Key.Key_F5)
    panel.findChild(MoneyField).setText("a lot")
    press(qtbot, panel, Qt.Key.Key_F8)
    assert panel.problem.isVisible()
    assert "a lot" in panel.problem.accessibleDescription()
    assert card(at, order).header.state == "awaiting_callback"


def test_answers_are_kept_as_a_draft_until_they_are_saved(at, qtbot, panel):
    order = waiting(at)
    press(qtbot, panel, Qt.Key.Key_F5)
    press(qtbot, panel, Qt.Key.Key_1)
    press(qtbot, panel, Qt.Key.Key_2)
    panel.findChild(WordsField).setPlainText("还是不冷")
    again = SCREEN.build(at.context)
    qtbot.addWidget(again)
    again.call(order)
    assert [segments.code() for segments in again.survey.findChildren(Segments)][:2] == ["0", "1"]
    assert again.findChild(WordsField).words() == "还是不冷"
    panel.answered.emit(False)
    assert at.drafts.get(f"callback:{order}") is None


def test_who_took_the_order_does_not_call_back_while_another_is_free(at, qtbot, panel):
    waiting(at)
    press(qtbot, panel, Qt.Key.Key_F5)
    assert panel.middle.currentIndex() == TALK
    panel.put_away.emit()
    a_person(at.desk, Role.AGENT)
    press(qtbot, panel, Qt.Key.Key_F5)
    assert panel.middle.currentIndex() == IDLE
    assert "No callback is due" in at.shell.toasts[-1][0]


def test_what_somebody_else_does_meanwhile_is_said_and_the_answers_stay(at, qtbot, panel):
    from callcentre.acts import callbacks

    order = waiting(at)
    press(qtbot, panel, Qt.Key.Key_F5)
    press(qtbot, panel, Qt.Key.Key_1)
    done = at.desk.write(lambda unit: callbacks.answer(unit, order, callbacks.Answer(satisfied=True)))
    at.announcer.announce(done.changes)
    at.announcer.flush()
    assert "Somebody else" in panel.problem.accessibleName()
    assert panel.survey.written() == {"came": "0"}


def test_an_order_that_is_not_due_is_not_called(at, qtbot, panel):
    order = an_order(at.desk, stage="accepted")
    panel.take("callbacks.next", {"order": order})
    assert panel.middle.currentIndex() == IDLE
    assert panel.trouble.isVisible() and "accepted" in panel.trouble.accessibleDescription()


def test_everything_reads_in_chinese_and_the_answers_stay(at, qtbot, panel, look):
    from callcentre.ui import language

    waiting(at)
    press(qtbot, panel, Qt.Key.Key_F5)
    press(qtbot, panel, Qt.Key.Key_1)
    language.set_language("zh_CN", look)
    assert panel.satisfied.words == "满意结案"
    assert panel.survey.written() == {"came": "0"}
    latin = [b.words for b in panel.findChildren(Button) if b.isVisible() and b.words.isascii() and b.words.strip()]
    assert latin == []


def test_each_call_of_the_day_is_counted_once(at, qtbot, panel):
    for _ in range(3):
        waiting(at)
    for _ in range(3):
        press(qtbot, panel, Qt.Key.Key_F5)
        press(qtbot, panel, Qt.Key.Key_F8)
    assert count(at, Call.id) == 3
    panel.waiting.read()
    assert panel.queue.rows_model.rows() == []


def test_satisfied_against_the_answers_is_asked_once_more(at, qtbot, panel):
    order = waiting(at)
    panel.waiting.read()
    press(qtbot, panel, Qt.Key.Key_F5)
    press(qtbot, panel, Qt.Key.Key_2)
    press(qtbot, panel, Qt.Key.Key_F8)
    assert card(at, order).header.state == "awaiting_callback"
    assert panel.problem.isVisible() and "F8" in panel.problem.accessibleDescription()
    press(qtbot, panel, Qt.Key.Key_F8)
    assert answered(at, order).data["came"] is False
    assert card(at, order).header.state == "closed"


def test_the_only_number_struck_out_by_a_wrong_key_is_taken_back(at, qtbot, panel):
    order = waiting(at, customer=a_customer(at.desk, phones=("13800138000",)))
    press(qtbot, panel, Qt.Key.Key_F5)
    press(qtbot, panel, Qt.Key.Key_4, ALT)
    assert panel.middle.currentIndex() == IDLE
    _said, undo = at.shell.toasts[-1]
    undo()
    assert (panel.middle.currentIndex(), panel.phone.text()) == (TALK, "138 0013 8000")
    assert [phone.kind for phone in card(at, order).phones] == ["primary"]


def test_where_no_number_is_right_it_is_said_whom_to_ask_and_a_new_one_is_called(at, qtbot, panel):
    customer = a_customer(at.desk, phones=("13800138000",))
    outlet = an_outlet(at.desk, name="城东网点", phone="0551-62345678")
    order = waiting(at, customer=customer, outlet=outlet)
    press(qtbot, panel, Qt.Key.Key_F5)
    assert not panel.lost.isVisible()
    press(qtbot, panel, Qt.Key.Key_4, ALT)
    panel.call(order)
    assert panel.lost.isVisible() and "城东网点, 0551-62345678" in panel.lost._why.text()
    next(button for button in panel.lost.findChildren(Button) if button.words == "Write it on the card").click()
    assert at.shell.navigated[-1] == ("intake.customer", {"customer": customer})
    changed = at.desk.write(lambda unit: phones.add_phone(unit, customer, "13900139000")).changes
    at.announcer.announce(changed)
    at.announcer.flush()
    assert panel.phone.text() == "139 0013 9000" and not panel.lost.isVisible()


def test_who_is_no_agent_begins_no_callback_that_could_not_be_saved(at, qtbot):
    order = waiting(at)
    panel = SCREEN.build(at.as_roles(Role.SUPERVISOR))
    qtbot.addWidget(panel)
    panel.show()
    panel.call(order)
    assert panel.middle.currentIndex() == IDLE
    assert panel.trouble.isVisible() and "another role" in panel.trouble._why.text()


def test_a_key_that_was_changed_is_named_as_it_is_pressed(at, qtbot, panel):
    said = panel.empty.findChild(QLabel)
    assert said.text().startswith("Nobody is on the line. F5 takes")
    preferences.set_keys(at.remembered, {"F5": "F11"})
    try:
        assert said.text().startswith("Nobody is on the line. F11 takes")
    finally:
        preferences.set_keys(at.remembered, {})
