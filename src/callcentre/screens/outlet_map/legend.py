"""What the marks mean, always open in a corner of the map, and how many of each are in sight."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from callcentre.screens.outlet_map import shapes
from callcentre.screens.outlet_map.clusters import Node
from callcentre.screens.outlet_map.painting import Scene
from callcentre.store.suggestions import NEAR_METRES
from callcentre.ui import fonts, formats
from callcentre.ui.fonts import Role, measured
from callcentre.ui.language import live
from callcentre.ui.theme import Theme, theme
from callcentre.words import N_, _, ngettext

SCHEMATIC = N_("Schematic, no boundaries implied")
ROW = 23.0
PAD = 11.0
SIDE = 34.0
"""From the left edge to the words."""


@dataclass(frozen=True, slots=True)
class Sight:
    """How many of each are in sight."""

    plain: int = 0
    soon: int = 0
    late: int = 0
    held: int = 0
    outlets: int = 0
    complaints: int = 0
    rough: bool = False
    orders: int = 0
    nowhere: int = 0
    """Of all that is drawn, wherever one looks: how many have no place."""
    uncovered: int | None = None
    """Orders that no outlet is near to; None while nobody asks."""


def sight_of(nodes: Sequence[Node], scene: Scene) -> Sight:
    """Counts what these nodes hold."""
    orders = sum(node.orders for node in nodes)
    soon, late, held = (sum(getattr(node, name) for node in nodes) for name in ("soon", "late", "held"))
    return Sight(
        orders - soon - late - held, soon, late, held, sum(node.outlets for node in nodes),
        sum(node.complaints for node in nodes), any(node.single and node.mark.rough for node in nodes), orders,
        scene.nowhere, None if scene.coverage is None else scene.coverage.without,
    )


Draw = Callable[[QPainter, QPointF, Theme], None]


def _state(tone: str, *, rough: bool = False) -> Draw:
    return lambda painter, at, look: shapes.state(painter, at, tone, look, rough=rough)


def _arc(painter: QPainter, at: QPointF, look: Theme) -> None:
    painter.setPen(QPen(look.mark("overdue"), 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.drawArc(QRectF(at.x() - 7, at.y() - 4, 14, 14), 20 * 16, 140 * 16)


def _covered(painter: QPainter, at: QPointF, look: Theme) -> None:
    painter.setPen(QPen(look.colour("hairline"), 1))
    painter.setBrush(QBrush(look.tint("good")))
    painter.drawEllipse(at, 7, 7)


def _nothing(_painter: QPainter, _at: QPointF, _look: Theme) -> None:
    """A line of the legend without a mark."""


def _outlet(painter: QPainter, at: QPointF, look: Theme) -> None:
    painter.translate(0, -2)
    painter.scale(0.75, 0.75)
    shapes.outlet(painter, at, look, grade="A", load=600)


def _bubble(painter: QPainter, at: QPointF, look: Theme) -> None:
    painter.scale(0.85, 0.85)
    shapes.bubble(painter, at, "plain", look)


def _lines(seen: Sight, layers: frozenset[str]) -> list[tuple[Draw, str]]:
    """(mark, words) of every kind that is drawn."""
    lines: list[tuple[Draw, str]] = []
    if "order" in layers:
        lines += [
            (_state(tone), f"{words} {formats.count(n)}")
            for tone, words, n in (
                ("plain", _("In time"), seen.plain), ("due", _("Due soon"), seen.soon),
                ("overdue", _("Overdue"), seen.late), ("hold", _("On hold"), seen.held),
            )
        ]
        lines.append((_arc, _("Arc: share overdue")))
    if "outlet" in layers:
        lines.append((
            _outlet,
            _("Outlet {n}: grade, today's load").format(n=formats.count(seen.outlets)),
        ))
    if "complaint" in layers:
        lines.append((
            _bubble,
            _("Complaint {n}").format(n=formats.count(seen.complaints)),
        ))
    if "order" in layers or "complaint" in layers:
        lines.append((_state("plain", rough=True), _("Hollow: only the city is known")))
    if seen.uncovered is not None:
        lines.append((_covered, _("An outlet within {far}").format(far=_kilometres())))
        n = seen.uncovered
        said = ngettext("{n} order without one", "{n} orders without one", n)
        lines.append((_nothing, said.format(n=formats.count(n))))
    if seen.nowhere:
        lines.append((_nothing, _("No place known, not drawn: {n}").format(n=formats.count(seen.nowhere))))
    return lines


def _kilometres() -> str:
    return _("{n} km").format(n=NEAR_METRES // 1000)


def size(seen: Sight, layers: frozenset[str]) -> tuple[float, float]:
    """The room the legend takes."""
    lines = _lines(seen, layers)
    cells, small = fonts.metrics(Role.CELL), fonts.metrics(Role.SMALL)
    words = max((cells.horizontalAdvance(text) for _draw, text in lines), default=0.0)
    wide = max(SIDE + words, PAD + small.horizontalAdvance(_(SCHEMATIC))) + PAD + 2
    row = max(ROW, cells.height())
    return wide, 2 * PAD - 4 + row * len(lines) + small.height() + 2


def paint(painter: QPainter, rect: QRectF, seen: Sight, layers: frozenset[str], look: Theme) -> None:
    """The legend on its own ground."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ground = look.colour("surface")
    painter.setPen(QPen(look.colour("hairline"), 1))
    painter.setBrush(QBrush(ground))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
    row = max(ROW, fonts.metrics(Role.CELL).height())
    top = rect.top() + PAD - 2
    for draw, text in _lines(seen, layers):
        painter.save()
        painter.translate(rect.left() + PAD + 7, top + row / 2)
        draw(painter, QPointF(0, 0), look)
        painter.restore()
        _text(painter, QRectF(rect.left() + SIDE, top, rect.width() - SIDE, row), text, Role.CELL, look, "ink")
        top += row
    rest = QRectF(rect.left() + PAD, top, rect.width() - PAD, rect.bottom() - PAD + 4 - top)
    _text(painter, rest, _(SCHEMATIC), Role.SMALL, look, "ink2")


def _text(painter: QPainter, rect: QRectF, text: str, role: Role, look: Theme, ink: str) -> None:
    painter.setFont(fonts.font(role))
    painter.setPen(look.colour(ink))
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


class Legend(QWidget):
    """The legend in its corner; the pointer goes through it to the map."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.seen, self.layers = Sight(), frozenset[str]()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        measured(self)
        live(self, lambda: self.show_sight(self.seen, self.layers))

    def show_sight(self, seen: Sight, layers: frozenset[str]) -> None:
        """Other numbers, other layers."""
        self.seen, self.layers = seen, layers
        said = [text for _draw, text in _lines(seen, layers)]
        self.setAccessibleName(formats.listed(_("Legend"), *said, _(SCHEMATIC)))
        self.adjustSize()
        self.update()

    def sizeHint(self) -> QSize:
        wide, high = size(self.seen, self.layers)
        return QSize(round(wide + 0.5), round(high + 0.5))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint(QPainter(self), QRectF(self.rect()), self.seen, self.layers, theme())
