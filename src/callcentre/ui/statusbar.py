"""The bar at the bottom: queues, what was saved when; help, exchange, who sits here."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy

from callcentre.ui import fonts, formats, hints, icons, keys, paint
from callcentre.ui.fonts import Role, measured, metrics
from callcentre.ui.labels import line
from callcentre.ui.language import live
from callcentre.ui.line_words import Standing
from callcentre.ui.style import NO_RING
from callcentre.ui.theme import theme
from callcentre.words import _, codes, ngettext

HEIGHT = 28
NARROW = 760
"""Width below which the queues need the room of what was saved and of a role."""
_ICON = 16


class Item(QAbstractButton):
    """Icon and words in a colour; a queue goes where its work is."""

    def __init__(self, icon: str, *, goes: bool = True) -> None:
        super().__init__()
        self._icon_name, self._tone, self._shown = icon, "ink2", ""
        measured(self)
        self.setProperty(NO_RING, True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        if goes:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._goes = goes

    def show_words(self, words: str, tone: str = "ink2", icon: str = "", more: str = "") -> None:
        """Other words; empty ones hide the item. `more` is read under the pointer, and by those who hear the window."""
        self._shown, self._tone, self._icon_name = words, tone, icon or self._icon_name
        self.setAccessibleName(words)
        self.setAccessibleDescription(more)
        self.setToolTip("\n".join(part for part in (words, more) if part))
        self.setVisible(bool(words))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if self._goes and words else Qt.FocusPolicy.NoFocus)
        self.updateGeometry()
        self.update()

    def words(self) -> str:
        """What stands there."""
        return self._shown

    def sizeHint(self) -> QSize:
        icon = _ICON + 6 if self._icon_name else 0
        return QSize(round(paint.width(self._shown, self._role())) + icon + 18, round(max(24, metrics(Role.SMALL).height() + 4)))

    def minimumSizeHint(self) -> QSize:
        return QSize(28, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        if self._goes and (self.underMouse() or self.hasFocus()):
            painter.setPen(paint.ink("accent") if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(theme().colour("hover"))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 4, 4)
        inside = rect.adjusted(8, 0, -8, 0)
        if self._icon_name:
            side = QRectF(inside.left(), inside.center().y() - _ICON / 2, _ICON, _ICON)
            icons.draw(painter, side, self._icon_name, self._tone, self._tone in ("due", "overdue"))
            inside.setLeft(side.right() + 6)
        paint.text(painter, inside, self._shown, self._role(), self._tone)

    def _role(self) -> Role:
        return Role.CHIP if self._tone in ("due", "overdue") else Role.SMALL


class StatusBar(QFrame):
    """`goes(intent)` when a queue is chosen; `help_wanted` for the help of this page."""

    goes = Signal(str)
    help_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "rail")
        self.setFixedHeight(max(HEIGHT, round(metrics(Role.SMALL).height()) + 8))
        self._counts: tuple[int, int, int] | None = None
        """The queues; None until they were read."""
        self._person = ("", "")
        self._exchange: Callable[[], Standing | None] = lambda: None
        self.due, self.overdue = Item("call_outbound"), Item("clock")
        self.waiting = Item("mail_inbox")
        self.saved = Item("", goes=False)
        self.help, self.exchange = Item("book"), Item("checkmark_circle")
        self.person = Item("person", goes=False)
        self._lay_out()
        self.due.clicked.connect(lambda: self.goes.emit("callbacks.open"))
        self.overdue.clicked.connect(lambda: self.goes.emit("watch.overdue"))
        self.waiting.clicked.connect(lambda: self.goes.emit("watch.inbox"))
        self.exchange.clicked.connect(lambda: self.goes.emit("settings.sync"))
        self.help.clicked.connect(self.help_wanted)
        keys.on_change(self._say)
        live(self, self._say)

    def walk(self, by: int) -> None:
        """The focus goes to the next queue, the exchange after them; Enter goes where its work is."""
        queues = [item for item in (self.due, self.overdue, self.waiting, self.exchange) if item.isVisibleTo(self)]
        here = next((at for at, item in enumerate(queues) if item.hasFocus()), -1 if by > 0 else 0)
        if queues:
            queues[(here + by) % len(queues)].setFocus()

    def set_counts(self, *, due: int, overdue: int, waiting: int) -> None:
        """The queues; what is 0 is grey, not amber."""
        self._counts = (due, overdue, waiting)
        self._say_queues()
        self.set_saved(self.saved.words())

    def set_person(self, name: str, role: str) -> None:
        """Who sits here, and the first of their roles."""
        self._person = (name, role)
        self._say()

    def set_exchange(self, said: Callable[[], Standing | None]) -> None:
        """What is said of the exchange with the server, None where there is none; asked again with the language."""
        self._exchange = said
        self.say_exchange()

    def say_exchange(self) -> None:
        """The exchange stands otherwise now."""
        standing = self._exchange()
        if standing is None:
            self.exchange.show_words("")
        else:
            self.exchange.show_words(standing.words, standing.tone, standing.icon, standing.more)

    def set_saved(self, words: str) -> None:
        """What was saved when."""
        self.saved.show_words(words)
        self.saved.setVisible(bool(words) and not self._narrow())
        self._divider.setVisible(self.saved.isVisibleTo(self) and self._counts is not None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.set_saved(self.saved.words())
        self._say()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(0)
        divider = line("down")
        divider.setFixedHeight(16)
        self._divider = divider
        divider.hide()
        for widget in (self.due, self.overdue, self.waiting, divider, self.saved):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        for item in (self.help, self.exchange, self.person):
            row.addWidget(item, 0, Qt.AlignmentFlag.AlignVCenter)

    def _narrow(self) -> bool:
        return self.width() < fonts.scaled(NARROW)

    def _say(self) -> None:
        self._say_queues()
        self.help.show_words(_("{key} help").format(key=hints.printed("F1")))
        name, role = self._person
        self.person.show_words(formats.joined(name, codes.shown(codes.ROLES, role) if role and not self._narrow() else ""))
        self.say_exchange()

    def _say_queues(self) -> None:
        if self._counts is None:
            # A 0 would say that nothing waits.
            for item in (self.due, self.overdue, self.waiting):
                item.show_words("")
            return
        due, overdue, waiting = self._counts
        callbacks = ngettext("{n} callback due", "{n} callbacks due", due).format(n=due)
        self.due.show_words(callbacks, "due" if due else "ink2")
        late = ngettext("{n} overdue", "{n} overdue", overdue).format(n=overdue)
        self.overdue.show_words(late, "overdue" if overdue else "ink2")
        self.waiting.show_words(ngettext("{n} waiting for me", "{n} waiting for me", waiting).format(n=waiting))
