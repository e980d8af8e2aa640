"""The kit through the keyboard: fields that wait for committed text, choices, windows, lists, tables, banners."""

from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from callcentre.domain.errors import BadValue, StoreFault
from callcentre.domain.instants import DAY, HOUR, local_instant
from callcentre.ui import hints, language
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import PAD, Button
from callcentre.ui.cards import Card, Line
from callcentre.ui.check import Check
from callcentre.ui.choice_field import ChoiceField
from callcentre.ui.choices import Choice, Segments
from callcentre.ui.columns import Columns
from callcentre.ui.drawer_handle import DrawerHandle
from callcentre.ui.facts import Facts, section
from callcentre.ui.fields import MoneyField, SearchField, TextField, WordsField
from callcentre.ui.fonts import set_base
from callcentre.ui.form import Form
from callcentre.ui.letters import fits, nearness
from callcentre.ui.lists import CardList
from callcentre.ui.rows import RowsModel
from callcentre.ui.story import Step, StoryList
from callcentre.ui.tables import Cell, Column, Table
from callcentre.ui.theme import DARK, Tone, set_theme, theme
from callcentre.ui.window_field import Offer, WindowField, typed_window, windows_ahead
from callcentre.words import _

ZONE = ZoneInfo("Asia/Shanghai")
NOW = local_instant(2026, 7, 16, ZONE, 14, 32)
KINDS = [Choice("repair", "维修"), Choice("advice", "咨询"), Choice("move", "拆移机")]


@pytest.fixture
def seen(qtbot, look):
    """Shows a widget in a window of its own and gives it the focus."""

    def show(widget: QWidget) -> QWidget:
        window = QWidget()
        column = QVBoxLayout(window)
        column.setContentsMargins(16, 16, 16, 16)
        column.addWidget(widget)
        qtbot.addWidget(window)
        window.resize(600, 400)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        widget.setFocus()
        widget.window_kept = window
        return widget

    return show


def compose(field: QWidget, letters: str, committed: str = "") -> None:
    event = QInputMethodEvent(letters, [])
    event.setCommitString(committed)
    QCoreApplication.sendEvent(field, event)


def test_a_search_waits_for_what_the_input_method_commits(qtbot, seen):
    field = seen(SearchField("Find"))
    asked: list[str] = []
    field.asked.connect(asked.append)
    field.entered.connect(lambda: asked.append("entered"))
    qtbot.keyClicks(field, "a")
    with qtbot.assertNotEmitted(field.asked, wait=200):
        compose(field, "li xiu")
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.composing() and asked == []
    field.clear()
    with qtbot.waitSignal(field.asked):
        compose(field, "", "李秀")
    assert asked == ["李秀"]


def test_enter_asks_at_once_and_only_once(qtbot, seen):
    field = seen(SearchField("Find"))
    asked: list[str] = []
    field.asked.connect(asked.append)
    qtbot.keyClicks(field, "8000")
    with qtbot.waitSignal(field.entered):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert asked == ["8000"]


def test_letters_of_pinyin_and_any_part_are_found():
    assert fits("cd", "城东服务部") and fits("东服", "城东服务部") and fits("fwb 城", "城东服务部")
    assert not fits("cx", "城东服务部")


def test_words_are_found_by_whole_syllables_of_their_pinyin(look):
    district = "浙江省杭州市拱墅区"
    assert all(fits(typed, district) for typed in ("gongshu", "gong", "hangzhou gongshu", "HangZhouShi", "zhejiangsheng"))
    assert not any(fits(typed, district) for typed in ("ongshu", "gongshan", "ushu"))
    assert fits("chongqing", "重庆市渝中区") and fits("kongtiao", "KFR-35 空调") and fits("kfr-35kong", "KFR-35 空调") is False
    assert nearness("gongshu", "拱墅区") == 0 < nearness("gongshu", district)


def test_a_choice_is_found_by_letters_and_taken_with_enter(qtbot, seen):
    field = seen(ChoiceField("Kind", KINDS))
    taken: list[str] = []
    field.chosen.connect(taken.append)
    qtbot.keyClicks(field, "cyj")
    assert [choice.code for choice in field.offered()] == ["move"]
    qtbot.keyClick(QApplication.activePopupWidget(), Qt.Key.Key_Return)
    assert (taken, field.code(), field.text()) == (["move"], "move", "拆移机")


def test_what_begins_with_the_letters_stands_before_what_only_holds_them(qtbot, seen):
    field = seen(ChoiceField("Fault", (
        Choice("mould", "洗衣机 › 有霉味", letters="washing machine mould smell"),
        Choice("held", "洗衣机 › 不漏电", letters="holds"),
        Choice("shock", "洗衣机 › 漏电麻手", letters="electric shock"),
    )))
    qtbot.keyClicks(field, "ld")
    assert [choice.code for choice in field.offered()] == ["shock", "held", "mould"]


def test_the_open_list_has_a_ground_and_draws_its_own_lines(qtbot, seen):
    field = seen(ChoiceField("Kind", KINDS))
    qtbot.keyClick(field, Qt.Key.Key_Down)
    offered = QApplication.activePopupWidget()
    picture = offered.viewport().grab().toImage()
    second = offered.visualRect(offered.model().index(1, 0))
    assert second.height() >= 32
    assert picture.pixelColor(second.right() - 2, second.center().y()) == theme().colour("raised")


def test_enter_takes_the_first_that_fits_where_the_list_is_shut(qtbot, seen):
    field = seen(ChoiceField("Kind", KINDS))
    qtbot.keyClicks(field, "zx")
    QApplication.activePopupWidget().hide()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.code() == "advice"


def test_what_was_typed_and_not_chosen_is_taken_back(qtbot, seen):
    field = seen(ChoiceField("Kind", KINDS))
    field.choose("repair")
    qtbot.keyClicks(field, "zzz")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert (field.code(), field.text()) == ("repair", "维修")


def test_what_was_typed_and_fits_one_choice_alone_is_chosen_when_the_field_is_left(qtbot, seen):
    form = Form()
    field, following = ChoiceField("Kind", KINDS), TextField("Name")
    form.add("kind", "Kind", field)
    form.add("name", "Name", following)
    seen(form)
    field.setFocus()
    taken: list[str] = []
    field.chosen.connect(taken.append)
    qtbot.keyClicks(field, "cyj")
    assert field.meant("kind") == "move" and taken == []
    qtbot.keyClick(QApplication.activePopupWidget(), Qt.Key.Key_Tab)
    assert following.hasFocus() and QApplication.activePopupWidget() is None
    assert (taken, field.text()) == (["move"], "拆移机")


def test_words_that_are_no_choice_stay_are_marked_and_are_taken_back_by_escape(qtbot, seen):
    form = Form()
    field = ChoiceField("Kind", KINDS)
    row = form.add("kind", "Kind", field)
    seen(form)
    field.choose("repair")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "the fan is loud")
    field.clearFocus()
    assert field.text() == "the fan is loud"
    assert "the fan is loud" in field.accessibleDescription()
    with pytest.raises(BadValue) as refused:
        field.meant("kind")
    assert (refused.value.code, refused.value.field) == ("form.not_chosen", "kind")
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert (field.text(), field.meant("kind"), row.field.accessibleDescription()) == ("维修", "repair", "")


def test_an_emptied_field_chooses_none_and_new_choices_keep_what_is_typed(qtbot, seen):
    field = seen(ChoiceField("Kind", KINDS))
    field.choose("repair")
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    QApplication.activePopupWidget().hide()
    field.clearFocus()
    assert (field.code(), field.text()) == ("", "")
    field.setFocus()
    qtbot.keyClicks(field, "half")
    field.set_choices(KINDS)
    assert field.text() == "half"


def test_a_letter_with_alt_is_an_act_and_never_typed_into_a_field(qtbot, seen):
    field = seen(TextField("Name"))
    qtbot.keyClick(field, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    assert field.text() == ""


def test_digits_and_arrows_choose_in_a_row_of_choices(qtbot, seen):
    row = seen(Segments("Kind", KINDS, digits=True))
    chosen: list[str] = []
    row.chosen.connect(chosen.append)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_2)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_9)
    assert chosen == ["advice", "move"] and row.code() == "move"
    row.set_choices(KINDS[:2])
    assert row.code() == ""


def test_a_choice_made_moves_nothing(seen):
    row = seen(Segments("Kind", KINDS))
    before = [button.geometry() for button in row.findChildren(Button)]
    row.choose("advice")
    QApplication.processEvents()
    assert [button.geometry() for button in row.findChildren(Button)] == before


def test_a_destructive_act_is_asked_for_in_place(qtbot, seen):
    done: list[int] = []
    button = seen(Button("Cancel", kind="destructive", confirm="Really cancel?", run=lambda: done.append(1)))
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert (done, button.accessibleName()) == ([], "Really cancel?")
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert (done, button.accessibleName()) == ([1], "Cancel")


def test_an_act_that_is_not_possible_says_why_and_does_nothing(qtbot, seen):
    done: list[int] = []
    button = seen(Button("Urge", key="F9", run=lambda: done.append(1)))
    button.allow("the order is closed")
    qtbot.keyClick(button.window(), Qt.Key.Key_F9)
    assert done == [] and button.toolTip() == button.accessibleDescription() == "the order is closed"
    button.allow()
    qtbot.keyClick(button, Qt.Key.Key_F9)
    assert done == [1]


def test_fewer_hints_hide_the_key_without_moving_the_words(seen):
    button = seen(Button("Urge", key="F9"))
    wide, plain = button.sizeHint(), button.grab().toImage()
    hints.set_fewer(True)
    assert button.sizeHint() == wide and button.grab().toImage() != plain
    hints.set_held(True)
    assert button.grab().toImage() == plain


def test_the_cursor_keys_go_through_the_windows_of_the_profile(qtbot, seen):
    field = seen(WindowField("Window", [(9, 11), (18, 20)], lambda: NOW, ZONE))
    line = QApplication.focusWidget()
    qtbot.keyClick(line, Qt.Key.Key_Down)
    assert line.text() == "Thu 16 Jul 18:00–20:00"
    qtbot.keyClick(line, Qt.Key.Key_Down)
    assert field.value()[0] == local_instant(2026, 7, 17, ZONE, 9)
    qtbot.keyClick(line, Qt.Key.Key_PageDown)
    assert field.value()[0] == local_instant(2026, 7, 18, ZONE, 9)
    qtbot.keyClick(line, Qt.Key.Key_Up)
    assert field.value()[0] == local_instant(2026, 7, 17, ZONE, 18)


def test_the_cursor_keys_begin_with_a_window_that_has_not_begun(qtbot, seen):
    field = seen(WindowField("Window", [(9, 11), (18, 20)], lambda: local_instant(2026, 7, 16, ZONE, 9, 32), ZONE))
    line = QApplication.focusWidget()
    qtbot.keyClick(line, Qt.Key.Key_Down)
    assert field.value()[0] == local_instant(2026, 7, 16, ZONE, 18)
    qtbot.keyClick(line, Qt.Key.Key_Up)
    assert field.value()[0] == local_instant(2026, 7, 16, ZONE, 9), "who means the one that runs goes up to it"


def test_a_typed_window_counts_before_its_field_is_left(qtbot, seen):
    field = seen(WindowField("Window", [(9, 11)], lambda: NOW, ZONE))
    qtbot.keyClicks(QApplication.focusWidget(), "17 18-20")
    start = local_instant(2026, 7, 17, ZONE, 18)
    assert field.value() == (start, start + 2 * HOUR)
    assert field.typed() == "17 18-20", "nothing is rewritten under the hand"


def test_words_that_are_no_window_stay_and_are_wrong(qtbot, seen):
    field = seen(WindowField("Window", [(9, 11)], lambda: NOW, ZONE))
    qtbot.keyClicks(QApplication.focusWidget(), "after work")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    field.set_value(None)
    assert field.typed() == "after work" and field.wrong() and field.value() is None


def test_a_chosen_window_is_said_again_in_another_language(look, seen):
    field = seen(WindowField("Window", [(9, 11)], lambda: NOW, ZONE))
    start = local_instant(2026, 7, 17, ZONE, 18)
    field.set_value((start, start + 2 * HOUR))
    language.set_language("zh_CN", look)
    assert "周五" in field.typed() and field.value() == (start, start + 2 * HOUR) and not field.wrong()


def test_a_suggested_window_is_chosen_with_its_chip(qtbot, seen):
    field = seen(WindowField("Window", [(9, 11)], lambda: NOW, ZONE))
    start = local_instant(2026, 7, 17, ZONE, 18)
    field.suggest([Offer(start, start + 2 * HOUR, "suits the customer")])
    chip = field.findChildren(Button)[0]
    assert chip.words == "Fri 18–20"
    with qtbot.waitSignal(field.changed):
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert field.value() == (start, start + 2 * HOUR)


@pytest.mark.parametrize(
    ("typed", "start"),
    [
        ("18-20", local_instant(2026, 7, 16, ZONE, 18)),
        ("9-11", local_instant(2026, 7, 17, ZONE, 9)),
        ("18 9:30-11", local_instant(2026, 7, 18, ZONE, 9, 30)),
        ("8-2 14-16", local_instant(2026, 8, 2, ZONE, 14)),
        ("3 14-16", local_instant(2026, 8, 3, ZONE, 14)),
        ("1月5日 14-16", local_instant(2027, 1, 5, ZONE, 14)),
    ],
)
def test_a_typed_window_is_the_next_of_its_kind(typed, start):
    found = typed_window(typed, NOW, ZONE)
    assert found is not None and found[0] == start and found[0] < found[1]


@pytest.mark.parametrize("typed", ["", "later", "20-18", "31-9 10-12", "25-26", "2-30 9-11"])
def test_an_unclear_window_is_none(typed):
    assert typed_window(typed, NOW, ZONE) is None


def test_windows_that_are_over_are_not_offered():
    ahead = windows_ahead([(9, 11), (14, 16)], NOW, ZONE, days=2)
    assert [start for start, _end in ahead] == [
        local_instant(2026, 7, 16, ZONE, 14),
        local_instant(2026, 7, 17, ZONE, 9),
        local_instant(2026, 7, 17, ZONE, 14),
    ]
    assert all(end - start == 2 * HOUR < DAY for start, end in ahead)


@pytest.mark.parametrize(
    ("written", "fen"), [("", None), ("380", 38_000), ("1,240.5", 124_050), ("0.05", 5), ("-3.10", -310), (".5", 50)]
)
def test_money_is_read_as_whole_fen(look, written, fen):
    field = MoneyField("Paid")
    field.setText(written)
    if written == ".5":
        with pytest.raises(ValueError, match="amount"):
            field.fen()
    else:
        assert field.fen() == fen


@pytest.mark.parametrize("written", ["abc", "1.234", "1.2.3", "١٢", "--1"])
def test_what_is_no_amount_is_refused(look, written):
    field = MoneyField("Paid")
    field.setText(written)
    with pytest.raises(ValueError, match="amount"):
        field.fen()


def test_a_problem_is_said_at_the_field_it_is_about_and_one_goes_there(qtbot, seen):
    form = Form()
    phone, words = TextField(""), WordsField("")
    form.add("phone", "Phone", phone)
    form.add("words", "Words", words)
    seen(form)
    words.setFocus()
    assert form.show_problem(BadValue("event.not_among", field="phone", value="x", among="y"))
    assert phone.hasFocus() and "must be one of" in phone.accessibleDescription()
    assert not form.show_problem(BadValue("event.not_among", field="other", value="x", among="y"))
    form.clear_wrongs()
    assert phone.accessibleDescription() == ""


def test_fields_of_a_form_are_named_by_their_labels(seen):
    form = Form()
    field = TextField("")
    form.add("phone", "Phone", field)
    assert field.accessibleName() == "Phone"


def describe(row: tuple[str, int]) -> Card:
    return Card(row[0], right=str(row[1]), lines=(Line("second", chip="due", chip_tone="due"),))


def test_a_list_tells_what_is_picked_and_opened_and_keeps_its_place(qtbot, seen):
    cards = seen(CardList("Queue", describe))
    picked: list[tuple[str, int]] = []
    cards.picked.connect(picked.append)
    cards.set_rows([("a", 1), ("b", 2), ("c", 3)])
    cards.go_to(0, silent=True)
    qtbot.keyClick(cards, Qt.Key.Key_Down)
    assert picked == [("b", 2)]
    with qtbot.waitSignal(cards.opened) as opened:
        qtbot.keyClick(cards, Qt.Key.Key_Return)
    assert opened.args == [("b", 2)]
    cards.set_rows([("new", 0), ("a", 1), ("b", 2)], keep=lambda row: row[0])
    assert cards.current() == ("b", 2) and picked == [("b", 2)]
    assert cards.rows_model.data(cards.currentIndex(), Qt.ItemDataRole.AccessibleTextRole) == "b 2\ndue second"


def test_placeholders_come_only_when_reading_takes_long_and_never_over_rows(qtbot, seen):
    cards = seen(CardList("Queue", describe))
    cards.set_loading(3)
    assert cards.rows_model.rowCount() == 0
    qtbot.waitUntil(lambda: cards.rows_model.rowCount() == 3)
    assert cards.current() is None
    cards.set_rows([("a", 1)])
    with qtbot.assertNotEmitted(cards.rows_model.modelReset, wait=250):
        cards.set_loading(3)
    assert cards.rows_model.rows() == [("a", 1)]


@pytest.mark.parametrize("rows", [[], [("a", 1)], [("a", 1), ("b", 2)]])
def test_models_keep_the_rules_of_models(look, rows):
    model: RowsModel[tuple[str, int]] = RowsModel(lambda row: row[0])
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_rows(rows)
    model.set_loading(2)
    model.set_rows(rows)
    table = Table("t", COLUMNS)
    QAbstractItemModelTester(table.rows_model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    table.set_rows(rows)
    table.rows_model.sort(1)
    table.rows_model.set_filter("a")


COLUMNS = [
    Column("Name", lambda row: Cell(row[0]), 120),
    Column("Count", lambda row: Cell(f"{row[1]:,}"), 80, sort=lambda row: row[1], copy=lambda row: str(row[1]), right=True),
]


def test_a_table_sorts_by_value_filters_by_words_and_copies_bare_values(qtbot, seen):
    table = seen(Table("Orders", COLUMNS))
    table.set_rows([("维修", 1200), ("咨询", 30), ("保养", 400)])
    table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert [row[1] for row in table.rows_model.shown()] == [30, 400, 1200]
    table.selectRow(2)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "Name\tCount\n维修\t1200"
    table.rows_model.set_filter("by")
    assert table.rows_model.shown() == [("保养", 400)]


def test_a_fault_in_a_banner_names_what_why_and_a_code_to_copy(qtbot, seen):
    banner = seen(Banner())
    banner.show_problem("The order was not saved", StoreFault("disk.full"))
    copy = [button for button in banner.findChildren(Button) if button.isVisible()]
    assert [button.words for button in copy] == ["Copy code disk.full"]
    qtbot.mouseClick(copy[0], Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "disk.full"
    assert "disk is full" in banner.accessibleDescription()


def test_a_story_says_what_no_longer_counts(look):
    steps = StoryList("Story")
    steps.set_steps([Step("09:15", "visit", "Visit fixed", mark="set_aside", reason="never accepted", who="Wu Lei")])
    spoken = steps.rows_model.data(steps.rows_model.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "09:15, Visit fixed, set aside, never accepted, Wu Lei"


def test_columns_remember_their_widths_and_the_right_one_is_a_drawer_in_a_narrow_window(qtbot, seen, remembered):
    def made() -> Columns:
        columns = Columns(
            remembered, "p", [QWidget(), QWidget(), QWidget()], at_1366=[320, 590, 384], at_1920=[400, 928, 520]
        )
        seen(columns)
        columns.window().layout().setContentsMargins(0, 0, 0, 0)
        columns.window().resize(1294, 600)
        return columns

    first = made()
    first.setSizes([300, 610, 382])
    first.splitterMoved.emit(300, 1)
    assert made().sizes()[0] == 300
    narrow = made()
    narrow.window().resize(1000, 600)
    qtbot.waitUntil(narrow.widget(2).isHidden)
    qtbot.keyClick(narrow, Qt.Key.Key_0, Qt.KeyboardModifier.AltModifier)
    assert not narrow.widget(2).isHidden() and narrow.widget(0).isHidden()


def gallery() -> QWidget:
    """Every painted widget of the kit."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    cards: CardList[Card] = CardList("Cards", lambda card: card)
    cards.set_rows(
        [
            Card("Title", note="note", icon="fire", tone=tone, right="right", right_tone=tone, key="Ctrl+1", head="Head",
                 tint=tone, match="it", lines=(Line("words", tone=tone, icon="clock", bar_permille=500, bar_tone=tone),))
            for tone in Tone
        ]
    )  # fmt: skip
    story = StoryList("Story", narrow=True)
    marks = ("", "set_aside", "corrected", "undone", "waiting", "refused")
    story.set_steps([Step("09:15", "visit", "Visit", "words", "who", mark=mark, reason="why") for mark in marks])
    table = Table("Table", [Column("A", lambda row: Cell("a", tone=row, icon="clock", bar_permille=300), 120),
                            Column("B", lambda row: Cell(chip="b", tone=row), 120)])  # fmt: skip
    table.set_rows(list(Tone))
    for widget in (cards, story, table, Check("Tick"), Banner("What", "Why", tone="danger"), Segments("S", KINDS)):
        column.addWidget(widget)
    return whole


@pytest.mark.parametrize("base", [9.0, 10.5, 14.0])
def test_everything_paints_in_both_themes_and_every_size_without_a_word_from_qt(qtbot, look, base):
    set_base(base, look)
    whole = gallery()
    qtbot.addWidget(whole)
    whole.resize(700, 900)
    light = whole.grab().toImage()
    set_theme(DARK, look)
    dark = whole.grab().toImage()
    set_base(10.5, look)
    assert not light.isNull() and light != dark


def test_a_language_switch_reaches_every_part_of_the_kit(qtbot, look):
    button = Button(lambda: _("Undo"), key="F8")
    field = TextField(lambda: _("Words"), hint=lambda: _("Find anything"))
    qtbot.addWidget(button)
    qtbot.addWidget(field)
    language.set_language("zh_CN", look)
    assert (button.words, field.placeholderText()) == ("撤销", "查找任何内容")


def test_the_focus_ring_lies_around_the_field_and_is_no_column_of_a_splitter(qtbot, seen, remembered):
    field = TextField("Words")
    parts = [QWidget(), QWidget()]
    column = QVBoxLayout(parts[0])
    column.setContentsMargins(16, 16, 0, 16)
    column.addWidget(field)
    columns = seen(Columns(remembered, "p", parts, at_1366=[590, 384], at_1920=[928, 520]))
    columns.window().resize(1400, 600)
    qtbot.waitUntil(lambda: parts[1].width() > 300 and parts[0].width() < 1100)
    field.setFocus()
    rings = [widget for widget in columns.window().findChildren(QWidget) if type(widget).__name__ == "_Ring"]
    visible = [ring for ring in rings if ring.isVisible()]
    assert columns.count() == 2 and len(visible) == 1
    corner = visible[0].mapTo(columns.window(), QPoint(3, 3))
    assert corner == field.mapTo(columns.window(), QPoint(0, 0))


def test_where_columns_have_no_room_together_both_sides_are_drawers_one_after_the_other(qtbot, seen, remembered):
    columns = seen(Columns(
        remembered, "p", [QWidget(), QWidget(), QWidget()], at_1366=[320, 590, 384], at_1920=[400, 928, 520]
    ))
    columns.window().layout().setContentsMargins(0, 0, 0, 0)
    columns.window().resize(600, 400)
    qtbot.waitUntil(lambda: columns.drawers() == [2, 0])
    shown = []
    for _press in range(4):
        shown.append([number for number in range(3) if not columns.widget(number).isHidden()])
        qtbot.keyClick(columns, Qt.Key.Key_0, Qt.KeyboardModifier.AltModifier)
    assert shown == [[1], [2], [0], [1]]
    columns.window().resize(1300, 400)
    qtbot.waitUntil(lambda: columns.drawers() == [])
    assert all(columns.sizes())


def test_a_drawer_has_a_handle_that_is_seen_named_reached_by_tab_and_clicked(qtbot, seen, remembered):
    parts = [QWidget(), QWidget(), QWidget()]
    fields = [TextField(f"Field {number}") for number in range(3)]
    for part, field in zip(parts, fields, strict=True):
        QVBoxLayout(part).addWidget(field)
    columns = seen(Columns(remembered, "p", parts, at_1366=[320, 590, 384], at_1920=[400, 928, 520]))
    columns.window().layout().setContentsMargins(0, 0, 0, 0)
    columns.window().resize(600, 400)
    qtbot.waitUntil(lambda: columns.drawers() == [2, 0])
    left, right = sorted(columns.findChildren(DrawerHandle), key=lambda handle: handle.x())
    assert columns.count() == 3
    assert (left.accessibleName(), right.accessibleName()) == ("Open the left column", "Open the right column")
    assert left.geometry().right() < columns.widget(1).geometry().left()
    assert columns.widget(1).geometry().right() < right.geometry().left()
    assert right.geometry().right() == columns.width() - 1
    fields[1].setFocus()
    for _press in range(4):
        if QApplication.focusWidget() is right:
            break
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    qtbot.keyClick(right, Qt.Key.Key_Return)
    assert fields[2].hasFocus() and not columns.widget(2).isHidden()
    assert (right.accessibleName(), left.isVisible()) == ("Close the right column", True)
    qtbot.mouseClick(left, Qt.MouseButton.LeftButton)
    assert fields[0].hasFocus() and columns.widget(2).isHidden()
    qtbot.mouseClick(left, Qt.MouseButton.LeftButton)
    assert fields[1].hasFocus() and columns.widget(0).isHidden()
    columns.window().resize(1300, 400)
    qtbot.waitUntil(lambda: columns.drawers() == [])
    assert not left.isVisible() and columns.contentsRect().width() == columns.width()


def test_facts_stand_in_two_columns_where_there_is_room_and_keep_their_order(qtbot, seen):
    facts = Facts()
    seen(facts)
    facts.window().resize(400, 600)
    names = [f"Part {number}" for number in range(4)]
    facts.show_parts([section(name, [("Name", "value")] * 3) for name in names])

    def heads():
        found = [widget for widget in facts.findChildren(QLabel) if widget.text() in names and widget.isVisible()]
        return {widget.text(): widget.mapTo(facts, QPoint(0, 0)) for widget in found}

    qtbot.waitUntil(lambda: list(heads()) == names)
    places = heads()
    assert len({places[name].x() for name in names}) == 1
    facts.window().resize(900, 600)
    qtbot.waitUntil(lambda: len({place.x() for place in heads().values()}) == 2)
    places = heads()
    assert places["Part 0"].x() == places["Part 1"].x() < places["Part 2"].x() == places["Part 3"].x()
    assert places["Part 0"].y() == places["Part 2"].y() < places["Part 1"].y()
    facts.window().resize(400, 600)
    qtbot.waitUntil(lambda: len({place.x() for place in heads().values()}) == 1)


@pytest.mark.parametrize("kind", ["secondary", "quiet"])
def test_acts_of_a_banner_begin_where_its_words_do(qtbot, seen, kind):
    button = Button("Act", kind=kind)
    banner = Banner("What", "Why", acts=[button])
    seen(banner)
    words = banner._what.mapTo(banner, QPoint(0, 0)).x()
    begins = button.mapTo(banner, QPoint(0, 0)).x() + (PAD if kind == "quiet" else 0)
    assert begins == words
    banner.show_code("What", "Why", "some.code")
    qtbot.waitUntil(banner._copy.isVisible)

    def copy_at():
        return banner._copy.mapTo(banner, QPoint(0, 0))

    banner.window().resize(260, 300)
    qtbot.waitUntil(lambda: copy_at().x() + PAD == words)
    assert copy_at().y() > button.mapTo(banner, QPoint(0, 0)).y(), "what goes on in a new line begins there too"
    banner.set_acts([])
    qtbot.waitUntil(lambda: copy_at().x() + PAD == words)


def test_columns_and_rows_of_a_table_grow_with_the_size_of_text(qtbot, look):
    table = Table("Table", [Column("A", Cell, 120), Column("B", Cell, 100)])
    qtbot.addWidget(table)
    table.show()
    set_base(14.0, look)
    grown = (table.columnWidth(0), table.verticalHeader().defaultSectionSize())
    set_base(10.5, look)
    assert grown[0] == 160 and grown[1] >= 28 and table.columnWidth(0) == 120
