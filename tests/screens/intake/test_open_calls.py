"""Several calls held open, and drafts that outlive the program."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from callcentre.store.tables import Call, OrderView

ALT = Qt.KeyboardModifier.AltModifier


def tabs(intake):
    return [(tab.title, tab.state) for tab in intake.at.shell.tabs.values()]


def test_each_held_call_keeps_its_own_state_in_its_own_tab(intake):
    intake.ring()
    first = intake.panel.here
    intake.panel.form.words.setPlainText("the first")
    intake.key(Qt.Key.Key_H, ALT)
    assert tabs(intake) == [("李秀英", "held")]
    intake.ring("13900001111")
    intake.panel.form.words.setPlainText("the second")
    intake.later(60)
    assert [tab.note for tab in intake.at.shell.tabs.values()] == ["held 01:00", "01:00"]
    intake.panel.take("intake.call", {"call": first.call.id})
    assert intake.panel.form.words.words() == "the first"
    assert tabs(intake) == [("李秀英", "line"), ("139 0000 1111", "held")]


def test_a_new_call_holds_the_one_on_the_line(intake):
    intake.ring()
    intake.panel.take("intake.new", {})
    assert tabs(intake) == [("李秀英", "held")]
    assert QApplication.focusWidget() is intake.panel.idle.search


def test_a_draft_is_there_after_a_crash_with_its_call(intake):
    intake.ring()
    intake.type("bzl")
    intake.key(Qt.Key.Key_Return)
    intake.panel.form.words.setFocus()
    intake.type("warm again")
    intake.panel.form.window_field.setFocus()
    intake.key(Qt.Key.Key_Down)
    window, call = intake.panel.form.window_field.value(), intake.panel.here.call
    intake.crash()
    assert tabs(intake) == [("李秀英", "draft")]
    intake.panel.take("intake.call", {"call": call.id})
    assert intake.panel.form.fault.code() == "air_conditioner/not_cooling"
    assert intake.panel.form.words.words() == "warm again"
    assert intake.panel.form.window_field.value() == window
    assert intake.panel.customer.name.text() == "李秀英"
    intake.key(Qt.Key.Key_F8)
    stored = intake.at.desk.read(lambda session: session.scalars(select(Call)).one())
    assert (stored.id, stored.began_at, stored.ended_at) == (call.id, call.began_at, None)
    assert intake.at.drafts.all() == {}


def test_a_newcomer_half_taken_down_is_there_after_a_crash(intake):
    intake.ring("13900001111")
    intake.panel.stranger.form.name.setText("赵敏")
    call = intake.panel.here.call.id
    intake.crash()
    intake.panel.take("intake.call", {"call": call})
    assert intake.panel.stranger.form.name.text() == "赵敏"
    assert intake.panel.stranger.form.phone.text() == "139 0000 1111"


def test_the_call_ends_with_its_disposition_and_an_unsaved_order_stays_as_a_draft(intake):
    intake.ring()
    intake.panel.form.words.setPlainText("will ring again")
    intake.later(40)
    intake.key(Qt.Key.Key_E, ALT)
    intake.panel.ending.choice.choose("hung_up")
    intake.panel.ending.words.setFocus()
    intake.type("cut off")
    intake.key(Qt.Key.Key_Return)
    call = intake.at.desk.read(lambda session: session.scalars(select(Call)).one())
    assert (call.disposition, call.words, call.ended_at - call.began_at) == ("hung_up", "cut off", 40_000_000)
    assert tabs(intake) == [("李秀英", "draft")]
    [talk] = intake.panel.calls.all()
    intake.panel.resume(talk)
    intake.key(Qt.Key.Key_F8)
    assert len(intake.at.desk.read(lambda session: session.scalars(select(OrderView)).all())) == 1
    assert len(intake.at.desk.read(lambda session: session.scalars(select(Call)).all())) == 1


def test_closing_the_tab_of_a_running_call_asks_how_it_ended(intake):
    intake.ring()
    intake.panel.take("intake.close", {"call": intake.panel.here.call.id})
    assert intake.panel.ending.isVisible()
    intake.key(Qt.Key.Key_Escape)
    assert not intake.panel.ending.isVisible() and intake.panel.outcome.isVisible()


def test_a_draft_that_is_closed_can_be_brought_back(intake):
    intake.ring()
    intake.panel.form.words.setPlainText("not yet")
    intake.key(Qt.Key.Key_E, ALT)
    intake.key(Qt.Key.Key_F8)
    [talk] = intake.panel.calls.all()
    intake.panel.take("intake.close", {"call": talk.call.id})
    assert intake.panel.calls.all() == []
    _text, undo = intake.at.shell.toasts[-1]
    undo()
    assert intake.panel.form.words.words() == "not yet"


def test_a_call_about_nothing_leaves_no_draft(intake):
    intake.ring()
    intake.key(Qt.Key.Key_E, ALT)
    intake.key(Qt.Key.Key_F8)
    assert (tabs(intake), intake.at.drafts.all()) == ([], {})


def test_a_draft_nobody_can_read_does_not_keep_the_panel_from_opening(intake):
    intake.at.drafts.put("call:broken", {"customer": ""})
    intake.crash()
    assert intake.panel.idle.isVisible()


def test_an_order_saved_just_before_a_crash_is_not_offered_again(intake):
    intake.ring()
    intake.panel.form.words.setPlainText("不制冷")
    draft = dict(intake.at.drafts.all())
    intake.key(Qt.Key.Key_F8)
    for key, kept in draft.items():
        intake.at.drafts.put(key, kept)
    panel = intake.crash()
    assert panel.calls.all() == [] and intake.at.drafts.all() == {}
    assert intake.at.shell.tabs == {}


def test_the_next_machine_of_a_case_is_asked_for_after_a_crash_and_not_the_last_again(intake):
    intake.ring()
    intake.panel.form.words.setPlainText("不制冷")
    draft = dict(intake.at.drafts.all())
    intake.key(Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    group = intake.panel.here.group_no
    for key, kept in draft.items():
        intake.at.drafts.put(key, kept)
    panel = intake.crash()
    (talk,) = panel.calls.all()
    assert (talk.wish.words, talk.group_no) == ("", group)
    assert talk.cut_off


def test_a_call_that_ended_without_its_order_is_a_draft_still(intake):
    intake.ring()
    intake.panel.form.words.setPlainText("不制冷")
    draft = dict(intake.at.drafts.all())
    intake.key(Qt.Key.Key_E, Qt.KeyboardModifier.AltModifier)
    intake.key(Qt.Key.Key_F8)
    for key, kept in draft.items():
        intake.at.drafts.put(key, kept)
    panel = intake.crash()
    (talk,) = panel.calls.all()
    assert talk.wish.words == "不制冷" and talk.written and not talk.cut_off


def test_who_complains_on_the_line_is_taken_along_and_the_call_ends_as_a_complaint(intake):
    intake.ring()
    intake.key(Qt.Key.Key_K, ALT)
    assert intake.at.shell.navigated[-1] == ("complaints.new", {"customer": intake.customer})
    intake.panel.take("intake.call", {"call": intake.panel.calls.all()[0].call.id})
    intake.key(Qt.Key.Key_E, ALT)
    assert intake.panel.ending.choice.code() == "complaint"


def test_a_stranger_who_complains_is_asked_for_in_the_form(intake):
    intake.ring("")
    intake.key(Qt.Key.Key_K, ALT)
    assert intake.at.shell.navigated[-1] == ("complaints.new", {})
