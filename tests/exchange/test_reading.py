"""Files with rows: lines, delimiters, bad shapes and bad intentions, each said in words."""

import gzip
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from callcentre.domain.errors import Refused
from callcentre.exchange import reading, workbook
from callcentre.exchange.reading import read_table

NINE_THIRTY = datetime(2026, 7, 1, 9, 30)  # noqa: DTZ001 - a sheet knows no zones


def _written(folder: Path, raw: bytes | str, name: str = "file.csv") -> Path:
    file = folder / name
    file.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    return file


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_record_knows_the_physical_line_it_begins_on(tmp_path: Path, end: str) -> None:
    text = end.join(["a,b", f'1,"two{end}lines"', "", "3,4", ""])
    records = list(read_table(_written(tmp_path, text)).records)
    assert [(record.line, record.cells) for record in records] == [(2, ("1", f"two{end}lines")), (5, ("3", "4"))]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found_by_the_names_it_makes(tmp_path: Path, delimiter: str) -> None:
    text = delimiter.join(["code", '"skills (a;b,c)"', "name"]) + "\n" + delimiter.join(["1", "x", "y"]) + "\n"
    table = read_table(_written(tmp_path, text), knows=lambda name: name in ("code", "name"))
    assert table.header == ("code", "skills (a;b,c)", "name")


def test_a_row_of_another_length_is_refused_by_its_line_and_the_rest_is_read(tmp_path: Path) -> None:
    records = list(read_table(_written(tmp_path, "a,b\n1,2\n1,2,3\n1\n1,2,,\n")).records)
    assert [(record.line, record.problem and record.problem.code) for record in records] == [
        (2, None), (3, "row.ragged"), (4, "row.ragged"), (5, None),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [('a,b\n1,2\n"x,3\n4,5\n', "file.quotes"), ("a,b\n1,2\n" + "y" * 140_000 + ",3\n", "file.cell_too_long")],
)
def test_a_broken_quote_and_a_huge_cell_are_said_at_their_line(tmp_path: Path, text: str, code: str) -> None:
    last = list(read_table(_written(tmp_path, text)).records)[-1]
    assert last.line == 3
    assert last.problem is not None
    assert last.problem.code == code


@pytest.mark.parametrize(
    ("raw", "name", "code"),
    [
        (b"", "file.csv", "file.empty"),
        (b"a,b\n", "file.ods", "file.wrong_suffix"),
        (b"no zip", "file.csv.gz", "file.broken"),
        (gzip.compress(b"a,b\n1,2\n")[:-9], "file.csv.gz", "file.broken"),
        (b"no workbook", "file.xlsx", "file.broken"),
    ],
)
def test_what_is_no_such_file_is_said(tmp_path: Path, raw: bytes, name: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        list(read_table(_written(tmp_path, raw, name)).records)
    assert refusal.value.code == code


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"file\.unreadable"):
        read_table(tmp_path / "none.csv")


def test_a_packed_file_is_read(tmp_path: Path) -> None:
    table = read_table(_written(tmp_path, gzip.compress("编号,姓名\n1,张伟\n".encode("gbk")), "x.csv.gz"))
    assert (table.header, next(table.records).cells) == (("编号", "姓名"), ("1", "张伟"))


def test_what_unpacks_to_too_much_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (reading, workbook):
        monkeypatch.setattr(module, "MAX_BYTES", 3_000_000)
    packed = _written(tmp_path, gzip.compress(b"a,b\n" + b"1,2\n" * 1_000_000), "bomb.csv.gz")
    book = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as members:
        members.writestr("xl/worksheets/sheet1.xml", b" " * 4_000_000)
    for file in (packed, book):
        with pytest.raises(Refused) as refusal:
            list(read_table(file).records)
        assert refusal.value.code == "file.too_large"


def test_a_workbook_gives_its_rows_and_cells_as_text(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["code", "phone", "at", "flag", "none"], [], ["W1", 13800138000, NINE_THIRTY, True, None],
                ["W2", 1.5, date(2026, 7, 1), False]):
        sheet.append(row)
    book.save(tmp_path / "book.xlsx")
    records = list(read_table(tmp_path / "book.xlsx").records)
    assert [(record.line, record.cells) for record in records] == [
        (3, ("W1", "13800138000", "2026-07-01 09:30:00", "true", "")),
        (4, ("W2", "1.5", "2026-07-01", "false", "")),
    ]
