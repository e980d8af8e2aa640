"""From a key in the field of the intake to what it finds, painted: beside the same with nothing but Qt and the driver.

The bare side is a line edit and a list of Qt as they come, in a window of their own: a key, the same statements
through the driver on the same thread, the same words as plain lines, painted. Beside that is recorded what the
statements and an empty repaint of the list's area take, which no text that is painted can be held to.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import cycle
from statistics import median
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QEventLoop, QObject, QStringListModel, Qt
from PySide6.QtGui import QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QVBoxLayout, QWidget
from tests.benchmarks.asked import asked
from tests.benchmarks.bare import Bare
from tests.benchmarks.harness import Comparison, compare, timed
from tests.benchmarks.hotline import NOW, Hotline

from callcentre.adapters.clock import SetClock
from callcentre.app import Settings
from callcentre.screens.intake.rows import grouped, hit_card
from callcentre.store.initials import initials_of
from callcentre.store.search import find
from callcentre.ui.fields import SEARCH_EVERY
from callcentre.window import Window

ROUNDS, WARM = 15, 3
BOUND = 4
BETWEEN = 2 * SEARCH_EVERY + 20
"""Milliseconds between two keys of somebody who types fast; what was found before was asked for by then."""
PATIENCE = 20_000
TYPED: dict[str, Callable[[Hotline, int], str]] = {
    "the eighth digit of a phone": lambda hotline, at: hotline.phones[at][:8],
    "the last letter of initials": lambda hotline, at: initials_of(hotline.names[at]),
    "the last sign of an order's tail": lambda hotline, at: hotline.numbers[at][-6:].lower(),
}


class Painted(QObject):
    """Whether a list was painted since other rows came into it."""

    def __init__(self, listed: QListView) -> None:
        super().__init__()
        self._came = self.done = False
        listed.model().modelReset.connect(self._come)
        listed.viewport().installEventFilter(self)

    def _come(self) -> None:
        self._came = True

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._came:
            self._came, self.done = False, True
        return False

    def wait(self) -> None:
        """Lets the windows run until it is painted."""
        while not self.done:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        self.done = False


class Plain(QWidget):
    """A line edit and a list as Qt has them, as large as the product's."""

    def __init__(self, wide: int, high: int) -> None:
        super().__init__()
        self.field, self.list, self.lines = QLineEdit(), QListView(), QStringListModel()
        self.list.setModel(self.lines)
        column = QVBoxLayout(self)
        column.addWidget(self.field)
        column.addWidget(self.list)
        self.list.setFixedSize(wide, high)
        self.show()
        self.painted = Painted(self.list)


@pytest.fixture
def window(qtbot: Any, look: Any, hotline: Hotline) -> Iterator[Window]:
    """The window of the filled folder, nobody on the line. Where it stood is all that it writes there."""
    made = Window(Settings(data=hotline.folder, key_file=hotline.key_file, language="en"), hotline.folder, look, {}, SetClock(NOW))
    qtbot.addWidget(made.shell)
    made.show()
    made.shell.activateWindow()
    try:
        qtbot.waitUntil(lambda: made.context is not None and made.shell.isActiveWindow(), timeout=PATIENCE)
        assert made.rounds is not None
        made.rounds.close()
        made.shell.show_panel("intake")
        yield made
    finally:
        made.close()


def lines_of(window: Window, text: str) -> list[str]:
    """What a search for `text` finds, in plain words."""
    assert window.opened is not None
    return [hit_card(hit).spoken() for hit in grouped(window.opened.desk.read(partial(find, text=text)), text)]


def paced(piece: Callable[[int], object]) -> list[float]:
    """CPU seconds of each round, with a person's pause before it."""
    found = []
    for at in range(ROUNDS):
        QTest.qWait(BETWEEN)
        found.append(timed(piece, at, time.process_time))
    return found


def press(handle: QWindow | QWidget | None, sign: str) -> None:
    """The key of a letter or digit."""
    assert handle is not None
    QTest.keyClick(handle, sign)  # type: ignore[call-overload]


@pytest.mark.parametrize("typed", TYPED)
def test_a_key_to_its_painted_result_takes_at_most_four_times_the_same_with_bare_widgets(
    typed: str, hotline: Hotline, window: Window, qtbot: Any, measured: Callable[[Comparison], Comparison]
) -> None:
    intake: Any = window.shell.show_panel("intake")
    field, results = intake.idle.search, intake.idle.results
    texts = [TYPED[typed](hotline, at * 97 % len(hotline.names)) for at in range(WARM + ROUNDS)]
    assert window.opened is not None
    statements = [asked(window.opened.desk, partial(find, text=text)) for text in texts]
    lines = [lines_of(window, text) for text in texts]
    painted = Painted(results)
    field.setText(texts[0])
    painted.wait()
    driver = Bare(hotline.folder, hotline.key, reads=True)
    plain = Plain(results.width(), results.height())
    qtbot.addWidget(plain)
    qtbot.waitExposed(plain)
    window.shell.activateWindow()
    field.setFocus()
    to_come = {"ours": cycle(texts), "bare": cycle(texts)}

    def before(side: str) -> None:
        (field if side == "ours" else plain.field).setText(next(to_come[side])[:-1])
        # What the beginning finds is painted, and a moment has passed as between two keys of a person.
        QTest.qWait(BETWEEN)
        painted.done = plain.painted.done = False

    walls: list[float] = []

    def ours(at: int) -> None:
        began = time.perf_counter()
        press(window.shell.windowHandle(), texts[at][-1])
        painted.wait()
        walls.append(time.perf_counter() - began)

    def least(at: int) -> None:
        press(plain.field, texts[at][-1])
        for text, parameters, *_made in statements[at]:
            driver.all(text, parameters)
        plain.lines.setStringList(lines[at])
        plain.painted.wait()

    found = compare(
        f"key to painted result: {typed}", ours, least, rounds=ROUNDS, warm=WARM, bound=BOUND, before=before,
        clock=time.process_time,
    )
    measured(replace(found, what=(
        f"{hotline.size}; bare: a line edit and a list of Qt, the same statements through the driver; CPU time,"
        f" ours {median(walls) * 1000:.1f} ms by the wall"
    )))

    def bare_query_and_repaint(at: int) -> None:
        for text, parameters, *_made in statements[at]:
            driver.all(text, parameters)
        blank.repaint()

    blank = QWidget(None, Qt.WindowType.Tool)
    qtbot.addWidget(blank)
    blank.resize(results.size())
    blank.show()
    measured(Comparison(
        f"... {typed}, beside an empty repaint", found.ours, paced(bare_query_and_repaint),
        what=f"{hotline.size}; bare: the same statements, and an empty repaint of the list's {blank.width()} x {blank.height()}",
    ))
    driver.close()
