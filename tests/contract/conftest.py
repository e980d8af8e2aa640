"""New data folders without the second that making each would take."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.contract.driving import Folder

NewFolder = Callable[[str], Folder]


@pytest.fixture(scope="session")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder nothing was written to, with its key."""
    home = tmp_path_factory.mktemp("untouched")
    assert Folder(home).run("find", "nobody").code == 0
    return home


@pytest.fixture
def new_folder(untouched: Path, tmp_path: Path) -> NewFolder:
    def made(name: str) -> Folder:
        shutil.copytree(untouched, tmp_path / name)
        return Folder(tmp_path / name)

    return made


@pytest.fixture
def folder(new_folder: NewFolder) -> Folder:
    return new_folder("home")
