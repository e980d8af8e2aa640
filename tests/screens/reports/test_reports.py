"""A supervisor reads a month: ranking, scorecard, fees, and from every number to the orders behind it, by keyboard."""

import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import select
from tests.ui.fitting import cut_texts

from callcentre.domain.errors import StoreFault
from callcentre.domain.event import Role
from callcentre.runtime import guard
from callcentre.screens.reports import SCREEN, reading
from callcentre.store.figures import jobs_behind, scorecards, settlement
from callcentre.store.order_filters import Asking, Wanted, conditions
from callcentre.store.report_rows import cases_behind
from callcentre.store.tables import OrderView
from callcentre.ui import language
from callcentre.ui.buttons import Button
from callcentre.ui.screen import SignedIn

NONE = Qt.KeyboardModifier.NoModifier
ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


def press(qtbot, panel, key, modifier=NONE):
    QApplication.processEvents()
    qtbot.keyClick(QApplication.focusWidget() or panel, key, modifier)


def cells(table, number):
    """The words of a column, from top to bottom."""
    column = table.rows_model.columns[number]
    return [column.read(row).words for row in table.rows_model.shown()]


def most(panel, name):
    """Stands on the outlet with the most of a class in the month in sight; answers its figures."""
    rows = panel.rows_of(panel.table)
    number = max(range(len(rows)), key=lambda at: rows[at].outlet["counts"][name])
    panel.table.stand_on(number)
    return rows[number].outlet


def test_the_package_is_imported_without_the_database():
    code = "import sys, callcentre.screens.reports; print('sqlalchemy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


def test_supervisors_alone_see_the_reports(at):
    person = at.context.person
    for role in Role:
        seen = SCREEN.seen_by(SignedIn(person.id, person.name, frozenset({role.value})))
        assert seen == (role is Role.SUPERVISOR), role


def test_the_last_whole_month_is_shown_as_the_command_writes_it(at, build_panel):
    panel = build_panel()
    told = at.desk.read(lambda session: scorecards(session, "2026-10"))
    assert panel.month_in_sight().cards == told
    assert panel.month.text() == "October 2026"
    rows = panel.rows_of(panel.table)
    assert sorted(row.outlet["code"] for row in rows) == [outlet["code"] for outlet in told["outlets"]]
    scores = [row.outlet["score"] for row in rows if row.outlet["score"] is not None]
    assert scores == sorted(scores, reverse=True) and scores
    assert cells(panel.table, 3)[: len(scores)] == [f"{score:.1f}" for score in scores]


def test_equal_scores_share_a_rank_and_outlets_without_jobs_have_none(build_panel):
    panel = build_panel()
    rows = panel.rows_of(panel.table)
    for number, row in enumerate(rows):
        better = sum(1 for other in rows if (other.outlet["score"] or 0) > (row.outlet["score"] or 0))
        assert row.place == (None if row.outlet["n"] == 0 else better + 1), number


def test_fewer_than_ten_jobs_are_provisional_in_words(build_panel):
    panel = build_panel()
    for row, words in zip(panel.rows_of(panel.table), cells(panel.table, 2), strict=True):
        assert ("provisional" in words) == (0 < row.outlet["n"] < 10)


def test_the_months_go_back_by_a_key_and_no_further_than_there_is_work(at, qtbot, build_panel):
    panel = build_panel()
    press(qtbot, panel, Qt.Key.Key_Left, ALT)
    qtbot.waitUntil(lambda: panel.month_in_sight().period == "2026-09")
    assert panel.month_in_sight().cards == at.desk.read(lambda session: scorecards(session, "2026-09"))
    for expected in ("2026-10", "2026-11"):
        press(qtbot, panel, Qt.Key.Key_Right, ALT)
        qtbot.waitUntil(lambda expected=expected: panel.month_in_sight().period == expected)
    assert panel.later.why_not
    panel.take("reports.open", {"period": panel.month_in_sight().months[-1]})
    qtbot.waitUntil(lambda: bool(panel.earlier.why_not))


@pytest.mark.parametrize("name", ["satisfied", "first_unfixed", "dissatisfied", "complaint", "unverified"])
def test_every_class_leads_to_the_orders_of_its_count(at, qtbot, build_panel, name):
    panel = build_panel()
    outlet = most(panel, name)
    panel.page.go_to(name)
    panel.page.wanted.emit(name)
    qtbot.waitUntil(lambda: panel.body.currentWidget() is panel.cases)
    told = at.desk.read(lambda session: jobs_behind(session, "2026-10", outlet["code"], name))
    assert cells(panel.cases, 0) == told
    assert len(told) == outlet["counts"][name]


def test_every_other_number_leads_to_as_many_cases_as_it_says(at, qtbot, build_panel):
    panel = build_panel()
    outlet = most(panel, "satisfied")
    expected = {
        "graded": outlet["n"], "fix_x": outlet["first_time_fix"]["x"], "time_x": outlet["on_time"]["x"],
        "open": outlet["open"], "held": outlet["held"], "dropped": outlet["dropped"],
    }
    assert set(expected) <= {stop.number for stop in panel.page.stops()}
    for number, n in expected.items():
        panel.behind.setText("")
        panel.page.wanted.emit(number)
        qtbot.waitUntil(lambda: panel.behind.text() != "")
        assert panel.cases.rows_model.rowCount() == n, number


@pytest.mark.parametrize("period", ["2026-09", "2026-10"])
def test_the_cases_behind_every_number_of_every_outlet_are_as_many_as_it_says(at, period):
    figures = at.desk.read(lambda session: scorecards(session, period))
    seen = set()
    for outlet in figures["outlets"]:
        expected = outlet["counts"] | {
            "graded": outlet["n"], "fix_n": outlet["first_time_fix"]["n"], "fix_x": outlet["first_time_fix"]["x"],
            "time_n": outlet["on_time"]["n"], "time_x": outlet["on_time"]["x"],
            "open": outlet["open"], "held": outlet["held"], "dropped": outlet["dropped"],
        }
        for number in (name for name, n in expected.items() if n or name == "open"):
            rows = at.desk.read(lambda session: cases_behind(session, period, outlet["code"], number))  # noqa: B023
            assert len(rows) == expected[number], (outlet["code"], number)
            seen |= {number} if rows else set()
            in_state = {number} if number in ("open", "held", "dropped") else {"graded"}
            assert {row.state for row in rows} <= in_state
    assert {"open", "graded", "satisfied"} <= seen


def test_walking_the_numbers_brings_them_into_sight(qtbot, build_panel):
    panel = build_panel(high=500)
    most(panel, "satisfied")
    press(qtbot, panel, Qt.Key.Key_Return)
    for _number in panel.page.stops():
        press(qtbot, panel, Qt.Key.Key_Down)
        rect = panel.page.rect_of(panel.page.current()).toAlignedRect()
        assert panel.page.visibleRegion().contains(rect.center()), panel.page.current()
    assert panel.page.current() == "dropped"


def test_by_keyboard_from_the_ranking_to_an_order_and_back(at, qtbot, build_panel):
    panel = build_panel()
    most(panel, "satisfied")
    press(qtbot, panel, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is panel.page
    press(qtbot, panel, Qt.Key.Key_Down)
    assert panel.page.current() == "satisfied"
    press(qtbot, panel, Qt.Key.Key_Return)
    qtbot.waitUntil(panel.cases.hasFocus)
    row = panel.cases.current()
    press(qtbot, panel, Qt.Key.Key_Return)
    assert at.shell.navigated[-1] == ("orders.open", {"order": row.order_id})
    press(qtbot, panel, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is panel.page and panel.page.current() == "satisfied"
    press(qtbot, panel, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is panel.table


def test_fees_are_those_of_settle_and_lead_to_their_lines_and_orders(at, qtbot, build_panel):
    panel = build_panel()
    told = at.desk.read(lambda session: settlement(session, "2026-10"))
    press(qtbot, panel, Qt.Key.Key_G, ALT)
    assert QApplication.focusWidget() is panel.fees
    assert {row.account["code"]: row.account for row in panel.rows_of(panel.fees)} == {
        account["code"]: account for account in told["outlets"]
    }
    total = sum(account["total_fen"] for account in told["outlets"])
    assert f"{total // 100:,}.{total % 100:02}" in panel.summary.text()
    rows = panel.rows_of(panel.fees)
    number = max(range(len(rows)), key=lambda at: len(rows[at].account["lines"]))
    panel.fees.stand_on(number)
    press(qtbot, panel, Qt.Key.Key_Return)
    qtbot.waitUntil(panel.lines.hasFocus)
    assert [row.line for row in panel.rows_of(panel.lines)] == rows[number].account["lines"]
    press(qtbot, panel, Qt.Key.Key_Return)
    assert at.shell.navigated[-1] == ("orders.open", {"order": panel.lines.current().order_id})


def test_area_and_name_narrow_the_outlets_and_ranks_stay_those_of_all(qtbot, build_panel):
    panel = build_panel()
    everyone = {row.outlet["code"]: row.place for row in panel.rows_of(panel.table)}
    parents = panel.month_in_sight().parents
    above = next(parent for parent in parents.values() if parent)
    panel.area.choose(above)
    panel.area.chosen.emit(above)
    found = {row.outlet["code"]: row.place for row in panel.rows_of(panel.table)}
    assert found and found.items() < everyone.items()
    assert {code for code, parent in parents.items() if parent == above} <= set(found)
    code = next(iter(found))
    press(qtbot, panel, Qt.Key.Key_F, CONTROL)
    assert QApplication.focusWidget() is panel.narrow
    panel.narrow.setText(code)
    assert code in {row.outlet["code"] for row in panel.rows_of(panel.table)}
    panel.narrow.setText("no such outlet")
    assert panel.body.currentWidget() is panel.empty
    assert panel.all.why_not and panel.page.current() == ""


def test_nothing_is_asked_on_the_thread_of_the_window(at, qtbot, build_panel):
    at.desk.store.on_statement(guard.check)
    guard.arm()
    try:
        panel = build_panel()
        press(qtbot, panel, Qt.Key.Key_Left, ALT)
        qtbot.waitUntil(lambda: panel.month_in_sight().period == "2026-09")
        panel.page.wanted.emit("satisfied")
        qtbot.waitUntil(lambda: panel.body.currentWidget() is panel.cases)
    finally:
        guard.disarm()


@pytest.mark.parametrize("code", ["en", "zh_CN"])
@pytest.mark.parametrize("wide", [1294, 1848])
def test_no_word_is_cut(look, build_panel, code, wide):
    panel = build_panel(wide)
    language.set_language(code, look)
    QApplication.processEvents()
    assert cut_texts(panel) == []


def test_the_cases_behind_a_number_are_shown_in_the_list_of_orders_as_the_very_same_orders(at, qtbot, build_panel):
    panel = build_panel()
    outlet = most(panel, "satisfied")
    panel.page.wanted.emit("satisfied")
    qtbot.waitUntil(lambda: panel.body.currentWidget() is panel.cases)
    wanted = {row.order_id for row in panel.rows_of(panel.cases)}
    press(qtbot, panel, Qt.Key.Key_O, ALT)
    intent, data = at.shell.navigated[-1]
    assert (intent, data) == ("orders.show", {"behind": f"2026-10/{outlet['code']}/satisfied"})

    def listed(session):
        ctx = at.context
        asking = Asking(session, ctx.now(), ctx.zone)
        filters = Wanted((("behind", str(data["behind"])),))
        return set(session.scalars(select(OrderView.order_id).where(*conditions(asking, filters))))

    assert wanted and at.desk.read(listed) == wanted


def test_what_cannot_be_read_says_so_and_offers_to_read_again(at, qtbot, build_panel, monkeypatch):
    panel = build_panel()
    ask = reading.month
    monkeypatch.setattr(reading, "month", lambda *_asked: unreadable)
    panel.read()
    qtbot.waitUntil(panel.problem.isVisible)
    again = next(button for button in panel.problem.findChildren(Button) if button.words == "Read again")
    monkeypatch.setattr(reading, "month", ask)
    again.click()
    qtbot.waitUntil(panel.problem.isHidden)


def test_nothing_seems_to_be_on_its_way_under_what_could_not_be_read(at, qtbot, monkeypatch):
    monkeypatch.setattr(reading, "month", lambda *_asked: unreadable)
    panel = SCREEN.build(at.context)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitUntil(panel.problem.isVisible)
    panel._show_loading()
    assert panel.table.rows_model.rowCount() == 0


def unreadable(_session):
    raise StoreFault("store.locked")
