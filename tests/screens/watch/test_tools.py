"""The table of Watch as a table: narrowed, in any order, its columns, what is taken out of it, and the ways on."""

import csv
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from tests.factories.complaints import a_complaint
from tests.factories.customers import a_customer
from tests.factories.late_reads import LateReads, break_reads
from tests.factories.orders import an_order
from tests.factories.outlets import an_outlet

from callcentre.acts import orders
from callcentre.domain.errors import StoreFault
from callcentre.domain.instants import HOUR
from callcentre.ui import paint
from callcentre.ui.fonts import Role
from callcentre.ui.states import WORDS_AFTER

CONTROL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def listed(at):
    """Three orders at two outlets, the oldest first."""
    north, south = an_outlet(at.desk, name="城北服务网点"), an_outlet(at.desk, name="城南服务网点")
    made = []
    for name, outlet in (("王伟", north), ("李娜", south), ("张敏", north)):
        made.append(an_order(at.desk, stage="relayed", outlet=outlet, customer=a_customer(at.desk, name=name)))
        at.desk.clock.pass_time(HOUR)
    return made


def press(qtbot, panel, key, modifier=NONE):
    QApplication.processEvents()
    qtbot.keyClick(QApplication.focusWidget() or panel, key, modifier)
    QApplication.processEvents()


def narrow(qtbot, panel, text):
    press(qtbot, panel, Qt.Key.Key_F, CONTROL)
    field = QApplication.focusWidget()
    field.setText(text)
    press(qtbot, panel, Qt.Key.Key_Return)


def ids(panel):
    return [line.row.id for line in panel.table.rows_model.shown()]


def act(panel, title):
    return next(one for one in panel.acts() if one.title == title)


@pytest.mark.parametrize("typed", ["城北", "cb", "城北 relay"])
def test_one_outlets_cases_are_narrowed_to_and_chased_together(at, qtbot, build, listed, typed):
    panel = build()
    narrow(qtbot, panel, typed.removesuffix(" relay"))
    assert ids(panel) == [listed[0], listed[2]]
    assert panel.table.hasFocus()
    assert panel.summary.text().startswith("2 fit, 3 open")
    press(qtbot, panel, Qt.Key.Key_A, CONTROL)
    press(qtbot, panel, Qt.Key.Key_F9)
    assert at.shell.toasts[-1][0] == "2 calls to outlets are noted"


def test_what_does_not_fit_is_said_and_escape_brings_all_back(at, qtbot, build, listed):
    panel = build()
    narrow(qtbot, panel, "nobody")
    assert panel.body.currentWidget() is panel.empty
    panel.narrow.setFocus()
    press(qtbot, panel, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(ids(panel)) == 3)


def test_a_case_that_does_not_fit_never_waits_above_the_narrowed_table(at, qtbot, build, listed):
    panel = build()
    narrow(qtbot, panel, "城北")
    an_order(at.desk, stage="relayed", outlet=an_outlet(at.desk, name="城西服务网点"))
    at.announcer.announce(at.desk.write(lambda unit: orders.urge(unit, listed[0], "again")).changes)
    at.announcer.flush()
    QApplication.processEvents()
    assert panel.table.standing()
    assert not panel.fresh.isVisible()
    assert [line.gone for line in panel.table.rows_model.shown()] == [False, False]


def test_one_sorts_by_several_columns_and_back_to_danger_first(at, qtbot, build, listed):
    panel = build()
    panel.tools.sort("outlet", False)
    panel.tools.sort("clock", True)
    panel.tools.sort("clock", True)
    assert ids(panel) == [listed[2], listed[0], listed[1]]
    panel.tools.unsort()
    assert ids(panel) == listed


def test_columns_and_their_widths_are_chosen_by_keys_and_remembered(at, qtbot, build, listed):
    panel = build()
    press(qtbot, panel, Qt.Key.Key_T, CONTROL)
    press(qtbot, panel, Qt.Key.Key_Right, CONTROL)
    press(qtbot, panel, Qt.Key.Key_Down)
    press(qtbot, panel, Qt.Key.Key_Return)
    press(qtbot, panel, Qt.Key.Key_Escape)
    wide = panel.table.columnWidth(0)
    assert "stage" not in panel.table.shown_columns()
    again = build()
    assert "stage" not in again.table.shown_columns()
    assert again.table.columnWidth(0) == wide
    again.tools.widths.forget()
    assert again.table.columnWidth(0) < wide


def test_a_window_that_opens_wide_says_numbers_as_a_whole_in_the_room_they_take(at, qtbot, build, listed):
    panel = build()
    narrow_room = panel.table.columnWidth(2)
    panel.resize(1848, 1000)
    qtbot.waitUntil(lambda: panel.table.columnWidth(2) > narrow_room)
    said = panel.reading.number(panel.table.rows_model.shown()[0]).words
    assert said.startswith("SO-")
    assert paint.width(said, Role.CELL) <= panel.table.columnWidth(2) - 16


def test_the_whole_stage_goes_into_a_file_and_the_chosen_rows_to_the_clipboard(at, qtbot, build, listed, tmp_path):
    panel = build()
    narrow(qtbot, panel, "城北")
    panel.tools.handing_on.export_to(tmp_path / "list.csv")
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as text:
        assert [row["Customer"] for row in csv.DictReader(text)] == ["王伟", "张敏"]
    panel.table.setFocus()
    press(qtbot, panel, Qt.Key.Key_C, CONTROL)
    heads, row = (line.split("\t") for line in QApplication.clipboard().text().split("\n"))
    assert row[heads.index("Customer")] == "王伟"
    press(qtbot, panel, Qt.Key.Key_P, CONTROL)
    assert panel.asking.accessibleName() == "How many pages are printed?"


def test_a_stage_goes_on_to_the_orders_and_to_the_map(at, qtbot, build, listed):
    panel = build()
    press(qtbot, panel, Qt.Key.Key_L, CONTROL)
    assert at.shell.navigated[-1] == ("orders.show", {"standing": ["open"]})
    press(qtbot, panel, Qt.Key.Key_3, CONTROL)
    press(qtbot, panel, Qt.Key.Key_M, CONTROL)
    assert at.shell.navigated[-1] == ("map.show", {"stage": ["unaccepted"]})


def test_complaints_are_no_orders_and_it_is_said_why_there_is_no_way_on(at, qtbot, build):
    a_complaint(at.desk)
    panel = build()
    press(qtbot, panel, Qt.Key.Key_9, CONTROL)
    press(qtbot, panel, Qt.Key.Key_M, CONTROL)
    assert at.shell.navigated == []
    assert at.shell.toasts[-1][0] == act(panel, "Show this stage on the map").why_not


def test_what_could_not_be_read_is_said_with_a_way_to_try_again(at, qtbot, build, listed, monkeypatch):
    panel = build()
    break_reads(monkeypatch, at.context.runner, StoreFault("attachment.missing"))
    panel.read()
    assert panel.problem.isVisible()
    assert ids(panel) == listed, "what was read before stays readable"
    monkeypatch.undo()
    button = next(button for button in panel.problem.findChildren(type(panel.chase)) if button.words == "Read again")
    button.click()
    assert not panel.problem.isVisible()


def test_until_it_is_read_nothing_is_counted_and_nothing_said_to_wait(at, qtbot, build, listed):
    late = LateReads(at.context.runner)
    late.late = True
    at.context = replace(at.context, runner=late)
    panel = build()
    assert panel.tiles.tile("").accessibleName() == "All open"
    assert not panel.chase.isEnabled()
    qtbot.waitUntil(lambda: panel.summary.text() == "Reading what is open", timeout=5 * WORDS_AFTER)
    assert not any(words.isVisible() and words.text() == "Nothing waits for you." for words in panel.findChildren(QLabel))
    late.answer()
    assert panel.tiles.tile("").accessibleName().startswith("All open 3")
    assert ids(panel) == listed
