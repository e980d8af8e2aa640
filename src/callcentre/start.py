"""From the command line to a window on the screen: a first picture of it, and only then its parts.

The first picture has the window's place, its language's title and the grounds of rail, strip
and page, and needs nothing but Qt; what takes time to import stands behind it.
"""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from callcentre.adapters.folders import data_folder
from callcentre.runtime.single import hand_over
from callcentre.ui import theme as themes
from callcentre.ui.place import put_in_place
from callcentre.words import _

if TYPE_CHECKING:
    from callcentre.app import Settings

RAIL, STRIP, STATUS = 72, 40, 28


def run_window(settings: "Settings") -> int:
    """Opens the window and stays until it is closed; 0, also where it only brought another forward."""
    folder = settings.data or data_folder(demo=settings.demo)
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(application, QApplication):
        raise TypeError("another kind of Qt application runs already")
    if hand_over(folder):
        return 0
    built: list[Any] = []
    first = FirstPicture(remembered_window(folder), lambda: built.append(_whole(settings, folder, application, first)))
    first.show()
    try:
        return application.exec()
    finally:
        for window in built:
            window.close()


def _whole(settings: "Settings", folder: Path, application: QApplication, first: "FirstPicture") -> object:
    """The window itself in the place of its first picture."""
    import os

    from callcentre.window import Window

    window = Window(settings, folder, application, os.environ)
    window.show()
    first.close()
    return window


def remembered_window(folder: Path) -> Mapping[str, Any]:
    """What was remembered of the window last time; nothing where that cannot be read."""
    try:
        found = json.loads((folder / "window.json").read_bytes())
        return found if isinstance(found, dict) else {}
    except (OSError, ValueError):
        return {}


class FirstPicture(QWidget):
    """Grounds in the theme in use, at the window's last place; `painted` is called once, after it was seen."""

    def __init__(self, remembered: Mapping[str, Any], painted: Callable[[], object]) -> None:
        super().__init__()
        self._painted: Callable[[], object] | None = painted
        settings = remembered.get("settings") or {}
        forced = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}.get(settings.get("theme", ""))
        hints = QGuiApplication.styleHints()
        self._theme = themes.wanted(
            forced or hints.colorScheme(), hints.accessibility().contrastPreference(), cast(QApplication, QApplication.instance())
        )
        self.setWindowTitle(_("Callcentre"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        window = remembered.get("window") or {}
        put_in_place(self, window.get("place"), maximized=bool(window.get("maximized")))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        wide, high = self.width(), self.height()
        for token, rect in (
            ("rail", QRect(0, 0, wide, high)),
            ("surface", QRect(RAIL, STRIP, wide - RAIL, high - STRIP - STATUS)),
        ):
            painter.fillRect(rect, self._theme.colour(token))
        painter.end()
        if self._painted is not None:
            painted, self._painted = self._painted, None
            QTimer.singleShot(0, self, painted)
