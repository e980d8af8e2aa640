"""The queue moves with time and with others, and never under the hand."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from callcentre.acts import callbacks
from callcentre.domain.errors import StoreFault
from callcentre.domain.instants import HOUR, MINUTE
from callcentre.screens.callbacks import waiting as waiting_module
from callcentre.screens.callbacks.view import IDLE, TALK


def orders(panel):
    return [row.order_id for row in panel.waiting.rows()]


def minute(panel):
    """The minute that the window counts is over."""
    panel.waiting._minute.timeout.emit()


def test_a_promised_call_comes_due_while_nobody_does_anything(at, qtbot, panel, waits):
    waits()
    promised = waits()
    at.desk.write(lambda unit: callbacks.attempt(
        unit, promised, outcome="later", next_at=at.desk.clock.now() + 30 * MINUTE))
    panel.waiting.read()
    assert orders(panel)[-1] == promised
    assert at.shell.badges["callbacks"] == (1, "due")
    at.desk.clock.pass_time(31 * MINUTE)
    minute(panel)
    assert panel.waiting.news.text() == "Somebody else comes first now, Home shows it"
    qtbot.keyClick(panel.queue, Qt.Key.Key_Home)
    assert orders(panel)[0] == promised
    assert at.shell.badges["callbacks"] == (2, "due")


def test_what_is_left_is_said_anew_each_minute(at, panel, waits):
    waits()
    panel.waiting.read()
    model = panel.queue.rows_model
    before = model.data(model.index(0))
    at.desk.clock.pass_time(5 * HOUR)
    minute(panel)
    assert model.data(model.index(0)) != before


def test_nothing_moves_under_the_hand_and_home_shows_the_new_order(at, qtbot, panel, waits):
    first, second = waits(), waits()
    panel.waiting.read()
    panel.queue.setFocus()
    qtbot.keyClick(panel.queue, Qt.Key.Key_Down)
    assert panel.queue.current().order_id == second
    danger = waits(urgency="danger", fault="")
    panel.waiting.read()
    assert orders(panel) == [first, second]
    assert panel.queue.current().order_id == second
    assert panel.waiting.news.isVisible() and "1" in panel.waiting.news.text()
    qtbot.keyClick(panel.queue, Qt.Key.Key_Home)
    assert orders(panel)[0] == danger and panel.queue.current().order_id == danger
    assert not panel.waiting.news.isVisible()


def test_without_the_focus_it_is_shown_in_its_order_at_once(at, panel, waits):
    first = waits()
    panel.waiting.read()
    panel.call(first)
    danger = waits(urgency="danger", fault="")
    panel.waiting.read()
    assert orders(panel) == [danger, first]


def test_an_empty_queue_says_what_would_be_here(at, panel, waits):
    assert panel.waiting.nobody.isVisible()
    waits()
    panel.waiting.read()
    assert not panel.waiting.nobody.isVisible() and panel.queue.isVisible()


def test_a_queue_that_cannot_be_read_says_so_in_place_and_is_read_again(at, panel, waits, monkeypatch):
    waits()

    def broken(*_given, **_named):
        raise StoreFault("attachment.missing")

    monkeypatch.setattr(waiting_module, "callback_queue", broken)
    panel.waiting.read()
    problem = panel.waiting.problem
    assert problem.isVisible()
    assert "could not be read" in problem.accessibleName() and problem.accessibleDescription()
    problem._copy.click()
    assert QApplication.clipboard().text() == "attachment.missing"
    monkeypatch.undo()
    panel.waiting.read()
    assert not problem.isVisible() and len(orders(panel)) == 1


def test_a_callback_that_cannot_be_read_says_so_and_nobody_is_called(at, panel, waits, monkeypatch):
    order = waits()

    def broken(*_given, **_named):
        raise StoreFault("attachment.missing")

    monkeypatch.setattr("callcentre.screens.callbacks.reading.order_card", broken)
    panel.call(order)
    assert panel.middle.currentIndex() == IDLE
    assert panel.trouble.isVisible()
    monkeypatch.undo()
    panel.call(order)
    assert panel.middle.currentIndex() == TALK and not panel.trouble.isVisible()


def test_more_than_is_shown_is_said(at, panel, waits, monkeypatch):
    first = waits()
    waits()
    whole = waiting_module.callback_queue
    monkeypatch.setattr(waiting_module, "callback_queue", lambda session, now: whole(session, now, limit=1))
    panel.waiting.read()
    assert orders(panel) == [first]
    assert panel.waiting.news.text() == "The first 1 are shown"
    assert at.shell.badges["callbacks"] == (2, "due")


def test_closing_the_tab_puts_the_talk_away_and_keeps_the_answers(at, panel, waits):
    order = waits()
    panel.call(order)
    panel.survey.put({next(iter(panel.survey._rows)): "0"})
    panel.survey.changed.emit()
    tab = at.shell.tabs[f"callback:{order}"]
    assert tab.note
    panel.take(tab.closing, tab.data)
    assert panel.middle.currentIndex() == IDLE
    assert at.drafts.get(f"callback:{order}")
