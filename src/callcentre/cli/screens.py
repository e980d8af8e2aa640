"""`callcentre screenshots`: every panel in its states as pictures, without a display."""

import argparse
import os
import sys
import tempfile
from argparse import ArgumentTypeError
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
    pictures.add_argument("--theme", choices=("light", "dark", "both"), default="light", help=_("light, dark or both"))
    pictures.add_argument(
        "--size", type=_size, action="append", metavar="WxH", help=_("of the window before scaling; 1366x768 and 1920x1080 else")
    )
    pictures.add_argument("--panel", action="append", default=[], metavar="NAME", help=_("only this panel; may come again"))
    pictures.add_argument(
        "--state", action="append", metavar="NAME", choices=("work", "empty", "loading", "error", "agent"),
        help=_("only work, empty, loading, error, or what an agent alone sees; may come again"),
    )
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
    from callcentre.gallery import CONDITIONS, THEMES, Wanted, pictures
    from callcentre.ui.pictures import SIZES

    wanted = Wanted(
        panels=options.panel, conditions=options.state or CONDITIONS, sizes=options.size or SIZES,
        themes=THEMES if options.theme == "both" else (options.theme,), scale=options.scale,
    )
    with progress(_("pictures")) as moved:
        files = pictures(settings, options.out, wanted, moved=lambda taken: moved(taken, 0))
    print("\n".join(str(file) for file in files), file=sys.stdout)
    return 0


def _size(text: str) -> tuple[int, int]:
    wide, _x, high = text.partition("x")
    if not (wide.isdecimal() and high.isdecimal()):
        raise ArgumentTypeError(_("{text} is no size such as 1366x768").format(text=text))
    return int(wide), int(high)
