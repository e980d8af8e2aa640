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


@pytest.mark.parametrize(
    ("rows", "field"), [("O1,C1,repair,2026-07-01,O1,\n", "repeat_of"), ("O1,C1,repair,2026-07-01,,O1\n", "follows")]
)
def test_an_order_that_repeats_or_follows_itself_is_refused(
    call: Calls, customers: Path, tmp_path: Path, rows: str, field: str
) -> None:
    call("import", "customers", customers)
    file = tmp_path / "o.csv"
    file.write_text("order_no,customer_no,kind,opened_at,repeat_of,follows\n" + rows)
    assert f"{file}:2: {field}: " in call("import", "orders", file).err


@pytest.mark.parametrize("body", ["", "kind = 1", 'kind = "customers"\nencoding = "a\\u0000"\n', "not toml", None])
def test_a_wrong_mapping_is_the_file_that_is_named(
    call: Calls, customers: Path, tmp_path: Path, body: str | None
) -> None:
    mapping = tmp_path / "m.toml"
    if body is not None:
        mapping.write_text(body)
    ended = call("import", "customers", customers, "--mapping", mapping)
    assert ended.code == 1
    assert ended.err.startswith(f"{mapping}: ")


def test_an_encoding_that_is_none_is_refused(call: Calls, customers: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "m.toml"
    columns = '[[rows]]\n[rows.columns]\ncustomer_no = "customer_no"\nname = "name"\n'
    for name in ("nosuch", "zlib", "a\\u0000b"):
        mapping.write_text(f'kind = "customers"\nencoding = "{name}"\n{columns}')
        assert "There is no encoding" in call("import", "customers", customers, "--mapping", mapping).err


def test_a_target_that_is_a_folder_is_said(call: Calls, customers: Path, tmp_path: Path) -> None:
    call("import", "customers", customers)
    for command in (("export", "customers", "--out"), ("settle", "--period", "2026-07", "--json"), ("backup",)):
        for folder in (tmp_path, Path()):
            assert "cannot be written" in call(*command, folder).err
