"""Where the window stood last, if there still is a screen there."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

SIZE = (1366, 768)
LEAST = (640, 360)


def put_in_place(window: QWidget, place: object, *, maximized: bool = False) -> None:
    """Puts a window at [left, top, width, height], or in its usual size where that cannot be."""
    wanted = _wanted(place)
    if wanted is not None and any(screen.availableGeometry().intersects(wanted) for screen in QGuiApplication.screens()):
        window.setGeometry(wanted)
    else:
        window.resize(*SIZE)
    if maximized:
        window.setWindowState(Qt.WindowState.WindowMaximized)


def _wanted(place: object) -> QRect | None:
    if not isinstance(place, list) or len(place) != 4 or not all(isinstance(part, int) for part in place):
        return None
    left, top, wide, high = place
    return QRect(left, top, max(wide, LEAST[0]), max(high, LEAST[1])) if wide > 0 else None
