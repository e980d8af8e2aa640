"""An empty folder that examples copy."""

from pathlib import Path

import pytest
from tests.oracle.filing import empty_folder


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new data folder nothing was written to."""
    return empty_folder(tmp_path_factory.mktemp("template") / "data")
