"""The sheet of help at the right: the page of the panel one stands in, what is found in all pages, the keys."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSlider, QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from callcentre.runtime.remembered import Remembered
from callcentre.ui import hints, keys
from callcentre.ui import theme as themes
from callcentre.ui.buttons import IconButton
from callcentre.ui.cards import Card, Line
from callcentre.ui.fields import SearchField
from callcentre.ui.fonts import Role
from callcentre.ui.help import pages
from callcentre.ui.help.pages import PAGES, Section
from callcentre.ui.help.text import HelpText
from callcentre.ui.labels import label, line
from callcentre.ui.language import live
from callcentre.ui.lists import CardList
from callcentre.ui.overlay import Overlay
from callcentre.ui.screen import Act
from callcentre.words import _, language

WIDTH = 500
EDGE = 8
GROUP = "help"
TEXT, FOUND = range(2)
READ_ON = {
    Qt.Key.Key_Down: QAbstractSlider.SliderAction.SliderSingleStepAdd,
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
}
"""Keys that go from the empty field into the text and move it."""
Keyed = Callable[[], Sequence[tuple[str, Sequence[Act]]]]
"""(heading, acts) of the page in sight and of the window."""


class HelpSheet(Overlay):
    """`open(panel)` shows the panel's page, or the one that was left there last, at the same place.

    Escape, the key of help itself or leaving closes it, and the focus goes back where it was. One types into
    the field at once, what is found is chosen by the cursor keys and Enter; Down and the page keys read on.
    """

    def __init__(self, over: QWidget, remembered: Remembered, keyed: Keyed, room: Callable[[], QRect]) -> None:
        super().__init__(over)
        self._remembered, self._keyed, self._room = remembered, keyed, room
        self._panel, self.page = "", pages.WINDOW
        self.field = SearchField(lambda: _("Find in the help"), hint=lambda: _("What do you want to know?"))
        self.text = HelpText(lambda: _("Help"))
        self.found: CardList[Section] = CardList(lambda: _("Found in the help"), self._card, lines=1, indent=True)
        self.nothing = label(lambda: _("Nothing in the help holds these words."), Role.CELL, ink="2", wrap=True)
        self._close = IconButton("dismiss", lambda: _("Close"), run=self.shut)
        self._body = QStackedWidget()
        self._lay_out()
        self._connect()
        live(self, self._say_again)

    def open(self, panel: str) -> None:
        """Shows the help of a panel; while it stands open already it goes away."""
        if self.isVisible():
            self.shut()
            return
        self._before = QApplication.focusWidget()
        self._panel = panel
        page, place = self._left()
        self.place()
        self.show()
        self.raise_()
        self.field.clear()
        self.show_page(page, place)
        # An input method composes in a field alone: what one wants to find is typed without a key before it.
        self.field.setFocus()

    def shut(self) -> None:
        """Goes away; the page and place are remembered."""
        if self.isVisible():
            self._note()
            super().shut()

    def show_page(self, page: str, place: int = 0) -> None:
        """Shows a page from a height of it on, with the keys that hold now and the way to the other pages."""
        self.page = page
        tongue = language()
        others = "   ".join(f"[{pages.title(tongue, one)}]({one})" for one in PAGES if one != page)
        told = [
            (heading, [(hints.printed(act.key), act.title) for act in acts if act.key and not act.why_not])
            for heading, acts in self._keyed()
        ]
        further = _("Other pages")
        self.text.show_page(f"{pages.filled(tongue, page)}\n\n## {further}\n\n{others}\n", told)
        self.text.verticalScrollBar().setValue(place)
        self._body.setCurrentIndex(TEXT)

    def place(self) -> None:
        """At the right, as high as the panels."""
        room = self._room()
        wide = min(WIDTH, room.width() - 2 * EDGE)
        self.setGeometry(room.right() - wide - EDGE + 1, room.top() + EDGE, wide, room.height() - 2 * EDGE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if keys.pressed(event) == "F1":
            self.shut()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, onward: bool) -> bool:
        """The tab key stays in the sheet: field, close, what is read."""
        stops: list[QWidget] = [self.field, self._close, self.text if self._body.currentIndex() == TEXT else self.found]
        here = next((n for n, stop in enumerate(stops) if stop.hasFocus()), 0)
        reason = Qt.FocusReason.TabFocusReason if onward else Qt.FocusReason.BacktabFocusReason
        stops[(here + (1 if onward else -1)) % len(stops)].setFocus(reason)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if watched is self.found and event.key() == Qt.Key.Key_Up and self.found.currentIndex().row() <= 0:
            self.field.setFocus()
            return True
        step = READ_ON.get(Qt.Key(event.key())) if watched is self.field and self._body.currentIndex() == TEXT else None
        if step is not None and not self.field.composing():
            self.text.setFocus()
            self.text.verticalScrollBar().triggerAction(step)
        return step is not None

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(12, 12, 12, 12)
        head.setSpacing(8)
        head.addWidget(self.field, 1)
        head.addWidget(self._close)
        answers = QWidget()
        column = QVBoxLayout(answers)
        column.setContentsMargins(0, 8, 0, 8)
        self.nothing.setContentsMargins(16, 4, 16, 4)
        column.addWidget(self.nothing)
        column.addWidget(self.found, 1)
        for widget in (self.text, answers):
            self._body.addWidget(widget)
        foot = label(lambda: _("Type to find    ↓ to the text    Tab to the links    Esc close"), Role.SMALL, ink="2")
        foot.setContentsMargins(16, 6, 16, 8)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(head)
        whole.addWidget(line())
        whole.addWidget(self._body, 1)
        whole.addWidget(line())
        whole.addWidget(foot)

    def _connect(self) -> None:
        self.field.asked.connect(self._find)
        self.field.entered.connect(lambda: self._go(self.found.current()))
        self.field.left_down.connect(self.found.setFocus)
        self.field.installEventFilter(self)
        self.found.opened.connect(self._go)
        self.found.clicked.connect(lambda _index: self._go(self.found.current()))
        self.found.installEventFilter(self)
        self.text.followed.connect(self._follow)
        self.text.typed.connect(self._type)
        keys.on_change(self._say_again)
        themes.on_change(self._say_again)

    def _say_again(self) -> None:
        """Language, colours or keys are others: the page is set again, at the same place."""
        if self.isVisible():
            self.show_page(self.page, self.text.verticalScrollBar().value())

    def _find(self, typed: str) -> None:
        if not typed:
            self._body.setCurrentIndex(TEXT)
            return
        rows = pages.found(language(), typed, self.page)
        self.found.set_rows(rows)
        self.found.go_to(0, silent=True)
        self.nothing.setVisible(not rows)
        self._body.setCurrentIndex(FOUND)

    def _card(self, section: Section) -> Card:
        typed = self.field.text().strip()
        at = max(0, section.text.lower().find(typed.lower()) - 12)
        seen = f"…{section.text[at:]}" if at else section.text
        return Card(section.title, match=typed, lines=(Line(seen),))

    def _go(self, section: Section | None) -> None:
        if section is None or self._body.currentIndex() != FOUND:
            return
        typed = self.field.text().strip()
        self.field.clear()
        self.show_page(section.page)
        self.text.setFocus()
        self.text.go_to(section.number, typed)

    def _follow(self, page: str) -> None:
        if page in PAGES:
            self.show_page(page)
            self.text.setFocus()

    def _type(self, text: str) -> None:
        self.field.setFocus()
        self.field.insert(text)

    def _left(self) -> tuple[str, int]:
        """(page, place) as this panel's help was left; its own page from the top at first."""
        kept = self._remembered.get(GROUP, self._panel, [])
        known = len(kept) == 2 and kept[0] in PAGES and isinstance(kept[1], int)
        return (kept[0], kept[1]) if known else (pages.page_of(self._panel), 0)

    def _note(self) -> None:
        self._remembered.put(GROUP, self._panel, [self.page, self.text.verticalScrollBar().value()])
