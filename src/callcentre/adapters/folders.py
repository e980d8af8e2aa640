"""Where a person's data lives on this machine."""

import platform
from pathlib import Path

from platformdirs import user_data_path

APPLICATION = "callcentre"


def data_folder(*, demo: bool = False) -> Path:
    """The user's data folder, or the demo's beside it; neither is made here."""
    return user_data_path(APPLICATION, appauthor=False) / ("demo" if demo else "desk")


def machine_of(folder: Path) -> str:
    """This computer and this folder: a data file that says another one was copied here."""
    return f"{platform.node()} {folder.resolve()}"
