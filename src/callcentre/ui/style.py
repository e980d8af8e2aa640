"""Fusion on every system, and a ring around what has the focus that is never hidden."""

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSplitter,
    QTextEdit,
    QWidget,
)

from callcentre.ui import fonts, sheet
from callcentre.ui import theme as themes
from callcentre.ui.theme import theme

WIDTH = 2
GAP = 1
_RINGED = (QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit)
_MOVES = {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.ParentChange}
NO_RING = "noFocusRing"
"""A widget with this property draws its own focus."""


def start(application: QApplication, mode: str = "system") -> "FocusRing":
    """Fusion, font, theme and sheet on the application. `mode` is system, light or dark.

    Windows of one application share the look: for a later one only the mode is taken up.
    """
    ring = application.findChild(FocusRing)
    if ring is not None:
        follow(application, mode)
        return ring
    application.setStyle("Fusion")
    fonts.load()
    application.setFont(fonts.font(fonts.Role.BODY))
    themes.on_change(lambda: sheet.apply(theme(), application))
    follow(application, mode)
    hints = QGuiApplication.styleHints()
    hints.colorSchemeChanged.connect(lambda scheme: follow(application, scheme=scheme))
    hints.accessibility().contrastPreferenceChanged.connect(lambda wish: follow(application, contrast=wish))
    return FocusRing(application)


FORCED = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
"""What a person may choose against the system's scheme; its high contrast goes before both."""
_mode = ["system"]


def follow(
    application: QApplication,
    mode: str | None = None,
    *,
    scheme: Qt.ColorScheme | None = None,
    contrast: Qt.ContrastPreference | None = None,
) -> None:
    """Puts the theme of `mode` (else of the mode chosen before) to use.

    `scheme` and `contrast` are what the system has just told, else what it tells when asked.
    """
    hints = QGuiApplication.styleHints()
    if mode is not None and mode != _mode[0]:
        _mode[0] = mode
        hints.setColorScheme(FORCED.get(mode, Qt.ColorScheme.Unknown))
    told = hints.colorScheme() if scheme is None else scheme
    wish = hints.accessibility().contrastPreference() if contrast is None else contrast
    chosen = themes.wanted(FORCED.get(_mode[0], told), wish, application)
    if chosen != theme() or not application.styleSheet():
        themes.set_theme(chosen, application)


class _Ring(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().colour("accent"), WIDTH))
        inset = WIDTH / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 5, 5)


def _around(widget: QWidget, over: QWidget | None) -> QRect:
    outside = WIDTH + GAP
    corner = widget.mapTo(over, QPoint(0, 0)) if over is not None else QPoint(0, 0)
    return QRect(corner, widget.size()).adjusted(-outside, -outside, outside, outside)


def _up_to_room(widget: QWidget) -> list[QWidget]:
    """The widget and its ancestors up to the one whose parent has room for the ring; its moves move the ring."""
    chain = [widget]
    while True:
        parent = chain[-1].parentWidget()
        if parent is None or parent.isWindow() or isinstance(parent.parentWidget(), QAbstractScrollArea):
            return chain
        # A splitter would take the ring for another of its columns.
        if parent.rect().contains(_around(widget, parent)) and not isinstance(parent, QSplitter):
            return chain
        chain.append(parent)


class FocusRing(QObject):
    """Draws 2 px of accent, 1 px outside the control that has the focus, wherever that goes."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._ring: _Ring | None = None
        self._around: QWidget | None = None
        self._watched: list[QWidget] = []
        application.focusChanged.connect(self._moved)

    def _moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        self._leave()
        if not isinstance(new, _RINGED) or new.property(NO_RING) or isinstance(new, QAbstractItemView):
            return
        parent = new.parentWidget()
        if isinstance(parent, QComboBox | QAbstractSpinBox):
            new, parent = parent, parent.parentWidget()
        if parent is None or new.isWindow():
            return
        self._watched = _up_to_room(new)
        self._around, self._ring = new, _Ring(self._watched[-1].parentWidget() or parent)
        for widget in self._watched:
            widget.installEventFilter(self)
        new.destroyed.connect(self._forget)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self._place()
        return False

    def _place(self) -> None:
        if self._ring is None or self._around is None:
            return
        self._ring.setGeometry(_around(self._around, self._ring.parentWidget()))
        self._ring.setVisible(self._around.isVisible())
        self._ring.raise_()

    def _leave(self) -> None:
        if self._around is not None:
            for widget in self._watched:
                if shiboken6.isValid(widget):
                    widget.removeEventFilter(self)
            self._around.destroyed.disconnect(self._forget)
        self._forget()

    def _forget(self) -> None:
        ring, self._ring, self._around = self._ring, None, None
        self._watched = []
        if ring is not None and shiboken6.isValid(ring):
            ring.hide()
            ring.deleteLater()
