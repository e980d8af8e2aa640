"""Widgets in cycles die on the thread of the window, whoever allocates."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from callcentre.runtime import garbage
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


class _Ring:
    def __init__(self) -> None:
        self.itself = self


def old_rubbish() -> "weakref.ref[_Ring]":
    ring = _Ring()
    gone = weakref.ref(ring)
    for _each in range(2):
        gc.collect(1)
    return gone


def look(monkeypatch, *, short: float) -> None:
    monkeypatch.setattr(garbage, "WHOLE_EVERY", 0.0)
    young = [[] for _each in range(3 * gc.get_threshold()[0])]
    garbage.collect_what_is_due(short)
    assert young


def test_a_look_at_everything_that_would_keep_the_window_waiting_is_put_off(monkeypatch):
    look(monkeypatch, short=60.0)
    gone = old_rubbish()
    look(monkeypatch, short=0.0)
    assert gone() is not None
    look(monkeypatch, short=60.0)
    assert gone() is None
