"""How high the rows of tables are: as each table was made, or as a person chose for all of them."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

HEIGHTS = {"compact": 28, "plain": 32, "comfortable": 40}
"""Pixels at 100 %."""
AS_MADE = ""


class _Density(QObject):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.chosen = AS_MADE


_density = _Density()


def chosen() -> str:
    """compact, plain or comfortable; AS_MADE where nobody chose."""
    return _density.chosen


def choose(density: str) -> None:
    """Every table gets rows of this height; what is no density means as made."""
    _density.chosen = density if density in HEIGHTS else AS_MADE
    _density.changed.emit()


def height(made: str) -> int:
    """The height of the rows of a table that was made `made`."""
    return HEIGHTS[_density.chosen or made]


def on_change(told: Callable[[], object]) -> None:
    """`told` runs after each change; a bound method of a QObject is forgotten with it."""
    _density.changed.connect(told)
