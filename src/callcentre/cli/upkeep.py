"""Upkeep of the data folder: backup, restore, doctor."""

import argparse
import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from callcentre.adapters.clock import SystemClock
from callcentre.app import Settings, folder_and_key
from callcentre.cli.common import desk_of, progress, spare_own
from callcentre.words import _, ngettext

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add_commands(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds backup, restore and doctor to the command line."""
    backup = commands.add_parser("backup", help=_("writes the data folder into one encrypted file"))
    backup.add_argument("file", type=Path, metavar="FILE")
    backup.set_defaults(run=_backup)
    restore = commands.add_parser("restore", help=_("puts a backup in place of the data folder's files"))
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.set_defaults(run=_restore)
    doctor = commands.add_parser("doctor", help=_("looks for anything wrong with this folder and this machine"))
    doctor.set_defaults(run=_doctor)


def _backup(settings: Settings, options: argparse.Namespace) -> int:
    from callcentre.store.backup import back_up

    spare_own(settings, options.file)
    folder, found = folder_and_key(settings, os.environ)
    made = back_up(folder, found.key, options.file, SystemClock())
    rows = sum(made.rows.values())
    print(
        ngettext(
            "{file}: {rows} row, opened and counted.", "{file}: {rows} rows, opened and counted.", rows
        ).format(file=options.file, rows=f"{rows:,}")
    )
    return 0


def _restore(settings: Settings, options: argparse.Namespace) -> int:
    from callcentre.store.backup import restore

    folder, found = folder_and_key(settings, os.environ)
    made, aside = restore(options.file, folder, found.key, SystemClock())
    made_at = datetime.fromisoformat(made.made_at).astimezone().isoformat(" ", "minutes")
    rows = sum(made.rows.values())
    print(
        ngettext(
            "{folder} is as it was at {made_at}: {rows} row.", "{folder} is as it was at {made_at}: {rows} rows.", rows
        ).format(folder=folder, made_at=made_at, rows=f"{rows:,}")
    )
    if aside:
        print(_("What was there before is kept beside it: {name}.").format(name=aside))
    return 0


def _doctor(settings: Settings, _options: argparse.Namespace) -> int:
    from callcentre.adapters.doctor import examine

    with desk_of(settings) as desk, progress(_("looking")) as moved:
        findings = examine(desk, moved)
    for finding in findings:
        state = _("well") if finding.well else _("WRONG")
        print(f"{state:<6} {finding.said}")
    return 0 if all(finding.well for finding in findings) else 1
