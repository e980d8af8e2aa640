"""From a file to rows of a kind: header, mapping, values, and keys that come twice."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from callcentre.domain.errors import BadValue, Refused
from callcentre.domain.profile import Profile
from callcentre.exchange.kinds import Kind
from callcentre.exchange.mapping import FileMapping
from callcentre.exchange.reading import Table, read_table
from callcentre.exchange.records import WORKBOOK, Record
from callcentre.exchange.rows import Flaw, Row
from callcentre.exchange.safety import plain
from callcentre.exchange.values import parse

REFUSED_LINE, REFUSED_WHY = "refused_line", "refused_why"
"""Columns that a file of refused rows has beside its own; ignored when it comes in again."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file as read: its rows, what is wrong with others, and the columns it speaks of."""

    rows: list[Row]
    flaws: list[Flaw]
    columns: frozenset[str]
    encoding: str = ""
    delimiter: str = ""


def read_rows(file: Path, kind: Kind, profile: Profile, mapping: FileMapping | None) -> Incoming:
    """Reads a file of this kind, every cell checked by itself.

    Raises Refused or BadValue for what makes the whole file unreadable, such as an
    unknown column or an encoding that cannot be told.
    """
    aliases = {_folded(name): column for name, column in profile.header_aliases.get(kind.name, {}).items()}
    if mapping is None:
        table = read_table(file, knows=lambda name: _column_name(name, kind, aliases) is not None)
        header = _header(table, kind, aliases)
        cells = _plain_cells(table, header, escaped=not file.name.lower().endswith(WORKBOOK))
        return _checked(table, kind, cells, frozenset(filter(None, header)), profile.zone)
    table = read_table(
        file, encoding=mapping.encoding, delimiter=mapping.delimiter, knows=frozenset(mapping.columns()).__contains__
    )
    _check_unique(table.header)
    mapping.check_header(table.header)
    return _checked(table, kind, _mapped_cells(table, mapping), mapping.targets, mapping.zone or profile.zone)


def _folded(name: str) -> str:
    return name.strip().casefold()


def _column_name(header: str, kind: Kind, aliases: Mapping[str, str]) -> str | None:
    """The column a header stands for; empty for one that is ignored, None for an unknown one."""
    name = _folded(header)
    if name in (REFUSED_LINE, REFUSED_WHY):
        return ""
    if name in kind.by_name:
        return name
    return aliases.get(name)


def _header(table: Table, kind: Kind, aliases: Mapping[str, str]) -> list[str]:
    found: list[str] = []
    for place, header in enumerate(table.header, start=1):
        column = _column_name(header, kind, aliases)
        if column is None:
            known = ", ".join(kind.by_name)
            raise BadValue("file.unknown_column", field=header or f"#{place}", value="", kind=kind.name, known=known)
        if column and column in found:
            raise BadValue("file.column_twice", field=header, value="", column=column)
        found.append(column)
    for column in kind.required:
        if column not in found:
            raise BadValue("file.lacks_column", field=column, value="", kind=kind.name)
    return found


def _check_unique(header: tuple[str, ...]) -> None:
    for place, name in enumerate(header):
        if name in header[:place]:
            raise BadValue("file.column_twice", field=name, value="", column=name)


Cells = Iterator[tuple[int, dict[str, str] | Flaw]]
"""(line, text by column or what is wrong with the whole row), ..."""


def _whole(record: Record) -> Flaw | None:
    return None if record.problem is None else Flaw(record.line, "", record.problem)


def _plain_cells(table: Table, header: list[str], *, escaped: bool) -> Cells:
    for record in table.records:
        flaw = _whole(record)
        if flaw is not None:
            yield record.line, flaw
            continue
        texts = map(plain, record.cells) if escaped else iter(record.cells)
        yield record.line, {column: text for column, text in zip(header, texts, strict=True) if text and column}


def _mapped_cells(table: Table, mapping: FileMapping) -> Cells:
    for record in table.records:
        flaw = _whole(record)
        if flaw is not None:
            yield record.line, flaw
            continue
        for target in mapping.mapped(dict(zip(table.header, record.cells, strict=True)), record.line):
            if isinstance(target, BadValue):
                yield record.line, Flaw(record.line, target.field, target)
            else:
                yield record.line, target


def _checked(table: Table, kind: Kind, cells: Cells, columns: frozenset[str], zone: ZoneInfo) -> Incoming:
    rows: list[Row] = []
    flaws: list[Flaw] = []
    seen: dict[tuple[Any, ...], Row] = {}
    for line, texts in cells:
        if isinstance(texts, Flaw):
            flaws.append(texts)
            continue
        try:
            row = Row(line, _values(kind, texts, zone))
        except BadValue as problem:
            flaws.append(Flaw(line, problem.field, problem))
            continue
        if kind.key:
            key = tuple(row.values[name] for name in kind.key)
            first = seen.setdefault(key, row)
            if first is not row:
                if first.values != row.values:
                    flaws.append(Flaw(line, kind.key[0], _twice(kind, row, first.line)))
                continue
        rows.append(row)
    return Incoming(rows, flaws, columns, table.encoding, table.delimiter)


def _twice(kind: Kind, row: Row, first: int) -> Refused:
    value = " ".join(row.text(name) for name in kind.key)
    return Refused("row.key_twice", value=value, first=first)


def _values(kind: Kind, texts: Mapping[str, str], zone: ZoneInfo) -> dict[str, Any]:
    values = {
        name: value
        for name, text in texts.items()
        if (value := parse(kind.by_name[name], text, zone)) not in (None, (), "")
    }
    for name in kind.required:
        if name not in values:
            raise BadValue("value.empty", field=name, value="")
    return values
