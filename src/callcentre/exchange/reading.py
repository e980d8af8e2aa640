"""Files with rows, as records that know the physical line on which each begins.

The header is line 1; in a workbook the line is the row. Nothing of a file is trusted:
sizes are bounded before anything is unpacked, and what cannot be read is said in words.
"""

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from callcentre.domain.errors import Refused
from callcentre.exchange.encodings import decode
from callcentre.exchange.records import MAX_BYTES, MAX_CELL, WORKBOOK, Record

DELIMITERS = (",", ";", "\t")
_CHUNK = 1024 * 1024
GZIP = ".csv.gz"
SUFFIXES = (".csv", GZIP, WORKBOOK)


@dataclass(frozen=True, slots=True)
class Table:
    """A file's header as written and its records below it, blank ones left out."""

    header: tuple[str, ...]
    header_line: int
    records: Iterator[Record]
    encoding: str = ""
    delimiter: str = ""


Knows = Callable[[str], bool]
"""Whether a header is a name that is waited for."""


def read_table(file: Path, *, encoding: str = "", delimiter: str = "", knows: Knows = lambda name: False) -> Table:
    """Opens a .csv, .csv.gz or .xlsx file.

    `encoding` and `delimiter` are found out where they are not given; `knows` helps to
    choose the delimiter. Raises Refused in words for what is no such file, too large,
    empty or in no encoding that can be told.
    """
    name = file.name.lower()
    if not name.endswith(SUFFIXES):
        raise Refused("file.wrong_suffix", suffixes=", ".join(SUFFIXES))
    if name.endswith(WORKBOOK):
        from callcentre.exchange.workbook import read_workbook

        return _table(read_workbook(file))
    raw = _unpacked(file) if name.endswith(GZIP) else _whole(file)
    decoded = decode(raw, encoding)
    del raw
    chosen = delimiter or _delimiter(decoded.text, knows)
    return _table(_csv_records(decoded.text, chosen), decoded.encoding, chosen)


def _table(records: Iterator[Record], encoding: str = "", delimiter: str = "") -> Table:
    first = next(records, None)
    if first is None:
        raise Refused("file.empty")
    if first.problem is not None:
        raise first.problem
    header = tuple(name.strip().strip("\ufeff\u200b") for name in first.cells)
    while header and not header[-1]:
        header = header[:-1]
    return Table(header, first.line, _fitting(records, len(header)), encoding, delimiter)


def _whole(file: Path) -> bytes:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise Refused("file.too_large", megabytes=MAX_BYTES // 1024 // 1024)
        return file.read_bytes()
    except OSError as failure:
        raise Refused("file.unreadable", reason=failure.strerror or str(failure)) from None


def _unpacked(file: Path) -> bytes:
    parts: list[bytes] = []
    size = 0
    try:
        with gzip.open(file, "rb") as packed:
            while part := packed.read(_CHUNK):
                size += len(part)
                if size > MAX_BYTES:
                    raise Refused("file.too_large", megabytes=MAX_BYTES // 1024 // 1024)
                parts.append(part)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise Refused("file.broken", suffix=GZIP) from None
    except OSError as failure:
        raise Refused("file.unreadable", reason=failure.strerror or str(failure)) from None
    return b"".join(parts)


def _delimiter(text: str, knows: Knows) -> str:
    """The delimiter that makes most known names of the header, else most columns."""

    def worth(delimiter: str) -> tuple[int, int]:
        cells = next(_csv_records(text, delimiter), Record(1, ())).cells
        return sum(knows(cell) for cell in cells), len(cells)

    return max(DELIMITERS, key=worth)


def _csv_records(text: str, delimiter: str) -> Iterator[Record]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = rows.line_num + 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as failure:
            # What follows a broken quote would be read into wrong columns, so the reading ends here.
            long = str(failure).startswith("field larger")
            yield Record(line, (), Refused("file.cell_too_long", most=MAX_CELL) if long else Refused("file.quotes"))
            return
        if any(cells):
            yield Record(line, tuple(cells))


def _fitting(records: Iterator[Record], width: int) -> Iterator[Record]:
    """The records with exactly the header's cells; others carry their problem."""
    for record in records:
        cells = record.cells
        if record.problem is not None or len(cells) == width:
            yield record
        elif len(cells) > width and not any(cells[width:]):
            yield Record(record.line, cells[:width])
        else:
            yield Record(record.line, cells, Refused("row.ragged", found=len(cells), wanted=width))
