"""The telephone software names a caller on the command line; the running window shows them."""

import subprocess
import sys

import pytest

from callcentre.cli import main
from callcentre.runtime.single import INCOMING, Door


@pytest.mark.parametrize("number", ["13800138000", "+86 138 0013 8000", ""])
def test_the_caller_reaches_the_window_of_this_folder(qtbot, tmp_path, number):
    heard: list[str] = []
    door = Door(tmp_path, heard.append)
    given = [number] if number else []
    program = "import sys; from callcentre.cli import main; sys.exit(main())"
    telephone = subprocess.Popen([sys.executable, "-c", program, "--data", str(tmp_path), "incoming", *given])
    qtbot.waitUntil(lambda: heard == [f"{INCOMING}{number}"], timeout=20_000)
    assert telephone.wait(20) == 0
    door.close()


def test_without_a_window_it_is_said_that_nobody_was_told(qtbot, tmp_path, capsys):
    assert main(["--lang", "en", "--data", str(tmp_path), "incoming", "13800138000"]) == 1
    assert "No window" in capsys.readouterr().err
