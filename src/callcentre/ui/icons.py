"""Icons drawn from SVG at the size and ratio asked, in the colour of a token of the theme in use."""

from functools import lru_cache

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from callcentre.resources import resource
from callcentre.ui import theme as themes

DRAWN = (16, 20)
"""The sizes the set is drawn for, in pixels at 100 %."""


class _Engine(QIconEngine):
    def __init__(self, name: str, token: str, filled: bool) -> None:
        super().__init__()
        self._name, self._token, self._filled = name, token, filled

    def clone(self) -> QIconEngine:
        copy = _Engine(self._name, self._token, self._filled)
        _kept.append(copy)
        return copy

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        device = painter.device()
        ratio = device.devicePixelRatio() if device else 1.0
        painter.drawPixmap(rect, self.scaledPixmap(rect.size() * ratio, mode, state, ratio))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        token = "disabled" if mode == QIcon.Mode.Disabled else self._token
        return pixmap(self._name, min(size.width(), size.height()) / scale, token, self._filled, scale)


_kept: list[_Engine] = []


@lru_cache(maxsize=512)
def icon(name: str, token: str = "ink2", filled: bool = False) -> QIcon:
    """The icon of a name in `resources/icons`, in a token's colour whatever the theme becomes."""
    engine = _Engine(name, token, filled)
    _kept.append(engine)
    return QIcon(engine)


def pixmap(name: str, side: float, token: str, filled: bool, ratio: float) -> QPixmap:
    """One drawing, `side` pixels at 100 %, for a device with `ratio` pixels for each."""
    return _drawn(name, side, themes.theme().colour(token).rgba(), filled, ratio)


def draw(painter: QPainter, rect: QRectF, name: str, token: str, filled: bool = False) -> None:
    """The icon in the middle of `rect`, as large as its shorter side."""
    device = painter.device()
    ratio = device.devicePixelRatio() if device else 1.0
    side = min(rect.width(), rect.height())
    drawn = pixmap(name, side, token, filled, ratio)
    # On whole device pixels, else the 16 px drawings lose their edges.
    left = round((rect.center().x() - side / 2) * ratio) / ratio
    top = round((rect.center().y() - side / 2) * ratio) / ratio
    painter.drawPixmap(QRectF(left, top, side, side), drawn, QRectF(drawn.rect()))


@lru_cache(maxsize=1024)
def _renderer(name: str, drawn: int, filled: bool) -> QSvgRenderer:
    path = resource("icons", f"{name}_{drawn}_{'filled' if filled else 'regular'}.svg")
    if not path.is_file():
        raise FileNotFoundError(path)
    return QSvgRenderer(str(path))


@lru_cache(maxsize=2048)
def _drawn(name: str, side: float, rgba: int, filled: bool, ratio: float) -> QPixmap:
    drawn = DRAWN[0] if side < (DRAWN[0] + DRAWN[1]) / 2 else DRAWN[1]
    pixels = max(1, round(side * ratio))
    image = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    _renderer(name, drawn, filled).render(painter, QRectF(0, 0, pixels, pixels))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(image.rect(), QColor.fromRgba(rgba))
    painter.end()
    made = QPixmap.fromImage(image)
    made.setDevicePixelRatio(ratio)
    return made

