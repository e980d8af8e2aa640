"""Where names are written so that none lies on another or on a mark. Pure geometry in pixels."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

Thing = TypeVar("Thing")
GAP = 4.0
FURTHER = 26.0
"""Pixels by which a name that must be written goes further away, time and again."""
TRIES = 8
BETWEEN = 4.0
"""Pixels that keep two names on one line from being read as one."""
NEARBY = (
    (0.0, 0.0), (0.0, 1.0), (0.0, -1.0), (0.6, 0.0), (-0.6, 0.0), (0.6, 1.0), (-0.6, 1.0), (0.6, -1.0), (-0.6, -1.0),
    (0.0, 2.0), (0.0, -2.0), (1.2, 0.0), (-1.2, 0.0), (1.2, 1.0), (-1.2, 1.0), (1.2, -1.0), (-1.2, -1.0),
)
"""Places of the name of an area, in widths and heights of the name."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels."""

    left: float
    top: float
    wide: float
    high: float

    def meets(self, other: "Box") -> bool:
        """Whether the two share some area."""
        return (
            self.left < other.left + other.wide and other.left < self.left + self.wide
            and self.top < other.top + other.high and other.top < self.top + self.high
        )

    def wider(self, by: float) -> "Box":
        """With so many pixels more at the left and at the right."""
        return Box(self.left - by, self.top, self.wide + 2 * by, self.high)

    def inside(self, other: "Box") -> bool:
        """Whether it lies wholly in the other."""
        return (
            other.left <= self.left and self.left + self.wide <= other.left + other.wide
            and other.top <= self.top and self.top + self.high <= other.top + other.high
        )


@dataclass(frozen=True, slots=True)
class Label:
    """A name to be written beside a point that is `around` pixels wide in each direction.

    One with `must` goes further away before it gives up; one `centred` lies on its point or, in its own area, not
    far from it.
    """

    text: str
    x: float
    y: float
    wide: float
    high: float
    around: float = 8.0
    must: bool = False
    centred: bool = False
    leftward: bool = False
    """Its left side is tried first."""
    belongs: Callable[[float, float], bool] | None = None
    """Whether the middle of a centred name may be here: in its own area, where it is not written on its point."""


def place(labels: Iterable[tuple[Thing, Label]], taken: Iterable[Box], within: Box) -> list[tuple[Thing, Box]]:
    """(what was given, where it is written), the first ones first; who finds no room is left out."""
    full = _Grid()
    for mark in taken:
        full.put(mark)
    placed: list[tuple[Thing, Box]] = []
    for thing, label in labels:
        box = next((each for each in _places(label) if each.inside(within) and full.is_free(each)), None)
        if box is not None:
            full.put(box.wider(BETWEEN) if label.centred else box)
            placed.append((thing, box))
    return placed


def _places(label: Label) -> Iterator[Box]:
    half_wide, half_high = label.wide / 2, label.high / 2
    if label.centred:
        for across, down in NEARBY:
            x, y = label.x + across * label.wide, label.y + down * label.high
            if (across, down) == (0.0, 0.0) or (label.belongs is not None and label.belongs(x, y)):
                yield Box(x - half_wide, y - half_high, label.wide, label.high)
        return
    for again in range(TRIES if label.must else 1):
        out = label.around + GAP + again * FURTHER
        sides = (label.x + out, label.x - out - label.wide)
        for left in reversed(sides) if label.leftward else sides:
            yield Box(left, label.y - half_high, label.wide, label.high)
        yield Box(label.x - half_wide, label.y + out, label.wide, label.high)
        yield Box(label.x - half_wide, label.y - out - label.high, label.wide, label.high)


class _Grid:
    """Boxes found by where they lie, so that a crowded map is not compared pair by pair."""

    SIDE = 64.0

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[Box]] = {}

    def put(self, box: Box) -> None:
        for key in self._keys(box):
            self._cells.setdefault(key, []).append(box)

    def is_free(self, box: Box) -> bool:
        return not any(box.meets(other) for key in self._keys(box) for other in self._cells.get(key, ()))

    def _keys(self, box: Box) -> Iterator[tuple[int, int]]:
        side = self.SIDE
        for column in range(int(box.left // side), int((box.left + box.wide) // side) + 1):
            for row in range(int(box.top // side), int((box.top + box.high) // side) + 1):
                yield column, row
