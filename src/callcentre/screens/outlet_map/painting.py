"""The map as one picture, for the window, the clipboard and the printer alike."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QTransform

from callcentre.screens.outlet_map import shapes
from callcentre.screens.outlet_map.basemap import CITY, INSET, PROVINCE, BaseMap
from callcentre.screens.outlet_map.clusters import EMPTY, Node, Pyramid
from callcentre.screens.outlet_map.labels import Box, Label, place
from callcentre.screens.outlet_map.projection import View, pixel, scale
from callcentre.store.map_marks import OutletMark
from callcentre.ui import fonts, formats
from callcentre.ui.fonts import Role
from callcentre.ui.theme import Theme
from callcentre.words import _

CITIES_FROM = 6
"""The step from which outlines of cities are drawn."""
CITY_NAMES_FROM = 7
PROVINCE_NAMES_UNTIL = 10
OUTLET_NAMES_FROM = 9
PAD = 6.0
SCALE_ROOM = 110.0


_OVER = QPainter.CompositionMode.CompositionMode_SourceOver
_COATS = (
    (PROVINCE, "surface", "", 0, _OVER),
    # On land alone: some outlines of cities go out to sea.
    (CITY, "", "hairline", CITIES_FROM, QPainter.CompositionMode.CompositionMode_SourceAtop),
    (PROVINCE, "", "border", 0, _OVER),
    (INSET, "", "border", 0, _OVER),
)
"""Level, token of its ground and of its line, from which step, and how it is laid on."""


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
    _paint_base(painter, view, scene.base, look)
    nodes = visible(scene, view)
    if scene.aim is not None:
        _paint_lines(painter, view, scene.aim, look)
    taken = [_paint_node(painter, view, node, scene, look) for node in nodes]
    if scene.aim is not None:
        taken += _paint_aim(painter, view, scene.aim, look)
    _paint_names(painter, view, scene, look, nodes, [*taken, *covered])


def _paint_base(painter: QPainter, view: View, base: BaseMap, look: Theme) -> None:
    left, top, right, bottom = view.box()
    seen = QRectF(left, top, right - left, bottom - top)
    size = pixel(view.step)
    painter.save()
    painter.setTransform(
        QTransform.fromScale(1 / size, 1 / size).translate(-left, -top) * painter.transform()
    )
    near = [area for area in base.areas if area.box.intersects(seen)]
    for level, ground, line, from_step, mode in _COATS:
        pen = QPen(look.colour(line or "surface"), 1.0)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(QBrush(look.colour(ground)) if ground else Qt.BrushStyle.NoBrush)
        painter.setCompositionMode(mode)
        for area in near if view.step >= from_step else ():
            if area.level == level:
                painter.drawPath(area.path)
    painter.restore()
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOver)
    painter.fillRect(QRectF(0, 0, view.wide, view.high), look.colour("sunken"))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)


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


def _paint_names(
    painter: QPainter, view: View, scene: Scene, look: Theme, nodes: Sequence[Node], taken: Sequence[Box]
) -> None:
    window = Box(0, 0, view.wide, view.high)
    wanted = [*_aim_names(view, scene.aim), *_outlet_names(view, nodes), *_area_names(view, scene.base)]
    for (text, kind), box in place(wanted, taken, window):
        rect = QRectF(box.left, box.top, box.wide, box.high)
        if kind == "area":
            shapes.write(painter, rect, text, Role.SMALL, look.colour("ink3"))
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


def _area_names(view: View, base: BaseMap) -> Iterator[Named]:
    left, top, right, bottom = view.box()
    for level, shown in (
        (PROVINCE, view.step <= PROVINCE_NAMES_UNTIL), (INSET, view.step <= 3), (CITY, view.step >= CITY_NAMES_FROM),
    ):
        for area in base.areas if shown else ():
            if area.level == level and area.name and left < area.at[0] < right and top < area.at[1] < bottom:
                x, y = area.at if level != INSET else (area.box.center().x(), area.box.bottom() - 11 * pixel(view.step))
                yield _label(view, area.name, "area", x, y, Role.SMALL, centred=True)


def _label(
    view: View, text: str, kind: str, x: float, y: float, role: Role, *, around: float = 0.0, must: bool = False,
    centred: bool = False,
) -> Named:
    measures = fonts.metrics(role)
    across, down = view.to_screen(x, y)
    pad = 0 if kind == "area" else PAD
    wide, high = measures.horizontalAdvance(text) + 2 * pad, measures.height() + (2 if kind == "area" else 4)
    return (text, kind), Label(text, across, down, wide, high, around=around, must=must, centred=centred)


def paint_scale(painter: QPainter, view: View, right: float, bottom: float, look: Theme) -> None:
    """A bar of a round length, true in the middle of the map, that ends at a corner."""
    length, wide = scale(view.metres(), SCALE_ROOM)
    left = right - wide
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
