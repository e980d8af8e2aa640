"""`callcentre screenshots`: every panel as a picture, without a display."""

import argparse
import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from callcentre.app import Settings
from callcentre.cli.common import progress
from callcentre.words import _

if TYPE_CHECKING:
    from argparse import ArgumentParser, _SubParsersAction


def add_commands(commands: "_SubParsersAction[ArgumentParser]") -> None:
    """Adds the sub-command."""
    pictures = commands.add_parser("screenshots", help=_("every panel as a picture"))
    pictures.add_argument("--out", type=Path, required=True, metavar="DIR", help=_("the folder for the pictures"))
    pictures.add_argument("--scale", type=float, default=1.0, metavar="N", help=_("pixels for each, such as 1.5"))
    pictures.add_argument("--theme", choices=("light", "dark"), default="light", help=_("light or dark"))
    pictures.set_defaults(run=run)


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Takes the pictures from the folder named, else from a demo folder made for it."""
    # Both are read when Qt starts, which is why it is imported only then.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = str(options.scale)
    with tempfile.TemporaryDirectory(prefix="callcentre-") as folder:
        if settings.data is None and not settings.demo:
            settings = replace(settings, data=Path(folder), demo=True)
        return _take(settings, options)


def _take(settings: Settings, options: argparse.Namespace) -> int:
    from callcentre.window import pictures

    with progress(_("pictures")) as moved:
        files = pictures(settings, options.out, theme=options.theme, moved=moved)
    print("\n".join(str(file) for file in files), file=sys.stdout)
    return 0
