"""The first sheet of an .xlsx file as records of text."""

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.utils.exceptions import InvalidFileException

from callcentre.domain.errors import Refused
from callcentre.exchange.records import MAX_BYTES, MAX_CELL, WORKBOOK, Record

_MAX_COLUMNS = 500
_BROKEN = (
    zipfile.BadZipFile, InvalidFileException, ParseError, zlib.error, EOFError, KeyError, ValueError, TypeError,
    IndexError, AttributeError, RuntimeError,
)  # fmt: skip
"""What reading a damaged or forged workbook raises."""


def read_workbook(file: Path) -> Iterator[Record]:
    """The rows of the first sheet that are not blank; `line` is the row.

    Raises Refused for what is no workbook or unpacks to more than can be taken.
    """
    _check_size(file)
    try:
        with warnings.catch_warnings():
            # About styles and extensions that say nothing of the cells.
            warnings.simplefilter("ignore")
            book = load_workbook(file, read_only=True, data_only=True)
    except _BROKEN:
        raise Refused("file.broken", suffix=WORKBOOK) from None
    except OSError as failure:
        raise Refused("file.unreadable", reason=failure.strerror or str(failure)) from None
    try:
        yield from _rows(book)
    finally:
        book.close()


def _check_size(file: Path) -> None:
    try:
        with zipfile.ZipFile(file) as packed:
            size = sum(member.file_size for member in packed.infolist())
    except OSError as failure:
        raise Refused("file.unreadable", reason=failure.strerror or str(failure)) from None
    except _BROKEN:
        raise Refused("file.broken", suffix=WORKBOOK) from None
    if size > MAX_BYTES:
        raise Refused("file.too_large", megabytes=MAX_BYTES // 1024 // 1024)


def _rows(book: Any) -> Iterator[Record]:
    width: int | None = None
    try:
        if not book.worksheets:
            return
        sheet = book.worksheets[0]
        # What the file says about its own extent is often wrong.
        sheet.reset_dimensions()
        for line, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            cells = tuple(_text(value) for value in islice(row, _MAX_COLUMNS))
            if not any(cells):
                continue
            if any(len(cell) > MAX_CELL for cell in cells):
                yield Record(line, (), Refused("file.cell_too_long", most=MAX_CELL))
                continue
            wrong = next((cell for cell in cells if cell in ERROR_CODES), None)
            if wrong is not None:
                yield Record(line, cells, Refused("value.sheet_error", value=wrong))
                continue
            if width is None:
                width = _filled(cells)
            missing = max(0, width - len(cells))
            yield Record(line, cells + ("",) * missing)
    except _BROKEN:
        raise Refused("file.broken", suffix=WORKBOOK) from None


def _filled(cells: tuple[str, ...]) -> int:
    return max(place for place, cell in enumerate(cells, start=1) if cell)


def _text(value: Any) -> str:
    """A cell as it would stand in a CSV file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        whole_day = value.time() == time()
        return value.date().isoformat() if whole_day else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
