"""A desk in a folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.factories.desks import a_desk

from callcentre.app import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A new data folder, opened by a person with every role."""
    opened = a_desk(tmp_path / "desk")
    yield opened
    opened.close()
