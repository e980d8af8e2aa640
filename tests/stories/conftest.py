"""A seat before the window of the hotline."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.stories.driver import Seat, seated
from tests.stories.hotline import JULY, a_hotline


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The hotline's data folder."""
    return a_hotline(tmp_path / "desk")


@pytest.fixture
def sit_down(qtbot, look, folder) -> Iterator[Callable[[], Seat]]:
    """Takes a seat before the window of the folder at nine on the first of July."""
    with ExitStack() as seats:
        yield lambda: seats.enter_context(seated(qtbot, look, folder, JULY))
