"""The map as one picture, for the window, the clipboard and the printer alike."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from uuid import UUID

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QTransform

from callcentre.screens.outlet_map import shapes
from callcentre.screens.outlet_map.basemap import CITY, INSET, PROVINCE, Area, BaseMap, short_name
from callcentre.screens.outlet_map.clusters import EMPTY, Node, Pyramid
from callcentre.screens.outlet_map.coverage import Coverage
from callcentre.screens.outlet_map.labels import Box, Label, place
from callcentre.screens.outlet_map.projection import View, from_plane, pixel, scale
from callcentre.store.map_marks import OutletMark
from callcentre.ui import fonts, formats
from callcentre.ui.fonts import Role
from callcentre.ui.theme import Theme
from callcentre.words import _

CITIES_FROM = 6
"""The step from which outlines of cities are drawn."""
CITIES_ALONE_FROM = 8
"""From here on the coarser outlines of provinces would only double those of their cities."""
CITY_NAMES_FROM = 7
PROVINCE_NAMES_UNTIL = 10
TOWNS_FROM, CAPITALS_FROM, FAR = 4, 1, 3
"""The steps from which towns are named where they lie; up to FAR the provinces find their room first."""
OUTLET_NAMES_FROM = 9
PAD = 6.0
TOWN = 2.0
RINGS = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
"""Metres about a chosen order at which a ring may be drawn."""
LEAST_RING = 70.0
SCALE_ROOM = 110.0


COVERED = "covered"
_OVER = QPainter.CompositionMode.CompositionMode_SourceOver
_COATS = (
    (PROVINCE, "surface", "", 0, _OVER),
    (COVERED, "", "", 0, _OVER),
    # On land alone: some outlines of cities go out to sea.
    (CITY, "", "hairline", CITIES_FROM, QPainter.CompositionMode.CompositionMode_SourceAtop),
    (PROVINCE, "", "disabled", 0, _OVER),
    (INSET, "", "border", 0, _OVER),
)
"""Level, token of its ground and of its line, from which step, and how it is laid on. Quiet: the marks are what is read."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """An outlet that could take the chosen order, by its number in the list."""

    number: int
    id: UUID
    name: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Aim:
    """The order an outlet is looked for, with those that could take it; `chosen` is the one that will."""

    name: str
    x: float
    y: float
    rough: bool
    outlets: Sequence[Numbered] = ()
    chosen: UUID | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """All that is drawn, wherever one looks."""

    base: BaseMap = field(default_factory=lambda: BaseMap(()))
    pyramid: Pyramid = EMPTY
    grades: Mapping[str, str] = field(default_factory=dict)
    aim: Aim | None = None
    coverage: Coverage | None = None
    nowhere: int = 0
    """How many of what is drawn have no place at all."""


def visible(scene: Scene, view: View) -> list[Node]:
    """The nodes in sight, without those that the chosen order and its outlets stand for."""
    shown = frozenset() if scene.aim is None else frozenset(one.id for one in scene.aim.outlets)
    nodes = scene.pyramid.at(view.step).within(*view.box(24))
    return [node for node in nodes if not (node.single and node.mark.id in shown)]


def paint(painter: QPainter, view: View, scene: Scene, look: Theme, covered: Sequence[Box] = ()) -> None:
    """Outlines, marks, the lines from the chosen order, and the names there is room for; none where it is covered.

    The ground has to be transparent before.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_base(painter, view, scene, look)
    nodes = visible(scene, view)
    taken: list[Box] = []
    if scene.aim is not None:
        taken += _paint_rings(painter, view, scene.aim, look)
        _paint_lines(painter, view, scene.aim, look)
    taken += [_paint_node(painter, view, node, scene, look) for node in nodes]
    if scene.aim is not None:
        taken += _paint_aim(painter, view, scene.aim, look)
    _paint_names(painter, view, scene, look, nodes, [*taken, *covered])


def _paint_base(painter: QPainter, view: View, scene: Scene, look: Theme) -> None:
    left, top, right, bottom = view.box()
    seen = QRectF(left, top, right - left, bottom - top)
    size = pixel(view.step)
    painter.save()
    painter.setTransform(
        QTransform.fromScale(1 / size, 1 / size).translate(-left, -top) * painter.transform()
    )
    near = [area for area in scene.base.areas if area.box.intersects(seen)]
    bordered = view.step < CITIES_ALONE_FROM or not any(area.level == CITY for area in near)
    for level, ground, line, from_step, mode in _COATS:
        if level == COVERED:
            _paint_coverage(painter, seen, size, scene.coverage, look)
            continue
        pen = QPen(look.colour(line or "surface"), 1.0)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(QBrush(look.colour(ground)) if ground else Qt.BrushStyle.NoBrush)
        painter.setCompositionMode(mode)
        if level == PROVINCE and not ground and not bordered:
            continue
        for area in near if view.step >= from_step else ():
            if area.level == level:
                painter.drawPath(area.path)
    painter.restore()
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOver)
    painter.fillRect(QRectF(0, 0, view.wide, view.high), look.colour("sunken"))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)


def _paint_coverage(painter: QPainter, seen: QRectF, size: float, coverage: Coverage | None, look: Theme) -> None:
    """The land that has an outlet near: discs in one opaque colour, so that they run into each other."""
    if coverage is None:
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(look.tint("good")))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceAtop)
    # Discs whose middles would be one pixel are one.
    for x, y, reach in {(round(x / size), round(y / size)): (x, y, reach) for x, y, reach in coverage.discs}.values():
        disc = QRectF(x - reach, y - reach, 2 * reach, 2 * reach)
        if disc.intersects(seen):
            painter.drawEllipse(disc)


def _paint_rings(painter: QPainter, view: View, aim: Aim, look: Theme) -> list[Box]:
    """How far it is from a place that was measured: two rings, each with its distance at its top."""
    if aim.rough:
        return []
    _lng, lat = from_plane(aim.x, aim.y)
    metre = 1 / (pixel(view.step) * math.cos(math.radians(lat)))
    shown = [metres for metres in RINGS if LEAST_RING < metres * metre < max(view.wide, view.high) / 2][:2]
    at = QPointF(*view.to_screen(aim.x, aim.y))
    taken = []
    for metres in shown:
        reach = metres * metre
        pen = QPen(look.colour("border"), 1)
        pen.setDashPattern([2, 4])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(at, reach, reach)
        words = _length(metres)
        wide, high = fonts.metrics(Role.SMALL).horizontalAdvance(words) + 8, fonts.metrics(Role.SMALL).height()
        rect = QRectF(at.x() - wide / 2, at.y() - reach - high / 2, wide, high)
        painter.fillRect(rect, look.colour("surface"))
        shapes.write(painter, rect, words, Role.SMALL, look.colour("ink2"))
        taken.append(Box(rect.x(), rect.y(), wide, high))
    return taken


def _paint_lines(painter: QPainter, view: View, aim: Aim, look: Theme) -> None:
    """Solid to the outlet that will get the order, dashed to the others."""
    start = QPointF(*view.to_screen(aim.x, aim.y))
    for one in aim.outlets:
        is_chosen = one.id == aim.chosen
        pen = QPen(look.colour("accent" if is_chosen else "border"), 2.0 if is_chosen else 1.2)
        if not is_chosen:
            pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawLine(start, QPointF(*view.to_screen(one.x, one.y)))


def _paint_node(painter: QPainter, view: View, node: Node, scene: Scene, look: Theme) -> Box:
    x, y = view.to_screen(node.x, node.y)
    at = QPointF(x, y)
    row = node.mark.row
    if node.single and isinstance(row, OutletMark):
        load = row.today * 1000 // row.capacity if row.capacity else None
        shapes.draw(painter, at, node, look, scene.grades.get(row.code, ""), load)
    else:
        shapes.draw(painter, at, node, look)
    reach = shapes.radius(node) + (shapes.ARC if not node.single else 1)
    return Box(x - reach, y - reach, 2 * reach, 2 * reach)


def _paint_aim(painter: QPainter, view: View, aim: Aim, look: Theme) -> list[Box]:
    taken = []
    for one in reversed(aim.outlets):
        x, y = view.to_screen(one.x, one.y)
        shapes.outlet(painter, QPointF(x, y), look, chosen=one.id == aim.chosen, numbered=True)
        taken.append(Box(x - shapes.SHOP, y - shapes.SHOP, 2 * shapes.SHOP, 2 * shapes.SHOP))
    x, y = view.to_screen(aim.x, aim.y)
    shapes.target(painter, QPointF(x, y), look, rough=aim.rough)
    taken.append(Box(x - 13, y - 13, 26, 26))
    return taken


def names(view: View, scene: Scene) -> list[tuple[str, Box]]:
    """(name, where it is written) of all there is room for."""
    return [(text, box) for (text, _kind), _label, box in _placed(view, scene, visible(scene, view), ())]


def _placed(
    view: View, scene: Scene, nodes: Sequence[Node], taken: Sequence[Box]
) -> list[tuple[tuple[str, str], Label, Box]]:
    towns, areas = list(_town_names(view, scene.base)), _area_names(view, scene.base)
    from_far = view.step <= FAR
    wanted = [
        *_aim_names(view, scene.aim), *(areas if from_far else towns), *_outlet_names(view, nodes),
        *(towns if from_far else areas),
    ]
    spots = (Box(label.x - TOWN, label.y - TOWN, 2 * TOWN, 2 * TOWN) for _named, label in towns)
    found = place(
        [((named, label), label) for named, label in wanted], [*taken, *spots], Box(0, 0, view.wide, view.high)
    )
    return [(named, label, box) for (named, label), box in found]


def _paint_names(
    painter: QPainter, view: View, scene: Scene, look: Theme, nodes: Sequence[Node], taken: Sequence[Box]
) -> None:
    for (text, kind), label, box in _placed(view, scene, nodes, taken):
        rect = QRectF(box.left, box.top, box.wide, box.high)
        if kind == "town":
            spot = QRectF(label.x - TOWN, label.y - TOWN, 2 * TOWN, 2 * TOWN)
            painter.fillRect(spot, look.colour("ink2"))
        if kind in ("area", "town"):
            shapes.write(painter, rect, text, Role.SMALL, look.colour("ink3" if kind == "area" else "ink2"))
            continue
        painter.setPen(QPen(look.colour("accent" if kind == "chosen" else "border"), 1))
        ground = look.colour("surface")
        ground.setAlpha(235)
        painter.setBrush(QBrush(ground))
        if kind != "outlet":
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        shapes.write(painter, rect, text, Role.SMALL if kind == "outlet" else Role.CHIP, look.colour("ink"))


Named = tuple[tuple[str, str], Label]


def _aim_names(view: View, aim: Aim | None) -> Iterator[Named]:
    if aim is None:
        return
    yield _label(view, aim.name, "chosen", aim.x, aim.y, Role.CHIP, around=12, must=True)
    for one in aim.outlets:
        kind = "chosen" if one.id == aim.chosen else "numbered"
        # On the side away from the line that comes from the order.
        named = _label(view, f"{one.number}  {one.name}", kind, one.x, one.y, Role.CHIP, around=shapes.SHOP, must=True)
        yield named[0], replace(named[1], leftward=one.x < aim.x)


def _outlet_names(view: View, nodes: Sequence[Node]) -> Iterator[Named]:
    if view.step < OUTLET_NAMES_FROM:
        return
    for node in nodes:
        row = node.mark.row
        if node.single and isinstance(row, OutletMark):
            yield _label(view, row.name, "outlet", node.x, node.y, Role.SMALL, around=shapes.SHOP)


def _town_names(view: View, base: BaseMap) -> Iterator[Named]:
    left, top, right, bottom = view.box()
    for town in base.towns:
        if view.step >= (CAPITALS_FROM if town.capital else TOWNS_FROM) and left < town.x < right and top < town.y < bottom:
            yield _label(view, town.name, "town", town.x, town.y, Role.SMALL, around=TOWN)


def _area_names(view: View, base: BaseMap) -> Iterator[Named]:
    left, top, right, bottom = view.box()
    towns = {town.name for town in base.towns if view.step >= (CAPITALS_FROM if town.capital else TOWNS_FROM)}
    for level, shown in (
        (PROVINCE, view.step <= PROVINCE_NAMES_UNTIL), (INSET, view.step <= 3), (CITY, view.step >= CITY_NAMES_FROM),
    ):
        for area in base.areas if shown else ():
            if short_name(area.name) in towns:
                continue
            if area.level == level and area.name and left < area.at[0] < right and top < area.at[1] < bottom:
                x, y = area.at if level != INSET else (area.box.right() - 34 * pixel(view.step), area.box.bottom() - 11 * pixel(view.step))
                named, label = _label(view, area.name, "area", x, y, Role.SMALL, centred=True)
                yield named, replace(label, belongs=partial(_is_in, area, view))


def _is_in(area: Area, view: View, across: float, down: float) -> bool:
    return bool(area.path.contains(QPointF(*view.to_plane(across, down))))


def _label(
    view: View, text: str, kind: str, x: float, y: float, role: Role, *, around: float = 0.0, must: bool = False,
    centred: bool = False,
) -> Named:
    measures = fonts.metrics(role)
    across, down = view.to_screen(x, y)
    pad = {"area": 0.0, "town": 1.0}.get(kind, PAD)
    wide, high = measures.horizontalAdvance(text) + 2 * pad, measures.height() + (4 if pad == PAD else 2)
    return (text, kind), Label(text, across, down, wide, high, around=around, must=must, centred=centred)


def paint_scale(painter: QPainter, view: View, left: float, bottom: float, look: Theme) -> None:
    """A bar of a round length, true in the middle of the map, that begins there."""
    length, wide = scale(view.metres(), SCALE_ROOM)
    right = left + wide
    high = fonts.metrics(Role.SMALL).height()
    ground = look.colour("surface")
    ground.setAlpha(200)
    painter.fillRect(QRectF(left - 6, bottom - high - 6, wide + 12, high + 12), ground)
    painter.setPen(QPen(look.colour("ink"), 1.5))
    painter.drawLine(QPointF(left, bottom), QPointF(right, bottom))
    for x in (left, right):
        painter.drawLine(QPointF(x, bottom - 3), QPointF(x, bottom + 3))
    text = _length(length)
    shapes.write(painter, QRectF(left - 60, bottom - 4 - high, wide + 120, high), text, Role.SMALL, look.colour("ink"))


def _length(metres: int) -> str:
    if metres < 1000:
        return formats.distance(metres)
    return _("{n} km").format(n=formats.count(metres // 1000))


def where(base: BaseMap, view: View) -> str:
    """The names of the areas that the middle of the view lies in, the largest first."""
    middle = QPointF(view.x, view.y)
    names: list[str] = []
    if view.step < CITIES_FROM:
        return ""
    for level in (PROVINCE, CITY):
        for area in base.areas:
            if area.level == level and area.box.contains(middle) and area.path.contains(middle):
                names.append(area.name)
                break
    return formats.joined(*names)


def under(scene: Scene, view: View, across: float, down: float) -> Node | None:
    """The mark or cluster under a pixel."""
    x, y = view.to_plane(across, down)
    node = scene.pyramid.at(view.step).nearest(x, y)
    if node is None:
        return None
    there = view.to_screen(node.x, node.y)
    reach = shapes.radius(node) + 4
    return node if (there[0] - across) ** 2 + (there[1] - down) ** 2 <= reach * reach else None


def numbered_under(aim: Aim | None, view: View, across: float, down: float) -> Numbered | None:
    """The numbered outlet under a pixel."""
    for one in () if aim is None else aim.outlets:
        x, y = view.to_screen(one.x, one.y)
        if abs(x - across) <= shapes.SHOP + 2 and abs(y - down) <= shapes.SHOP + 2:
            return one
    return None
