"""Files that are wrong in rarer ways: named by line, field and value, and nothing is written."""

from pathlib import Path

import openpyxl
import pytest
from tests.faults.conftest import Calls


def test_a_number_of_thousands_of_digits_is_too_large(call: Calls, tmp_path: Path) -> None:
    file = tmp_path / "parts.csv"
    file.write_text(f"code,price_fen\nP1,{'9' * 5000}\n")
    ended = call("import", "parts", file)
    assert ended.code == 1
    assert f"{file}:2: price_fen: This number is too large." in ended.err


@pytest.mark.parametrize("wrong", ["#REF!", "#N/A", "#DIV/0!"])
def test_an_error_of_a_formula_is_no_name(call: Calls, tmp_path: Path, wrong: str) -> None:
    book = openpyxl.Workbook()
    for row in (["customer_no", "name"], ["C1", "张伟"], ["C2", wrong]):
        book.active.append(row)
    book.save(tmp_path / "c.xlsx")
    ended = call("import", "customers", tmp_path / "c.xlsx")
    assert ended.code == 1
    assert f"c.xlsx:3: -: The cell holds the error of a formula. ({wrong})" in ended.err
    assert call("find", "C1").out == ""


def test_a_bad_phone_is_named_by_its_column(call: Calls, tmp_path: Path) -> None:
    file = tmp_path / "c.csv"
    file.write_text("customer_no,name,phones\nC1,n,13800138000;12ab\n")
    assert f"{file}:2: phones: A phone number has no letters: 12ab. (12ab)" in call("import", "customers", file).err


def test_good_rows_are_not_written_where_the_others_cannot_be_kept(call: Calls, tmp_path: Path) -> None:
    file = tmp_path / "c.csv"
    file.write_text("customer_no,name\nC1,n\nC2,\n")
    (tmp_path / "c.csv.refused.csv").mkdir()
    ended = call("import", "customers", file, "--keep-good")
    assert ended.code == 1
    assert "cannot be put into" in ended.err
    assert call("find", "C1").out == ""
    (tmp_path / "c.csv.refused.csv").rmdir()
    assert call("import", "customers", file, "--keep-good").code == 1
    assert call("find", "C1").out != ""
    assert sorted(path.name for path in tmp_path.glob("c.csv*")) == ["c.csv", "c.csv.refused.csv"]
