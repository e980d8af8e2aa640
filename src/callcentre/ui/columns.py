"""Columns of a panel in a splitter, their widths remembered; the right one becomes a drawer in a narrow window."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QSplitter, QWidget

from callcentre.runtime.remembered import Remembered
from callcentre.ui.language import live

NARROW = 1280 - 88
"""Below this width of the page (the rail taken off, at its widest) the right column is a drawer."""
WIDE = 1600


class Columns(QSplitter):
    """`Columns(remembered, "intake", [left, middle, right], at_1366=[320, 590, 384], at_1920=[400, 928, 520])`.

    `minima` are least widths; the column at `grows` takes what is over (the middle of three, the
    first of two). Alt+0 opens and closes the right column where it is a drawer: below a width of `narrow`.
    """

    def __init__(
        self,
        remembered: Remembered,
        name: str,
        parts: Sequence[QWidget],
        *,
        at_1366: Sequence[int],
        at_1920: Sequence[int],
        minima: Sequence[int] = (),
        grows: int | None = None,
        narrow: int = NARROW,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._remembered, self._name = remembered, name
        self._widths = {False: list(at_1366), True: list(at_1920)}
        self._parts = tuple(parts)
        self._wide: bool | None = None
        self._drawer_open = False
        self._narrow = narrow
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        growing = (1 if len(parts) > 2 else 0) if grows is None else grows
        least = minima or ((272, 480, 312) if len(parts) > 2 else (480, 312))
        for number, part in enumerate(parts):
            self.addWidget(part)
            self.setStretchFactor(number, 1 if number == growing else 0)
        self._least = tuple(least)
        live(self, lambda: QTimer.singleShot(0, self, self._make_room))
        drawer = QShortcut(QKeySequence("Alt+0"), self, self._toggle)
        drawer.setContext(Qt.ShortcutContext.WindowShortcut)
        self.splitterMoved.connect(self._keep)

    def drawer_open(self) -> bool:
        """Whether the right column is seen although the window is narrow."""
        return self._drawer_open

    def open_drawer(self) -> None:
        """Shows the right column also where it is a drawer."""
        self._drawer_open = True
        self._drawer()

    def minimumSizeHint(self) -> QSize:
        """Room for the working column; the others give way as drawers."""
        working = self._parts[1] if len(self._parts) > 2 else self._parts[0]
        return QSize(working.minimumWidth(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= WIDE
        if wide != self._wide:
            self._wide = wide
            self._make_room()
            self.setSizes(self._remembered.get("columns", self._key(), self._widths[wide]))
        self._drawer()

    def _make_room(self) -> None:
        """No column is narrower than what stands in it, in whichever language."""
        for part, least in zip(self._parts, self._least, strict=True):
            layout = part.layout()
            needed = layout.minimumSize().width() if layout is not None else 0
            part.setMinimumWidth(max(least, needed))

    def _key(self) -> str:
        return f"{self._name} {'wide' if self._wide else 'narrow'}"

    def _keep(self, _position: int, _number: int) -> None:
        if self.width() >= self._narrow:
            self._remembered.put("columns", self._key(), self.sizes())

    def _toggle(self) -> None:
        self._drawer_open = not self._drawer_open
        self._drawer()

    def _drawer(self) -> None:
        narrow = self.width() < self._narrow
        self._parts[-1].setVisible(not narrow or self._drawer_open)
        # A drawer takes the place of the first column where they do not fit beside each other.
        needed = 272 + 480 + 312 if len(self._parts) > 2 else sum(part.minimumWidth() for part in self._parts)
        self._parts[0].setVisible(not (narrow and self._drawer_open and self.width() < needed))
