"""Kinds go out: the same columns as they come in, with corrected values."""

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from callcentre.domain.errors import Refused
from callcentre.exchange.kinds import KINDS, Column
from callcentre.exchange.outgoing import Out, rows_of
from callcentre.exchange.rows import Moved
from callcentre.exchange.safety import safe
from callcentre.exchange.values import cell

FORMATS = ("csv", "xlsx", "json")
_STEP = 500
_XLSX_ROWS = 1_048_576
_XLSX_CELL = 32_767
"""What a sheet and a cell can hold."""
_EXACT = frozenset({"count", "score", "degrees", "flag", "instant", "day"})
"""Types whose cells cannot run as a formula."""


def write_csv(out: Out, kind: str, target: TextIO, moved: Moved) -> int:
    """Writes a kind as CSV, UTF-8 without a byte-order mark; answers the number of rows."""
    columns = KINDS[kind].columns
    rows = csv.writer(target, lineterminator="\n")
    rows.writerow([column.name for column in columns])
    done = 0
    for count, row in _counted(out, kind, moved):
        rows.writerow([_csv_cell(column, row.get(column.name), out.zone) for column in columns])
        done = count
    return done


def write_json(out: Out, kind: str, target: TextIO, moved: Moved) -> int:
    """Writes a kind as a JSON list of objects, columns without a value left out."""
    columns = KINDS[kind].columns
    done = 0
    target.write("[")
    for count, row in _counted(out, kind, moved):
        target.write("\n " if count == 1 else ",\n ")
        values = {column.name: _json_value(column, row.get(column.name), out.zone) for column in columns}
        target.write(json.dumps({name: value for name, value in values.items() if value != ""}, ensure_ascii=False))
        done = count
    target.write("\n]\n")
    return done


def write_xlsx(out: Out, kind: str, target: Path, moved: Moved) -> int:
    """Writes a kind as a workbook of one sheet in which every cell is a text: nothing can run.

    Raises Refused where the rows or a text are more than a sheet or a cell can hold.
    """
    columns = KINDS[kind].columns
    book = Workbook(write_only=True)
    sheet = book.create_sheet(kind)
    sheet.append([column.name for column in columns])
    done = 0
    try:
        for count, row in _counted(out, kind, moved):
            if count >= _XLSX_ROWS:
                raise Refused("export.too_many_rows", most=_XLSX_ROWS - 1)
            sheet.append([xlsx_text(sheet, cell(row.get(column.name), out.zone, instant=_is_instant(column)))
                          for column in columns])
            done = count
    finally:
        # A sheet that is not ended complains about it when nobody can listen any more.
        sheet.close()
    with whole(target) as draft:
        book.save(draft)
    return done


def export_file(out: Out, kind: str, target: Path, form: str, moved: Moved) -> int:
    """Writes a kind to a file, whole or not at all; answers the number of rows."""
    if form == "xlsx":
        return write_xlsx(out, kind, target, moved)
    with whole(target) as draft, draft.open("w", encoding="utf-8", newline="") as text:
        return export_text(out, kind, text, form, moved)


def export_text(out: Out, kind: str, target: TextIO, form: str, moved: Moved) -> int:
    """Writes a kind as csv or json into an open text; answers the number of rows."""
    return (write_json if form == "json" else write_csv)(out, kind, target, moved)


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """A draft beside the target that takes its place when all went well, else goes. Raises Refused("file.unwritable")."""
    draft = target.with_name(target.name + ".part")
    try:
        yield draft
        draft.replace(target)
    except OSError as failure:
        raise Refused("file.unwritable", reason=failure.strerror or str(failure)) from None
    finally:
        draft.unlink(missing_ok=True)


def _counted(out: Out, kind: str, moved: Moved) -> Iterator[tuple[int, dict[str, Any]]]:
    for count, row in enumerate(rows_of(out, kind), start=1):
        if count % _STEP == 0:
            moved(count, count)
        yield count, row


def _is_instant(column: Column) -> bool:
    return column.type == "instant"


def _csv_cell(column: Column, value: Any, zone: ZoneInfo) -> str:
    text = cell(value, zone, instant=_is_instant(column))
    return text if column.type in _EXACT else safe(text)


def _json_value(column: Column, value: Any, zone: ZoneInfo) -> Any:
    if isinstance(value, bool | float) or (isinstance(value, int) and not _is_instant(column)):
        return value
    return cell(value, zone, instant=_is_instant(column))


def xlsx_text(sheet: Any, text: str) -> Any:
    """A cell that stays a text, whatever it begins with; Refused("export.cell_too_long")."""
    if not text:
        return None
    if len(text) > _XLSX_CELL:
        raise Refused("export.cell_too_long", most=_XLSX_CELL)
    found = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text))
    found.data_type = "s"
    return found


