"""A case from receipt to its end by the keyboard alone; what an owner may do, what nobody may about themselves."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from tests.factories.complaints import a_complaint
from tests.factories.people import a_person

from callcentre.acts import complaints
from callcentre.domain.complaints import COMPLAINTS, OPEN_STATES
from callcentre.domain.errors import Refused
from callcentre.domain.event import Effect, Role
from callcentre.screens.complaints import SCREEN
from callcentre.store.complaint_card import complaint_card
from callcentre.ui.buttons import Button
from callcentre.ui.complaint.forms import ELSEWHERE, FORMS, MAIN, WRITTEN
from callcentre.ui.fields import WordsField
from callcentre.ui.story import SET_ASIDE
from callcentre.words import _

ALT = Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def build(at, qtbot):
    def made(roles=()):
        panel = SCREEN.build(at.as_roles(*roles) if roles else at.context)
        qtbot.addWidget(panel)
        panel.resize(1294, 700)
        panel.show()
        panel.activateWindow()
        qtbot.waitUntil(panel.isActiveWindow)
        return panel

    return made


@pytest.fixture
def panel(build):
    return build()


def card(at, complaint):
    return at.desk.read(lambda session: complaint_card(session, complaint))


def show(panel, complaint):
    panel.take("complaints.open", {"complaint": complaint})
    QApplication.processEvents()


def press(qtbot, panel, key, modifier=NONE):
    """A key to whatever has the focus, after what was just laid out has come into sight."""
    QApplication.processEvents()
    qtbot.keyClick(panel.focusWidget() or panel, key, modifier)
    QApplication.processEvents()


def words(panel, text):
    """Committed as an input method does, into the field with the focus."""
    field = panel.focusWidget()
    assert isinstance(field, WordsField)
    field.insertPlainText(text)


def told(panel):
    return panel.page.act_bar._problem


def possible(panel):
    return {act.title for act in panel.page.act_bar.acts() if not act.why_not}


def why_not(panel, title):
    return next(act.why_not for act in panel.page.act_bar.acts() if act.title == title)


def announce(at, done):
    at.announcer.announce(done.changes)
    at.announcer.flush()
    QApplication.processEvents()


def test_every_kind_of_event_has_a_form_or_a_place_of_its_own():
    kinds = {WRITTEN.get(form.kind, (form.kind, {}))[0] for form in FORMS}
    assert kinds | ELSEWHERE == set(COMPLAINTS.kinds)
    assert set(MAIN) == OPEN_STATES | {"closed"}
    names = {form.kind for form in FORMS}
    assert all(set(kinds) <= names for kinds in MAIN.values())
    keys = [form.key for form in FORMS]
    assert len(keys) == len(set(keys))


def test_the_whole_way_to_an_upheld_end_by_the_keyboard(at, qtbot, panel):
    case = a_complaint(at.desk)
    show(panel, case)

    press(qtbot, panel, Qt.Key.Key_A, ALT)
    press(qtbot, panel, Qt.Key.Key_F8)
    assert card(at, case).now.state == "acknowledged"
    at.announcer.flush()

    press(qtbot, panel, Qt.Key.Key_S, ALT)
    press(qtbot, panel, Qt.Key.Key_3)
    press(qtbot, panel, Qt.Key.Key_F8)
    at.announcer.flush()
    assert (card(at, case).now.state, card(at, case).now.severity) == ("assessed", "high")
    assert card(at, case).now.category == "charge"

    press(qtbot, panel, Qt.Key.Key_I, ALT)
    words(panel, "收据与付款不符")
    press(qtbot, panel, Qt.Key.Key_F8)
    at.announcer.flush()

    press(qtbot, panel, Qt.Key.Key_O, ALT)
    press(qtbot, panel, Qt.Key.Key_4)
    press(qtbot, panel, Qt.Key.Key_Tab)
    qtbot.keyClicks(panel.focusWidget(), "200")
    press(qtbot, panel, Qt.Key.Key_F8)
    at.announcer.flush()
    offer = card(at, case).offers[0]
    assert (offer.kind, offer.compensation_fen, offer.answer) == ("refund", 20_000, "")

    press(qtbot, panel, Qt.Key.Key_Y, ALT)
    press(qtbot, panel, Qt.Key.Key_F8)
    at.announcer.flush()
    press(qtbot, panel, Qt.Key.Key_G, ALT)
    words(panel, "退款 200 元")
    press(qtbot, panel, Qt.Key.Key_F8)
    at.announcer.flush()
    assert card(at, case).now.state == "remedy_done"
    assert "Close the case" not in possible(panel)
    assert "has not been called" in why_not(panel, "Close the case")

    press(qtbot, panel, Qt.Key.Key_C, ALT)
    press(qtbot, panel, Qt.Key.Key_1)
    press(qtbot, panel, Qt.Key.Key_F8)
    at.announcer.flush()
    press(qtbot, panel, Qt.Key.Key_E, ALT)
    press(qtbot, panel, Qt.Key.Key_1)
    press(qtbot, panel, Qt.Key.Key_F8)
    at.announcer.flush()

    ended = card(at, case)
    assert (ended.now.state, ended.now.ended_as) == ("closed", "upheld")
    assert [step.kind for step in ended.story] == [
        "received", "acknowledged", "assessed", "investigated", "remedy_offered", "accepted_by_customer",
        "remedy_given", "contacted", "ended",
    ]
    assert panel.page.story.rows_model.rows()[0].title == "Ended, upheld"
    assert all(undo is None for _text, undo in at.shell.toasts)


def test_a_rejected_offer_is_followed_by_another(at, qtbot, panel):
    case = a_complaint(at.desk, stage="remedy_offered")
    show(panel, case)
    press(qtbot, panel, Qt.Key.Key_R, ALT)
    words(panel, "太少了")
    press(qtbot, panel, Qt.Key.Key_F8)
    at.announcer.flush()
    assert card(at, case).now.state == "rejected"
    assert card(at, case).offers[0].answer == "rejected"
    assert {"Offer a remedy", "Investigate", "Close as unfounded", "Escalate"} <= possible(panel)


def test_unfounded_takes_a_supervisor_and_an_explanation(at, qtbot, build):
    case = a_complaint(at.desk, stage="assessed")
    agent = build([Role.AGENT])
    show(agent, case)
    assert "Close as unfounded" not in possible(agent)
    assert "another role" in why_not(agent, "Close as unfounded")

    panel = build()
    show(panel, case)
    press(qtbot, panel, Qt.Key.Key_X, ALT)
    press(qtbot, panel, Qt.Key.Key_F8)
    assert panel.page.act_bar.form_open
    assert card(at, case).now.state == "assessed"
    words(panel, "按价目表收费，已向客户说明")
    press(qtbot, panel, Qt.Key.Key_F8)
    assert card(at, case).now.ended_as == "unfounded"
    assert card(at, case).story[-1].texts["explanation"] == "按价目表收费，已向客户说明"


def test_a_customer_withdraws_and_a_closed_case_is_reopened_with_its_old_deadline(at, qtbot, panel):
    case = a_complaint(at.desk, stage="acknowledged")
    due = card(at, case).clocks[-1].due.at
    show(panel, case)
    press(qtbot, panel, Qt.Key.Key_W, ALT)
    press(qtbot, panel, Qt.Key.Key_F8)
    at.announcer.flush()
    assert card(at, case).now.ended_as == "withdrawn"
    assert panel.page.due.word == ""
    assert possible(panel) == {"Reopen", "Customer called", "Promise", "Give a task", "Note"}
    press(qtbot, panel, Qt.Key.Key_P, ALT)
    press(qtbot, panel, Qt.Key.Key_1)
    press(qtbot, panel, Qt.Key.Key_F8)
    at.announcer.flush()
    again = card(at, case)
    assert again.now.state == "investigating"
    assert (again.clocks[-1].due.at, again.clocks[-1].met_at) == (due, None)
    assert "Settle" in panel.page.due.word


def test_escalating_from_the_menu_by_its_key(at, qtbot, panel):
    case = a_complaint(at.desk, stage="assessed")
    show(panel, case)
    press(qtbot, panel, Qt.Key.Key_U, ALT)
    press(qtbot, panel, Qt.Key.Key_2)
    press(qtbot, panel, Qt.Key.Key_F8)
    assert card(at, case).now.state == "escalated"
    assert card(at, case).story[-1].data["to"] == "management"


def test_a_compensation_above_the_limit_is_refused_at_its_field(at, qtbot, build):
    case = a_complaint(at.desk, stage="assessed")
    panel = build()
    show(panel, case)
    panel.page.act_bar.begin("remedy_offered")
    form = panel.page.act_bar._panel
    form.put({"kind": "compensation", "compensation_fen": 200_001})
    press(qtbot, panel, Qt.Key.Key_F8)
    field = form.field("compensation_fen")
    assert "above what your role may offer" in field.accessibleDescription()
    assert field.hasFocus()
    field.set_fen(200_000)
    press(qtbot, panel, Qt.Key.Key_F8)
    assert card(at, case).now.state == "remedy_offered"


def test_an_owner_hands_over_and_stays_responsible_until_the_other_accepts(at, qtbot, panel):
    me, other = at.context.person.id, a_person(at.desk, name="李娜")
    case = a_complaint(at.desk, stage="acknowledged")
    show(panel, case)
    panel.page.act_bar.begin("owner_offered")
    field = panel.page.act_bar._panel.field("person")
    assert [choice.words for choice in field._choices] == ["李娜"]
    field.choose(str(other))
    press(qtbot, panel, Qt.Key.Key_F8)
    at.announcer.flush()
    assert (card(at, case).now.owner, card(at, case).now.offered_to) == (me, other)
    assert "李娜" in panel.page._about.text()
    done = at.desk.write(lambda unit: complaints.accept_owner(unit, case), actor=other)
    announce(at, done)
    assert panel.page.owner.text() == "Owner: 李娜"
    assert "Assess" not in possible(panel)
    assert why_not(panel, "Assess") == "only the owner of the complaint may do this: 李娜"


def test_what_is_offered_to_me_says_so_and_is_taken_with_one_key(at, qtbot, panel):
    other = a_person(at.desk, name="李娜")
    case = a_complaint(at.desk, actor=other)
    at.desk.write(lambda unit: complaints.offer_owner(unit, case, at.context.person.id), actor=other)
    show(panel, case)
    assert "asked to take this over" in panel.page.yours.accessibleName()
    press(qtbot, panel, Qt.Key.Key_T, ALT)
    assert card(at, case).now.owner == at.context.person.id
    at.announcer.flush()
    assert not panel.page.yours.isVisible()


def test_nobody_decides_a_case_about_themselves(at, qtbot, panel):
    other = a_person(at.desk, name="李娜")
    case = a_complaint(at.desk, actor=other, person=at.context.person.id, against="hotline", stage="remedy_done")
    show(panel, case)
    assert "about you" in panel.page.yours.accessibleName()
    assert possible(panel) == {"Promise", "Give a task", "Note"}
    assert why_not(panel, "Customer called") == "the complaint is about you"
    assert why_not(panel, "Take it over") != ""
    panel.page.act_bar.begin("escalated")
    assert "the complaint is about you" in told(panel).accessibleDescription()


def test_a_fact_that_came_too_late_is_kept_set_aside_and_said(at, qtbot, panel):
    case = a_complaint(at.desk, stage="remedy_offered")
    show(panel, case)
    panel.page.act_bar.begin("accepted_by_customer")
    done = at.desk.write(lambda unit: complaints.customer_rejects(unit, case, "不同意"))
    announce(at, done)
    assert panel.page.act_bar.form_open
    press(qtbot, panel, Qt.Key.Key_F8)
    assert card(at, case).now.state == "rejected"
    assert "set aside" in told(panel).accessibleName()
    at.announcer.flush()
    assert panel.page.story.rows_model.rows()[0].mark == SET_ASIDE


def test_a_decision_that_came_too_late_is_refused_in_words_and_the_form_keeps_its_own(at, qtbot, panel):
    case = a_complaint(at.desk, stage="assessed")
    show(panel, case)
    panel.page.act_bar.begin("unfounded")
    words(panel, "按价目表收费")
    done = at.desk.write(lambda unit: complaints.customer_withdraws(unit, case))
    announce(at, done)
    press(qtbot, panel, Qt.Key.Key_F8)
    assert panel.page.act_bar.form_open
    assert panel.page.act_bar._panel.written()["explanation"] == "按价目表收费"
    assert "closed" in told(panel).accessibleDescription()


def test_a_half_written_form_stands_there_again_after_another_case_and_after_a_crash(at, qtbot, build):
    first, second = a_complaint(at.desk), a_complaint(at.desk)
    panel = build()
    show(panel, first)
    panel.page.act_bar.begin("noted")
    words(panel, "客户说明天再打")
    show(panel, second)
    assert not panel.page.act_bar.form_open
    show(panel, first)
    assert panel.page.act_bar._panel.written() == {"words": "客户说明天再打"}

    again = build()
    show(again, first)
    assert again.page.act_bar._panel.written() == {"words": "客户说明天再打"}
    again.page.act_bar._panel.start()
    press(qtbot, again, Qt.Key.Key_F8)
    assert card(at, first).story[-1].texts["words"] == "客户说明天再打"
    assert at.drafts.all() == {}


def test_escape_puts_a_form_away_and_what_was_written_can_be_brought_back(at, qtbot, panel):
    case = a_complaint(at.desk)
    show(panel, case)
    panel.page.act_bar.begin("noted")
    words(panel, "写了一半")
    press(qtbot, panel, Qt.Key.Key_Escape)
    assert not panel.page.act_bar.form_open
    assert panel.page.act_bar.isAncestorOf(panel.focusWidget())
    _text, bring_back = at.shell.toasts[-1]
    bring_back()
    assert panel.page.act_bar._panel.written() == {"words": "写了一半"}


def test_a_task_is_given_and_its_answer_names_it(at, qtbot, panel):
    case = a_complaint(at.desk, stage="assessed")
    show(panel, case)
    assert why_not(panel, "Task answered") == "Nobody was asked for anything."
    press(qtbot, panel, Qt.Key.Key_F, ALT)
    words(panel, "提供收据")
    press(qtbot, panel, Qt.Key.Key_F8)
    at.announcer.flush()
    asked = card(at, case).tasks[0]
    assert asked.words == "提供收据"
    panel.page.act_bar.begin("task_answered")
    panel.page.act_bar._panel.put({"task": str(asked.event_id), "words": "已附上"})
    press(qtbot, panel, Qt.Key.Key_F8)
    assert card(at, case).tasks == []


def test_the_order_is_linked_with_its_state(at, qtbot, panel):
    from tests.factories.orders import an_order

    order = an_order(at.desk, stage="closed")
    case = a_complaint(at.desk, order=order)
    show(panel, case)
    press(qtbot, panel, Qt.Key.Key_D, ALT)
    assert at.shell.navigated[-1] == ("orders.open", {"order": order})
    link = next(button for button in panel.page.facts.findChildren(Button) if button.key == "Alt+D")
    assert "closed" in link.words


def test_an_act_the_stage_does_not_allow_says_the_stage_and_what_is_possible(at, qtbot, panel):
    case = a_complaint(at.desk, stage="remedy_due")
    show(panel, case)
    press(qtbot, panel, Qt.Key.Key_A, ALT)
    assert not panel.page.act_bar.form_open
    said = told(panel).accessibleDescription()
    assert "The complaint is remedy due" in said
    assert "Remedy given" in said
    assert "Acknowledge" not in said


def test_whatever_the_stage_and_whoever_owns_it_what_is_offered_is_what_the_act_takes(at, qtbot, panel):
    """Every form offered is written by its act, every other refused: on a case of mine and one of another's."""
    other = a_person(at.desk, Role.AGENT, Role.SUPERVISOR, name="李娜")
    for actor in (None, other):
        for stage in ("received", "assessed", "remedy_offered", "remedy_due", "called", "closed"):
            case = a_complaint(at.desk, stage=stage, actor=actor)
            show(panel, case)
            for form in FORMS:
                offered = _(form.title) in possible(panel)
                if form.kind == "task_answered":
                    continue
                assert tried(at, case, form, other) is offered, (stage, actor, form.kind)


class Undone(Exception):
    """Ends a unit without a trace."""


def tried(at, case, form, other):
    """Whether the act is taken and counts; nothing of it stays."""
    given = {
        "severity": "low", "category": "charge", "against": "", "outlet": None, "person": other, "words": "x",
        "finding": "x", "kind": "refund", "compensation_fen": 1, "what": "x", "outcome": "reached", "channel": "phone",
        "ended_as": "partly", "cause": "", "explanation": "x", "until": None, "to": "supervisor", "reason": "other",
    }
    if form.kind == "promised":
        given["until"] = at.desk.clock.now()
    if form.kind == "assessed":
        given["person"] = None

    def act(unit):
        raise Undone(form.write(unit, case, given).effect)

    try:
        at.desk.write(act)
    except Undone as done:
        return done.args[0] is Effect.APPLIED
    except Refused:
        return False
    raise AssertionError
