"""Buttons that say what they do and with which key: the words name the consequence, the cap the key."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen, QShortcutEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from callcentre.ui import hints, icons, keys, paint
from callcentre.ui.fonts import Role, measured, metrics
from callcentre.ui.language import Say, said
from callcentre.ui.theme import theme

HEIGHT = 32
PAD = 12
GAP = 8
LEAST = 176
"""Width below which words that give way are cut no further."""
ASKED_FOR = 5_000
"""Milliseconds for which a destructive act waits to be pressed again."""


class Button(QPushButton):
    """An act of a page: `Button(lambda: _("Save"), key="F8", kind="primary", run=self.save)`.

    `kind`: primary (one a screen), secondary, quiet (no border), link (among facts, its words stand
    where theirs do), small (28 high, 9 pt), destructive
    (outlined; `confirm` is asked for in place, a second press within 5 s acts). `acted` fires
    when the act is wanted. `listens` is False where the window itself hears the key. `tone` colours icon and words of an act about a state. A checkable
    button shows its choice by the selection ground.
    """

    acted = Signal()

    def __init__(
        self,
        text: Say,
        *,
        key: str = "",
        kind: str = "secondary",
        icon: str = "",
        tone: str = "",
        confirm: Say = "",
        run: Callable[[], object] | None = None,
        listens: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._listens = listens
        measured(self)
        self.key, self.kind, self.icon_name, self.tone = key, kind, icon, tone
        self.setProperty("kind", kind)
        self.words = ""
        self.why_not = ""
        self.always_keyed = False
        """Set by the outcome bar: its caps stay with fewer hints."""
        self.digit = ""
        """Set by a row of choices: printed on a cap before the words."""
        self._gives_way, self._short = False, ""
        self._confirm, self._asking = "", False
        self._over = False
        said(self, text, self.say)
        said(self, confirm, self._take_confirm)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._pressed)
        hints.on_change(self.update)
        keys.on_change(self._rekey)
        if run is not None:
            self.acted.connect(run)

    def say(self, text: str, *, short: str = "") -> None:
        """New words on the button; its key stays. `short` is shown where it gives way and these do not fit."""
        self.words, self._short = text, short
        if self._gives_way:
            self.setToolTip(text)
        # Qt would take a letter after & for a key of its own and forget ours with every text.
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        if self.key and self._listens:
            self.setShortcut(QKeySequence(keys.of(self.key)))
            self.setShortcutAutoRepeat(False)
        self.updateGeometry()
        self.update()

    def _rekey(self) -> None:
        """Another key was chosen for what this one does."""
        self.say(self.words)

    def allow(self, why_not: str = "") -> None:
        """Possible when `why_not` is empty, else greyed with the reason in the tooltip and for screen readers."""
        self.why_not = why_not
        self.setEnabled(not why_not)
        self.setToolTip(why_not)
        self.setAccessibleDescription(why_not)

    def sizeHint(self) -> QSize:
        role, pad, height = self._measures()
        # The chosen face is wider than the plain one, and nothing may move when a choice is made.
        wide = max(paint.width(text, role) for text in (self.words, self._confirm)) + 1
        wide = max(wide, paint.width(self.words, Role.HEADING)) if self.isCheckable() and role is Role.BODY else wide
        wide += 2 * pad + (16 + 6 if self.icon_name else 0)
        wide += paint.cap_size(self.digit).width() + GAP - 2 if self.digit else 0
        wide += 4 if self.key and not pad else 0
        if self.key:
            wide += GAP + 2 + paint.cap_size(self.key).width() - 4
        room = 2 if self.kind == "link" else 10
        return QSize(round(wide + 0.5), round(max(height, metrics(role).height() + room)))

    def minimumSizeHint(self) -> QSize:
        whole = self.sizeHint()
        return QSize(min(whole.width(), LEAST), whole.height()) if self._gives_way else whole

    def cut_in_the_middle(self) -> None:
        """Where room is short its words are cut in the middle: what it does and the end of a name stay readable."""
        self._gives_way = True
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QShortcutEvent) and not event.isAmbiguous():
            # Qt would show the button pressed for a tenth of a second before it acts.
            self.click()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            # Qt would wander to the next widget; a row of choices around us knows better.
            event.ignore()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._over = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._over = False
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, border, ink = self._colours()
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme().colour(border), 1) if border else Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour(ground) if ground else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect, 4, 4)
        self._paint_face(painter, ink)

    def _paint_face(self, painter: QPainter, ink: str) -> None:
        role, pad, _height = self._measures()
        inside = QRectF(self.rect()).adjusted(pad, 0, -pad, 0)
        middle = inside.center().y()
        if self.digit:
            left = inside.left() - 4 + paint.cap_size(self.digit).width()
            paint.cap(painter, left, middle, self.digit)
            inside.setLeft(left + GAP + 2)
        if self.icon_name:
            side = QRectF(inside.left(), middle - 8, 16, 16)
            icons.draw(painter, side, self.icon_name, self._icon_token(ink), bool(self.tone))
            inside.setLeft(inside.left() + 22)
        if self.key:
            # The room stays when the cap is hidden, so that holding Alt moves nothing.
            if hints.shown(always=self.always_keyed):
                soft = "ink2" if ink == "ink" else ink
                rim = "border" if ink == "ink" else ink
                paint.cap(painter, inside.right() + min(4, pad), middle, self.key, soft, rim)
            inside.setRight(inside.right() - paint.cap_size(self.key).width() - GAP + 2)
        bold = self.isChecked() and role is Role.BODY
        shown = self._confirm if self._asking else self.words
        if self._short and not self._asking and paint.width(shown, role) > inside.width() + 1:
            shown = self._short
        mode = Qt.TextElideMode.ElideMiddle if self._gives_way else Qt.TextElideMode.ElideRight
        if self._confirm:
            # The room is that of the longer of two words.
            inside.setLeft(inside.left() + max(0, (inside.width() - paint.width(shown, role)) / 2))
        paint.text(painter, inside, shown, Role.HEADING if bold else role, ink, mode=mode)

    def _icon_token(self, ink: str) -> str:
        return "ink2" if ink == "ink" else "overdue" if ink == "danger" else ink

    def _measures(self) -> tuple[Role, int, int]:
        if self.kind == "small":
            return Role.CHIP, 8, 24
        if self.kind == "link":
            return Role.CELL, 0, 22
        return Role.ROW if self.kind == "primary" else Role.BODY, PAD, HEIGHT

    def _colours(self) -> tuple[str, str, str]:
        """Tokens of ground, border and words; an empty one is not painted."""
        if not self.isEnabled():
            return "", "" if self.kind in ("quiet", "link") else "hairline", "disabled"
        down = self.isDown()
        if self.kind == "primary":
            return "accent_pressed" if self._over or down else "accent", "", "on_accent"
        ink = ("overdue" if self.tone == "danger" else self.tone) or "ink"
        if self.isChecked():
            return "selection", "accent", ink
        ground = "sunken" if down else "hover" if self._over else ""
        if self.kind == "quiet":
            return ground, "", ink
        if self.kind == "link":
            return "", "", "accent"
        border = "ink2" if self.kind == "destructive" else "border"
        return ground or "surface", border, ink

    def _take_confirm(self, text: str) -> None:
        self._confirm = text
        self.updateGeometry()

    def _pressed(self) -> None:
        if self._confirm and not self._asking:
            self._asking = True
            self.setAccessibleName(self._confirm)
            QTimer.singleShot(ASKED_FOR, self, self._stop_asking)
            self.update()
            return
        self._stop_asking()
        self.acted.emit()

    def _stop_asking(self) -> None:
        self._asking = False
        self.setAccessibleName(self.words)
        self.update()


class IconButton(QPushButton):
    """Close, more, zoom or edit: the only acts that may be an icon alone. `name` is said and shown as tooltip."""

    def __init__(self, icon: str, name: Say, *, run: Callable[[], object] | None = None, side: int = 28) -> None:
        super().__init__()
        self._icon_name, self._side = icon, side
        said(self, name, self._call)
        self.setFlat(True)
        self.setFixedSize(side, side)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if run is not None:
            self.clicked.connect(lambda _checked: run())

    def _call(self, name: str) -> None:
        self.setToolTip(name)
        self.setAccessibleName(name)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().colour("hover"))
            painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        drawn = 16.0 if self._side < 40 else 20.0
        middle = QRectF(self.rect()).center()
        icons.draw(painter, QRectF(middle.x() - drawn / 2, middle.y() - drawn / 2, drawn, drawn), self._icon_name, "ink2")
