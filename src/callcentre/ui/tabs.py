"""The strip at the top: calls and orders held open, the search and the way to all acts."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from callcentre.ui import icons, paint
from callcentre.ui.buttons import Button
from callcentre.ui.fields import SearchField
from callcentre.ui.fonts import Role, measured
from callcentre.ui.language import live
from callcentre.ui.screen import Tab
from callcentre.ui.theme import theme
from callcentre.words import _

HEIGHT = 40
SEARCH = 280
SEARCH_NARROW = 176
"""Where the strip is narrower than 1100, so that the names on the tabs are read."""
STATES = {
    "line": ("call", "good"), "held": ("pause_circle", "hold"), "draft": ("edit", "ink2"),
    "order": ("clipboard_text_ltr", "ink2"), "complaint": ("comment_error", "ink2"),
    "callback": ("call_outbound", "good"), "danger": ("fire", "overdue"),
}
"""Icon and colour of a tab's state."""
_WIDEST, _LEAST = 220, 40
"""Of a tab: in the narrowest its icon alone has room."""
_CLOSABLE = 96
"""Width below which a tab gives the place of its cross to its name."""
_CLOSE = 16
_MORE = 96
"""Room for how many calls have none."""
_DOTTED = 32
"""Room for one letter and the dots that say there are more."""


class CallTab(QWidget):
    """One call held open. Click or Enter goes to it, the cross or Delete closes it."""

    chosen = Signal(object)
    closed = Signal(object)

    def __init__(self, tab: Tab) -> None:
        super().__init__()
        self.tab, self.current = tab, False
        measured(self)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Expanding)
        self.renew(tab, current=False)

    def renew(self, tab: Tab, *, current: bool) -> None:
        """Another title, state or note in the same place."""
        grew = (tab.title, len(tab.note)) != (self.tab.title, len(self.tab.note))
        self.tab, self.current = tab, current
        self.setAccessibleName(", ".join(part for part in (tab.title, tab.note) if part))
        self.setToolTip(tab.title)
        if grew:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        wide = 16 + 22 + paint.width(self.tab.title, Role.HEADING) + 8 + paint.width(self.tab.note, Role.CELL)
        return QSize(round(min(wide, _WIDEST) + 8 + _CLOSE + 12), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.current:
            painter.fillRect(rect.adjusted(0, 5, 0, 0), theme().colour("surface"))
            painter.fillRect(QRectF(0, 5, rect.width(), 3), theme().colour("accent"))
        elif self.underMouse():
            painter.fillRect(rect.adjusted(0, 5, 0, 0), theme().colour("hover"))
        if self.hasFocus():
            painter.setPen(paint.ink("accent"))
            painter.drawRoundedRect(rect.adjusted(2, 8, -2, -2), 4, 4)
        icon, colour = STATES.get(self.tab.state, ("circle", "ink2"))
        middle = 22.0
        icons.draw(painter, QRectF(12, middle - 8, 16, 16), icon, colour, colour != "ink2")
        close = self._close_rect()
        icons.draw(painter, close.adjusted(2, 2, -2, -2), "dismiss", "ink2")
        line = QRectF(36, middle - 10, (close.left() - 8 if close else rect.width() - 4) - 36, 20)
        role = Role.HEADING if self.current else Role.BODY
        note = paint.width(self.tab.note, Role.CELL)
        if paint.width(self.tab.title, role) + 8 + note > line.width() + 1:
            # Who it is goes before how long it lasts; of a name its first letter is more than dots.
            paint.text(painter, line, self.tab.title if line.width() >= _DOTTED else self.tab.title[:1], role)
        else:
            used = paint.text(painter, line, self.tab.title, role)
            paint.text(painter, line.adjusted(used + 8, 0, 0, 0), self.tab.note, Role.CELL, "ink2")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        closing = event.button() == Qt.MouseButton.MiddleButton or self._close_rect().contains(event.position())
        (self.closed if closing else self.chosen).emit(self.tab)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.tab)
        elif event.key() == Qt.Key.Key_Delete:
            self.closed.emit(self.tab)
        else:
            super().keyPressEvent(event)

    def _close_rect(self) -> QRectF:
        if self.width() < _CLOSABLE:
            return QRectF()
        return QRectF(self.width() - _CLOSE - 8, 22 - _CLOSE / 2, _CLOSE, _CLOSE)


class Strip(QFrame):
    """`chosen(tab)`, `closed(tab)`; `new_call` on F2; `search` is the field of F3; `acts` opens the palette."""

    chosen = Signal(object)
    closed = Signal(object)
    new_call = Signal()
    acts_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "rail")
        self.setFixedHeight(HEIGHT)
        self._tabs: dict[str, CallTab] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 0, 8, 0)
        self._row.setSpacing(0)
        self.new = Button(lambda: _("New call"), key="F2", kind="quiet", icon="add", run=self.new_call.emit, listens=False)
        self.search = SearchField(lambda: _("Find anything"), hint=lambda: _("Find anything"), key="F3")
        self._out_of_sight = 0
        self.more = Button(self._words_of_more, kind="quiet", run=self.acts_wanted.emit)
        self.more.hide()
        self.acts = Button(lambda: _("Acts"), key="Ctrl+K", kind="quiet", run=self.acts_wanted.emit, listens=False)
        self._row.addWidget(self.more)
        self._row.addWidget(self.new)
        self._row.addStretch(1)
        self._row.addWidget(self.search)
        self._row.addWidget(self.acts)
        self._bare = False
        live(self, self._say)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.search.setFixedWidth(SEARCH if self.width() >= 1100 else SEARCH_NARROW)
        self._fit()

    def put(self, tab: Tab, *, current: bool) -> None:
        """Adds a tab or renews the one with its key."""
        found = self._tabs.get(tab.key)
        if found is None:
            found = self._tabs[tab.key] = CallTab(tab)
            found.chosen.connect(self.chosen)
            found.closed.connect(self.closed)
            self._row.insertWidget(len(self._tabs) - 1, found)
            wide = -1
        else:
            wide = found.sizeHint().width()
        found.renew(tab, current=current or found.current)
        # Every second each of them is renewed: only another width asks for the row to be measured again.
        if found.sizeHint().width() != wide:
            self._fit()
        if current:
            self.show_current(tab.key)

    def drop(self, key: str) -> None:
        """Takes a tab away; an unknown key is no error."""
        found = self._tabs.pop(key, None)
        if found is not None:
            found.hide()
            found.deleteLater()
            self._fit()

    def show_current(self, key: str) -> None:
        """Joins one tab to the page; an unknown key joins none."""
        for each, tab in self._tabs.items():
            if tab.current != (each == key):
                tab.renew(tab.tab, current=each == key)
        if self._out_of_sight:
            self._fit()

    def current(self) -> Tab | None:
        """The tab of the page in sight, None where it has none."""
        return next((each.tab for each in self._tabs.values() if each.current), None)

    def beside(self, by: int) -> Tab | None:
        """The tab `by` places after the current one, round the ends; the first or last where none is current."""
        tabs, here = self.tabs(), self.current()
        if not tabs:
            return None
        at = next((number for number, tab in enumerate(tabs) if here is not None and tab.key == here.key), None)
        return tabs[(at + by) % len(tabs)] if at is not None else tabs[0 if by > 0 else -1]

    def tabs(self) -> list[Tab]:
        """The tabs from left to right."""
        return [tab.tab for tab in self._tabs.values()]

    def widget_of(self, key: str) -> CallTab | None:
        """The widget of a tab."""
        return self._tabs.get(key)

    def _say(self) -> None:
        self._bare = False
        self._fit()

    def _fit(self) -> None:
        """Where room is short the new call is its sign and key alone, then the widest tabs give way first."""
        word = _("New call")
        wishes = [tab.sizeHint().width() for tab in self._tabs.values()]
        room = self.width() - 16 - self.search.width() - self.acts.sizeHint().width() - self.new.sizeHint().width()
        word_wide = round(paint.width(word, Role.BODY))
        bare = sum(wishes) > room + (word_wide if self._bare else 0)
        if bare != self._bare:
            self._bare = bare
            room += word_wide if bare else -word_wide
            self.new.say("" if bare else word)
            self.new.setAccessibleName(word)
            self.new.setToolTip(word if bare else "")
        if self._show_some(room):
            room -= self.more.sizeHint().width()
            wishes = [tab.sizeHint().width() for tab in self._tabs.values() if not tab.isHidden()]
        widest = max(_LEAST, _share(wishes, room))
        for tab in self._tabs.values():
            tab.setMaximumWidth(widest)

    def _show_some(self, room: int) -> bool:
        """Shows as many tabs as find room, the current one among them; whether some are left out, for the palette to name."""
        tabs = list(self._tabs.values())
        fit = max(1, room // _LEAST)
        if fit < len(tabs):
            fit = max(1, (room - _MORE) // _LEAST)
        here = next((at for at, tab in enumerate(tabs) if tab.current), len(tabs) - 1)
        first = max(0, min(here - fit // 2, len(tabs) - fit))
        for at, tab in enumerate(tabs):
            tab.setVisible(first <= at < first + fit)
        self._out_of_sight = max(0, len(tabs) - fit)
        self.more.say(self._words_of_more())
        self.more.setVisible(bool(self._out_of_sight))
        return bool(self._out_of_sight)

    def _words_of_more(self) -> str:
        return _("{n} more").format(n=self._out_of_sight)


def _share(wishes: list[int], room: int) -> int:
    """The greatest width at which all find room, when what is narrower takes no more than it needs."""
    for number, wish in enumerate(sorted(wishes)):
        each = room // (len(wishes) - number)
        if wish > each:
            return each
        room -= wish
    return _WIDEST * 2
