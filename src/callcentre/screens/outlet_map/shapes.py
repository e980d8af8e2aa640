"""The shapes on the map: a state is told by shape and colour, a place nobody measured is hollow."""


from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPolygonF

from callcentre.screens.outlet_map.clusters import Node
from callcentre.ui import fonts
from callcentre.ui.fonts import Role
from callcentre.ui.theme import Theme
from callcentre.words import _

DOT = 6.0
SHOP = 10.0
OUTLINE = 1.4
ARC = 5.0
"""Pixels that the share of overdue ones lies outside a cluster."""
LEAST_ARC = 20
"""Degrees, so that one in a thousand is still seen."""


def radius(node: Node) -> float:
    """How far a mark or cluster reaches from its middle, without its arc."""
    if node.single:
        return SHOP if node.outlets else DOT
    return (12.0, 15.0, 18.0, 20.0)[min(3, len(str(node.count)) - 1)]


def draw(painter: QPainter, at: QPointF, node: Node, look: Theme, grade: str = "", load: int | None = None) -> None:
    """A node where it lies. `grade` and `load` (permille of today's room) are those of a single outlet."""
    if not node.single:
        cluster(painter, at, node, look)
    elif node.outlets:
        outlet(painter, at, look, grade=grade, load=load)
    elif node.complaints:
        bubble(painter, at, node.mark.tone, look, rough=node.mark.rough)
    else:
        state(painter, at, node.mark.tone, look, rough=node.mark.rough)


def state(painter: QPainter, at: QPointF, tone: str, look: Theme, *, rough: bool = False) -> None:
    """An order: disc, diamond (soon), triangle (overdue), two bars (on hold), large triangle (danger)."""
    fill = look.colour("surface") if rough else look.mark(tone)
    painter.setPen(_pen(look.mark(tone) if rough else look.text(tone)))
    painter.setBrush(QBrush(fill))
    shape = _SHAPES.get(tone)
    if shape is None:
        painter.drawEllipse(at, DOT - 1, DOT - 1)
    else:
        painter.drawPath(shape.translated(at))
    if tone == "danger" and not rough:
        painter.setPen(QPen(look.colour("danger"), 2))
        painter.drawLine(at + QPointF(0, -2.5), at + QPointF(0, 1.5))
        painter.drawPoint(at + QPointF(0, 4.5))


def bubble(painter: QPainter, at: QPointF, tone: str, look: Theme, *, rough: bool = False) -> None:
    """A complaint: a speech bubble in the colour of its clock."""
    painter.setPen(_pen(look.text(tone)))
    painter.setBrush(QBrush(look.colour("surface") if rough else look.mark(tone)))
    painter.drawPath(_BUBBLE.translated(at))


def outlet(
    painter: QPainter, at: QPointF, look: Theme, *, grade: str = "", load: int | None = None, chosen: bool = False,
    numbered: bool = False,
) -> None:
    """An outlet: a house, or its grade; the bar under it is what it was given today."""
    rect = QRectF(at.x() - SHOP, at.y() - SHOP, 2 * SHOP, 2 * SHOP)
    ink = look.colour("on_accent" if chosen else "ink")
    painter.setPen(_pen(look.colour("accent" if chosen or numbered else "ink2")))
    painter.setBrush(QBrush(look.colour("accent" if chosen else "surface")))
    painter.drawRoundedRect(rect, 4, 4)
    if grade:
        write(painter, rect, grade, Role.CHIP, ink)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(ink))
        painter.drawPath(_HOUSE.translated(at))
    if load is not None:
        track = QRectF(rect.left() + 1, rect.bottom() + 2.5, rect.width() - 2, 3)
        painter.fillRect(track, look.colour("border"))
        track.setWidth(track.width() * min(1000, load) / 1000)
        painter.fillRect(track, look.mark("due" if load >= FULL else "plain"))


FULL = 900
"""Permille of today's room at which an outlet's bar asks to look."""


def cluster(painter: QPainter, at: QPointF, node: Node, look: Theme) -> None:
    """Several marks: their number on a grey disc, the share of overdue orders as a red arc around it.

    Outlets alone stand on a light square, complaints alone in a bubble.
    """
    reach = radius(node)
    rect = QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)
    if not node.orders:
        painter.setPen(_pen(look.colour("ink2")))
        painter.setBrush(QBrush(look.colour("surface")))
        rounded = 5 if node.outlets else reach
        painter.drawRoundedRect(rect, rounded, rounded)
        write(painter, rect, _short(node.count), Role.CHIP, look.colour("ink"))
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(look.mark("plain")))
    painter.drawEllipse(rect)
    write(painter, rect, _short(node.orders), Role.CHIP, look.colour("on_accent"))
    if node.late:
        arc(painter, rect.adjusted(-ARC + 1.5, -ARC + 1.5, ARC - 1.5, ARC - 1.5), node.late / node.orders, look)


def arc(painter: QPainter, rect: QRectF, share: float, look: Theme) -> None:
    """A part of a circle from the top, clockwise."""
    painter.setPen(QPen(look.mark("overdue"), 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawArc(rect, 90 * 16, -round(max(LEAST_ARC, share * 360) * 16))


def target(painter: QPainter, at: QPointF, look: Theme, *, rough: bool = False) -> None:
    """The order that an outlet is looked for."""
    painter.setPen(QPen(look.colour("accent"), 2.5))
    painter.setBrush(QBrush(look.colour("surface")))
    painter.drawEllipse(at, 11, 11)
    if not rough:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(look.colour("accent")))
        painter.drawEllipse(at, 6, 6)


def ring(painter: QPainter, at: QPointF, reach: float, look: Theme) -> None:
    """The focus, outside of what has it."""
    painter.setPen(QPen(look.colour("accent"), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(at, reach, reach)


def write(painter: QPainter, rect: QRectF, text: str, role: Role, ink: QColor) -> None:
    """A short text in the middle of a place."""
    painter.setFont(fonts.font(role))
    painter.setPen(ink)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def _short(count: int) -> str:
    return str(count) if count < 10_000 else _("{n}k").format(n=count // 1000)


def _pen(colour: QColor) -> QPen:
    return QPen(colour, OUTLINE, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _polygon(*points: tuple[float, float]) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in points]))
    path.closeSubpath()
    return path


def _bars() -> QPainterPath:
    path = QPainterPath()
    path.addRect(QRectF(-5.5, -6, 4, 12))
    path.addRect(QRectF(1.5, -6, 4, 12))
    return path


def _bubble() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(-8, -8, 16, 12), 3, 3)
    return path.united(_polygon((-4, 3), (2, 3), (-4, 9)))


def _house() -> QPainterPath:
    """Awning, wall and door of a shop."""
    path = _polygon((-5, -6), (5, -6), (6.5, -1), (-6.5, -1))
    wall = _polygon((-5, 0.2), (5, 0.2), (5, 6), (-5, 6))
    return path.united(wall.subtracted(_polygon((-1.6, 2), (1.6, 2), (1.6, 6), (-1.6, 6))))


_SHAPES = {
    "due": _polygon((0, -7.5), (7.5, 0), (0, 7.5), (-7.5, 0)),
    "overdue": _polygon((0, -7.5), (7.5, 6), (-7.5, 6)),
    "danger": _polygon((0, -11), (11, 8.5), (-11, 8.5)),
    "hold": _bars(),
}
_BUBBLE, _HOUSE = _bubble(), _house()
