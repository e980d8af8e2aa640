"""Widgets in cycles die on the thread of the window, whoever allocates."""

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from callcentre.runtime.garbage import Collector


@pytest.fixture
def collector(qtbot):
    made = Collector()
    yield made
    made.close()


class InACycle(QObject):
    """Refers to itself and notes the thread on which it goes."""

    def __init__(self, gone: list[int]) -> None:
        super().__init__()
        self.me = self
        self.gone = gone

    def __del__(self) -> None:
        self.gone.append(threading.get_ident())


def test_a_cycle_is_never_collected_by_a_thread_that_allocates(qtbot, collector):
    gone: list[int] = []
    InACycle(gone)
    kept: list[list[int]] = []
    thread = threading.Thread(target=lambda: kept.extend([number] for number in range(200_000)))
    thread.start()
    thread.join()
    assert gone == []
    qtbot.waitUntil(lambda: gone == [threading.get_ident()])


@pytest.fixture
def automatic() -> Iterator[None]:
    """The collector as Python starts it; the run of the tests holds it."""
    gc.enable()
    yield
    gc.disable()


def test_the_automatic_collector_goes_on_when_the_window_is_closed(automatic, qtbot):
    one = Collector()
    assert not gc.isenabled()
    one.settle()
    one.close()
    assert gc.isenabled() and gc.get_freeze_count() == 0
