"""`callcentre tour`: the twelve cases of a July day, played and compared with what they must bring."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from callcentre.app import Settings
from callcentre.words import _

if TYPE_CHECKING:
    from argparse import ArgumentParser, _SubParsersAction


def add_commands(commands: "_SubParsersAction[ArgumentParser]") -> None:
    """Adds the sub-command."""
    tour = commands.add_parser("tour", help=_("plays twelve cases of a July day and compares their figures"))
    tour.add_argument(
        "--out", type=Path, metavar="DIR", help=_("write scorecards and pictures of every panel into this folder")
    )
    tour.set_defaults(run=run)


def run(_settings: Settings, options: argparse.Namespace) -> int:
    """Plays all cases in folders of their own; 1 where anything differs."""
    from callcentre.tour import play_all

    differences = play_all(print, options.out)
    if not differences:
        print(_("All twelve cases agree."))
        return 0
    print(_("Different:"), file=sys.stderr)
    for difference in differences:
        print(f"  {difference}", file=sys.stderr)
    return 1
