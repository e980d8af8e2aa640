"""A table as it stands on the screen goes into a file: nothing in it can run, and it is whole or not there."""

import csv
import re
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

from callcentre.exchange.exporting import whole, xlsx_text
from callcentre.exchange.safety import safe

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
"""What no spreadsheet takes for a formula, although it may begin with a minus."""


def write_table(target: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Writes rows of texts under their header, as a workbook where the file is called .xlsx, else as CSV in UTF-8.

    Answers how many. Raises Refused("file.unwritable", "export.cell_too_long").
    """
    if target.suffix.lower() == ".xlsx":
        _write_xlsx(target, header, rows)
    else:
        # With a mark, so that a spreadsheet reads the Chinese of a file that a person opens with a click.
        with whole(target) as draft, draft.open("w", encoding="utf-8-sig", newline="") as text:
            csv.writer(text, lineterminator="\n").writerows([_bare(cell) for cell in row] for row in (header, *rows))
    return len(rows)


def _bare(text: str) -> str:
    return text if _NUMBER.fullmatch(text) else safe(text)


def _write_xlsx(target: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    try:
        for row in (header, *rows):
            sheet.append([xlsx_text(sheet, cell) for cell in row])
    finally:
        sheet.close()
    with whole(target) as draft:
        book.save(draft)
