"""The command line without a command."""

import sys

import pytest

from callcentre.cli import DISPLAYS, main


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there always is a display")
def test_without_a_display_the_window_is_refused_in_words(monkeypatch, capsys):
    for name in DISPLAYS:
        monkeypatch.delenv(name, raising=False)
    assert main(["--lang", "en"]) == 1
    assert "no display" in capsys.readouterr().err
