"""The rail at the left: one item a panel, the current one on a plate with a blue edge."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QVBoxLayout

from callcentre.ui import hints, icons, paint
from callcentre.ui.fonts import Role, measured, metrics
from callcentre.ui.language import live
from callcentre.ui.screen import Screen
from callcentre.ui.style import NO_RING
from callcentre.ui.theme import theme
from callcentre.words import _, ngettext

WIDTH = 72
ITEM = QSize(64, 50)


class RailItem(QAbstractButton):
    """One panel: icon over word, a badge with a count, its key while Alt is held."""

    def __init__(self, panel: Screen) -> None:
        super().__init__()
        self.panel = panel
        self._count, self._tone = 0, "due"
        measured(self)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setProperty(NO_RING, True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        hints.on_change(self.update)
        live(self, self._say)

    def set_badge(self, count: int, tone: str) -> None:
        """A count at the icon in a state's colour; 0 takes it away."""
        self._count, self._tone = count, tone
        self._say()
        self.update()

    def sizeHint(self) -> QSize:
        high = max(ITEM.height(), round(20 + 4 + metrics(Role.SMALL).height() + 8))
        wide = max(ITEM.width(), round(metrics(Role.CHIP).horizontalAdvance(_(self.panel.title))) + 8)
        return QSize(wide, high)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        current = self.isChecked()
        if current or self.underMouse() or self.hasFocus():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().colour("surface" if current else "hover"))
            painter.drawRoundedRect(rect, 6, 6)
        if current:
            painter.setBrush(theme().colour("accent"))
            painter.drawRoundedRect(QRectF(0, rect.height() / 2 - 10, 3, 20), 1.5, 1.5)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(paint.ink("accent"))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 5, 5)
        self._face(painter, rect, current)

    def _face(self, painter: QPainter, rect: QRectF, current: bool) -> None:
        word_high = metrics(Role.SMALL).height()
        top = (rect.height() - 20 - 2 - word_high) / 2
        badge = self._badge_wide() if self._count and not hints.held() else 0.0
        # Under a wide badge the icon moves aside, so that it stays readable.
        icon = QRectF(min(rect.center().x() - 10, rect.width() - badge - 20), top, 20, 20)
        icons.draw(painter, icon, self.panel.icon, "accent" if current else "ink2", current)
        role = Role.CHIP if current else Role.SMALL
        word = _(self.panel.title)
        wide = paint.width(word, role)
        line = QRectF(rect.center().x() - wide / 2, icon.bottom() + 2, wide + 1, word_high)
        paint.text(painter, line, word, role, "ink" if current else "ink2")
        if hints.held() and self.panel.shortcut:
            painter.setPen(Qt.PenStyle.NoPen)
            paint.cap(painter, rect.right() - 2, 12, self.panel.shortcut, "ink", "ink2")
        elif self._count:
            self._paint_badge(painter, icon.topRight())

    def _shown(self) -> str:
        return str(self._count) if self._count < 100 else "99+"

    def _badge_wide(self) -> float:
        return max(18.0, paint.width(self._shown(), Role.CHIP) + 8)

    def _paint_badge(self, painter: QPainter, corner: QPointF) -> None:
        shown, wide = self._shown(), self._badge_wide()
        # In the item's corner, over as little of the icon as there is room for.
        badge = QRectF(self.width() - wide, max(0.0, corner.y() - 6), wide, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().mark(self._tone))
        painter.drawRoundedRect(badge, 9, 9)
        ink = theme().colour("danger") if self._tone == "overdue" else theme().colour("rail" if theme().dark else "ink")
        painter.setPen(ink)
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, shown)

    def _say(self) -> None:
        word = _(self.panel.title)
        if self._count:
            word += ", " + ngettext("{n} waiting", "{n} waiting", self._count).format(n=self._count)
        self.setAccessibleName(word)
        self.setToolTip(f"{_(self.panel.title)}  {hints.printed(self.panel.shortcut)}".strip())
        self.updateGeometry()
        self.update()


class Rail(QFrame):
    """`chosen(id)` when a person goes to a panel; Up and Down move between items."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "rail")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(4, 8, 4, 8)
        self._column.setSpacing(4)
        self._items: dict[str, RailItem] = {}
        self.setMinimumWidth(WIDTH)

    def set_screens(self, screens: Sequence[Screen]) -> None:
        """The panels this person sees, in order, in place of those before; those of the foot at the bottom."""
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._items.clear()
        upper = [screen for screen in screens if not screen.foot]
        for screen in upper:
            self._add(screen)
        self._column.addStretch(1)
        for screen in screens:
            if screen.foot:
                self._add(screen)

    def show_current(self, screen: str) -> None:
        """Marks a panel as the one that is seen."""
        if screen in self._items:
            self._items[screen].setChecked(True)

    def set_badge(self, screen: str, count: int, tone: str) -> None:
        """A count on an item; an unknown panel is no error."""
        if screen in self._items:
            self._items[screen].set_badge(count, tone)

    def items(self) -> list[RailItem]:
        """The items from top to bottom."""
        return list(self._items.values())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        items = self.items()
        here = next((number for number, item in enumerate(items) if item.hasFocus()), None)
        if step is None or here is None:
            super().keyPressEvent(event)
        else:
            items[(here + step) % len(items)].setFocus(Qt.FocusReason.TabFocusReason)

    def _add(self, screen: Screen) -> None:
        item = RailItem(screen)
        item.clicked.connect(self._teller(screen.id))
        self._items[screen.id] = item
        self._column.addWidget(item)

    def _teller(self, screen: str) -> Callable[[], None]:
        return lambda: self.chosen.emit(screen)
