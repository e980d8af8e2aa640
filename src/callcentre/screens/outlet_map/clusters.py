"""Marks that would lie on each other are one, at every zoom step; made before anything is painted.

Seen from the nearest level outwards: what is largest stays where it is and takes in what lies
closer than a cluster is wide. So clusters never touch, a mark is in exactly one of a level, and
going nearer only ever splits them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from callcentre.screens.outlet_map.projection import LAST_STEP, pixel

APART = 52.0
"""Pixels at the least between two that are drawn: the width of the largest."""
LEVELS = LAST_STEP // 2 + 1


@dataclass(slots=True, eq=False)
class Mark:
    """One thing on the map. `kind` is order, outlet or complaint; `tone` what its state asks for.

    `rough` is a place that stands for a whole city or district.
    """

    kind: str
    id: UUID
    x: float
    y: float
    tone: str
    rough: bool
    row: object


@dataclass(slots=True, eq=False)
class Node:
    """A mark, or a cluster of them around its largest. The counts are those of open orders by their tone."""

    mark: Mark
    x: float
    y: float
    count: int
    orders: int
    late: int
    soon: int
    held: int
    outlets: int
    complaints: int
    parts: tuple["Node", ...] = ()

    @property
    def single(self) -> bool:
        """Whether it is one mark alone."""
        return self.count == 1

    def marks(self) -> Iterator[Mark]:
        """Every mark in it."""
        rest = [self]
        while rest:
            node = rest.pop()
            if node.parts:
                rest.extend(node.parts)
            else:
                yield node.mark


class Level:
    """The nodes of one level, found by where they lie."""

    def __init__(self, reach: float) -> None:
        self._reach = reach
        self._cells: dict[tuple[int, int], list[Node]] = {}

    def nodes(self) -> Iterator[Node]:
        """All of them."""
        for cell in self._cells.values():
            yield from cell

    def within(self, left: float, top: float, right: float, bottom: float) -> Iterator[Node]:
        """Those in a part of the plane."""
        reach, cells = self._reach, self._cells
        columns = range(int(left // reach), int(right // reach) + 1)
        rows = range(int(top // reach), int(bottom // reach) + 1)
        if len(columns) * len(rows) > len(cells):
            found: Iterator[list[Node]] = iter(cells.values())
        else:
            found = (cells[key] for key in ((column, row) for column in columns for row in rows) if key in cells)
        for cell in found:
            for node in cell:
                if left <= node.x <= right and top <= node.y <= bottom:
                    yield node

    def nearest(self, x: float, y: float) -> Node | None:
        """The nearest one that lies closer than a cluster is wide."""
        reach, cells = self._reach, self._cells
        column, row = int(x // reach), int(y // reach)
        best, least = None, reach * reach
        for across in (column - 1, column, column + 1):
            for down in (row - 1, row, row + 1):
                for node in cells.get((across, down), ()):
                    apart = (node.x - x) ** 2 + (node.y - y) ** 2
                    if apart < least:
                        best, least = node, apart
        return best

    def put(self, node: Node) -> None:
        """Adds one that lies apart from the others."""
        self._cells.setdefault((int(node.x // self._reach), int(node.y // self._reach)), []).append(node)


@dataclass(frozen=True, slots=True)
class Pyramid:
    """The levels from the furthest to the nearest."""

    levels: Sequence[Level]

    def at(self, step: int) -> Level:
        """The level drawn at a zoom step."""
        return self.levels[min(step // 2, len(self.levels) - 1)]


EMPTY = Pyramid((Level(APART * pixel(0)),))


def build(marks: Sequence[Mark]) -> Pyramid:
    """All levels; for 100,000 marks this takes seconds of the processor, so never on the window's thread."""
    nodes = [_alone(mark) for mark in marks]
    levels = []
    for number in range(LEVELS - 1, -1, -1):
        level = _level(nodes, APART * pixel(2 * number))
        nodes = list(level.nodes())
        levels.append(level)
    return Pyramid(tuple(reversed(levels)))


def _alone(mark: Mark) -> Node:
    is_order = mark.kind == "order"
    return Node(
        mark, mark.x, mark.y, 1, int(is_order), int(is_order and mark.tone in ("overdue", "danger")),
        int(is_order and mark.tone == "due"), int(is_order and mark.tone == "hold"), int(mark.kind == "outlet"),
        int(mark.kind == "complaint"),
    )


def _level(nodes: Sequence[Node], reach: float) -> Level:
    level = Level(reach)
    taken: dict[int, list[Node]] = {}
    leaders: list[Node] = []
    # The sort is stable: among equals the order of the marks decides, so the same rows give the same map.
    for node in sorted(nodes, key=lambda each: -each.count):
        leader = level.nearest(node.x, node.y)
        if leader is None:
            level.put(node)
            leaders.append(node)
        else:
            taken.setdefault(id(leader), []).append(node)
    if not taken:
        return level
    grown = Level(reach)
    for leader in leaders:
        with_it = taken.get(id(leader))
        grown.put(leader if with_it is None else _joined((leader, *with_it)))
    return grown


def _joined(parts: tuple[Node, ...]) -> Node:
    first = parts[0]
    return Node(
        first.mark, first.x, first.y, sum(part.count for part in parts), sum(part.orders for part in parts),
        sum(part.late for part in parts), sum(part.soon for part in parts), sum(part.held for part in parts),
        sum(part.outlets for part in parts), sum(part.complaints for part in parts), parts,
    )
