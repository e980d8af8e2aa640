"""What leaves the reports: pages from a second process, whole or not at all; tables that run nothing; paper."""

import csv
import json

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QFileDialog
from tests.screens.reports.test_reports import press

from callcentre.domain.errors import Refused
from callcentre.exchange.tables import write_table
from callcentre.reports.batch import write_batch
from callcentre.runtime import guard
from callcentre.screens.reports.printing import new_printer, paint_pages
from callcentre.store.figures import scorecards

PATIENCE = 60_000


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where the person wants the pages."""
    chosen = tmp_path / "pages"
    chosen.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_given: str(chosen))
    return chosen


def whole(file):
    raw = file.read_bytes()
    return raw.startswith(b"%PDF-") and raw.rstrip().endswith(b"%%EOF")


def test_f8_writes_the_pages_of_all_outlets_in_sight_while_the_window_goes_on(at, qtbot, build_panel, folder):
    panel = build_panel()
    area = next(parent for parent in panel.month_in_sight().parents.values() if parent)
    panel.area.choose(area)
    panel.area.chosen.emit(area)
    wanted = panel.codes_in_sight()
    at.desk.store.on_statement(guard.check)
    guard.arm()
    try:
        press(qtbot, panel, Qt.Key.Key_F8)
        assert panel.bar.currentIndex() == 1
        qtbot.waitUntil(lambda: bool(at.shell.toasts), timeout=PATIENCE)
    finally:
        guard.disarm()
    files = sorted(folder.iterdir())
    assert [file.name for file in files] == sorted(f"scorecard-2026-10-{code}.pdf" for code in wanted)
    assert all(whole(file) for file in files)
    assert panel.progress.value() == len(wanted) and panel.bar.currentIndex() == 0


def test_one_outlet_is_written_alone(at, qtbot, build_panel, folder):
    panel = build_panel()
    code = panel.chosen_codes()[0]
    press(qtbot, panel, Qt.Key.Key_F, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: bool(at.shell.toasts), timeout=PATIENCE)
    assert [file.name for file in folder.iterdir()] == [f"scorecard-2026-10-{code}.pdf"]


def test_a_batch_that_is_stopped_leaves_whole_files_only(at, qtbot, build_panel, folder):
    panel = build_panel()
    in_all = len(panel.codes_in_sight())
    press(qtbot, panel, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: panel.progress.value() > 2, timeout=PATIENCE)
    press(qtbot, panel, Qt.Key.Key_X, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: bool(at.shell.toasts), timeout=PATIENCE)
    files = list(folder.iterdir())
    assert 2 < len(files) < in_all
    assert all(file.suffix == ".pdf" and whole(file) for file in files)
    assert str(len(files)) in at.shell.toasts[-1][0]


def test_a_folder_that_takes_no_file_is_said_in_place(at, qtbot, build_panel, folder):
    panel = build_panel()
    folder.rmdir()
    folder.write_text("a file where the folder should be")
    press(qtbot, panel, Qt.Key.Key_F8)
    qtbot.waitUntil(panel.problem.isVisible, timeout=PATIENCE)
    assert "cannot be written" in panel.problem.accessibleDescription()
    assert panel.bar.currentIndex() == 0


def test_a_batch_says_how_far_it_is_and_answers_the_files(at, tmp_path):
    figures = at.desk.read(lambda session: scorecards(session, "2026-10"))
    codes = [outlet["code"] for outlet in figures["outlets"]][:3]
    moves = []
    files = write_batch(
        json.dumps(figures), tmp_path / "new" / "folder", codes, language="zh_CN",
        moved=lambda done, in_all: moves.append((done, in_all)), cancelled=lambda: False,
    )
    assert moves == [(1, 3), (2, 3), (3, 3)]
    assert [file.name for file in files] == [f"scorecard-2026-10-{code}.pdf" for code in codes]
    assert all(whole(file) for file in files)


def test_ctrl_c_copies_bare_values_under_their_headers(at, qtbot, build_panel):
    panel = build_panel()
    row = panel.table.current()
    press(qtbot, panel, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    header, line = QApplication.clipboard().text().split("\n")
    found = dict(zip(header.split("\t"), line.split("\t"), strict=True))
    assert found["Outlet"] == row.outlet["name"] and found["Code"] == row.outlet["code"]
    assert found["Score"] == f"{row.outlet['score']:.1f}"
    low, high = row.outlet["score_low"], row.outlet["score_high"]
    assert found["Score with its 95 % interval"] == f"{low:.1f}–{high:.1f}"
    assert found["Satisfied"] == f"{100 * row.outlet['rates']['satisfied']['raw']:.1f}"


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_the_ranking_goes_into_a_file_as_it_stands(at, qtbot, build_panel, tmp_path, monkeypatch, suffix):
    target = tmp_path / f"ranking.{suffix}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(target), ""))
    panel = build_panel()
    press(qtbot, panel, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(at.shell.toasts), timeout=PATIENCE)
    if suffix == "csv":
        rows = list(csv.reader(target.read_text("utf-8-sig").splitlines()))
    else:
        rows = [list(row) for row in load_workbook(target).active.iter_rows(values_only=True)]
    assert rows[0][:4] == ["Rank", "Outlet", "Grade", "Score"]
    assert [row[1] for row in rows[1:]] == [row.outlet["name"] for row in panel.rows_of(panel.table)]


def test_a_name_that_a_spreadsheet_would_run_is_written_so_that_it_does_not(tmp_path):
    evil = '=HYPERLINK("x")'
    write_table(tmp_path / "t.csv", ["Outlet", "Fen"], [[evil, "-12.60"]])
    assert next(csv.reader((tmp_path / "t.csv").read_text("utf-8-sig").splitlines()[1:])) == ["'" + evil, "-12.60"]
    write_table(tmp_path / "t.xlsx", ["Outlet", "Fen"], [[evil, "-12.60"]])
    cell = load_workbook(tmp_path / "t.xlsx").active["A2"]
    assert (cell.value, cell.data_type) == (evil, "s")
    with pytest.raises(Refused) as refused:
        write_table(tmp_path / "no" / "such" / "t.csv", ["Outlet"], [])
    assert refused.value.code == "file.unwritable"


def test_a_scorecard_is_printed_on_one_page_for_each_outlet(build_panel, tmp_path):
    panel = build_panel()
    cards = [panel.card_of(row.outlet["code"]) for row in panel.rows_of(panel.table)[:3]]
    printer = new_printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "cards.pdf"))
    assert paint_pages(printer, cards)
    raw = (tmp_path / "cards.pdf").read_bytes()
    assert raw.count(b"/Type /Page\n") == 3
