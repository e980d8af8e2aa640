"""Finds texts that do not fit where they stand, and texts that can hardly be read on their ground."""

from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics, QImage
from PySide6.QtWidgets import QAbstractItemView, QLabel, QLineEdit, QTableView, QWidget

from callcentre.ui.buttons import Button
from callcentre.ui.chips import Chip

READABLE = 4.5
"""Least contrast of a text and its ground, by WCAG 2."""
SEEN = 0.985
"""A wrapped text may lack this much of its height: rounding of lines."""


def cut_texts(window: QWidget) -> list[str]:
    """The words of visible buttons, chips, labels, hints and column titles that have less room than they need."""
    cut = []
    for kind in (Button, Chip, QLabel):
        for widget in window.findChildren(kind):
            if not widget.isVisible():
                continue
            words = widget.text() if isinstance(widget, QLabel | Button) else widget.word
            if isinstance(widget, QLabel) and widget.wordWrap():
                needed = widget.heightForWidth(widget.width())
                if words and widget.height() < SEEN * needed:
                    cut.append(f"{words} ({widget.height()} < {needed} high)")
            elif widget.width() < widget.sizeHint().width():
                cut.append(f"{words} ({widget.width()} < {widget.sizeHint().width()})")
    return [*cut, *_cut_hints(window), *_cut_titles(window)]


def _cut_hints(window: QWidget) -> Iterator[str]:
    for field in window.findChildren(QLineEdit):
        if field.isVisible() and field.placeholderText() and not field.text():
            inside = field.contentsRect().width() - 2 * 9 - field.textMargins().left() - field.textMargins().right()
            needed = QFontMetrics(field.font()).horizontalAdvance(field.placeholderText())
            if inside < needed:
                yield f"{field.placeholderText()} ({inside} < {needed} in its field)"


def _cut_titles(window: QWidget) -> Iterator[str]:
    for table in window.findChildren(QTableView):
        model, header = table.model(), table.horizontalHeader()
        if not table.isVisible() or model is None or header.isHidden():
            continue
        measures = QFontMetrics(header.font())
        for column in range(model.columnCount()):
            title = str(model.headerData(column, Qt.Orientation.Horizontal) or "")
            room = header.sectionSize(column) - 2 * 8
            if not header.isSectionHidden(column) and room < measures.horizontalAdvance(title):
                yield f"{title} ({room} < {measures.horizontalAdvance(title)} in its column)"


def faint_texts(window: QWidget) -> list[str]:
    """The visible texts whose strongest pixel does not stand out of their ground; of what may not be used, none."""
    image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = memoryview(image.constBits()).cast("I")
    faint = []
    for words, place in _texts_painted(window):
        seen = place.intersected(image.rect())
        strongest = _strongest(pixels, image.bytesPerLine() // 4, seen) if not seen.isEmpty() else 21.0
        if strongest < READABLE:
            faint.append(f"{words} ({strongest:.1f} : 1)")
    return faint


def _texts_painted(window: QWidget) -> Iterator[tuple[str, QRect]]:
    for kind in (Button, Chip, QLabel):
        for widget in window.findChildren(kind):
            words = widget.text() if isinstance(widget, QLabel | Button) else widget.word
            if widget.isVisible() and widget.isEnabled() and words.strip() and not widget.visibleRegion().isEmpty():
                yield words, _place(window, widget, widget.visibleRegion().boundingRect())
    for view in window.findChildren(QAbstractItemView):
        if view.isVisible() and view.isEnabled() and view.model() is not None:
            yield from _cells_painted(window, view)


def _cells_painted(window: QWidget, view: QAbstractItemView) -> Iterator[tuple[str, QRect]]:
    model, inside = view.model(), view.viewport().visibleRegion().boundingRect()
    columns = model.columnCount(QModelIndex()) if isinstance(view, QTableView) else 1
    for row in range(model.rowCount(QModelIndex())):
        for column in range(columns):
            index = model.index(row, column)
            shown = view.visualRect(index)
            if not inside.contains(shown):
                continue
            words = str(index.data(Qt.ItemDataRole.DisplayRole) or index.data(Qt.ItemDataRole.AccessibleTextRole) or "")
            # What is said of an empty cell is the title of its column alone.
            if words.strip() and not words.rstrip().endswith((":", "：")):
                yield words, _place(window, view.viewport(), shown)
        if row > 40:
            return


def _place(window: QWidget, widget: QWidget, inside: QRect) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)) + inside.topLeft(), inside.size())


def _strongest(pixels: memoryview, stride: int, place: QRect) -> float:
    """The greatest contrast that a pixel of the place has with the ground, which is what most of it is."""
    colours: Counter[int] = Counter()
    for y in range(place.top(), place.bottom() + 1):
        colours.update(pixels[y * stride + place.left() : y * stride + place.right() + 1])
    ground = colours.most_common(1)[0][0]
    return max(contrast(ground, colour) for colour in colours)


def contrast(one: int, other: int) -> float:
    """WCAG 2, of two colours as 0xRRGGBB, from 1 to 21."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: int) -> float:
    channels = ((colour >> shift & 0xFF) / 255 for shift in (16, 8, 0))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
