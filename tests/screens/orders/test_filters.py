"""Filters as chips, views with names, columns and further keys of sorting, all by keyboard."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from tests.factories.customers import a_customer
from tests.factories.orders import an_order
from tests.factories.outlets import an_outlet
from tests.screens.orders.hands import press, rows, write
from tests.ui.fitting import cut_texts

from callcentre.screens.orders.views import VIEWS, View, kept, view_of
from callcentre.store.order_filters import Wanted
from callcentre.ui import language

CONTROL, ALT, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier


def chips(panel):
    return [chip.word for chip in panel.list.chips.chips.values()]


def add(qtbot, panel, typed, *, downs=0):
    press(qtbot, panel, Qt.Key.Key_F, modifier=CONTROL)
    write(qtbot, typed)
    press(qtbot, panel, *[Qt.Key.Key_Down] * downs, Qt.Key.Key_Return)


def test_a_filter_is_added_by_a_part_of_its_words_and_dropped_at_its_chip(at, qtbot, panel):
    repair, cleaning = an_order(at.desk), an_order(at.desk, kind="installation")
    panel.list.read()
    add(qtbot, panel, "installa")
    assert rows(panel) == [cleaning]
    assert chips(panel) == ["Open", "Kind: installation"]
    assert panel.list.table.hasFocus()
    panel.list.chips.chips["kind"].setFocus()
    press(qtbot, panel, Qt.Key.Key_Delete)
    assert set(rows(panel)) == {repair, cleaning}


def test_two_values_of_a_field_widen_the_list_and_stand_on_one_chip(at, qtbot, panel):
    orders = [an_order(at.desk, kind=kind) for kind in ("repair", "installation")]
    add(qtbot, panel, "installa")
    add(qtbot, panel, "repair")
    assert chips(panel) == ["Open", "Kind: installation, repair"]
    assert set(rows(panel)) == set(orders)


def test_outlets_and_customers_are_found_as_one_types(at, qtbot, panel):
    outlet = an_outlet(at.desk, name="Chengdong")
    with_outlet = an_order(at.desk, stage="relayed", outlet=outlet)
    of_person = an_order(at.desk, customer=a_customer(at.desk, name="Nightingale"))
    add(qtbot, panel, "chengd")
    assert chips(panel) == ["Open", "Outlet: Chengdong"]
    assert rows(panel) == [with_outlet]
    panel.take("orders.view", {"view": "open"})
    add(qtbot, panel, "nighting")
    assert chips(panel) == ["Open", "Customer: Nightingale"]
    assert rows(panel) == [of_person]


def test_a_day_may_be_typed_and_any_words(at, qtbot, panel):
    order = an_order(at.desk, words="the hall light flickers")
    an_order(at.desk, words="nothing of the sort")
    add(qtbot, panel, "7-15")
    assert chips(panel) == ["Open", "Opened from: 15 Jul"]
    assert rows(panel) == []
    assert panel.list.empty.isVisible()
    panel.take("orders.view", {"view": "all"})
    add(qtbot, panel, "flickers")
    assert chips(panel) == ["Text: flickers"]
    assert rows(panel) == [order]


def test_a_list_is_kept_under_a_name_and_forgotten_with_a_way_back(at, qtbot, panel):
    order = an_order(at.desk, kind="installation")
    an_order(at.desk)
    add(qtbot, panel, "installa")
    press(qtbot, panel, Qt.Key.Key_O, modifier=CONTROL)
    write(qtbot, "My installations")
    press(qtbot, panel, Qt.Key.Key_Return)
    assert panel.list.view.words == "My installations"
    panel.take("orders.view", {"view": "all"})
    panel.take("orders.view", {"view": "own:My installations"})
    assert rows(panel) == [order]
    panel.list._forget(panel.list.current)
    assert panel.list.view.words == "Open"
    at.shell.toasts[-1][1]()
    assert panel.list.view.words == "My installations"


def test_a_kept_view_comes_back_as_it_was_and_what_is_not_known_falls_away():
    for view in VIEWS:
        assert view_of(kept(view)) == view
    own = View("own:x", "x", Wanted((("kind", "repair"),), (("opened", True),)), ("number",), own=True)
    written = kept(own)
    written["filters"] += [["colour", "red"], "broken", 3]
    written["sort"] += [["taste", True]]
    assert view_of(written) == own
    assert [view_of(broken) for broken in (None, 3, [], {}, {"name": 3})] == [None] * 5


def test_alt_and_a_digit_sort_by_a_column_and_shift_adds_a_further_one(at, qtbot, panel):
    names = ("C", "A", "B")
    orders = {name: an_order(at.desk, customer=a_customer(at.desk, name=name)) for name in names}
    urged = an_order(at.desk, customer=a_customer(at.desk, name="A"), kind="installation")
    panel.list.read()
    place = panel.list.table.shown_columns().index("customer") + 1
    number = panel.list.table.shown_columns().index("number") + 1
    press(qtbot, panel, getattr(Qt.Key, f"Key_{place}"), modifier=ALT)
    assert rows(panel) == [orders["A"], urged, orders["B"], orders["C"]]
    press(qtbot, panel, getattr(Qt.Key, f"Key_{number}"), modifier=ALT | SHIFT)
    press(qtbot, panel, getattr(Qt.Key, f"Key_{number}"), modifier=ALT | SHIFT)
    assert panel.list.wanted.sort == (("customer", False), ("number", True))
    assert rows(panel)[0] == urged


def test_a_click_on_a_column_sorts_and_another_turns_it_round(at, qtbot, panel):
    an_order(at.desk)
    panel.list.read()
    heads = panel.list.table.heads
    places = {
        column.code: QPoint(heads.sectionViewportPosition(n) + 20, 10)
        for n, column in enumerate(panel.list.table.blocks.columns)
    }
    for expected in (True, False):
        qtbot.mouseClick(heads.viewport(), Qt.MouseButton.LeftButton, pos=places["opened"])
        assert panel.list.wanted.sort == (("opened", expected),)
    qtbot.mouseClick(heads.viewport(), Qt.MouseButton.LeftButton, SHIFT, pos=places["customer"])
    assert panel.list.wanted.sort == (("opened", False), ("customer", False))


def test_columns_are_hidden_moved_and_remembered(at, qtbot, panel):
    an_order(at.desk)
    press(qtbot, panel, Qt.Key.Key_T, modifier=CONTROL)
    first, second, *_rest = panel.list.table.shown_columns()
    press(qtbot, panel, Qt.Key.Key_Return)
    assert first not in panel.list.table.shown_columns()
    press(qtbot, panel, Qt.Key.Key_Down)
    press(qtbot, panel, Qt.Key.Key_Down, modifier=CONTROL)
    assert panel.list.table.shown_columns()[1] == second
    press(qtbot, panel, Qt.Key.Key_Escape)
    assert panel.list.kept.last().columns == tuple(panel.list.table.shown_columns())


@pytest.mark.parametrize("spoken", ["en", "zh_CN"])
def test_everything_fits_where_it_stands(at, panel, spoken):
    an_order(at.desk)
    panel.take("orders.show", {"kind": ["repair", "installation"], "standing": "open", "opened_from": "-6"})
    try:
        language.set_language(spoken, QApplication.instance())
        QApplication.processEvents()
        assert cut_texts(panel) == []
        panel.toggle_beside()
        QApplication.processEvents()
        assert cut_texts(panel.list) == []
    finally:
        language.set_language("en", QApplication.instance())
