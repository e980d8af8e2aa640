"""Scorecards on paper: the page of the window in its light colours, one outlet a sheet."""

from collections.abc import Sequence

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QFont, QGuiApplication, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QWidget

from callcentre.screens.reports.card import Card, Pen, paint_card
from callcentre.ui import fonts
from callcentre.ui.fonts import Role
from callcentre.ui.theme import LIGHT
from callcentre.words import _

MARGIN = 18.0
"""Millimetres."""
WIDE = 660.0
"""Pixels at 100 % across the printed part of a page."""


def preview(parent: QWidget, cards: Sequence[Card]) -> None:
    """Shows the pages before they are printed; printing goes through the system's own dialog."""
    printer = new_printer()
    dialog = QPrintPreviewDialog(printer, parent)
    dialog.paintRequested.connect(lambda asked: paint_pages(asked, cards))
    dialog.exec()
    dialog.deleteLater()


def new_printer() -> QPrinter:
    """A4 with the margins of the reports; the person may choose otherwise in the dialog."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(_("Outlet scorecard"))
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageMargins(QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN), QPageLayout.Unit.Millimeter)
    return printer


def paint_pages(printer: QPrinter, cards: Sequence[Card]) -> bool:
    """A page for each card; False where the printer does not begin."""
    painter = QPainter()
    if not cards or not painter.begin(printer):
        return False
    wide = printer.pageLayout().paintRectPixels(printer.resolution()).width()
    factor = wide / WIDE
    painter.scale(factor, factor)
    face = _faces(printer)
    for number, card in enumerate(cards):
        if number:
            printer.newPage()
        paint_card(Pen(painter, LIGHT, face), 0, 0, WIDE, card)
    painter.end()
    return True


class _faces:  # noqa: N801  called like a function
    """Fonts that are as large on the paper, in the unit of the drawing, as they are on the screen."""

    def __init__(self, printer: QPrinter) -> None:
        screen = QGuiApplication.primaryScreen()
        self._ratio = (screen.logicalDotsPerInchY() if screen is not None else 96.0) / printer.logicalDpiY()

    def __call__(self, role: Role) -> QFont:
        made = fonts.font(role)
        made.setPointSizeF(made.pointSizeF() * self._ratio)
        return made
