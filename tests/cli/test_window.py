"""The command line without a command."""

import sys

from callcentre.cli import DISPLAYS, main


def test_without_a_display_the_window_is_refused_in_words(monkeypatch, capsys):
    monkeypatch.setattr(sys, "platform", "linux")
    for name in DISPLAYS:
        monkeypatch.delenv(name, raising=False)
    assert main(["--lang", "en"]) == 1
    assert "no display" in capsys.readouterr().err
