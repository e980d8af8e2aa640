"""A desk for each test of the acts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.factories.desks import a_desk

from callcentre.app import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An open desk on a folder of its own, nine o'clock on a Tuesday in July."""
    opened = a_desk(tmp_path / "data")
    yield opened
    opened.close()
