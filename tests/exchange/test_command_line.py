"""import, export and find as they are typed: what they print, where, and how they end."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.exchange.files import FILES

from callcentre import cli, words

Runs = Callable[..., int]


@pytest.fixture
def run(tmp_path: Path) -> Runs:
    """Runs one command on a folder of this test."""

    def ran(*arguments: str, language: str = "en") -> int:
        folder = ["--data", str(tmp_path / "data"), "--key-file", str(tmp_path / "key")]
        return cli.main([*folder, "--lang", language, *arguments])

    return ran


def _file(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def test_a_good_file_ends_with_0_and_says_nothing_on_standard_output(
    run: Runs, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import", "customers", _file(tmp_path, "c.csv", FILES["customers"])) == 0
    out, err = capsys.readouterr()
    assert (out, err) == ("", "2 new, 0 changed, 0 unchanged, 0 refused.\n")


def test_a_refused_row_is_named_by_file_line_field_and_value(
    run: Runs, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _file(tmp_path, "p.csv", "code,price_fen\nP1,5\nP2,many\n")
    assert run("import", "parts", file) == 1
    err = capsys.readouterr().err.splitlines()
    assert err[0] == f"{file}:3: price_fen: This is no whole number. (many)"
    assert run("export", "parts") == 0
    assert capsys.readouterr().out.count("\n") == 1


def test_keep_good_ends_with_1_and_names_the_file(run: Runs, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = _file(tmp_path, "p.csv", "code,price_fen\nP1,5\nP2,many\n")
    assert run("import", "parts", file, "--keep-good") == 1
    assert f"{file}.refused.csv" in capsys.readouterr().err
    assert run("export", "parts") == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["P1,,,5"]


def test_a_whole_file_that_is_refused_is_named(run: Runs, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = _file(tmp_path, "p.csv", "code,price\n")
    assert run("import", "parts", file) == 1
    assert capsys.readouterr().err.startswith(f"{file}:1: price: There is no column of this name for parts.")
    mapping = _file(tmp_path, "m.toml", 'kind = "parts"\n')
    assert run("import", "parts", file, "--mapping", mapping) == 1
    assert capsys.readouterr().err.startswith(f"{mapping}: rows: ")


def test_wrong_usage_ends_with_2(run: Runs) -> None:
    for wrong in (("import", "cats", "x"), ("import", "parts", "x", "--datum", "gps"), ("export", "parts", "--format", "pdf")):
        with pytest.raises(SystemExit) as end:
            run(*wrong)
        assert end.value.code == 2
    assert run("export", "parts", "--format", "xlsx") == 2


def test_an_export_goes_into_a_file_of_the_form_its_name_says(
    run: Runs, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("import", "customers", _file(tmp_path, "c.csv", FILES["customers"]))
    assert run("export", "customers", "--out", str(tmp_path / "out.json")) == 0
    rows = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert [row["customer_no"] for row in rows] == ["C1", "C2"]
    assert rows[0]["lng"] == 117.21
    assert run("export", "customers", "--out", str(tmp_path / "out.xlsx")) == 0
    assert run("import", "customers", str(tmp_path / "out.xlsx")) == 0
    assert "0 new, 0 changed, 2 unchanged" in capsys.readouterr().err


def test_find_answers_as_the_contract_says(run: Runs, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("import", "customers", _file(tmp_path, "c.csv", FILES["customers"]))
    capsys.readouterr()
    assert run("find", "张伟", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found[0]) == {"kind", "id", "no", "title", "why"}
    assert (found[0]["kind"], found[0]["no"]) == ("customer", "C1")
    assert run("find", "13800138000") == 0
    assert capsys.readouterr().out.startswith("customer\tC1\t")
    assert run("find", "nothing like it") == 0


def test_refusals_are_in_the_language_that_is_asked_for(
    run: Runs, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _file(tmp_path, "p.csv", "code,price_fen\nP2,many\n")
    assert run("import", "parts", file, language="zh_CN") == 1
    assert f"{file}:2: price_fen: 这不是有效的数字。 (many)" in capsys.readouterr().err
    words.use("en")
