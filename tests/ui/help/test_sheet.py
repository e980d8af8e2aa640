"""The sheet of help by the keyboard: opened, searched, walked, copied from, left."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from callcentre.ui import keys, language
from callcentre.ui.help import pages
from callcentre.ui.help.sheet import HelpSheet
from callcentre.ui.screen import Act

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def keys_as_made():
    yield
    keys.set_chosen({})


@pytest.fixture
def page(qtbot, look) -> QWidget:
    """A page with two fields, for the sheet to lie over."""
    place = QWidget()
    column = QVBoxLayout(place)
    for name in ("above", "below"):
        field = QLineEdit()
        field.setObjectName(name)
        column.addWidget(field)
    place.resize(1200, 700)
    qtbot.addWidget(place)
    with qtbot.waitExposed(place):
        place.show()
    place.activateWindow()
    return place


@pytest.fixture
def field(page) -> QLineEdit:
    found = page.findChild(QLineEdit, "above")
    found.setFocus()
    return found


@pytest.fixture
def sheet(page, field, remembered) -> HelpSheet:
    acts = [Act("Save and relay", lambda: None, "F8"), Act("Urge", lambda: None, "F9", why_not="it is closed")]
    return HelpSheet(page, remembered, lambda: (("Keys of this page", acts),), page.rect)


def press(qtbot, *pressed: Qt.Key, held=Qt.KeyboardModifier.NoModifier) -> None:
    for key in pressed:
        qtbot.keyClick(QApplication.focusWidget(), key, held)


def find(qtbot, sheet: HelpSheet, text: str) -> None:
    qtbot.keyClicks(QApplication.focusWidget(), text[:1])
    qtbot.keyClicks(sheet.field, text[1:])
    qtbot.waitUntil(lambda: sheet.found.isVisible() and sheet.field.text() == text)


@pytest.mark.parametrize("panel", [page for page in pages.PAGES if page != pages.WINDOW])
def test_each_panel_opens_its_own_page(sheet, panel):
    sheet.open(panel)
    assert sheet.text.headings()[0] == pages.title("en", panel)
    assert "Save and relay" in sheet.text.toPlainText() and "Urge\n" not in sheet.text.toPlainText()


def test_a_panel_nobody_wrote_of_opens_that_of_the_window(sheet):
    sheet.open("knowledge")
    assert sheet.text.headings()[0] == "The window"


def test_escape_closes_it_and_the_focus_goes_back(qtbot, sheet, field):
    for into_the_text in ((), (Qt.Key.Key_Down,)):
        sheet.open("orders")
        press(qtbot, *into_the_text, Qt.Key.Key_Escape)
        assert sheet.isHidden() and field.hasFocus()


def test_its_own_key_closes_it_also_when_it_is_another(qtbot, sheet, field):
    keys.set_chosen({"F1": "F11"})
    sheet.open("orders")
    press(qtbot, Qt.Key.Key_F1)
    assert sheet.isVisible()
    press(qtbot, Qt.Key.Key_F11)
    assert sheet.isHidden() and field.hasFocus()


def test_whoever_goes_elsewhere_keeps_the_focus_there(sheet, page):
    sheet.open("orders")
    other = page.findChild(QLineEdit, "below")
    other.setFocus()
    assert sheet.isHidden() and other.hasFocus()


def test_the_keyboard_scrolls_it(qtbot, sheet):
    sheet.open("orders")
    bar = sheet.text.verticalScrollBar()
    assert bar.value() == 0 < bar.maximum() and sheet.field.hasFocus()
    press(qtbot, Qt.Key.Key_Down)
    assert sheet.text.hasFocus()
    line = bar.value()
    press(qtbot, Qt.Key.Key_PageDown)
    assert 0 < line < bar.value()
    press(qtbot, Qt.Key.Key_End)
    assert bar.value() == bar.maximum()
    press(qtbot, Qt.Key.Key_Home)
    assert bar.value() == 0
    sheet.field.setFocus()
    press(qtbot, Qt.Key.Key_PageDown)
    assert sheet.text.hasFocus() and bar.value() > 0


def test_what_one_types_in_the_text_goes_to_the_field(qtbot, sheet):
    sheet.open("orders")
    press(qtbot, Qt.Key.Key_Down)
    qtbot.keyClicks(QApplication.focusWidget(), "c")
    assert sheet.field.hasFocus() and sheet.field.text() == "c"


def test_what_one_types_is_found_and_enter_jumps_there(qtbot, sheet):
    sheet.open("orders")
    find(qtbot, sheet, "cancel")
    assert sheet.found.current().title == "Orders, The outlet asks to cancel"
    press(qtbot, Qt.Key.Key_Return)
    assert sheet.text.isVisible() and sheet.text.hasFocus() and sheet.field.text() == ""
    assert sheet.text.textCursor().selectedText().lower() == "cancel"
    assert sheet.text.verticalScrollBar().value() > 0


def test_what_is_found_on_another_page_opens_that(qtbot, sheet):
    sheet.open("orders")
    find(qtbot, sheet, "basemap.geojson")
    press(qtbot, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert sheet.text.headings()[0] == "Map"


def test_nothing_found_is_said_and_escape_brings_the_page_back(qtbot, sheet):
    sheet.open("orders")
    find(qtbot, sheet, "xyzzy")
    assert sheet.nothing.isVisible()
    press(qtbot, Qt.Key.Key_Escape)
    qtbot.waitUntil(sheet.text.isVisible)
    assert sheet.isVisible()


def test_the_tab_key_walks_the_links_and_stays_inside(qtbot, sheet):
    sheet.open("intake")
    seen = set()
    for _step in range(40):
        press(qtbot, Qt.Key.Key_Tab)
        assert sheet.isAncestorOf(QApplication.focusWidget())
        seen.add(sheet.text.textCursor().selectedText())
    assert {"watch", "Complaints", "Settings"} <= seen


def test_a_link_opens_the_page_it_names_and_nothing_else_opens(qtbot, sheet):
    sheet.open("intake")
    press(qtbot, Qt.Key.Key_Down, Qt.Key.Key_Tab)
    assert sheet.text.textCursor().selectedText() == "watch"
    press(qtbot, Qt.Key.Key_Return)
    assert sheet.text.headings()[0] == "Watch"
    sheet.text.followed.emit("https://example.org/")
    assert sheet.text.headings()[0] == "Watch"


def test_text_is_copied_as_plain_words(qtbot, sheet):
    sheet.open("orders")
    press(qtbot, Qt.Key.Key_Down)
    press(qtbot, Qt.Key.Key_A, held=CONTROL)
    press(qtbot, Qt.Key.Key_C, held=CONTROL)
    copied = QApplication.clipboard().text()
    assert "Open: no outlet has it." in copied
    assert "\ufffc" not in copied and "\u00a0" not in copied


def test_it_opens_where_it_was_left(qtbot, sheet):
    sheet.open("orders")
    press(qtbot, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown)
    left = sheet.text.verticalScrollBar().value()
    sheet.shut()
    sheet.open("watch")
    assert sheet.text.verticalScrollBar().value() == 0
    sheet.shut()
    sheet.open("orders")
    assert (sheet.page, sheet.text.verticalScrollBar().value()) == ("orders", left)


def test_another_language_says_the_same_page_at_the_same_place(sheet, qapp):
    sheet.open("orders")
    language.set_language("zh_CN", qapp)
    assert sheet.text.headings()[0] == "服务单"
    language.set_language("en", qapp)
    assert sheet.text.headings()[0] == "Orders"


def test_a_changed_key_is_shown_changed_at_once(sheet):
    sheet.open("intake")
    assert "F12" not in sheet.text.toPlainText()
    keys.set_chosen({"F8": "F12"})
    assert "F12" in sheet.text.toPlainText() and "F8" not in sheet.text.toPlainText()


def test_every_drawing_of_every_page_is_drawn(sheet):
    for page in pages.PAGES:
        sheet.show_page(page)
        drawn = sheet.text.toPlainText().count("\ufffc")
        assert drawn == pages.read_pages()["en", page].count("{icon:")
