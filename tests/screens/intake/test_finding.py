"""Nobody on the line: whatever a caller says first finds them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from tests.factories import customers, orders


@pytest.mark.parametrize("typed", ["8000", "lxy", "SN77001", "001-"])
def test_a_fragment_finds_the_caller_while_it_is_typed_and_enter_takes_them(intake, qtbot, typed):
    order = orders.an_order(intake.at.desk, customer=intake.customer)
    assert order
    no = intake.at.desk.read(lambda session: session.connection().exec_driver_sql("SELECT no FROM order_view").scalar())
    assert QApplication.focusWidget() is intake.panel.idle.search
    intake.type(typed if typed != "001-" else no[-5:])
    qtbot.waitUntil(lambda: bool(intake.panel.idle.results.rows_model.rows()))
    intake.key(Qt.Key.Key_Return)
    assert intake.panel.here.customer == intake.customer
    assert intake.panel.customer.name.text() == "李秀英"


def test_a_number_found_by_its_end_is_the_number_on_the_line(intake):
    intake.type("138000")
    intake.key(Qt.Key.Key_Return)
    assert intake.panel.here.call.number == "+8613800138000"


def test_what_is_being_composed_is_not_searched_for(intake, qtbot):
    search = intake.panel.idle.search
    QApplication.sendEvent(search, QInputMethodEvent("li xiu", []))
    qtbot.wait(150)
    assert not intake.panel.idle.results.rows_model.rows()
    intake.key(Qt.Key.Key_Return)
    assert intake.panel.here is None
    committed = QInputMethodEvent("", [])
    committed.setCommitString("李秀")
    QApplication.sendEvent(search, committed)
    qtbot.waitUntil(lambda: len(intake.panel.idle.results.rows_model.rows()) == 1)


def test_enter_on_no_match_takes_down_a_new_customer_by_that_name(intake):
    intake.type("Zhao")
    intake.key(Qt.Key.Key_Return)
    assert intake.panel.stranger.form.name.text() == "Zhao"
    assert intake.panel.here.call.number == ""


def test_enter_on_a_number_nobody_has_takes_it_along(intake):
    intake.type("13900001111")
    intake.key(Qt.Key.Key_Return)
    assert intake.panel.here.call.number == "+8613900001111"
    assert intake.panel.stranger.form.phone.text() == "139 0000 1111"


def test_the_cursor_goes_into_the_results_and_typing_goes_back(intake, qtbot):
    customers.a_customer(intake.at.desk, name="李小艳")
    intake.type("lx")
    qtbot.waitUntil(lambda: len(intake.panel.idle.results.rows_model.rows()) == 2)
    intake.key(Qt.Key.Key_Down)
    assert QApplication.focusWidget() is intake.panel.idle.results
    intake.type("y")
    assert intake.panel.idle.search.text() == "lxy"


def test_the_call_began_with_the_first_letter(intake, qtbot):
    began = intake.at.context.now()
    intake.type("lxy")
    qtbot.waitUntil(lambda: bool(intake.panel.idle.results.rows_model.rows()))
    intake.later(30)
    intake.key(Qt.Key.Key_Return)
    assert intake.panel.here.call.began_at == began


def test_my_last_calls_stand_at_the_left_and_one_is_called_again(intake):
    intake.ring()
    intake.key(Qt.Key.Key_F8)
    intake.key(Qt.Key.Key_F8)
    intake.at.announcer.flush()
    assert intake.panel.idle.isVisible()
    [row] = intake.panel.idle.calls.rows_model.rows()
    assert (row.customer, row.disposition) == ("李秀英", "order_opened")
    intake.panel.idle.calls.go_to(0)
    intake.panel.idle.calls.setFocus()
    intake.key(Qt.Key.Key_Return)
    assert intake.panel.here.customer == intake.customer


def test_a_new_call_from_another_panel_takes_no_words_left_in_the_field(intake):
    intake.type("8000999")
    intake.panel.hide()
    intake.panel.show()
    intake.panel.take("intake.new", {})
    assert intake.panel.here is None
    assert intake.panel.idle.search.text() == ""
    intake.type("qqq")
    intake.panel.take("intake.new", {})
    assert intake.panel.here.person.name == "qqq"
