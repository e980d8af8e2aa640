"""Finds texts that do not fit where they stand; a panel's test calls `cut_texts` in both languages."""

from PySide6.QtWidgets import QLabel, QWidget

from callcentre.ui.buttons import Button
from callcentre.ui.chips import Chip


def cut_texts(window: QWidget) -> list[str]:
    """The words of visible buttons, chips and one-line labels that are narrower than what they say."""
    cut = []
    for kind in (Button, Chip, QLabel):
        for widget in window.findChildren(kind):
            wraps = isinstance(widget, QLabel) and widget.wordWrap()
            if widget.isVisible() and not wraps and widget.width() < widget.sizeHint().width():
                words = widget.text() if isinstance(widget, QLabel | Button) else widget.word
                cut.append(f"{words} ({widget.width()} < {widget.sizeHint().width()})")
    return cut
