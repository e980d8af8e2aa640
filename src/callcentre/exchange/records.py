"""What every kind of file is read into, and how much one may hold."""

from dataclasses import dataclass

from callcentre.domain.errors import Problem

WORKBOOK = ".xlsx"
MAX_BYTES = 512 * 1024 * 1024
"""What a file may hold when unpacked."""
MAX_CELL = 131_072
"""Characters that one cell may hold; the csv module's own bound."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record: the line it begins on and its cells, or why it cannot be read."""

    line: int
    cells: tuple[str, ...]
    problem: Problem | None = None
