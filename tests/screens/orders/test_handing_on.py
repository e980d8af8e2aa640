"""What is taken out of the list: the clipboard, a file, paper."""

import csv
from array import array

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QMarginsF, Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from tests.factories.customers import a_customer
from tests.factories.orders import an_order
from tests.screens.orders.hands import press, rows

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def listed(at, panel):
    """Three orders, one of a customer whose name a spreadsheet would run."""
    made = [an_order(at.desk, customer=a_customer(at.desk, name=name)) for name in ("王伟", "=1+1", "李娜")]
    panel.list.read()
    assert rows(panel) == made
    return made


def titles(panel):
    return [panel.list.table.blocks.headerData(n, Qt.Orientation.Horizontal) for n, column in
            enumerate(panel.list.table.blocks.columns) if column.code in panel.list.table.shown_columns()]


def test_chosen_rows_are_copied_as_a_table_of_bare_values(at, qtbot, panel, listed):
    press(qtbot, panel, Qt.Key.Key_Down)
    press(qtbot, panel, Qt.Key.Key_Down, modifier=Qt.KeyboardModifier.ShiftModifier)
    press(qtbot, panel, Qt.Key.Key_C, modifier=CONTROL)
    lines = [line.split("\t") for line in QApplication.clipboard().text().split("\n")]
    number, customer = lines[0].index("Number"), lines[0].index("Customer")
    assert [line[customer] for line in lines[1:]] == ["王伟", "=1+1"]
    assert all(line[number].startswith("SO-") for line in lines[1:])
    assert at.shell.toasts[-1][0] == "2 rows are on the clipboard"


def test_the_whole_list_goes_into_a_file_in_which_nothing_runs(at, panel, listed, tmp_path):
    panel.list.handing_on.export_to(tmp_path / "list.csv")
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as text:
        written = list(csv.DictReader(text))
    assert [row["Customer"] for row in written] == ["王伟", "'=1+1", "李娜"]
    panel.list.handing_on.export_to(tmp_path / "list.xlsx")
    sheet = load_workbook(tmp_path / "list.xlsx").worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    assert [sheet.cell(n, heads.index("Customer") + 1).data_type for n in (2, 3, 4)] == ["s", "s", "s"]
    assert at.shell.toasts[-1][0] == "3 rows are in list.xlsx"
    assert not panel.list.asking.isVisible()


def test_an_export_that_is_given_up_leaves_no_file(at, panel, listed, tmp_path, monkeypatch):
    handing = panel.list.handing_on
    read = at.context.runner.read

    def given_up_meanwhile(fn, *args, **kwargs):
        handing._give_up()
        return read(fn, *args, **kwargs)

    monkeypatch.setattr(at.context.runner, "read", given_up_meanwhile)
    handing.export_to(tmp_path / "list.csv")
    assert list(tmp_path.glob("list*")) == []
    assert at.shell.toasts[-1][0] == "The export was given up; no file was written"


def test_a_file_that_cannot_be_written_says_why_in_place(panel, listed, tmp_path):
    panel.list.handing_on.export_to(tmp_path / "no folder" / "list.csv")
    assert panel.list.asking.isVisible()


def test_as_many_pages_are_printed_as_were_asked_for_in_place(at, qtbot, panel, listed, tmp_path):
    panel.list.keys = array("q", list(panel.list.keys) * 30)
    press(qtbot, panel, Qt.Key.Key_P, modifier=CONTROL)
    assert panel.list.asking.isVisible()
    assert QApplication.focusWidget().words == "1 page"
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "list.pdf"))
    printer.setPageMargins(QMarginsF(12, 12, 12, 12))
    panel.list.handing_on.print_on(printer, 2)
    assert (tmp_path / "list.pdf").read_bytes().startswith(b"%PDF")
    assert b"/Count 2" in (tmp_path / "list.pdf").read_bytes()
    assert at.shell.toasts[-1][0] == "The list is printed"


def test_many_rows_are_for_a_file(at, panel, listed):
    panel.list.keys = array("q", range(20_001))
    panel.list.table.clearSelection()
    panel.list.handing_on.copy()
    assert "20,000" in at.shell.toasts[-1][0]
