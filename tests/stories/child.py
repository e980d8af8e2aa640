"""A window in a process of its own, told on its standard input what the person does, saying what it is asked.

    python -m tests.stories.child FOLDER

Lines in: `press KEY ...`, `write TEXT`, `commit TEXT`, `sees TEXT`, `at FIELD`, `to FIELD` (by
the tab key), `ring NUMBER`, `kept` (waits until every draft is on the disk), `minimise`, `raised`. Each is answered
by `done` once it holds.
"""

import sys
from pathlib import Path
from types import SimpleNamespace

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication
from tests.stories.driver import Seat, seated
from tests.stories.hotline import JULY


class Bot(SimpleNamespace):
    """The little of pytest-qt that a seat needs."""

    TimeoutError = TimeoutError

    def waitUntil(self, holds, timeout: int) -> None:
        loop, waited = QEventLoop(), 0
        while not holds():
            if waited > timeout:
                raise TimeoutError
            QTimer.singleShot(10, loop.quit)
            loop.exec()
            waited += 10

    def addWidget(self, _widget) -> None:
        """Nothing to close at the end of this process."""


def obey(seat: Seat, words: list[str]) -> None:
    """Does one thing."""
    what, given = words[0], " ".join(words[1:])
    if what == "press":
        seat.press(*words[1:])
    elif what == "ring":
        seat.phone_rings(given)
    elif what == "kept":
        seat.qtbot.waitUntil(lambda: not seat.window.opened.drafts.dirty, timeout=20_000)
    elif what == "minimise":
        seat.window.shell.showMinimized()
    elif what == "raised":
        seat.qtbot.waitUntil(lambda: not seat.window.shell.isMinimized(), timeout=20_000)
    else:
        {"write": seat.write, "commit": seat.commit, "sees": seat.sees, "at": seat.is_at, "to": seat.tab_to}[what](given)


def main() -> None:
    """One window until the input ends."""
    application = QApplication([])
    with seated(Bot(), application, Path(sys.argv[1]), JULY, guarded=False) as seat:
        print("done", flush=True)  # noqa: T201
        for line in sys.stdin:
            obey(seat, line.split())
            print("done", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
