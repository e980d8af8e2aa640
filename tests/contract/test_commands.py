"""Section 8 as somebody outside would hold it against the commands."""

import fcntl
import json
import os
import pty
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.contract.company import events
from tests.contract.driving import Folder, run, run_apart
from tests.contract.independent import CLASSES

COMMAND = Path(sys.executable).with_name("callcentre")
COMMANDS_NOW = ("tour", "import", "export", "find", "scorecards", "settle", "screenshots", "backup", "restore", "doctor")
CARD = [
    "code", "name", "n", "open", "dropped", "held", "counts", "rates", "first_time_fix", "on_time", "median_minutes",
    "raw_score", "score", "score_low", "score_high", "grade", "fee_grade", "provisional",
]
LINE = ["order_no", "class", "tariff_fen", "distance_fen", "factor_permille", "service_fen", "parts_fen"]
SETTLED = ["code", "fee_grade", "lines", "held", "service_fen", "grade_permille", "parts_fen", "adjustments", "total_fen"]


def test_scorecards_have_the_shape_of_the_contract(filled: Folder) -> None:
    figures = filled.figures("scorecards", "2026-07")
    assert {"period", "zone", "profile", "outlets", "between"} <= figures.keys()
    assert (figures["period"], figures["zone"], figures["profile"]) == ("2026-07", "Asia/Shanghai", "after_sales")
    assert list(figures["between"]) == ["mean", "variance", "pooled"]
    judged, idle = figures["outlets"]
    assert [judged["code"], idle["code"]] == ["W1", "W2"]
    for card in (judged, idle):
        assert list(card) == CARD
        assert list(card["counts"]) == list(card["rates"]) == list(CLASSES)
        assert all(type(card[name]) is int for name in ("n", "open", "dropped", "held"))
        assert type(card["provisional"]) is bool
        assert list(card["first_time_fix"]) == list(card["on_time"]) == ["x", "n", "low", "high"]
        assert list(card["median_minutes"]) == ["relay_to_visit", "open_to_close"]
        assert all(list(rate) == ["raw", "low", "high"] for rate in card["rates"].values())
    assert judged["n"] == 1
    assert judged["rates"]["complaint"]["high"] > 1 - 1e-12
    assert idle["n"] == 0
    assert {value for rate in idle["rates"].values() for value in rate.values()} == {None}
    assert {idle[name] for name in ("raw_score", "score", "score_low", "score_high", "grade", "fee_grade")} == {None}
    assert idle["provisional"] is True


def test_a_month_without_graded_jobs_has_nothing_between(filled: Folder) -> None:
    assert filled.figures("scorecards", "2026-01")["between"] is None


def test_settlements_have_the_shape_of_the_contract(filled: Folder) -> None:
    filled.take("events", events("O3 | 07-06 10:00 | relayed | outlet_code=W2", "O3 | 07-06 10:01 | accepted | outlet_code=W2"))
    figures = filled.figures("settle", "2026-07")
    assert {"period", "frozen", "outlets"} <= figures.keys()
    assert figures["frozen"] is False
    assert [outlet["code"] for outlet in figures["outlets"]] == ["W1", "W2"]
    judged, idle = figures["outlets"]
    assert list(judged) == list(idle) == SETTLED
    assert [list(line) for line in judged["lines"]] == [LINE]
    assert (idle["lines"], idle["held"], idle["adjustments"]) == ([], [], [])
    assert (idle["fee_grade"], idle["grade_permille"], idle["total_fen"]) == (None, 1000, 0)


def test_all_outlets_are_in_the_figures_whatever_pages_are_asked_for(filled: Folder) -> None:
    out = filled.home / "pages"
    said = filled.run("scorecards", "--period", "2026-07", "--outlet", "W1", "--out", out, "--json", filled.home / "j")
    assert said.code == 0
    assert [path.suffix for path in out.iterdir()] == [".pdf"]
    assert len(json.loads((filled.home / "j").read_text())["outlets"]) == 2


@pytest.mark.parametrize("text", ["张伟", "1380013", "C1", "O1", "S1", "W1"])
def test_find_answers_what_the_intake_field_finds(filled: Folder, text: str) -> None:
    said = filled.run("find", text, "--json")
    assert (said.code, said.err) == (0, "")
    found = json.loads(said.out)
    assert found
    assert all(list(one) == ["kind", "id", "no", "title", "why"] for one in found)
    assert all(isinstance(value, str) for one in found for value in one.values())


def test_nothing_found_is_no_refusal(filled: Folder) -> None:
    said = filled.run("find", "nobody", "--json")
    assert (said.code, json.loads(said.out)) == (0, [])


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"], ["import"], ["import", "things", "x.csv"], ["import", "products"], ["export", "things"],
        ["import", "products", "x.csv", "--datum", "mars"], ["export", "products", "--format", "pdf"], ["find"],
        ["scorecards"], ["settle"], ["scorecards", "--period", "2026-13"], ["settle", "--period", "July"],
        ["--lang", "fr", "doctor"], ["screenshots"], ["backup"], ["restore"], ["settle", "--period", "2026-07", "--x"],
    ],
)
def test_wrong_usage_is_2_and_says_what(folder: Folder, arguments: list[str]) -> None:
    said = folder.run(*arguments)
    assert said.code == 2
    assert said.err
    assert said.out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["import", "products", "missing.csv"], ["scorecards", "--period", "2026-07", "--outlet", "W9"],
        ["settle", "--period", "2026-07", "--freeze"], ["restore", "missing"],
    ],
)
def test_what_is_refused_is_1_and_named(folder: Folder, arguments: list[str]) -> None:
    said = folder.run(*arguments)
    assert said.code == 1
    assert said.err


@pytest.mark.parametrize("command", COMMANDS_NOW)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_command_tells_its_options(command: str, language: str) -> None:
    assert run("--lang", language, command, "--help").code == 0


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_without_a_key_both_remedies_are_named(tmp_path: Path, language: str) -> None:
    said = run("--lang", language, "--data", tmp_path / "data", "find", "x")
    assert said.code == 2
    assert "--key-file" in said.err
    assert "CALLCENTRE_KEY_FILE" in said.err
    assert ("keyring" if language == "en" else "密钥环") in said.err
    assert not (tmp_path / "data").exists() or not list((tmp_path / "data").glob("*.db"))


def test_a_key_file_is_made_on_first_use_for_its_owner_alone(tmp_path: Path) -> None:
    said = run_apart("--data", tmp_path / "data", "find", "x", CALLCENTRE_KEY_FILE=str(tmp_path / "key"))
    assert said.code == 0
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


def test_a_folder_begins_empty_and_figures_of_it_are_nothing(folder: Folder) -> None:
    assert folder.figures("scorecards", "2026-07")["outlets"] == []
    assert folder.figures("settle", "2026-07")["outlets"] == []


def test_backup_and_restore_bring_the_same_export(filled: Folder) -> None:
    before = filled.export_all()
    assert filled.run("backup", filled.home / "copy").code == 0
    filled.take("products", "model\nLATER\n")
    assert filled.run("restore", filled.home / "copy").code == 0
    assert filled.export_all() == before
    assert filled.run("doctor").code == 0


@pytest.mark.parametrize("form", ["csv", "json"])
def test_exports_go_to_standard_output(filled: Folder, form: str) -> None:
    said = filled.run("export", "customers", "--format", form)
    assert (said.code, said.err) == (0, "")
    rows: Any = json.loads(said.out) if form == "json" else said.out.splitlines()
    assert len(rows) == (2 if form == "json" else 4)


def test_progress_is_for_terminals_only(filled: Folder) -> None:
    rows = "".join(f"N{number},a\n" for number in range(2000))
    file = filled.home / "many.csv"
    file.write_text("model,name\n" + rows)
    command = [str(COMMAND), *filled.before, "import", "products", str(file), "--dry-run"]
    piped = subprocess.run(command, capture_output=True, check=True, timeout=60)
    assert piped.stdout == b""
    assert b"\r" not in piped.stderr
    mine, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    shown = subprocess.Popen(command, stdout=theirs, stderr=theirs, stdin=theirs)
    os.close(theirs)
    told = b""
    try:
        while part := os.read(mine, 4096):
            told += part
    except OSError:  # the terminal went with the last process on it
        pass
    assert shown.wait(60) == 0
    os.close(mine)
    assert b"products" in told
    assert b"2000 new" in told


@pytest.fixture
def window(filled: Folder) -> Iterator[subprocess.Popen[bytes]]:
    """The window, open on the folder in a process of its own."""
    opened = subprocess.Popen([COMMAND, *filled.before], env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
    try:
        until = time.monotonic() + 60
        while not (filled.home / "data" / "window.json").exists():
            assert opened.poll() is None
            assert time.monotonic() < until
            time.sleep(0.05)
        yield opened
    finally:
        opened.terminate()
        opened.wait(20)


def test_every_command_works_beside_an_open_window(filled: Folder, window: subprocess.Popen[bytes]) -> None:
    filled.take("products", "model\nBESIDE\n")
    assert "BESIDE" in [row["model"] for row in filled.rows("products")]
    assert filled.figures("scorecards", "2026-07")["outlets"]
    assert filled.figures("settle", "2026-07")["outlets"]
    assert filled.run("find", "张伟").code == 0
    assert filled.run("doctor").code == 0
    assert filled.run("backup", filled.home / "copy").code == 0
    assert window.poll() is None
