"""A twentieth of the demo year, made once for the tests that only look at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.factories.desks import ZONE

from callcentre.adapters.clock import SetClock
from callcentre.app import Desk, Settings, open_desk
from callcentre.demo.build import build
from callcentre.domain.instants import local_instant

NOW = local_instant(2026, 11, 24, ZONE, 10)


def a_demo(folder: Path, *, now: int = NOW) -> Desk:
    """An empty demo folder under a clock that stands."""
    return open_desk(Settings(data=folder, demo=True), environ={}, clock=SetClock(now))


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Filled, for reading only."""
    desk = a_demo(tmp_path_factory.mktemp("demo"))
    build(desk.write, NOW, lambda _done, _in_all: None, scale=0.05)
    yield desk
    desk.close()
