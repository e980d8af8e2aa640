"""The window through real widgets: panels, palette, keys, undo, tabs, language, what is remembered."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from tests.ui.conftest import Panel, screen

from callcentre.runtime.remembered import Remembered
from callcentre.screens import discover
from callcentre.ui import hints, language
from callcentre.ui.buttons import Button
from callcentre.ui.fields import TextField, WordsField
from callcentre.ui.screen import Act, Tab
from callcentre.ui.shell import Shell
from callcentre.ui.tabs import CallTab
from callcentre.words import _


def test_every_panel_found_in_the_folder_is_on_the_rail(qtbot, look, remembered, context):
    shell = Shell(remembered, QWidget())
    qtbot.addWidget(shell)
    found = discover()
    assert "settings" in {each.id for each in found}
    shell.rail.set_screens(found)
    assert sorted(item.panel.id for item in shell.rail.items()) == sorted(each.id for each in found)


def test_a_panel_of_other_roles_is_not_shown(qtbot, look, remembered, context):
    shell = Shell(remembered, QWidget())
    qtbot.addWidget(shell)
    shell.open(context(shell), [screen("intake"), screen("reports", roles=frozenset({"supervisor"}))])
    assert [item.panel.id for item in shell.rail.items()] == ["intake"]
    assert shell.show_panel("reports") is None


def test_a_click_on_the_rail_shows_the_panel(qtbot, shell):
    qtbot.mouseClick(shell.rail.items()[1], Qt.MouseButton.LeftButton)
    assert shell.current_panel() == "orders"
    assert shell.stack.currentWidget().label.text() == "orders"


def test_an_intent_reaches_the_panel_it_names(shell):
    shell.navigate("orders.open", order="o-1")
    assert shell.stack.currentWidget().taken == [("orders.open", {"order": "o-1"})]


def test_an_intent_for_a_panel_that_is_not_there_is_said(shell):
    shell.navigate("reports.open")
    assert shell.toasts.text() == "There is no panel for this here."


def test_the_keys_of_panels_work_from_everywhere_and_escape_goes_back(qtbot, shell):
    qtbot.keyClick(shell.stack.currentWidget(), Qt.Key.Key_F4)
    assert shell.current_panel() == "callbacks"
    qtbot.keyClick(shell.stack.currentWidget(), Qt.Key.Key_Escape)
    assert shell.current_panel() == "intake"


class Working(Panel):
    """A panel with acts: one by button, one without, one that is not possible."""

    def __init__(self) -> None:
        super().__init__("working")
        self.did: list[str] = []
        column = QVBoxLayout(self)
        self.save = Button(lambda: _("Save and relay"), key="F8", kind="primary", run=lambda: self.did.append("save"))
        self.urge = Button(lambda: _("Urge"), key="F9", run=lambda: self.did.append("urge"))
        self.urge.allow("the order is closed")
        self.field = TextField(lambda: _("Words"))
        self.words = WordsField(lambda: _("Words"))
        for widget in (self.field, self.words, self.save, self.urge):
            column.addWidget(widget)

    def acts(self) -> list[Act]:
        return [Act("Print", lambda: self.did.append("print"))]


@pytest.fixture
def working(qtbot, look, remembered, context) -> Working:
    panel = Working()
    made = Shell(remembered, QWidget())
    qtbot.addWidget(made)
    made.open(context(made), [screen("working", lambda _context: panel)])
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    panel.shell = made
    return panel


def titles(sheet) -> list[str]:
    return [entry.card.title for entry in sheet.entries()]


def test_the_palette_offers_buttons_acts_and_panels_and_runs_what_is_chosen(qtbot, working):
    shell = working.shell
    qtbot.keyClick(working, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert shell.palette_sheet.isVisible()
    assert {"Save and relay", "Print", "Go to Working"} <= set(titles(shell.palette_sheet))
    qtbot.keyClicks(shell.palette_sheet.field, "save")
    qtbot.waitUntil(lambda: titles(shell.palette_sheet)[:1] == ["Save and relay"])
    qtbot.keyClick(shell.palette_sheet.field, Qt.Key.Key_Return)
    assert working.did == ["save"]
    assert not shell.palette_sheet.isVisible()


def test_the_palette_says_why_an_act_is_not_possible_and_does_not_run_it(qtbot, working):
    shell = working.shell
    shell.open_palette()
    qtbot.keyClicks(shell.palette_sheet.field, "urge")
    qtbot.waitUntil(lambda: titles(shell.palette_sheet) == ["Urge"])
    assert shell.palette_sheet.entries()[0].card.lines[0].words == "Not now: the order is closed"
    qtbot.keyClick(shell.palette_sheet.field, Qt.Key.Key_Return)
    assert working.did == []


def test_the_keys_of_this_page_are_shown_with_those_of_everywhere(qtbot, working):
    qtbot.keyClick(working, Qt.Key.Key_F1)
    shown = "\n".join(line.strip() for line in working.shell.help_sheet.text.toPlainText().splitlines())
    of_page, everywhere = shown.partition("Keys of this page")[2].split("Keys everywhere")
    assert "F8\nSave and relay" in of_page and "Urge" not in of_page, "what is not possible now has no key"
    assert "F3\nFind anything" in everywhere and "Ctrl K\nActs" in everywhere


def test_escape_closes_the_palette_and_the_focus_goes_back(qtbot, working):
    working.field.setFocus()
    working.shell.open_palette()
    qtbot.keyClick(working.shell.palette_sheet.field, Qt.Key.Key_Escape)
    assert not working.shell.palette_sheet.isVisible()
    assert working.field.hasFocus()


@pytest.mark.parametrize("sheet", ["palette_sheet", "help_sheet"])
def test_where_what_had_the_focus_is_gone_the_page_has_it(qtbot, working, sheet):
    working.field.setFocus()
    shell = working.shell
    (shell.open_palette if sheet == "palette_sheet" else shell.open_help)()
    working.field.hide()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert getattr(shell, sheet).isHidden()
    assert working.isAncestorOf(QApplication.focusWidget())


def test_the_key_printed_on_a_button_presses_it(qtbot, working):
    qtbot.keyClick(working.field, Qt.Key.Key_F8)
    assert working.did == ["save"]


def test_control_z_takes_back_what_the_toast_says_and_only_once(qtbot, working):
    undone: list[str] = []
    working.field.setFocus()
    working.shell.toast("Relayed to Chengdong", lambda: undone.append("relay"))
    assert working.field.hasFocus()
    qtbot.keyClick(working.field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(working.field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == ["relay"]
    assert working.shell.toasts.text() == ""


def test_control_z_in_a_field_with_something_typed_takes_back_the_typing(qtbot, working):
    undone: list[str] = []
    working.shell.toast("Relayed", lambda: undone.append("relay"))
    working.field.setFocus()
    qtbot.keyClicks(working.field, "abc")
    qtbot.keyClick(working.field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (working.field.text(), undone) == ("", [])
    working.words.setFocus()
    qtbot.keyClicks(working.words, "abc")
    qtbot.keyClick(working.words, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (working.words.words(), undone) == ("", [])


def test_queues_are_not_said_to_be_empty_before_they_were_read(working, look):
    status = working.shell.status
    queues = (status.due, status.overdue, status.waiting)
    language.set_language("en", look)
    assert not any(queue.isVisibleTo(status) or queue.words() for queue in queues)
    working.shell.counts(due=0, overdue=0, waiting=0)
    assert [queue.words() for queue in queues] == ["0 callbacks due", "0 overdue", "0 waiting for me"]
    assert all(queue.isVisibleTo(status) for queue in queues)


def test_another_language_says_everything_again_without_a_new_start(qtbot, look, working):
    shell = working.shell
    shell.counts(due=12, overdue=3, waiting=2)
    language.set_language("zh_CN", look)
    assert shell.status.due.words() == "回访到期 12"
    assert shell.strip.search.placeholderText() == "查找任何内容"
    assert working.save.words == "保存并派单"
    assert working.save.shortcut().toString() == "F8"
    assert working.field.accessibleName() != ""


def test_a_tab_goes_to_its_intent_and_closes_by_its_own(qtbot, shell):
    shell.put_tab(Tab("k", "Li Xiuying", "line", "02:14", "orders.open", {"order": 7}, "orders.drop"), current=True)
    tab = shell.strip.widget_of("k")
    qtbot.keyClick(tab, Qt.Key.Key_Return)
    qtbot.keyClick(tab, Qt.Key.Key_Delete)
    assert shell.stack.currentWidget().taken == [("orders.open", {"order": 7}), ("orders.drop", {"order": 7})]
    shell.drop_tab("k")
    assert shell.strip.tabs() == []


def test_control_tab_goes_from_tab_to_tab_and_control_w_closes(qtbot, shell):
    for key in "abc":
        shell.put_tab(Tab(key, f"Call {key}", "line", "", "intake.call", {"call": key}, "intake.close"))
    shell.navigate("intake.new")
    control = Qt.KeyboardModifier.ControlModifier
    for expected in ("a", "b", "c", "a"):
        qtbot.keyClick(shell, Qt.Key.Key_Tab, control)
        assert shell.strip.current().key == expected
    qtbot.keyClick(shell, Qt.Key.Key_Backtab, control | Qt.KeyboardModifier.ShiftModifier)
    assert shell.strip.current().key == "c"
    qtbot.keyClick(shell, Qt.Key.Key_W, control)
    taken = shell.stack.currentWidget().taken
    assert taken[-1] == ("intake.close", {"call": "c"})
    assert ("intake.call", {"call": "a"}) in taken


def test_a_tab_is_joined_to_its_own_panel_alone(shell):
    shell.navigate("intake.new")
    shell.put_tab(Tab("a", "Call a", "line", "", "intake.call"), current=True)
    shell.put_tab(Tab("o", "Order", "order", "", "orders.open"), current=True)
    assert shell.strip.current().key == "a"
    shell.show_panel("orders")
    assert shell.strip.current().key == "o"
    shell.show_panel("callbacks")
    assert shell.strip.current() is None
    shell.show_panel("intake")
    assert shell.strip.current().key == "a"
    shell.leave_tab("intake")
    assert shell.strip.current() is None


def test_an_open_call_is_found_in_the_palette(qtbot, shell):
    shell.put_tab(Tab("a", "Li Xiuying", "held", "", "intake.call", {"call": 1}))
    shell.open_palette()
    qtbot.keyClicks(shell.palette_sheet.field, "Li Xiu")
    qtbot.waitUntil(lambda: [entry.card.title for entry in shell.palette_sheet.entries()] == ["Go to Li Xiuying"])


def test_alt_up_walks_the_queues_of_the_status_bar(qtbot, shell):
    shell.counts(due=2, overdue=1, waiting=3)
    seen = []
    shell.status.goes.connect(seen.append)
    for _turn in range(2):
        qtbot.keyClick(shell, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert shell.status.overdue.hasFocus()
    qtbot.keyClick(shell.status.overdue, Qt.Key.Key_Return)
    assert seen == ["watch.overdue"]


def test_a_timer_that_ticks_does_not_move_the_strip(shell):
    shell.put_tab(Tab("k", "Li Xiuying", "line", "02:14", "orders.open"))
    before = shell.strip.widget_of("k").sizeHint()
    shell.put_tab(Tab("k", "Li Xiuying", "line", "02:15", "orders.open"))
    assert shell.strip.widget_of("k").sizeHint() == before


def test_holding_alt_shows_the_keys_of_the_rail(qtbot, shell):
    qtbot.keyPress(shell, Qt.Key.Key_Alt)
    assert hints.held()
    qtbot.keyRelease(shell, Qt.Key.Key_Alt)
    assert not hints.held()


def test_the_place_of_the_window_and_its_panel_are_remembered(qtbot, look, tmp_path, context):
    first = Remembered(tmp_path)
    shell = Shell(first, QWidget())
    qtbot.addWidget(shell)
    shell.open(context(shell), [screen("intake"), screen("orders")])
    shell.setGeometry(40, 30, 1200, 700)
    shell.show_panel("orders")
    shell.show()
    shell.close()
    first.close()
    second = Remembered(tmp_path)
    again = Shell(second, QWidget())
    qtbot.addWidget(again)
    again.open(context(again), [screen("intake"), screen("orders")])
    assert again.current_panel() == "orders"
    assert (again.width(), again.height()) == (1200, 700)
    second.close()


def test_an_unexpected_fault_is_said_above_the_page_and_work_goes_on(qtbot, shell):
    shell.show_fault(["  orders.py:12 open", "KeyError"])
    assert shell.fault.isVisible()
    assert "draft" in shell.fault.accessibleDescription()
    assert shell.navigate("orders.open") is None and shell.current_panel() == "orders"


def test_every_widget_that_takes_the_focus_has_a_name(working):
    working.shell.counts(due=1, overdue=1, waiting=1)
    for kind in (QAbstractButton, QLineEdit, QPlainTextEdit):
        for widget in working.shell.findChildren(kind):
            named = widget.accessibleName() or getattr(widget, "text", str)()
            assert named or widget.focusPolicy() == Qt.FocusPolicy.NoFocus, widget


def test_of_more_calls_than_find_room_the_one_in_sight_is_shown_and_the_others_are_counted(qtbot, shell):
    shell.resize(1366, 768)
    for number in range(200):
        shell.put_tab(Tab(f"{number}", f"Caller {number}", "draft", "", "intake.call"), current=number == 100)
    QApplication.processEvents()
    strip = shell.strip
    assert strip.rect().contains(strip.search.geometry()) and strip.rect().contains(strip.acts.geometry())
    shown = [tab for tab in strip.findChildren(CallTab) if tab.isVisible()]
    assert min(tab.width() for tab in shown) >= 40
    assert strip.more.words == f"{200 - len(shown)} more"
    for key in ("100", "0", "199"):
        strip.show_current(key)
        assert strip.widget_of(key).isVisible()
    for number in range(10, 200):
        shell.drop_tab(f"{number}")
    assert not strip.more.isVisible() and strip.widget_of("0").isVisible()
