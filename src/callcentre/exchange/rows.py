"""Rows on their way in, what was wrong with them, and what became of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from callcentre.domain.errors import BadValue, Problem, Refused
from callcentre.store.unit import Unit

Moved = Callable[[int, int], None]
"""(done, in all) of a long piece of work; may raise Cancelled to end it."""

_STEP = 500
"""Rows between two reports of progress."""


class Cancelled(Exception):
    """Somebody ended the work; nothing was written."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file: the line it begins on and the values of its cells that are not empty."""

    line: int
    values: Mapping[str, Any]

    def text(self, name: str) -> str:
        """A text of the row, empty where the cell was."""
        value = self.values.get(name)
        return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Flaw:
    """One refused row: where it begins, the field, and what is wrong."""

    line: int
    field: str
    problem: Problem

    @property
    def value(self) -> object:
        """What was seen in the field; None where nothing of it can be shown."""
        return self.problem.data.get("value")


@dataclass(slots=True)
class Counts:
    """How many rows were new, changed something, or said what was known."""

    created: int = 0
    changed: int = 0
    same: int = 0

    @property
    def taken(self) -> int:
        """The rows that were not refused."""
        return self.created + self.changed + self.same


@dataclass(slots=True)
class Load:
    """One file on its way in: the unit it is written with and what has become of its rows so far."""

    unit: Unit
    columns: frozenset[str]
    """The columns the file has: an absent one changes nothing, an empty cell empties."""
    datum: str
    moved: Moved
    flaws: list[Flaw] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)

    def refuse(self, line: int, problem: Problem, name: str = "") -> None:
        """Notes that a row is not taken."""
        named = name or str(problem.data.get("field", ""))
        self.flaws.append(Flaw(line, named, problem))

    def each(self, rows: list[Row]) -> Iterator[Row]:
        """The rows one after the other, with progress."""
        for done, row in enumerate(rows):
            if done % _STEP == 0:
                self.moved(done, len(rows))
            yield row
        self.moved(len(rows), len(rows))

    def given(self, row: Row, fields: Iterable[tuple[str, str, Any]]) -> dict[str, Any]:
        """{stored name: value} of (column, stored name, value when empty) for the columns the file has."""
        return {
            stored: empty if (value := row.values.get(column)) is None else value
            for column, stored, empty in fields
            if column in self.columns
        }


def unknown(column: str, value: str) -> BadValue:
    """A code, number or serial that names nothing that is stored."""
    return BadValue(f"reference.{column}", field=column, value=value)


def found(known: Mapping[str, Any], row: Row, column: str) -> Any:
    """What the row's reference names, None where it is empty. Raises BadValue where nothing has that name."""
    value = row.text(column)
    if not value:
        return None
    if value not in known:
        raise unknown(column, value)
    return known[value]


def upsert(
    load: Load,
    rows: list[Row],
    known: Callable[[Row], tuple[Any, Mapping[str, Any]] | None],
    wanted: Callable[[Row], dict[str, Any]],
    create: Callable[[Row, dict[str, Any]], object],
    change: Callable[[Any, dict[str, Any]], object],
) -> None:
    """Creates the rows that are not known and changes the known ones whose values differ.

    `known` answers (id, stored values); `wanted` the values by stored name and raises
    Problem for a row that is not acceptable, before anything of it is written.
    """
    for row in load.each(rows):
        try:
            values = wanted(row)
            there = known(row)
            if there is None:
                create(row, values)
                load.counts.created += 1
                continue
            pk, stored = there
            different = {name: value for name, value in values.items() if value != stored[name]}
            if different:
                change(pk, different)
                load.counts.changed += 1
            else:
                load.counts.same += 1
        except (BadValue, Refused) as problem:
            load.refuse(row.line, problem)
