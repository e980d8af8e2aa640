"""A file comes in: read, checked, folded, and written in one transaction or not at all."""

import csv
import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from callcentre.domain.errors import Refused
from callcentre.exchange.incoming import REFUSED_LINE, REFUSED_WHY, Incoming, read_rows
from callcentre.exchange.kinds import KINDS, Kind
from callcentre.exchange.loading.assets import load_assets, load_covers
from callcentre.exchange.loading.calls import load_calls
from callcentre.exchange.loading.complaints import load_complaints
from callcentre.exchange.loading.customers import load_customers
from callcentre.exchange.loading.events import load_events
from callcentre.exchange.loading.orders import load_orders
from callcentre.exchange.loading.outlets import load_outlets, load_technicians
from callcentre.exchange.loading.products import load_articles, load_parts, load_products
from callcentre.exchange.mapping import FileMapping
from callcentre.exchange.mapping_file import read_mapping
from callcentre.exchange.reading import read_table
from callcentre.exchange.rows import Counts, Flaw, Load, Moved, Row
from callcentre.exchange.safety import safe
from callcentre.exchange.values import cell
from callcentre.store.first import IMPORT_PERSON
from callcentre.store.unit import Unit
from callcentre.store.writing import Done
from callcentre.words.errors import say

Result = TypeVar("Result")
LOADERS: Mapping[str, Callable[[Load, list[Row]], None]] = {
    "outlets": load_outlets, "technicians": load_technicians, "customers": load_customers,
    "products": load_products, "parts": load_parts, "assets": load_assets, "covers": load_covers,
    "orders": load_orders, "events": load_events, "complaints": load_complaints, "calls": load_calls,
    "articles": load_articles,
}
REFUSED_SUFFIX = ".refused.csv"


class Writes(Protocol):
    """How an act is run: `app.Desk.write`."""

    def __call__(self, act: Callable[[Unit], Result], *, bulk: bool = ..., actor: UUID | None = ...) -> Done[Result]:
        """Runs one act in one transaction."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What to do with a file; `keep_good` writes what is good where something is refused."""

    kind: str
    file: Path
    mapping: Path | None = None
    datum: str = ""
    dry_run: bool = False
    keep_good: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file."""

    counts: Counts
    flaws: tuple[Flaw, ...]
    """The refused rows, by line."""
    written: bool
    encoding: str = ""
    delimiter: str = ""
    refused_file: Path | None = None


class _NothingWritten(Exception):
    """Ends the transaction of a file that is refused or only tried."""

    def __init__(self, imported: Imported) -> None:
        super().__init__()
        self.imported = imported


def _unmoved(done: int, in_all: int) -> None:
    """Progress that nobody watches."""


def import_file(write: Writes, wish: Wish, moved: Moved = _unmoved) -> Imported:
    """Brings a file in as the import's own person, so that role guards are off.

    Any refused row and nothing is written, unless `keep_good`; then the refused rows
    stand in FILE.refused.csv with their reasons. `moved` is told of progress and may
    raise `Cancelled`, which leaves everything as it was. Raises Problem for a file or
    mapping that cannot be read at all, and where the refused rows could not be kept.
    """
    kind = KINDS[wish.kind]
    mapping = None if wish.mapping is None else read_mapping(wish.mapping, kind)

    def act(unit: Unit) -> Imported:
        incoming = read_rows(wish.file, kind, unit.profile, mapping)
        done = _load(unit, wish, mapping, incoming, moved)
        if not done.written:
            raise _NothingWritten(done)
        if done.flaws:
            # Before anything is committed: a folder that takes no file takes no rows either.
            write_refused(wish.file, done, refused.draft)
        return done

    try:
        with _without_collector(), _refused_file(wish.file) as refused:
            done = write(act, bulk=True, actor=IMPORT_PERSON).result
            return replace(done, refused_file=refused.kept()) if done.flaws else done
    except _NothingWritten as nothing:
        return nothing.imported


@dataclass(frozen=True, slots=True)
class _Refused:
    """The file of refused rows, a draft until the good rows are durable."""

    draft: Path
    target: Path

    def kept(self) -> Path:
        """Puts the draft in its place; answers that."""
        self.draft.replace(self.target)
        return self.target


@contextmanager
def _refused_file(file: Path) -> Iterator[_Refused]:
    target = file.with_name(file.name + REFUSED_SUFFIX)
    draft = target.with_name(target.name + ".part")
    try:
        if target.is_dir():
            raise IsADirectoryError(f"{target} is a folder")
        yield _Refused(draft, target)
    except OSError as failure:
        raise Refused("file.no_refused_file", path=str(target), reason=failure.strerror or str(failure)) from None
    finally:
        with suppress(OSError):
            draft.unlink()


@contextmanager
def _without_collector() -> Iterator[None]:
    """Hundreds of thousands of rows stay until the end; looking among them for rubbish costs a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _load(unit: Unit, wish: Wish, mapping: FileMapping | None, incoming: Incoming, moved: Moved) -> Imported:
    datum = wish.datum or (mapping.datum if mapping else "")
    load = Load(unit, incoming.columns, datum, moved, list(incoming.flaws))
    LOADERS[wish.kind](load, incoming.rows)
    shown = (_as_written(flaw, KINDS[wish.kind], unit.profile.zone) for flaw in load.flaws)
    flaws = tuple(sorted(shown, key=lambda flaw: flaw.line))
    written = not wish.dry_run and (not flaws or wish.keep_good)
    return Imported(load.counts, flaws, written, incoming.encoding, incoming.delimiter)


def _as_written(flaw: Flaw, kind: Kind, zone: ZoneInfo) -> Flaw:
    """The flaw with the value seen as a file would write it, where reading had made an instant of it."""
    column, value = kind.by_name.get(flaw.field), flaw.value
    if column is None or column.type != "instant" or not isinstance(value, int):
        return flaw
    data = {**flaw.problem.data, "value": cell(value, zone, instant=True)}
    return replace(flaw, problem=type(flaw.problem)(flaw.problem.code, **data))


def write_refused(file: Path, done: Imported, target: Path) -> None:
    """Writes the refused rows as they came, with their line and the reasons."""
    table = read_table(file, encoding=done.encoding, delimiter=done.delimiter)
    why: dict[int, list[str]] = {}
    for flaw in done.flaws:
        why.setdefault(flaw.line, []).append(f"{flaw.field}: {say(flaw.problem)}" if flaw.field else say(flaw.problem))
    with target.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow([*table.header, REFUSED_LINE, REFUSED_WHY])
        for record in table.records:
            if record.line in why:
                cells = [*record.cells, *[""] * (len(table.header) - len(record.cells))]
                reasons = safe("; ".join(why[record.line]))
                rows.writerow([*map(safe, cells), record.line, reasons])


