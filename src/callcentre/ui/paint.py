"""What widgets and delegates paint alike: text, chips, key caps, bars, the edge of a row."""

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QStaticText

from callcentre import words
from callcentre.ui import fonts, formats, hints, icons
from callcentre.ui.fonts import Role, metrics
from callcentre.ui.theme import Tone, theme

EDGE = 3
CHIP_ICON = 13
_CHIP_PAD = 6
_CAP_PAD = 5

Left = Qt.AlignmentFlag.AlignLeft
Right = Qt.AlignmentFlag.AlignRight


def ink(name: str) -> QColor:
    """The colour of a token or of a tone's text."""
    return theme().text(name) if name in set(Tone) else theme().colour(name)


def icon_token(tone: str) -> str:
    """The token an icon of a tone is drawn in on a plain ground; no tone is quiet ink."""
    return "overdue" if tone == Tone.DANGER else tone or "ink2"


def text(
    painter: QPainter,
    rect: QRectF,
    shown: str,
    role: Role,
    colour: str = "ink",
    align: Qt.AlignmentFlag = Left,
    mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> float:
    """One line in the middle of `rect`'s height, cut where it does not fit; answers its width."""
    if not shown or rect.width() <= 0:
        return 0.0
    laid = _laid(shown, role, round(rect.width(), 1), mode, (fonts.base(), words.language()))
    size = laid.size()
    x = rect.right() - size.width() if align == Right else rect.left()
    painter.setFont(fonts.font(role))
    painter.setPen(ink(colour))
    painter.drawStaticText(QPointF(x, rect.center().y() - size.height() / 2), laid)
    return size.width()


def width(shown: str, role: Role) -> float:
    """How wide a line of text is."""
    return metrics(role).horizontalAdvance(shown)


def line_height(role: Role) -> float:
    """The height a line of a role takes in a list."""
    return max(20.0 if role not in (Role.NAME, Role.FIGURE) else 26.0, metrics(role).height())


@lru_cache(maxsize=4096)
def _laid(shown: str, role: Role, room: float, mode: Qt.TextElideMode, _face: tuple[float, str]) -> QStaticText:
    laid = QStaticText(metrics(role).elidedText(shown.replace("\n", " "), mode, room + 0.5))
    laid.setTextFormat(Qt.TextFormat.PlainText)
    laid.prepare(font=fonts.font(role))
    return laid


def chip_size(word: str, icon: str = "") -> QSizeF:
    """The room a chip takes."""
    wide = metrics(Role.CHIP).horizontalAdvance(formats.begun(word)) + 2 * _CHIP_PAD + (CHIP_ICON + 5 if icon else 0)
    return QSizeF(wide, max(22.0, metrics(Role.CHIP).height() + 4))


def chip(painter: QPainter, left: float, middle: float, word: str, tone: str, icon: str = "") -> float:
    """A chip that begins at `left`, centred on `middle`; answers its width."""
    size = chip_size(word, icon)
    rect = QRectF(QPointF(left, middle - size.height() / 2), size)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().tint(tone))
    painter.drawRoundedRect(rect, 4, 4)
    inside = rect.adjusted(_CHIP_PAD, 0, -_CHIP_PAD, 0)
    if icon:
        icons.draw(painter, QRectF(inside.left(), middle - CHIP_ICON / 2, CHIP_ICON, CHIP_ICON), icon, tone, True)
        inside.setLeft(inside.left() + CHIP_ICON + 5)
    painter.setFont(fonts.font(Role.CHIP))
    painter.setPen(theme().on_tint(tone))
    painter.drawText(inside.adjusted(0, 0, 4, 0), Qt.AlignmentFlag.AlignVCenter | Left, formats.begun(word))
    return size.width()


def cap_size(key: str) -> QSizeF:
    """The room a key cap takes."""
    wide = metrics(Role.CHIP).horizontalAdvance(hints.printed(key)) + 2 * _CAP_PAD
    return QSizeF(max(18.0, wide), max(18.0, metrics(Role.CHIP).height()))


def cap(painter: QPainter, right: float, middle: float, key: str, colour: str = "ink2", border: str = "border") -> float:
    """A key cap that ends at `right`; answers its width."""
    size = cap_size(key)
    rect = QRectF(QPointF(right - size.width(), middle - size.height() / 2), size).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ink(border), 1))
    painter.drawRoundedRect(rect, 3, 3)
    painter.setFont(fonts.font(Role.CHIP))
    painter.setPen(ink(colour))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, hints.printed(key))
    return size.width()


def bar(painter: QPainter, rect: QRectF, permille: int, tone: str) -> None:
    """A bar of 4 px in the middle of `rect`, filled by `permille` of its width, on a hairline ground."""
    track = QRectF(rect.left(), rect.center().y() - 2, rect.width(), 4)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().colour("hairline"))
    painter.drawRoundedRect(track, 2, 2)
    filled = max(0, min(permille, 1000)) * track.width() / 1000
    if filled:
        painter.setBrush(theme().mark(tone))
        painter.drawRoundedRect(QRectF(track.left(), track.top(), max(4.0, filled), 4), 2, 2)


def row_ground(painter: QPainter, rect: QRectF, *, chosen: bool, focused: bool, hovered: bool) -> None:
    """The ground of a row: selection with an accent edge, the same edge on sunken without focus, or hover."""
    if chosen:
        painter.fillRect(rect, theme().colour("selection" if focused else "sunken"))
        painter.fillRect(QRectF(rect.left(), rect.top(), EDGE, rect.height()), theme().colour("accent"))
        if theme().contrast:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme().colour("accent"), 2 if focused else 1))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
    elif hovered:
        painter.fillRect(rect, theme().colour("hover"))


def hairline(painter: QPainter, left: float, right: float, y: float) -> None:
    """A line of one device pixel across, its lower edge at `y` or the pixel above it."""
    to_device = painter.deviceTransform()
    to_widget, _is_so = to_device.inverted()
    # Rounded up it would lie outside the widget, which may begin between two pixels, and be cut off.
    low = math.floor(to_device.map(QPointF(left, y)).y() + 0.01)
    top, bottom = (to_widget.map(QPointF(0, edge)).y() for edge in (low - 1, low))
    painter.fillRect(QRectF(left, top, right - left, bottom - top), theme().colour("hairline"))


def placeholder(painter: QPainter, rect: QRectF) -> None:
    """A grey bar where a row is still being read: 60 % of the room, still."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().colour("hairline"))
    painter.drawRoundedRect(QRectF(rect.left(), rect.center().y() - 6, rect.width() * 0.6, 12), 3, 3)
