"""The shipped font by role, in points, so that text scales with one base size a person can set."""

import weakref
from collections.abc import Callable
from enum import Enum
from functools import lru_cache

import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF
from PySide6.QtWidgets import QApplication, QWidget

from callcentre import words
from callcentre.resources import resource

FAMILY = "Noto Sans SC"
BASE = 10.5
SIZES = (9.0, 14.0)
"""Smallest and largest base size in points."""


class Role(Enum):
    """What a text is for."""

    FIGURE = "figure"
    NAME = "name"
    SCRIPT = "script"
    HEADING = "heading"
    ROW = "row"
    BODY = "body"
    CELL_STRONG = "cell strong"
    CELL_TITLE = "cell title"
    CELL = "cell"
    CHIP = "chip"
    SMALL = "small"


_FACES: dict[Role, tuple[float, QFont.Weight]] = {
    Role.FIGURE: (22, QFont.Weight.DemiBold),
    Role.NAME: (15, QFont.Weight.DemiBold),
    Role.SCRIPT: (12, QFont.Weight.Normal),
    Role.HEADING: (10.5, QFont.Weight.DemiBold),
    Role.ROW: (10.5, QFont.Weight.Medium),
    Role.BODY: (10.5, QFont.Weight.Normal),
    Role.CELL_STRONG: (10, QFont.Weight.DemiBold),
    Role.CELL_TITLE: (10, QFont.Weight.Medium),
    Role.CELL: (10, QFont.Weight.Normal),
    Role.CHIP: (9, QFont.Weight.Medium),
    Role.SMALL: (9, QFont.Weight.Normal),
}
"""Points at the base size, and weight."""

_base = [BASE]
_dressed: "weakref.WeakSet[QWidget]" = weakref.WeakSet()
_measured: "weakref.WeakSet[QWidget]" = weakref.WeakSet()


def load() -> None:
    """Registers the shipped weights with Qt; raises FileNotFoundError when one is missing."""
    for weight in ("Regular", "Medium", "SemiBold"):
        path = resource("fonts", f"NotoSansSC-{weight}.ttf")
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise FileNotFoundError(path)


def font(role: Role) -> QFont:
    """The font of a role at the base size in use."""
    return QFont(_font(role, _base[0], words.language()))


def metrics(role: Role) -> QFontMetricsF:
    """Widths and heights of a role's text."""
    return _metrics(role, _base[0], words.language())


def base() -> float:
    """The base size in use, in points."""
    return _base[0]


def scaled(pixels: int) -> int:
    """A width meant for the usual size of text, at the one in use."""
    return round(pixels * _base[0] / BASE)


def set_base(points: float, application: QApplication) -> None:
    """Scales every role; sizes outside 9-14 points are cut to them."""
    _base[0] = min(max(points, SIZES[0]), SIZES[1])
    renew(application)


def renew(application: QApplication) -> None:
    """Gives every widget its role's font again, after the size or the language changed."""
    application.setFont(font(Role.BODY))
    # Never over allWidgets(): the collector may take one of them away while the list is made.
    for widget in list(_dressed):
        if shiboken6.isValid(widget):
            widget.setFont(font(Role[widget.property("fontRole")]))
    for widget in list(_measured):
        if shiboken6.isValid(widget):
            widget.updateGeometry()
    _sizes.changed.emit()


class _Sizes(QObject):
    changed = Signal()


_sizes = _Sizes()


def on_change(told: Callable[[], object]) -> None:
    """`told` runs after each change of size or language; a bound method of a QObject is forgotten with it."""
    _sizes.changed.connect(told)


def measured(widget: QWidget) -> None:
    """The widget paints its texts itself: its size hint is asked again when the fonts change."""
    _measured.add(widget)


def set_role(widget: QWidget, role: Role) -> None:
    """The widget is written in `role` from now on, through changes of size."""
    widget.setProperty("fontRole", role.name)
    _dressed.add(widget)
    widget.setFont(font(role))


@lru_cache(maxsize=256)
def _font(role: Role, base_points: float, language: str) -> QFont:
    points, weight = _FACES[role]
    made = QFont(FAMILY)
    made.setPointSizeF(round(points * base_points / BASE, 2))
    made.setWeight(weight)
    if language == "en":
        # Middle dot and curly quotes are a full em wide in this font, right in Chinese only.
        made.setFeature(QFont.Tag("palt"), 1)
    return made


@lru_cache(maxsize=256)
def _metrics(role: Role, base_points: float, language: str) -> QFontMetricsF:
    return QFontMetricsF(_font(role, base_points, language))
