"""New data folders without the second that making each would take."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.contract.company import EVERYTHING
from tests.contract.driving import IN_ORDER, Folder

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


@pytest.fixture(scope="session")
def company(untouched: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with everything of `EVERYTHING`."""
    home = tmp_path_factory.mktemp("company") / "home"
    shutil.copytree(untouched, home)
    for kind in IN_ORDER:
        Folder(home).take(kind, EVERYTHING[kind])
    return home


@pytest.fixture
def filled(company: Path, tmp_path: Path) -> Folder:
    shutil.copytree(company, tmp_path / "filled")
    return Folder(tmp_path / "filled")
