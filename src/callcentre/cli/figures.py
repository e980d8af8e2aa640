"""Sub-commands for what the work of a month was worth: scorecards and settle (design section 8)."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callcentre.app import Settings
from callcentre.words import _, ngettext

if TYPE_CHECKING:
    from argparse import ArgumentParser, _SubParsersAction


def add_commands(commands: "_SubParsersAction[ArgumentParser]") -> None:
    """Adds `scorecards` and `settle` to the command line."""
    cards = commands.add_parser("scorecards", help=_("the figures of every outlet in a month"))
    _add_period(cards)
    cards.add_argument("--out", type=Path, metavar="DIR", help=_("write a PDF page for each outlet into this folder"))
    cards.add_argument(
        "--outlet", action="append", default=[], metavar="CODE", help=_("only the page of this outlet; may come several times")
    )
    _add_json(cards)
    cards.set_defaults(run=_scorecards)
    settle = commands.add_parser("settle", help=_("what every outlet is paid for a month"))
    _add_period(settle)
    settle.add_argument("--freeze", action="store_true", help=_("freeze the month (on a connected workstation)"))
    _add_json(settle)
    settle.set_defaults(run=_settle)


def _add_period(command: argparse.ArgumentParser) -> None:
    command.add_argument("--period", required=True, metavar="YYYY-MM", help=_("the month, such as 2026-10"))


def _add_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", metavar="FILE", help=_("write JSON to this file, - for standard output"))


def _scorecards(settings: Settings, options: argparse.Namespace) -> int:
    from callcentre.cli.common import ACCOUNTANTS, desk_of, progress, spare_own, write_json
    from callcentre.store.figures import scorecards

    spare_own(settings, _target(options.json))
    with desk_of(settings, ACCOUNTANTS) as desk:
        figures: dict[str, Any] = desk.read(lambda session: scorecards(session, options.period))
    _check_outlets(figures, options.outlet)
    if options.json is not None or options.out is None:
        write_json(figures, _target(options.json))
    if options.out is not None:
        from callcentre.reports.scorecard import write_scorecards

        with progress(_("scorecards")) as moved:
            files = write_scorecards(figures, options.out, codes_wanted=options.outlet, moved=moved)
        written = ngettext("{n} scorecard was written to {folder}.", "{n} scorecards were written to {folder}.", len(files))
        print(written.format(n=len(files), folder=options.out), file=sys.stderr)
    return 0


def _check_outlets(figures: dict[str, Any], wanted: list[str]) -> None:
    """Raises BadValue for a code that no outlet has: a page that is not there must not look like one written."""
    from callcentre.domain.errors import BadValue

    known = {outlet["code"] for outlet in figures["outlets"]}
    for code in wanted:
        if code not in known:
            raise BadValue("outlet.unknown_code", field="outlet", value=code)


def _settle(settings: Settings, options: argparse.Namespace) -> int:
    from callcentre.cli.common import ACCOUNTANTS, desk_of, spare_own, write_json
    from callcentre.domain.errors import Refused
    from callcentre.store.figures import settlement

    if options.freeze:
        raise Refused("settle.needs_server")
    spare_own(settings, _target(options.json))
    with desk_of(settings, ACCOUNTANTS) as desk:
        figures: dict[str, Any] = desk.read(lambda session: settlement(session, options.period))
    write_json(figures, _target(options.json))
    return 0


def _target(name: str | None) -> Path | None:
    return None if name in (None, "-") else Path(str(name))
