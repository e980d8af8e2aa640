"""A callback is in one hand at a time: two people of one folder, each at a window of their own."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from tests.factories.desks import a_desk
from tests.factories.orders import an_order
from tests.factories.panels import PanelDesk
from tests.factories.people import a_person

from callcentre.acts import claims
from callcentre.domain.claims import LEASE, PRESENT, Item
from callcentre.domain.event import Role
from callcentre.domain.instants import HOUR, MINUTE
from callcentre.screens.callbacks import SCREEN
from callcentre.screens.callbacks.view import IDLE, TALK
from callcentre.store.claims import valid_claims
from callcentre.store.order_card import order_card
from callcentre.ui.buttons import Button

ALT = Qt.KeyboardModifier.AltModifier


def shown(panel):
    """What every row of the queue says."""
    model = panel.queue.rows_model
    return [model.data(model.index(n), Qt.ItemDataRole.AccessibleTextRole) for n in range(model.rowCount())]


def beat(*panels):
    """The few seconds are over after which it is looked who has what."""
    for panel in panels:
        panel.claims._timer.timeout.emit()


def press(qtbot, panel, key):
    """Alt and a key, in this one of the two windows."""
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    qtbot.keyClick(panel, key, ALT)


def holders(at):
    return {one.item.pk: one.person for one in at.desk.read(lambda session: valid_claims(session, at.desk.clock.now()))}


def pass_time(at, minutes, *panels, somebody=None):
    """Minute by minute; with `somebody` a key is pressed in that panel's window now and then."""
    for _ in range(minutes):
        at.desk.clock.pass_time(MINUTE)
        if somebody is not None:
            QTest.keyClick(somebody.window().windowHandle(), Qt.Key.Key_Shift)
        beat(*panels)


def story_kinds(at, order):
    card = at.desk.read(lambda session: order_card(session, order, roles=frozenset(Role), profile=at.context.profile))
    return [(row.kind, row.effect) for row in card.story]


@pytest.fixture
def ming(at):
    """A colleague of this folder."""
    return a_person(at.desk, Role.AGENT, name="王明")


@pytest.fixture
def theirs(at, ming, tmp_path, qtbot):
    """The colleague's panel: another program on the same folder."""
    desk = a_desk(tmp_path / "desk")
    desk = replace(desk, person=ming, clock=at.desk.clock)
    there = PanelDesk(desk)
    panel = SCREEN.build(there.context)
    qtbot.addWidget(panel)
    panel.show()
    yield panel
    panel.claims.close()
    there.close()


@pytest.fixture
def two(at):
    """Two orders that may be called back about by anybody."""
    third = replace(at.desk, person=a_person(at.desk, Role.AGENT, Role.SUPERVISOR, name="李四"))
    made = [an_order(third, stage="awaiting_callback") for _ in range(2)]
    at.desk.clock.pass_time(3 * HOUR)
    return made


def test_two_who_take_the_next_get_two(at, panel, theirs, two):
    panel.call_next()
    theirs.call_next()
    assert (panel._talk.order, theirs._talk.order) == tuple(two)
    panel.waiting.read()
    beat(panel)
    assert "in your hands" in shown(panel)[0] and "王明 has just taken it" in shown(panel)[1]
    at.desk.clock.pass_time(4 * MINUTE)
    panel.waiting.read()
    assert "王明 has it, 4 min" in shown(panel)[1]
    at.shell.toasts.clear()
    panel.put_away.emit()
    theirs.call_next()
    assert theirs._talk.order == two[0], "what was given back is the next for anybody"
    assert holders(at) == {two[0]: theirs._ctx.person.id}


def test_what_a_colleague_has_is_said_and_not_taken(at, qtbot, panel, theirs, two):
    theirs.call(two[0])
    pass_time(at, 6, theirs)
    panel.call(two[0])
    banner = panel.hold.banner
    assert panel.middle.currentIndex() == IDLE and panel._talk is None
    assert banner.isVisible() and banner.accessibleName() == "王明 has this in hand"
    assert "6 min" in banner.accessibleDescription() and "F5" in banner.accessibleDescription()
    press(qtbot, panel, Qt.Key.Key_I)
    assert at.shell.navigated[-1] == ("orders.open", {"order": two[0]})
    theirs.put_away.emit()
    beat(panel)
    QApplication.processEvents()
    assert not banner.isVisible()
    panel.call(two[0])
    assert panel.middle.currentIndex() == TALK


def test_a_supervisor_takes_over_and_the_other_is_told_and_loses_nothing(at, qtbot, panel, theirs, two):
    theirs.call(two[0])
    panel.call(two[0])
    press(qtbot, panel, Qt.Key.Key_Z)
    assert panel.middle.currentIndex() == TALK and not panel.hold.banner.isVisible()
    beat(theirs)
    told = theirs.hold.banner
    assert told.isVisible() and at.context.person.name in told.accessibleName()
    assert theirs.middle.currentIndex() == TALK, "who is on the line stays there"
    theirs.attempted.emit("no_answer")
    panel.answered.emit(True)
    assert [kind for kind, _effect in story_kinds(at, two[0])][-2:] == ["callback_attempt", "callback_answer"]


def test_an_agent_is_not_offered_to_take_over(at, qtbot, two, ming):
    at.desk.write(lambda unit: claims.claim(unit, Item("order", two[0])), actor=ming)
    panel = SCREEN.build(at.as_roles(Role.AGENT))
    qtbot.addWidget(panel)
    panel.show()
    panel.call(two[0])
    assert [button.words for button in panel.hold.banner.findChildren(Button) if button.isVisible()] == ["Look only"]


def test_a_desk_that_crashed_holds_nothing_up(at, panel, ming, two):
    at.desk.write(lambda unit: claims.claim(unit, Item("order", two[0])), actor=ming)
    panel.call(two[0])
    assert panel.middle.currentIndex() == IDLE
    at.desk.clock.pass_time(LEASE)
    panel.call(two[0])
    assert panel.middle.currentIndex() == TALK


def test_it_is_renewed_while_somebody_is_there_and_ends_when_nobody_is(at, panel, theirs, two):
    panel.call(two[0])
    pass_time(at, 30, panel, somebody=panel)
    theirs.call(two[0])
    assert theirs._talk is None, "half an hour on the telephone is no reason"
    pass_time(at, (PRESENT + LEASE) // MINUTE + 1, panel)
    theirs.call(two[0])
    assert theirs._talk is not None
    QTest.keyClick(panel.window().windowHandle(), Qt.Key.Key_Shift)
    beat(panel)
    assert panel.hold.banner.isVisible() and "王明" in panel.hold.banner.accessibleName()


def test_who_comes_back_before_anybody_else_has_it_still(at, panel, theirs, two):
    panel.call(two[0])
    pass_time(at, (PRESENT + LEASE) // MINUTE + 1, panel)
    assert holders(at) == {}
    QTest.keyClick(panel.window().windowHandle(), Qt.Key.Key_Shift)
    beat(panel)
    assert holders(at) == {two[0]: at.desk.person} and not panel.hold.banner.isVisible()


def test_leaving_the_talk_an_outcome_and_closing_the_window_give_it_back(at, panel, two):
    panel.call(two[0])
    panel.put_away.emit()
    assert holders(at) == {}
    panel.call(two[0])
    panel.attempted.emit("busy")
    assert holders(at) == {}
    panel.call(two[0])
    panel.call(two[1])
    assert holders(at) == {two[1]: at.desk.person}
    panel.answered.emit(False)
    assert holders(at) == {two[1]: at.desk.person}, "what follows a dissatisfied customer is still in hand"
    panel.claims.close()
    assert holders(at) == {}


def test_one_that_is_not_to_be_called_is_not_kept_in_hand(at, panel):
    order = an_order(at.desk, stage="accepted")
    panel.call(order)
    assert panel.trouble.isVisible() and holders(at) == {}


def test_who_has_it_is_said_in_chinese_too(at, qtbot, panel, theirs, two, look):
    from callcentre.ui import language

    theirs.call(two[0])
    at.desk.clock.pass_time(2 * MINUTE)
    panel.call(two[0])
    panel.waiting.read()
    language.set_language("zh_CN", look)
    assert panel.hold.banner.accessibleName() == "王明正在办这件"
    assert "王明在办，已 2 分" in shown(panel)[0]
