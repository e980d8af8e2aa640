"""The command line as someone outside drives it, and files written by hand."""

import contextlib
import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from callcentre.cli import main

# The columns of section 7; the required ones with a star.
_KINDS = """
outlets: *code *name parent phone night_phone province city district address lng lat datum skills brands
    capacity_per_day opened_on
technicians: *outlet_code *name phone skills certified_until
customers: *customer_no *name phones province city district address lng lat datum tier notes
products: *model name category principal warranty_months
parts: *code name model *price_fen
assets: *serial *customer_no model purchased_on sold_by invoice_no installed_on
covers: *cover_no *serial kind scope *from *until payer
orders: *order_no *customer_no serial *kind category fault words urgency *opened_at channel origin repeat_of group_no
    follows external_ref
events: *order_no *at *event outlet_code technician by outcome place cause action arrived_at left_at window_start
    window_end until next_at parts charge_fen satisfied fixed on_time attitude_ok came paid_fen about score reason words
complaints: *complaint_no order_no customer_no outlet_code *received_at channel external_ref *category severity
    against words ended_at ended_as
calls: *call_no *began_at ended_at number direction agent disposition customer_no order_no words
articles: *slug *title product symptom body
"""
_STARRED = {
    kind: columns.split() for kind, columns in (line.split(":") for line in _KINDS.replace("\n    ", " ").split("\n") if line)
}
COLUMNS: Mapping[str, tuple[str, ...]] = {
    kind: tuple(name.removeprefix("*") for name in names) for kind, names in _STARRED.items()
}
REQUIRED: Mapping[str, tuple[str, ...]] = {
    kind: tuple(name[1:] for name in names if name.startswith("*")) for kind, names in _STARRED.items()
}
IN_ORDER = tuple(COLUMNS)


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str
    raw: bytes = b""


@dataclass(frozen=True)
class Folder:
    """A data folder that is reached through commands alone."""

    home: Path

    @property
    def before(self) -> list[str]:
        return ["--data", str(self.home / "data"), "--key-file", str(self.home / "key")]

    def run(self, *arguments: str | Path, before: Iterable[str] = ()) -> Said:
        """Runs a command within this process, as the console script does."""
        return run(*self.before, *before, *arguments)

    def bring(self, kind: str, text: str | bytes, *options: str, name: str = "") -> Said:
        """Imports a text as a file."""
        file = self.home / (name or f"{kind}.csv")
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return self.run("import", kind, file, *options)

    def take(self, kind: str, text: str | bytes, *options: str, name: str = "") -> Said:
        """Imports what must be taken."""
        said = self.bring(kind, text, *options, name=name)
        assert said.code == 0, said.err
        return said

    def take_all(self, folder: Path) -> None:
        """Imports every file of a folder, in the order of kinds."""
        for kind in IN_ORDER:
            if (folder / f"{kind}.csv").exists():
                said = self.run("import", kind, folder / f"{kind}.csv")
                assert said.code == 0, said.err

    def figures(self, command: str, period: str) -> dict[str, Any]:
        """The JSON of `scorecards` or `settle`."""
        file = self.home / f"{command}-{period}.json"
        said = self.run(command, "--period", period, "--json", file)
        assert said.code == 0, said.err
        answer: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return answer

    def export(self, kind: str, suffix: str = "csv") -> bytes:
        file = self.home / f"out-{kind}.{suffix}"
        said = self.run("export", kind, "--out", file)
        assert said.code == 0, said.err
        return file.read_bytes()

    def rows(self, kind: str) -> list[dict[str, str]]:
        """What `export` writes, as rows."""
        return list(csv.DictReader(io.StringIO(self.export(kind).decode("utf-8-sig"), newline="")))

    def export_all(self) -> dict[str, bytes]:
        return {kind: self.export(kind) for kind in IN_ORDER}


def run(*arguments: str | Path) -> Said:
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="", write_through=True) for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
    raw = out.buffer.getvalue()  # type: ignore[attr-defined]
    return Said(code, raw.decode(errors="replace"), err.buffer.getvalue().decode(), raw)  # type: ignore[attr-defined]


def run_apart(*arguments: str | Path, **environ: str) -> Said:
    """Runs the command in a process of its own."""
    ended = subprocess.run(
        [Path(sys.executable).with_name("callcentre"), *map(str, arguments)], capture_output=True, check=False,
        env={**os.environ, **environ}, timeout=60,
    )
    return Said(ended.returncode, ended.stdout.decode(errors="replace"), ended.stderr.decode(), ended.stdout)


def table(kind: str, *rows: Mapping[str, Any], columns: Iterable[str] = ()) -> str:
    """A file of a kind; columns that no row has are left out."""
    used = list(columns) or [name for name in COLUMNS[kind] if any(name in row for row in rows)]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, used, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write(folder: Path, files: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
    """Writes files of rows into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, rows in files.items():
        (folder / f"{kind}.csv").write_text(table(kind, *rows, columns=COLUMNS[kind]), encoding="utf-8", newline="")
