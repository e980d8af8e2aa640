"""How an outlet reads in the list: its columns, and the parts the list is narrowed to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QResizeEvent

from callcentre.store.outlet_list import OutletRow
from callcentre.ui import formats
from callcentre.ui.tables import Cell, Column, Table
from callcentre.words import N_, _

PARTS: Mapping[str, tuple[str, Callable[["Line"], bool]]] = {
    "active": (N_("In service"), lambda line: line.row.serves),
    "overdue": (N_("With overdue orders"), lambda line: line.row.overdue > 0),
    "full": (N_("Full today"), lambda line: line.full),
    "weak": (N_("Grade C or D"), lambda line: line.grade in ("C", "D")),
    "ended": (N_("Out of service"), lambda line: not line.row.serves),
}
"""Part of the list -> (its name, which outlets are in it)."""


@dataclass(frozen=True, slots=True)
class Line:
    """An outlet of the list with its scorecard of last month, None until that is read."""

    row: OutletRow
    card: Mapping[str, Any] | None = None

    @property
    def grade(self) -> str:
        """The grade of last month; empty where nothing was graded."""
        return str(self.card["grade"] or "") if self.card else ""

    @property
    def full(self) -> bool:
        """Whether it took today what it can take in a day."""
        return self.row.capacity is not None and self.row.today >= self.row.capacity


def columns() -> Sequence[Column[Line]]:
    """The table's columns."""
    return (
        Column(N_("Code"), lambda line: Cell(line.row.code), 72),
        Column(N_("Outlet"), _name, 160, stretch=True),
        Column(N_("City"), lambda line: Cell(line.row.city, ink="ink2"), 76),
        Column(N_("Open"), _open, 52, sort=lambda line: line.row.open, copy=lambda line: str(line.row.open), right=True),
        Column(N_("Overdue"), _overdue, 76, sort=lambda line: line.row.overdue,
               copy=lambda line: str(line.row.overdue), right=True),
        Column(N_("Today"), _today, 104, sort=_share_today, copy=_today_bare, right=True),
        Column(N_("Last month"), _grade, 136, sort=_score, copy=lambda line: line.grade),
    )


CITY = 2
"""The column that gives its room to the names in a narrow table; the card says the city as well."""
NARROW = 760


class OutletTable(Table[Line]):
    """The list of outlets."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setColumnHidden(CITY, self.width() < NARROW)


def _name(line: Line) -> Cell:
    row = line.row
    if not row.serves:
        return Cell(_("{name}, ended").format(name=row.name), icon="prohibited", ink="ink3")
    return Cell(row.name, strong=True)


def _open(line: Line) -> Cell:
    return Cell(formats.count(line.row.open) if line.row.open else "")


def _overdue(line: Line) -> Cell:
    return Cell(formats.count(line.row.overdue), tone="overdue", icon="warning") if line.row.overdue else Cell()


def _today(line: Line) -> Cell:
    row = line.row
    if row.capacity is None:
        return Cell(str(row.today) if row.today else "")
    tone = "due" if line.full else "plain"
    return Cell(
        _today_bare(line), tone=tone if line.full else "", bar_permille=round(_share_today(line) * 1000) if row.capacity else 1000
    )


def _today_bare(line: Line) -> str:
    row = line.row
    return str(row.today) if row.capacity is None else f"{row.today}/{row.capacity}"


def _share_today(line: Line) -> float:
    return line.row.today / line.row.capacity if line.row.capacity else float(line.row.today > 0)


def _grade(line: Line) -> Cell:
    card = line.card
    if card is None or not card["grade"]:
        return Cell()
    score = f"{card['score']:.1f}"
    said = _("{grade}  {score} prov.") if card["provisional"] else _("{grade}  {score}")
    return Cell(said.format(grade=card["grade"], score=score), tone="overdue" if line.grade == "D" else "",
                icon="warning" if line.grade == "D" else "")


def _score(line: Line) -> float:
    return float(line.card["score"]) if line.card and line.card["score"] is not None else -1.0
