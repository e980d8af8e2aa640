"""Where the tab key comes to widgets that are made after their window: Qt puts those behind all others."""

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

_TAB = Qt.FocusPolicy.TabFocus


def stand_in(place: QWidget, made: Iterable[QWidget]) -> None:
    """From now on the tab key comes to `made`, or what is in it, one after the other, where `place` stands."""
    policy = place.focusPolicy()
    # Qt goes by what takes the tab key alone, while a bare container stands in the order too.
    place.setFocusPolicy(_TAB)
    for before, after in pairwise([place, *(stop for widget in made for stop in _stops(widget))]):
        QWidget.setTabOrder(before, after)
    place.setFocusPolicy(policy)


def _stops(widget: QWidget) -> list[QWidget]:
    return [inside for inside in widget.findChildren(QWidget) if inside.focusPolicy() & _TAB] or [widget]
