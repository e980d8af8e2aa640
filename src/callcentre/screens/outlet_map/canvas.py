"""The map itself: what is in sight, drawn once and moved as a whole while one pans; keys and pointer."""

import math
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from callcentre.screens.outlet_map import legend, painting, shapes
from callcentre.screens.outlet_map.clusters import Node
from callcentre.screens.outlet_map.labels import Box
from callcentre.screens.outlet_map.painting import Scene
from callcentre.screens.outlet_map.projection import LAST_STEP, View, to_plane
from callcentre.ui import theme as themes
from callcentre.ui.language import live
from callcentre.ui.theme import theme
from callcentre.words import _

EDGE = 16.0
MARGIN = 192
"""Pixels drawn beyond the window, so that panning only moves a picture."""
PAN = 80
"""Pixels that an arrow key moves."""
REST = 120
"""Milliseconds of standing still before what is in sight is counted again."""
CLICK = 4
"""Pixels the pointer may move and still have clicked."""
MIDDLE = to_plane(105.0, 36.5)
ARROWS = {
    Qt.Key.Key_Left: (PAN, 0), Qt.Key.Key_Right: (-PAN, 0), Qt.Key.Key_Up: (0, PAN), Qt.Key.Key_Down: (0, -PAN),
}


class MapCanvas(QWidget):
    """`show_scene(scene)`; `opened(node)` on Enter or a click; `over(node or None)` under the pointer or walked to.

    `rested()` once the view stands still after a change. Tab walks the marks by their distance from the middle and
    leaves the map behind the last one.
    """

    opened = Signal(object)
    outlet_opened = Signal(object)
    over = Signal(object)
    rested = Signal()
    whole = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.scene = Scene()
        self.view = View(*MIDDLE, 0, 640, 480)
        self.here: Node | None = None
        """The mark walked to."""
        self.scale_left = 16
        """Pixels from the left edge to the scale."""
        self._covered: Sequence[Box] = ()
        self._fresh = True
        self._first: tuple[float, float, float, float] | None = None
        """What is fitted into the window until somebody looks elsewhere."""
        self._walked: list[Node] = []
        self._hovered: Node | None = None
        self._picture: tuple[View, QPixmap] | None = None
        self._pressed: QPoint | None = None
        self._dragged = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self._stand_still)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 240)
        live(self, self._say)
        themes.on_change(self.redraw)

    # what is shown

    def show_scene(self, scene: Scene) -> None:
        """Draws this from now on; the view stays, and so does the mark walked to while it is there."""
        self.scene = scene
        stood_on = self.here.mark.id if self.here is not None else None
        had_card = self.here is not None or self._hovered is not None
        self.here = next((node for node in self.in_sight() if node.mark.id == stood_on), None) if stood_on else None
        self._hovered = None
        self._walked = []
        if had_card:
            self.over.emit(self.here)
        self.redraw()

    def redraw(self) -> None:
        """Draws everything anew at the next paint."""
        self._picture = None
        self.update()
        self._rest.start()

    def cover(self, boxes: Sequence[Box]) -> None:
        """What lies on the map: no name is written there."""
        if boxes != self._covered:
            self._covered, self._picture = boxes, None
            self.update()

    def look_at(self, view: View) -> None:
        """Another part of the map, in this window's size."""
        self.view = replace(view, wide=max(1, self.width()), high=max(1, self.height()))
        self._fresh = False
        self.here = None if self.here is None or view.step != self.view.step else self.here
        self._walked = []
        self.update()
        self._rest.start()

    def fit(self, box: tuple[float, float, float, float], *, nearest: int = LAST_STEP) -> None:
        """Looks at a part of the plane as near as it goes."""
        self.look_at(self.view.fitted(*box, nearest=nearest))
        self._fresh = False
        # A jump is no panning: what is in sight is counted at once.
        self._rest.stop()
        self._stand_still()

    def fit_once(self, box: tuple[float, float, float, float]) -> None:
        """As `fit`, unless somebody looked elsewhere already."""
        if self._fresh:
            self._first = box
            self.fit(box)
            self._fresh = True

    def zoom(self, steps: int) -> None:
        """Nearer or further about the middle."""
        self.here = None
        self.look_at(self.view.zoomed(steps))

    def in_sight(self) -> list[Node]:
        """The marks and clusters that are drawn now, the nearest to the middle first."""
        view = self.view
        inside = (node for node in self.scene.pyramid.at(view.step).within(*view.box()) if _is_in(view, node))
        return sorted(inside, key=lambda node: math.hypot(node.x - view.x, node.y - view.y))

    def picture(self, layers: frozenset[str], ratio: float = 2.0) -> QImage:
        """What is in sight as an image with its legend and scale, for the clipboard."""
        image = QImage(
            round(self.width() * ratio), round(self.height() * ratio), QImage.Format.Format_ARGB32_Premultiplied
        )
        image.setDevicePixelRatio(ratio)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painting.paint(painter, self.view, self.scene, theme())
        seen = legend.sight_of(self.in_sight(), self.scene)
        wide, high = legend.size(seen, layers)
        legend.paint(painter, QRectF(EDGE, self.height() - high - EDGE, wide, high), seen, layers, theme())
        painting.paint_scale(painter, self.view, wide + 2 * EDGE + 6, self.height() - EDGE - 6, theme())
        painter.end()
        return image

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        kept = self._picture
        if kept is None or not self._covers(kept[0]):
            kept = self._picture = self._draw()
        drawn, picture = kept
        middle = self.view.to_screen(drawn.x, drawn.y)
        painter = QPainter(self)
        painter.drawPixmap(QPointF(round(middle[0] - drawn.wide / 2), round(middle[1] - drawn.high / 2)), picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for node in {id(node): node for node in (self.here, self._hovered) if node is not None}.values():
            at = QPointF(*self.view.to_screen(node.x, node.y))
            shapes.ring(painter, at, shapes.radius(node) + (shapes.ARC + 2 if not node.single else 5), theme())
        painting.paint_scale(painter, self.view, self.scale_left, self.height() - EDGE - 6, theme())
        if self.hasFocus() and self.here is None:
            painter.setPen(theme().colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _covers(self, drawn: View) -> bool:
        view = self.view
        if drawn.step != view.step or (drawn.wide, drawn.high) != (view.wide + 2 * MARGIN, view.high + 2 * MARGIN):
            return False
        across, down = view.to_screen(drawn.x, drawn.y)
        return abs(across - view.wide / 2) <= MARGIN and abs(down - view.high / 2) <= MARGIN

    def _draw(self) -> tuple[View, QPixmap]:
        view = replace(self.view, wide=self.view.wide + 2 * MARGIN, high=self.view.high + 2 * MARGIN)
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(view.wide * ratio), round(view.high * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painting.paint(painter, view, self.scene, theme(), [replace(b, left=b.left + MARGIN, top=b.top + MARGIN) for b in self._covered])
        painter.end()
        return view, picture

    def _stand_still(self) -> None:
        """After panning the names are placed anew, clear of what lies on the map."""
        drawn = self._picture
        if drawn is not None and (drawn[0].x, drawn[0].y) != (self.view.x, self.view.y):
            self._picture = None
            self.update()
        self.rested.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.view = replace(self.view, wide=max(1, self.width()), high=max(1, self.height()))
        if self._first is not None:
            self.fit_once(self._first)
        self._rest.start()

    # keys

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}.get(Qt.Key(event.key()))
            if step is not None and self._walk(step):
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = Qt.Key(event.key()), event.modifiers()
        if held & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            super().keyPressEvent(event)
        elif key in ARROWS:
            self.look_at(self.view.moved(*ARROWS[key]))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(1)
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Underscore):
            self.zoom(-1)
        elif key == Qt.Key.Key_Home:
            self.whole.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.here is not None:
            self.open(self.here)
        elif key == Qt.Key.Key_Escape and self.here is not None:
            self.stand_on(None)
        else:
            super().keyPressEvent(event)

    def open(self, node: Node) -> None:
        """Goes nearer until a cluster falls apart; a mark, or what never falls apart, is opened."""
        if node.single or self.view.step >= LAST_STEP:
            self.opened.emit(node)
            return
        marks = list(node.marks())
        xs, ys = [mark.x for mark in marks], [mark.y for mark in marks]
        if max(xs) - min(xs) < 1 and max(ys) - min(ys) < 1:
            self.opened.emit(node)
            return
        nearer = self.view.fitted(min(xs), min(ys), max(xs), max(ys))
        self.stand_on(None)
        self.look_at(nearer if nearer.step > self.view.step else self.view.zoomed(1, *self.view.to_screen(node.x, node.y)))

    def _walk(self, by: int) -> bool:
        """To the next mark, or away from the map behind the last; whether there was one."""
        if self.here is None or self.here not in self._walked:
            self._walked = self.in_sight()
            to = 0 if by > 0 else len(self._walked) - 1
        else:
            to = self._walked.index(self.here) + by
        if not (0 <= to < len(self._walked)):
            self.stand_on(None)
            return False
        self.stand_on(self._walked[to])
        return True

    def stand_on(self, node: Node | None) -> None:
        """Walks to a mark, or away from all."""
        self.here = node
        self.over.emit(node)
        self.update()

    # pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position().toPoint(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self._pressed is None:
            self._hover(painting.under(self.scene, self.view, at.x(), at.y()))
            return
        way = at - self._pressed
        if self._dragged or way.manhattanLength() > CLICK:
            self._dragged, self._pressed = True, at
            self._hover(None)
            self.look_at(self.view.moved(way.x(), way.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is None or self._dragged:
            return
        at = event.position()
        numbered = painting.numbered_under(self.scene.aim, self.view, at.x(), at.y())
        node = painting.under(self.scene, self.view, at.x(), at.y())
        if numbered is not None:
            self.outlet_opened.emit(numbered.id)
        elif node is not None:
            self.open(node)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y()
        if turned:
            at = event.position()
            self._hover(None)
            self.look_at(self.view.zoomed(1 if turned > 0 else -1, at.x(), at.y()))
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)
        super().leaveEvent(event)

    def _hover(self, node: Node | None) -> None:
        if node is not self._hovered:
            self._hovered = node
            self.setCursor(Qt.CursorShape.PointingHandCursor if node is not None else Qt.CursorShape.ArrowCursor)
            self.over.emit(node if node is not None else self.here)
            self.update()

    def _say(self) -> None:
        self.setAccessibleName(_("Map"))
        self.setAccessibleDescription(_("Arrow keys move it, + and - zoom, Tab goes from mark to mark"))
        self.redraw()


def _is_in(view: View, node: Node) -> bool:
    x, y = view.to_screen(node.x, node.y)
    return 0 <= x < view.wide and 0 <= y < view.high
