r"""Mapping files: how the columns of somebody else's file become the columns of a kind.

A mapping is TOML and belongs to one KIND:

    kind = "orders"
    encoding = "gb18030"          # optional, as are the next three
    delimiter = ";"
    zone = "America/New_York"     # of times without an offset; default: the profile's
    datum = "bd09"                # of lng and lat

    [dates]                       # named lists of formats, tried in turn (strptime)
    created = ["%Y-%b-%d %H:%M:%S", "%m/%d/%Y %H:%M"]

    [tables.status]               # named tables of values
    "Open" = "inspection"

    [[where]]                     # rows of the file that count; all conditions must hold
    column = "status"             # the conditions: in, not_in (lists), matches (a regular
    not_in = ["Canceled"]         # expression found anywhere), empty (true or false)

    [[rows]]                      # one row of KIND for each row of the file; may come
    where = [{ column = "closed", empty = false }]    # several times, each with conditions
    [rows.columns]
    order_no = "request_id"                           # a column of the file
    kind = { value = "inspection" }                   # a constant
    customer_no = { template = "W-{ward}-{line}" }    # {line}: the line of the row
    opened_at = { from = "created", dates = "created", plus_minutes = 5 }
    category = { from = "status", table = "status", otherwise = "other" }
    fault = { from = "text", pattern = "^(\\d+)" }    # the first group, else all that matched

Cells are trimmed. The steps of a column are taken in the order pattern, table, dates,
plus_minutes; an empty cell stays empty unless the table has a row for "". A value that
its table lacks is refused, unless `otherwise` says what it becomes. Columns of the file
that are not named are left out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from callcentre.domain.errors import BadValue

_PLACE = re.compile(r"\{([^{}]+)\}")
LINE = "line"


@dataclass(frozen=True, slots=True)
class Condition:
    """What a cell must be for its row to count."""

    column: str
    among: frozenset[str] | None = None
    not_among: frozenset[str] | None = None
    matches: re.Pattern[str] | None = None
    empty: bool | None = None

    def holds(self, cells: Mapping[str, str]) -> bool:
        """Whether the cell is as the mapping wants it."""
        text = cells[self.column].strip()
        return (
            (self.among is None or text in self.among)
            and (self.not_among is None or text not in self.not_among)
            and (self.matches is None or self.matches.search(text) is not None)
            and (self.empty is None or self.empty == (not text))
        )


@dataclass(frozen=True, slots=True)
class Source:
    """Where one target column comes from and what is done to it."""

    target: str
    column: str = ""
    constant: str | None = None
    template: str = ""
    pattern: re.Pattern[str] | None = None
    table: Mapping[str, str] | None = None
    otherwise: str | None = None
    dates: tuple[str, ...] = ()
    plus_minutes: int = 0

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the file that are read."""
        if self.template:
            return tuple(name for name in _PLACE.findall(self.template) if name != LINE)
        return (self.column,) if self.column else ()

    def text(self, cells: Mapping[str, str], line: int) -> str:
        """The cell of the target column. Raises BadValue naming the target and what was seen."""
        if self.constant is not None:
            return self.constant
        if self.template:
            return _PLACE.sub(lambda place: str(line) if place[1] == LINE else cells[place[1]].strip(), self.template)
        text = seen = cells[self.column].strip()
        if self.pattern is not None:
            found = self.pattern.search(text)
            text = "" if found is None else (found[1] if self.pattern.groups else found[0]) or ""
        if self.table is not None:
            text = self._looked_up(text)
        if text and (self.dates or self.plus_minutes):
            try:
                return _dated(text, self.dates, self.plus_minutes)
            except ValueError:
                formats = ", ".join(self.dates) or "ISO 8601"
                raise BadValue("mapping.no_date", field=self.target, value=seen, formats=formats) from None
        return text

    def _looked_up(self, text: str) -> str:
        assert self.table is not None
        found = self.table.get(text)
        if found is not None:
            return found
        if self.otherwise is not None:
            return self.otherwise
        if not text:
            return ""
        raise BadValue("mapping.not_in_table", field=self.target, value=text)


@lru_cache(maxsize=65_536)
def _dated(text: str, formats: tuple[str, ...], plus_minutes: int) -> str:
    """A time in one of the formats (ISO 8601 without any) as ISO text."""
    return (_parsed(text, formats) + timedelta(minutes=plus_minutes)).isoformat()


def _parsed(text: str, formats: tuple[str, ...]) -> datetime:
    for pattern in formats:
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007 - the reader gives it a zone
        except ValueError:
            continue
    if formats:
        raise ValueError(text)
    return datetime.fromisoformat(text)


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One row of the kind that a row of the file gives, where the conditions hold."""

    where: tuple[Condition, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class FileMapping:
    """A mapping file, checked."""

    kind: str
    rows: tuple[TargetRow, ...]
    where: tuple[Condition, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    zone: ZoneInfo | None = None
    datum: str = ""

    @property
    def targets(self) -> frozenset[str]:
        """The columns of the kind that rows get from this mapping."""
        return frozenset(source.target for row in self.rows for source in row.sources)

    def columns(self) -> Iterator[str]:
        """The columns of the file that are read."""
        yield from (condition.column for condition in self.where)
        for row in self.rows:
            yield from (condition.column for condition in row.where)
            for source in row.sources:
                yield from source.columns

    def check_header(self, header: Sequence[str]) -> None:
        """Raises BadValue("mapping.no_column") for a column that the file does not have."""
        for column in self.columns():
            if column not in header:
                raise BadValue("mapping.no_column", field=column, value="", header=", ".join(header))

    def mapped(self, cells: Mapping[str, str], line: int) -> Iterator[dict[str, str] | BadValue]:
        """The target rows of one row of the file, or what is wrong with one of them."""
        if not all(condition.holds(cells) for condition in self.where):
            return
        for row in self.rows:
            if all(condition.holds(cells) for condition in row.where):
                try:
                    yield {source.target: source.text(cells, line) for source in row.sources}
                except BadValue as problem:
                    yield problem
