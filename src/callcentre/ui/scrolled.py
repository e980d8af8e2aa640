"""A page that scrolls when it is higher than its room: as wide as the room, and no higher than its words need."""

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget


class Scrolled(QScrollArea):
    """`Scrolled(inside)`. Qt's own resizing takes the height wrapped words need at their narrowest; this one asks anew.

    What gets the focus comes into sight, also where an answer moved it there and not the tab key.
    """

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self._inside = inside
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)
        inside.installEventFilter(self)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._inside and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def needed_height(self) -> int:
        """The height at which everything is seen at the width there is now."""
        layout, wide = self._inside.layout(), self.viewport().width()
        if layout is None:
            return 0
        return layout.totalHeightForWidth(wide) if layout.hasHeightForWidth() else layout.sizeHint().height()

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        # Under the pointer nothing may move between press and release.
        if new is not None and shiboken6.isValid(self._inside) and self._inside.isAncestorOf(new) and not QApplication.mouseButtons():
            self.ensureWidgetVisible(new)

    def _fit(self) -> None:
        layout = self._inside.layout()
        if layout is None:
            return
        layout.activate()
        # The bar takes its room where it is needed, which changes the height again: once is enough.
        for _turn in range(2):
            self._inside.resize(self.viewport().width(), max(self.needed_height(), self.viewport().height()))
