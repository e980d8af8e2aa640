"""How soon there is a window to look at, against a bare window of Qt."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.harness import Comparison, compare

ROUNDS = 15
BARE = """
import os
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

class Window(QWidget):
    def paintEvent(self, event):
        QTimer.singleShot(0, lambda: os._exit(0))

application = QApplication([])
window = Window()
window.resize(1366, 768)
window.show()
application.exec()
"""
OURS = """
import os
import sys
from callcentre import cli, start
start._whole = lambda *_parts: os._exit(0)
cli.main(["--data", sys.argv[1]])
"""
"""`_whole` is what the first picture sets off: the window's parts come after it."""


def test_the_first_picture_beside_that_of_a_bare_window(
    tmp_path: Path, measured: Callable[[Comparison], Comparison]
) -> None:
    def run(script: str) -> None:
        subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=True, timeout=60)

    measured(compare(
        "first paint", lambda _at: run(OURS), lambda _at: run(BARE), rounds=ROUNDS, warm=2, bound=2,
        what="process start to the first picture, offscreen; bare: an empty QWidget of the same size",
    ))
