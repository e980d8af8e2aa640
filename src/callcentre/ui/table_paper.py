"""A list on paper: its titles on every page, black on white, lines between rows."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPageLayout, QPainter, QPen
from PySide6.QtPrintSupport import QPrinter

from callcentre.ui import fonts
from callcentre.ui.fonts import Role
from callcentre.ui.theme import LIGHT
from callcentre.words import _

ROWS_ON_A_PAGE = 32
DOTS = 96
"""Pixels to the inch that a page is laid out for."""
_HEAD, _PAD = 34.0, 4.0


def print_rows(
    printer: QPrinter, title: str, heads: Sequence[str], lines: Sequence[Sequence[str]], widths: Sequence[int]
) -> bool:
    """Prints every line; False where the printer does not begin."""
    printer.setPageOrientation(QPageLayout.Orientation.Landscape)
    painter = QPainter()
    if not painter.begin(printer):
        return False
    scale = printer.resolution() / DOTS
    area = printer.pageLayout().paintRectPixels(printer.resolution())
    painter.scale(scale, scale)
    wide, high = area.width() / scale, area.height() / scale
    pages = [lines[at : at + ROWS_ON_A_PAGE] for at in range(0, len(lines), ROWS_ON_A_PAGE)] or [[]]
    for number, page in enumerate(pages, start=1):
        if number > 1:
            printer.newPage()
        of = _("page {n} of {in_all}").format(n=number, in_all=len(pages))
        paint_page(painter, wide, high, (title, of), [heads, *page], widths)
    painter.end()
    return True


def paint_page(
    painter: QPainter, wide: float, high: float, about: tuple[str, str], lines: Sequence[Sequence[str]],
    widths: Sequence[int],
) -> None:
    """One page of `wide` by `high` layout pixels: title and page, the titles of the columns, the rows."""
    painter.setPen(LIGHT.colour("ink"))
    painter.setFont(fonts.font(Role.HEADING))
    painter.drawText(QRectF(0, 0, wide * 0.7, _HEAD), Qt.AlignmentFlag.AlignLeft, about[0])
    painter.setFont(fonts.font(Role.SMALL))
    painter.drawText(QRectF(wide * 0.7, 0, wide * 0.3, _HEAD), Qt.AlignmentFlag.AlignRight, about[1])
    row = (high - _HEAD) / (ROWS_ON_A_PAGE + 1)
    share = wide / max(1, sum(widths))
    for at, line in enumerate(lines):
        top, left = _HEAD + at * row, 0.0
        painter.setFont(fonts.font(Role.CHIP if at == 0 else Role.SMALL))
        painter.setPen(LIGHT.colour("ink"))
        for text, width in zip(line, widths, strict=True):
            _cell(painter, QRectF(left, top, width * share, row), text)
            left += width * share
        painter.setPen(QPen(LIGHT.colour("ink" if at == 0 else "hairline"), 0.7))
        painter.drawLine(0, round(top + row), round(wide), round(top + row))


def _cell(painter: QPainter, rect: QRectF, text: str) -> None:
    inside = rect.adjusted(0, 0, -_PAD, 0)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, round(inside.width()))
    painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
