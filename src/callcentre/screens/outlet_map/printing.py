"""The map on paper: what is in sight, with its legend and scale, always in the light colours."""

from dataclasses import replace

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPainter
from PySide6.QtPrintSupport import QPrinter

from callcentre.screens.outlet_map import legend, painting
from callcentre.screens.outlet_map.painting import Scene
from callcentre.screens.outlet_map.projection import View
from callcentre.ui import fonts
from callcentre.ui.fonts import Role
from callcentre.ui.theme import LIGHT

HEAD = 30.0
FINE = 200
"""Dots to the inch that are printed."""
DOTS = 96
"""Pixels to the inch that the page is laid out for."""


def paint_page(painter: QPainter, wide: float, high: float, view: View, scene: Scene, layers: frozenset[str], title: str) -> None:
    """One page of `wide` by `high` layout pixels: title, map, legend, scale."""
    rect = QRectF(0, 0, wide, HEAD)
    painter.setFont(fonts.font(Role.HEADING))
    painter.setPen(LIGHT.colour("ink"))
    painter.drawText(rect, title)
    room = QRectF(0, HEAD, wide, high - HEAD)
    shown = replace(view, wide=round(room.width()), high=round(room.height()))
    painter.save()
    painter.translate(0, HEAD)
    painter.setClipRect(QRectF(0, 0, room.width(), room.height()))
    painting.paint(painter, shown, scene, LIGHT)
    nodes = painting.visible(scene, shown)
    seen = legend.sight_of(nodes, scene)
    across, down = legend.size(seen, layers)
    legend.paint(painter, QRectF(12, room.height() - down - 12, across, down), seen, layers, LIGHT)
    painting.paint_scale(painter, shown, room.width() - 20, room.height() - 20, LIGHT)
    painter.restore()
    painter.setPen(LIGHT.colour("border"))
    painter.drawRect(room.adjusted(0, 0, -1, -1))


def print_on(printer: QPrinter, view: View, scene: Scene, layers: frozenset[str], title: str) -> bool:
    """One page; False where the printer does not begin."""
    printer.setPageOrientation(QPageLayout.Orientation.Landscape)
    page = printer.pageLayout().paintRectPixels(printer.resolution())
    fine = FINE / printer.resolution()
    image = QImage(round(page.width() * fine), round(page.height() * fine), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    # At least what the window shows is on the page, smaller where the window is large.
    factor = min(FINE / DOTS, image.width() / view.wide, image.height() / (view.high + HEAD))
    painter.scale(factor, factor)
    paint_page(painter, image.width() / factor, image.height() / factor, view, scene, layers, title)
    painter.end()
    if not painter.begin(printer):
        return False
    painter.drawImage(QRectF(0, 0, page.width(), page.height()), image)
    painter.end()
    return True
