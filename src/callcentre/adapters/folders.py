"""Where a person's data lives on this machine."""

import platform
from collections.abc import Mapping
from pathlib import Path

from platformdirs import user_data_path

APPLICATION = "callcentre"
SECOND_VARIABLE = "CALLCENTRE_OUTBOX_FOLDER"


def data_folder(*, demo: bool = False) -> Path:
    """The user's data folder, or the demo's beside it; neither is made here."""
    return user_data_path(APPLICATION, appauthor=False) / ("demo" if demo else "desk")


def second_disk(environ: Mapping[str, str]) -> Path | None:
    """The folder on another disk that CALLCENTRE_OUTBOX_FOLDER names, for a copy of what was not sent yet."""
    named = environ.get(SECOND_VARIABLE, "")
    return Path(named) if named else None


def machine_of(folder: Path) -> str:
    """This computer and this folder: a data file that says another one was copied here."""
    return f"{platform.node()} {folder.resolve()}"
