"""Where a person's data lives on this machine."""

from pathlib import Path

from platformdirs import user_data_path

APPLICATION = "callcentre"


def data_folder(*, demo: bool = False) -> Path:
    """The user's data folder, or the demo's beside it; neither is made here."""
    return user_data_path(APPLICATION, appauthor=False) / ("demo" if demo else "desk")
