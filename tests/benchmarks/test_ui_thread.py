"""While much work comes in and a month of scorecards is drawn, the window comes round: the longest time it does not."""

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from tests.benchmarks.files import EVENTS, write_work
from tests.benchmarks.harness import Comparison
from tests.benchmarks.hotline import MONTH, NOW, Hotline, Size
from tests.benchmarks.watchdog import watched
from tests.stories.driver import Seat, seated

from callcentre.exchange.importing import Wish, import_file
from callcentre.store.writing import Done

LIMIT = 0.1
"""Seconds of its own work after which somebody at the keyboard notices."""
PANELS = ("watch", "intake", "orders", "map", "callbacks", "complaints", "outlets", "reports")
STAY = 700
"""Milliseconds somebody looks at a panel before they go to the next."""


@pytest.fixture
def seat(qtbot: Any, look: Any, own_hotline: Callable[[str], Hotline]) -> Iterator[Seat]:
    """Before the window of a full hotline that may be written to, every panel opened once."""
    own = own_hotline("window")
    shutil.copy(own.key_file, own.folder.with_name(f"{own.folder.name}.key"))
    with seated(qtbot, look, own.folder, NOW, guarded=False) as taken:
        for panel in PANELS:
            taken.window.shell.show_panel(panel)
            QTest.qWait(STAY)
        yield taken


class Importing:
    """An import on a thread of this process, told to the panels as every act is: the worst case for the window."""

    def __init__(self, seat: Seat, **files: Path) -> None:
        opened, context = seat.window.opened, seat.window.context
        assert opened is not None
        assert context is not None
        self._desk, self._announcer, self._files = opened.desk, context.announcer, files
        self.rows = 0
        self._thread = threading.Thread(target=self._run, name="import", daemon=True)
        self._thread.start()

    def going_on(self) -> bool:
        """Whether it still runs."""
        return self._thread.is_alive()

    def _run(self) -> None:
        for kind, file in self._files.items():
            done = import_file(self._write, Wish(kind, file))
            assert not done.flaws
            self.rows += done.counts.created

    def _write(self, act: Callable[[Any], Any], **given: Any) -> Done[Any]:
        done = self._desk.write(act, **given)
        self._announcer.announce(done.changes)
        return done


@pytest.mark.timeout(3600)
def test_no_slot_of_the_windows_thread_is_long_while_an_import_and_a_batch_of_pages_run(
    seat: Seat, size: Size, hotline: Hotline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest, measured: Callable[[Comparison], Comparison],
) -> None:
    count = size.orders // (10 if request.config.getoption("--long") else 100)
    orders, events, pages = tmp_path / "orders.csv", tmp_path / "events.csv", tmp_path / "pages"
    pages.mkdir()
    seat.elsewhere(lambda: write_work(
        orders, events, count, customers=[f"K{at:07}" for at in range(size.orders)], outlets=len(hotline.outlets)
    ))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_given: str(pages))

    with watched() as quiet:
        walk(seat)
    seat.window.shell.navigate("reports.open", period=MONTH)
    reports = seat.window.shell.show_panel("reports")
    seat.qtbot.waitUntil(lambda: len(reports.codes_in_sight()) == len(hotline.outlets), timeout=60_000)
    importing = Importing(seat, orders=orders, events=events)
    with watched() as seen:
        seat.press("F8")
        seat.qtbot.waitUntil(lambda: reports.progress.value() > 0, timeout=60_000)
        while importing.going_on():
            walk(seat)
        # What the last changes set off is read and shown.
        walk(seat)
    drawn = len(seat.elsewhere(lambda: list(pages.glob("*.pdf"))))
    assert importing.rows == (1 + EVENTS) * count
    assert drawn

    longest, busiest = seen.longest(), seen.busiest()
    for slot in sorted(seen.slots, key=lambda slot: -slot.wall)[:5]:
        print(slot)  # noqa: T201
    what = (f"{count:,} orders with {EVENTS * count:,} events come in beside {size}, {drawn} pages are drawn, all panels open and "
            f"walked through; bare: the same walk before")
    measured(Comparison("longest slot of the window's thread", [longest.wall], [quiet.longest().wall], what=what))
    measured(Comparison(
        "longest slot of the window's thread, its own work", [busiest.cpu], [quiet.busiest().cpu], what=f"{what}; CPU time"
    ))
    # At full size an import holds gigabytes in this very process, which none of the program's own does: recorded.
    assert busiest.cpu < LIMIT or request.config.getoption("--long"), busiest


def walk(seat: Seat) -> None:
    """From panel to panel, once round."""
    for panel in PANELS:
        seat.window.shell.show_panel(panel)
        QTest.qWait(STAY)
