"""A picture over the page it belongs to: as large as there is room, the acts are two keys."""

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from callcentre.ui.buttons import Button
from callcentre.ui.fonts import Role
from callcentre.ui.labels import Elided
from callcentre.ui.overlay import Overlay
from callcentre.words import _

MARGIN = 16


class PictureView(Overlay):
    """`show_picture(image, name, about)`; Escape or leaving it closes, the focus goes back.

    `save_wanted` when its file is to be written somewhere.
    """

    save_wanted = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.name = Elided(role=Role.HEADING)
        self.about = Elided(role=Role.CELL, ink="ink2")
        self.picture = _Picture()
        self.save = Button(lambda: _("Save as …"), key="Ctrl+S", icon="document", run=self.save_wanted.emit)
        self.close_it = Button(lambda: _("Close"), key="Esc", run=self.shut, listens=False)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self.name)
        words.addWidget(self.about)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(words, 1)
        row.addWidget(self.save)
        row.addWidget(self.close_it)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 12, MARGIN, MARGIN)
        column.setSpacing(12)
        column.addLayout(row)
        column.addWidget(self.picture, 1)
        over.installEventFilter(self)

    def show_picture(self, image: QImage, name: str, about: str) -> None:
        """Lies over the whole page."""
        if not self.isVisible():
            self._before = QApplication.focusWidget()
        self.name.setText(name)
        self.about.setText(about)
        self.picture.show_image(image, name)
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
        self.save.setFocus()

    def shut(self) -> None:
        super().shut()
        self.picture.show_image(QImage(), "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._over.rect())
        return super().eventFilter(watched, event)


class _Picture(QWidget):
    """Never larger than it is, never larger than its room."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()

    def show_image(self, image: QImage, name: str) -> None:
        self._image = image
        self.setAccessibleName(name)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, 240)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        ratio = self.devicePixelRatioF()
        wide, high = self._image.width() / ratio, self._image.height() / ratio
        share = min(1.0, self.width() / wide, self.height() / high)
        place = QRectF(0, 0, wide * share, high * share)
        place.moveCenter(QRectF(self.rect()).center())
        painter.drawImage(place, self._image)
