"""A table as it stands on the screen goes into a file: nothing in it can run, and it is whole or not there."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from openpyxl import Workbook

from callcentre.exchange.exporting import whole, xlsx_text
from callcentre.exchange.safety import safe

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
"""What no spreadsheet takes for a formula, although it may begin with a minus."""


def write_table(target: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Writes rows of texts under their header, as a workbook where the file is called .xlsx, else as CSV in UTF-8.

    Answers how many. Raises Refused("file.unwritable", "export.cell_too_long").
    """
    count = 0

    def lines() -> Iterator[Sequence[str]]:
        nonlocal count
        for count, row in enumerate(rows, start=1):  # noqa: B007 - answered at the end
            yield row

    if target.suffix.lower() == ".xlsx":
        _write_xlsx(target, chain([header], lines()))
    else:
        # With a mark, so that a spreadsheet reads the Chinese of a file that a person opens with a click.
        with whole(target) as draft, draft.open("w", encoding="utf-8-sig", newline="") as text:
            csv.writer(text, lineterminator="\n").writerows([_bare(cell) for cell in row] for row in chain([header], lines()))
    return count


def _bare(text: str) -> str:
    return text if _NUMBER.fullmatch(text) else safe(text)


def _write_xlsx(target: Path, rows: Iterable[Sequence[str]]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    try:
        for row in rows:
            sheet.append([xlsx_text(sheet, cell) for cell in row])
    finally:
        sheet.close()
    with whole(target) as draft:
        book.save(draft)
