"""A caller, named by the telephone software, in the running window."""

import argparse
import sys
from typing import TYPE_CHECKING

from callcentre.app import Settings
from callcentre.words import _

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add_commands(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds incoming to the command line."""
    incoming = commands.add_parser("incoming", help=_("shows a caller in the running window, for telephone software"))
    incoming.add_argument("number", nargs="?", default="", metavar="NUMBER", help=_("the caller's number; none where it is withheld"))
    incoming.set_defaults(run=_incoming)


def _incoming(settings: Settings, options: argparse.Namespace) -> int:
    from PySide6.QtCore import QCoreApplication

    from callcentre.adapters.folders import data_folder
    from callcentre.runtime.single import INCOMING, hand_over

    # Qt's sockets want an application, if only one that does nothing.
    application = QCoreApplication.instance() or QCoreApplication(sys.argv[:1])
    number = " ".join(options.number.split())
    if hand_over(settings.data or data_folder(demo=settings.demo), f"{INCOMING}{number}"):
        return 0
    print(_("No window of this data folder is open, so the caller could not be shown."), file=sys.stderr)
    del application
    return 1
