"""Sub-commands for files in and out, and for finding: import, export, find (design section 8)."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callcentre.app import Settings
from callcentre.domain.geo import DATUMS
from callcentre.exchange.kinds import KINDS
from callcentre.words import _, codes, ngettext

if TYPE_CHECKING:
    from argparse import ArgumentParser, _SubParsersAction

    from callcentre.exchange.importing import Imported
    from callcentre.exchange.outgoing import Out
    from callcentre.exchange.rows import Flaw
    from callcentre.store.search import Found

FORMATS = ("csv", "xlsx", "json")
HEADER_LINE = 1
IN_HEADER = frozenset({"file.unknown_column", "file.column_twice", "file.lacks_column"})
"""What makes a whole file unreadable and stands in its header."""


def add_commands(commands: "_SubParsersAction[ArgumentParser]") -> None:
    """Adds `import`, `export` and `find` to the command line."""
    bring = commands.add_parser(
        "import", help=_("bring a file in"), epilog=_("The columns of a kind: callcentre --demo export KIND.")
    )
    bring.add_argument("kind", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
    bring.add_argument("file", type=Path, metavar="FILE", help=".csv, .csv.gz, .xlsx")
    bring.add_argument("--mapping", type=Path, metavar="FILE", help=_("how the columns of another file are read"))
    bring.add_argument("--datum", choices=DATUMS, default="", help=_("the datum of lng and lat in the file"))
    bring.add_argument("--dry-run", action="store_true", help=_("check everything, write nothing"))
    bring.add_argument("--keep-good", action="store_true", help=_("write the good rows, put the others in a file"))
    bring.set_defaults(run=_import)
    send = commands.add_parser("export", help=_("write a kind into a file"))
    send.add_argument("kind", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
    send.add_argument("--out", type=Path, metavar="FILE", help=_("the file to write; default: standard output"))
    send.add_argument("--format", choices=FORMATS, help=_("default: by the file's name, else csv"))
    send.set_defaults(run=_export)
    find = commands.add_parser("find", help=_("what the intake field finds"))
    find.add_argument("text", metavar="TEXT")
    find.add_argument("--json", action="store_true", help=_("as JSON"))
    find.set_defaults(run=_find)


def _import(settings: Settings, options: argparse.Namespace) -> int:
    from callcentre.cli.common import IMPORTERS, desk_of, progress
    from callcentre.domain.errors import Problem
    from callcentre.exchange.importing import Wish, import_file
    from callcentre.exchange.mapping_file import read_mapping

    wish = Wish(options.kind, options.file, options.mapping, options.datum, options.dry_run, options.keep_good)
    try:
        if wish.mapping is not None:
            read_mapping(wish.mapping, KINDS[wish.kind])
    except Problem as problem:
        _say_unreadable(problem, wish.mapping)
        return 1
    with desk_of(settings, IMPORTERS) as desk:
        try:
            with progress(options.kind) as moved:
                done = import_file(desk.write, wish, moved)
        except Problem as problem:
            _say_unreadable(problem, wish.mapping if problem.code.startswith("mapping.") else wish.file)
            return 1
    _say_refused(options.file, done.flaws)
    _say_done(done, options.dry_run)
    return 1 if done.flaws else 0


def _say_unreadable(problem: Any, file: Path | None) -> None:
    from callcentre.words.errors import say

    where = f"{file}:{HEADER_LINE}" if problem.code in IN_HEADER else f"{file}"
    field = problem.data.get("field")
    print(f"{where}: {field}: {say(problem)}" if field else f"{where}: {say(problem)}", file=sys.stderr)


def _say_refused(file: Path, flaws: "tuple[Flaw, ...]") -> None:
    for flaw in flaws:
        print(f"{file}:{flaw.line}: {flaw_text(flaw)}", file=sys.stderr)


def flaw_text(flaw: "Flaw") -> str:
    """FIELD: what is wrong (value seen)."""
    from callcentre.words.errors import say

    seen = f" ({_one_line(flaw.value)})" if flaw.value not in (None, "") else ""
    return f"{flaw.field or '-'}: {say(flaw.problem)}{seen}"


def _one_line(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 80 else text[:79] + "…"


def _say_done(done: "Imported", dry_run: bool) -> None:
    counts = done.counts
    summary = _("{created} new, {changed} changed, {same} unchanged, {refused} refused.")
    print(
        summary.format(created=counts.created, changed=counts.changed, same=counts.same, refused=len(done.flaws)),
        file=sys.stderr,
    )
    if dry_run:
        print(_("Nothing was written: this was a trial."), file=sys.stderr)
    elif not done.written:
        print(_("Nothing was written. Correct the file, or use --keep-good."), file=sys.stderr)
    if done.refused_file is not None:
        print(_("The refused rows are in {file}.").format(file=done.refused_file), file=sys.stderr)


def _export(settings: Settings, options: argparse.Namespace) -> int:
    from callcentre.cli.common import CENTRE, desk_of, progress, spare_own, utf8_output
    from callcentre.exchange.exporting import export_file, export_text
    from callcentre.exchange.outgoing import Out

    form = options.format or _form_of(options.out)
    if options.out is None and form == "xlsx":
        print(_("A workbook needs --out FILE."), file=sys.stderr)
        return 2
    spare_own(settings, options.out)
    with desk_of(settings, CENTRE) as desk, progress(options.kind) as moved:
        zone = desk.profile().zone

        def written(session: Any) -> Out:
            out = Out(session, zone)
            if options.out is None:
                export_text(out, options.kind, utf8_output(), form, moved)
            else:
                rows = export_file(out, options.kind, options.out, form, moved)
                _say_written(rows, options.out)
            return out

        _say_left_out(desk.read(written))
    return 0


def _form_of(target: Path | None) -> str:
    suffix = target.suffix.lower().removeprefix(".") if target else ""
    return suffix if suffix in FORMATS else "csv"


def _say_written(rows: int, target: Path) -> None:
    text = ngettext("{file}: {rows} row.", "{file}: {rows} rows.", rows)
    print(text.format(file=target, rows=f"{rows:,}"), file=sys.stderr)


def _say_left_out(out: "Out") -> None:
    if out.undone or out.set_aside:
        text = _("Left out: {undone} events that were taken back, {set_aside} that were set aside.")
        print(text.format(undone=out.undone, set_aside=out.set_aside), file=sys.stderr)


def _find(settings: Settings, options: argparse.Namespace) -> int:
    from callcentre.cli.common import asker, desk_of, write_json
    from callcentre.store.sight import find_seen

    with desk_of(settings) as desk:
        by = asker(desk)
        found = desk.read(lambda session: find_seen(session, options.text, by))
    if options.json:
        rows = [{"kind": one.kind, "id": str(one.id), "no": one.no, "title": one.title, "why": _why(one)} for one in found]
        write_json(rows, None)
        return 0
    for one in found:
        print(f"{one.kind}\t{one.no}\t{one.title}\t{_why(one)}")
    if not found:
        print(_("Nothing was found."), file=sys.stderr)
    return 0


def _why(found: "Found") -> str:
    return f"{codes.shown(codes.FOUND_BY, found.why.code)}: {found.why.part}"
