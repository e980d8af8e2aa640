"""Workstations with real files, and a real server between them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.store.exchange.stations import Station
from tests.sync.conftest import postgresql
from tests.sync.hotline import Hotline, hotline, prepared

__all__ = ["hotline", "postgresql", "prepared"]


@pytest.fixture
def station(tmp_path: Path, hotline: Hotline) -> Iterator[Callable[[str, str], Station]]:
    """A new folder under a name, joined to the server by a login."""
    made: list[Station] = []

    def make(name: str, login: str) -> Station:
        made.append(Station(tmp_path / name, hotline, login))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def a(station: Callable[[str, str], Station]) -> Station:
    """The workstation of Li, an agent, that has met the server once."""
    return station("a", "li").met()


@pytest.fixture
def b(station: Callable[[str, str], Station]) -> Station:
    """The workstation of Zhao, another agent of the site."""
    return station("b", "zhao").met()
