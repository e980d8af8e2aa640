"""Whether somebody sits there: when a key or the mouse of a window was last moved."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from callcentre.domain.instants import Instant

_HANDS = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel, QEvent.Type.TouchBegin,
})


class Presence(QObject):
    """Watches the windows of the widgets it is shown; what comes in there comes from a person."""

    def __init__(self, now: Callable[[], Instant], parent: QObject) -> None:
        super().__init__(parent)
        self._now = now
        self._last = now()
        self._windows: list[QObject] = []

    def look_at(self, widget: QWidget) -> None:
        """Watches the window this widget is in."""
        window = widget.window().windowHandle()
        if window is not None and window not in self._windows:
            # The window alone, before Qt hands its input on: a filter of all widgets would cost at each event.
            self._windows.append(window)
            window.installEventFilter(self)

    def seen(self) -> None:
        """Somebody did something just now."""
        self._last = self._now()

    def within(self, span: Instant) -> bool:
        """Whether somebody was there in the last `span` microseconds."""
        return self._now() - self._last <= span

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _HANDS:
            self.seen()
        return False
