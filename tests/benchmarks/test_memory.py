"""Two thousand calls in one window: what it holds after them is what it held after the first hundred."""

import ctypes
import gc
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from sqlalchemy import Engine, select
from tests.benchmarks.harness import Comparison
from tests.factories.assets import an_asset
from tests.factories.customers import a_customer
from tests.factories.products import a_product
from tests.stories.driver import Seat, seated
from tests.stories.hotline import JULY, SHANGHAI, a_hotline, before

from callcentre.acts import orders
from callcentre.store.tables import OrderView

OWNERS = 40
BOUND = 1.1
STATM = Path("/proc/self/statm")
PAGE = 4096
CACHED = type(lru_cache(maxsize=1)(len))


@dataclass(frozen=True, slots=True)
class Held:
    """What a process holds: objects of Python, objects of Qt below the window, bytes in memory (0 where unknown)."""

    objects: int
    widgets: int
    resident: int


@pytest.fixture
def seat(qtbot: Any, look: Any, tmp_path: Path) -> Iterator[Seat]:
    """Before the window of a hotline with forty customers who have a machine each."""
    folder = a_hotline(tmp_path / "desk")
    with before(folder) as desk:
        model = a_product(desk, model="KF-35", category="air_conditioner", warranty_months=36)
        for at in range(OWNERS):
            owner = a_customer(desk, name=f"客户{at:02}", phones=[number(at)], places=[SHANGHAI])
            an_asset(desk, owner, serial=f"KF2601{at:03}", product=model)
    with seated(qtbot, look, folder, JULY, guarded=False) as taken:
        taken.press("F2")
        taken.sees("Who is calling?")
        yield taken


def number(owner: int) -> str:
    """The telephone of an owner."""
    return f"137000000{owner:02}"


def taken_down(me: Seat) -> None:
    """An order is written, saved, read out and looked at."""
    me.write("cool")
    me.press("Return")
    me.is_at("Words")
    me.commit("开了半天也不凉")
    me.press("Tab", "Tab")
    me.is_at("Window")
    me.write("14-16")
    me.press("F8")
    me.sees("is saved")
    me.press("Alt+O")
    me.sees("Story of the order")
    me.press("F2")


def solved(me: Seat) -> None:
    """It is solved on the phone."""
    me.write("cool")
    me.press("Return", "Alt+S")
    me.sees("Yes, solved: close")
    me.press("F8")
    me.sees("is saved")
    me.press("F8")


def held(me: Seat) -> None:
    """The call is held, taken up again and ended without an order."""
    me.press("Alt+H")
    me.sees("Who is calling?")
    me.press("Tab")
    while me.focus_name() != "Not finished yet":
        me.press("Tab")
    me.press("Return")
    me.sees("Suggested outlets")
    me.press("Alt+E")
    me.sees("How did the call end?")
    me.press("F8")


TALKS = (taken_down, solved, held)


def a_call(me: Seat, at: int) -> None:
    """A customer rings, is served and put away; no order stays open, so that every call is alike."""
    me.phone_rings(number(at % OWNERS))
    me.sees(f"客户{at % OWNERS:02}", "Suggested outlets")
    me.is_at("Fault")
    TALKS[at % len(TALKS)](me)
    me.sees("Who is calling?")
    if TALKS[at % len(TALKS)] is taken_down:
        close_all(me)


def close_all(me: Seat) -> None:
    """What is open is closed by somebody else, and no tab stays."""
    for order in me.read(lambda session: session.scalars(select(OrderView.order_id).where(OrderView.ended_at.is_(None))).all()):
        me.by_acts(lambda unit, order=order: orders.solve_by_phone(unit, order, satisfied=True))
    for tab in [*me.window.shell.strip.tabs()]:
        me.window.shell.drop_tab(tab.key)


def held_by(me: Seat) -> Held:
    """What this process holds now, but for what is kept up to a bound: pages of the file, texts laid out."""
    QApplication.processEvents()
    for cached in bounded_caches():
        cached.cache_clear()
    # Asked first: each thing of Qt gets a Python side by it.
    widgets = len(me.window.shell.findChildren(QObject))
    gc.collect()
    me.elsewhere(lambda: forget_pages(me))
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)
    resident = int(STATM.read_text("ascii").split()[1]) * PAGE if STATM.exists() else 0
    return Held(len(gc.get_objects()), widgets, resident)


def bounded_caches() -> Iterator[Any]:
    """Those of our own modules that forget what was not used for longest."""
    for name, module in list(sys.modules.items()):
        for held in vars(module).values() if name.startswith("callcentre") else ():
            if isinstance(held, CACHED) and held.cache_parameters()["maxsize"] is not None:
                yield held


def forget_pages(me: Seat) -> None:
    """Every connection that is open drops the pages it keeps."""
    assert me.window.opened is not None
    store = me.window.opened.desk.store
    for engine in (store._writer, store._reader):
        _forget(engine)


def _forget(engine: Engine) -> None:
    pool: Any = engine.pool
    connections = [engine.raw_connection() for _each in range(pool.checkedin())]
    for connection in connections:
        connection.driver_connection.execute("PRAGMA shrink_memory")  # type: ignore[union-attr]
        connection.close()


@pytest.mark.timeout(3600)
def test_after_two_thousand_calls_the_window_holds_what_it_held_after_the_first_hundred(
    seat: Seat, request: pytest.FixtureRequest, measured: Callable[[Comparison], Comparison]
) -> None:
    first, in_all = (100, 2_000) if request.config.getoption("--long") else (15, 60)
    for at in range(first):
        a_call(seat, at)
    early = held_by(seat)
    for at in range(first, in_all):
        a_call(seat, at)
    late = held_by(seat)
    what = f"after {in_all:,} calls taken and put away by keyboard; bare: after the first {first}"
    measured(Comparison("Python objects", [late.objects], [early.objects], BOUND, what, "objects"))
    measured(Comparison("objects of Qt in the window", [late.widgets], [early.widgets], BOUND, what, "objects"))
    if early.resident:
        measured(Comparison(
            "memory of the process", [late.resident / 2**20], [early.resident / 2**20], BOUND,
            f"{what}, pages of the file and bounded caches apart", "MiB",
        ))
