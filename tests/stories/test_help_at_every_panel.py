"""Somebody new presses F1 wherever they stand, reads, and goes on where they were."""

import pytest
from PySide6.QtWidgets import QApplication

from callcentre.ui.help import pages

PANELS = {
    "watch": "Watch", "intake": "Intake", "orders": "Orders", "map": "Map", "callbacks": "Callbacks",
    "complaints": "Complaints", "outlets": "Outlets", "reports": "Reports", "settings": "Settings",
}


@pytest.mark.parametrize(("panel", "name"), PANELS.items())
def test_f1_opens_the_help_of_the_panel_and_escape_leads_back(sit_down, panel, name):
    me = sit_down()
    me.press("Ctrl+K")
    me.is_at("Acts")
    me.write(name)
    palette = me.window.shell.palette_sheet
    me.sees(f"Go to {name}" if panel not in ("map", "callbacks", "complaints") else name)
    while palette.list.current().card.title not in (name, f"Go to {name}"):
        me.press("Down")
    me.press("Return")
    assert me.window.shell.current_panel() == panel

    me.press("F1")
    me.is_at("Find in the help")
    shown = me.window.shell.help_sheet.text
    assert shown.headings()[0] == pages.title("en", panel)
    assert shown.headings()[-1] == "Keys everywhere"
    me.press("Escape")
    assert me.window.shell.help_sheet.isHidden()
    # Where the list was read meanwhile and is empty, its only act has the focus.
    assert me.window.shell.stack.currentWidget().isAncestorOf(QApplication.focusWidget())


def test_help_is_searched_across_panels_in_chinese(sit_down):
    me = sit_down()
    me.choose_act("szw", "说中文")
    me.press("F1")
    me.is_at("在帮助里查找")
    me.commit("联系不上")
    me.sees("回访・怎么都联系不上")
    me.press("Return")
    me.is_at("帮助")
    assert me.window.shell.help_sheet.page == "callbacks"
    assert me.window.shell.help_sheet.text.textCursor().selectedText() == "联系不上"
