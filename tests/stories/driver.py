"""Somebody at the keyboard of the real window: keys and committed text go in, what is painted and stored comes out.

The window is the one of `callcentre.window` on an encrypted folder, with its own runner; only the clock is
set. Keys arrive at the window as the system would hand them over, never at a widget of the test's choice.
Waiting is for something to be seen or stored, never for time to pass.
"""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget

from callcentre.adapters.clock import SetClock
from callcentre.app import Settings
from callcentre.domain.event import Role
from callcentre.domain.instants import Instant, local_instant
from callcentre.runtime import guard
from callcentre.runtime.single import hand_over
from callcentre.store.figures import scorecards, settlement
from callcentre.store.order_card import OrderCard, order_card
from callcentre.store.stories import order_id_of
from callcentre.ui.buttons import Button
from callcentre.ui.order.page import OrderPage
from callcentre.window import INCOMING, Window
from callcentre.words import _

Answer = TypeVar("Answer")
PATIENCE = 20_000
"""Milliseconds after which what was waited for is taken never to come."""


@dataclass
class Seat:
    """A window and the person before it. `keys` counts every key pressed since it was last set.

    `typed` counts those of them that wrote words or figures.
    """

    qtbot: Any
    folder: Path
    window: Window
    clock: SetClock
    keys: int = 0
    typed: int = 0
    _elsewhere: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "reading the file"))

    # the clock

    def go(self, day: int, hour: int, minute: int = 0, *, month: int = 7) -> None:
        """It is now this moment of 2026."""
        self.clock.set(self.at(day, hour, minute, month=month))

    def at(self, day: int, hour: int, minute: int = 0, *, month: int = 7) -> Instant:
        """A moment of 2026 on the clock of the wall."""
        assert self.window.context is not None
        return local_instant(2026, month, day, self.window.context.zone, hour, minute)

    # the telephone

    def phone_rings(self, number: str) -> None:
        """The telephone software starts the program a second time with the number of a caller."""
        assert self.elsewhere(lambda: hand_over(self.folder, f"{INCOMING}{number}"))

    # the keyboard

    def press(self, *names: str) -> None:
        """Keys as they are printed on the caps, one after the other: press("F5", "Alt+D")."""
        for name in names:
            combination = QKeySequence(name)[0]
            self._key(combination.key(), combination.keyboardModifiers())

    def write(self, text: str) -> None:
        """Letters and digits, key by key."""
        for letter in text:
            self._key(letter, Qt.KeyboardModifier.NoModifier)
        # A list that opens under the field is told that it was shown before the next key comes.
        QApplication.processEvents()
        self.typed += len(text)

    def commit(self, text: str, letters: str = "zi") -> None:
        """Text as an input method hands it over: letters being composed, then the characters."""
        for part in range(1, len(letters) + 1):
            self._compose(QInputMethodEvent(letters[:part], []))
            self.keys += 1
        chosen = QInputMethodEvent()
        chosen.setCommitString(text)
        self._compose(chosen)
        self.keys += 1
        self.typed += len(letters) + 1

    def act(self, words: str) -> None:
        """The key that is printed on the button with these words, once the button is there."""
        self._wait(lambda: self._button(words) is not None, lambda: f"no button {words!r} that can be pressed:\n{self.screen()}")
        button = self._button(words)
        assert button is not None
        assert button.key, f"no key is printed on {words!r}"
        self.press(button.key)

    def choose_act(self, typed: str, words: str) -> None:
        """The palette of all acts: a part of the words, then Enter on the one called `words`."""
        self.press("Ctrl+K")
        self.is_at(_("Acts"))
        self.write(typed)
        palette = self.window.shell.palette_sheet
        self._wait(
            lambda: palette.list.current() is not None and palette.list.current().card.title == words,
            lambda: f"{typed!r} leads to {[entry.card.title for entry in palette.entries()]}, not to {words!r} first",
        )
        self.press("Return")

    def tab_to(self, name: str, *, back: bool = False) -> None:
        """Tab until the focus is on what is called `name`."""
        began = self.focus_name()
        while self.focus_name() != name:
            self.press("Shift+Tab" if back else "Tab")
            assert self.focus_name() != began, f"no {name!r} on the way of the tab key from {began!r}"

    def open_tab(self, title: str) -> None:
        """Goes by the tab key to the tab whose title holds this, and opens it."""
        first = self.focus_name()
        self.press("Tab")
        while title not in self.focus_name():
            assert self.focus_name() != first, f"no tab {title!r} on the way of the tab key"
            self.press("Tab")
        self.press("Return")

    # the screen

    def sees(self, *texts: str) -> None:
        """Waits until all of this stands on the screen."""
        for text in texts:
            self._wait(lambda text=text: text in self.screen(), lambda text=text: f"{text!r} is not on the screen:\n{self.screen()}")

    def sees_no(self, text: str) -> None:
        """Waits until this stands no more on the screen."""
        self._wait(lambda: text not in self.screen(), lambda: f"{text!r} is still on the screen")

    def focus_name(self) -> str:
        """What a screen reader would say the focus is on."""
        focused = QApplication.focusWidget()
        if focused is None:
            return ""
        if isinstance(focused, Button) and focused.parentWidget() is not None and focused.isCheckable():
            # A choice belongs to its row, as a radio button does.
            return focused.parentWidget().accessibleName() or focused.words
        return focused.accessibleName()

    def is_at(self, name: str) -> None:
        """Waits until the focus is on what is called `name`."""
        self._wait(lambda: self.focus_name() == name, lambda: f"the focus is on {self.focus_name()!r}, not on {name!r}:\n{self.screen()}")

    def opens(self, order: UUID) -> None:
        """Waits until the page in sight is that of an order."""
        pages = self.window.shell.findChildren
        self._wait(
            lambda: any(page.order == order for page in pages(OrderPage) if page.isVisible()),
            lambda: f"the page of this order was not opened:\n{self.screen()}",
        )

    def screen(self) -> str:
        """Everything that can be read in the window now, one text a line."""
        return "\n".join(text for widget in _visible(self.window.shell) for text in _texts(widget) if text)

    def read_off(self, pattern: str) -> str:
        """Waits for something of this form and reads it off the screen; the last group, else the whole."""
        self._wait(lambda: re.search(pattern, self.screen()) is not None, lambda: f"nothing like {pattern}:\n{self.screen()}")
        found = re.search(pattern, self.screen())
        assert found is not None
        return found[found.re.groups]

    # the file

    def read(self, question: Callable[[Any], Answer]) -> Answer:
        """Asks the file on another thread: this one is the window's and may not."""
        opened = self.window.opened
        assert opened is not None
        return self.elsewhere(lambda: opened.desk.read(question))

    def card(self, order: UUID) -> OrderCard:
        """An order as it stands in the file."""
        context = self.window.context
        assert context is not None
        return self.read(lambda session: order_card(session, order, roles=frozenset(Role), profile=context.profile))

    def order(self, no: str) -> UUID:
        """The order with this number."""
        found = self.read(lambda session: order_id_of(session, no))
        assert found is not None, f"no order {no}"
        return found

    def stands(self, order: UUID, state: str) -> None:
        """Waits until an order stands in a state, in the file."""
        self._wait(lambda: self.card(order).header.state == state, lambda: f"{self.card(order).header.state}, not {state}")

    def figures(self, outlet: str, period: str = "2026-07") -> "Figures":
        """What the figures say about an outlet."""
        scored, paid = self.read(lambda session: (scorecards(session, period), settlement(session, period)))
        card, account = (next(row for row in found["outlets"] if row["code"] == outlet) for found in (scored, paid))
        lines = {line["order_no"]: (line["class"], line["service_fen"]) for line in account["lines"]}
        shares = (((card[name]["x"], card[name]["n"])) for name in ("on_time", "first_time_fix"))
        parts = {line["order_no"]: line["parts_fen"] for line in account["lines"] if line["parts_fen"]}
        return Figures(lines, *shares, card["dropped"], card["open"], card["held"], parts)

    # others, who do not sit here

    def by_acts(self, act: Callable[[Any], Answer], *, actor: UUID | None = None) -> Answer:
        """What is done elsewhere meanwhile, as `actor`: an act at the desk, told to the window as its own are."""
        opened, context = self.window.opened, self.window.context
        assert opened is not None
        assert context is not None

        def write() -> Answer:
            done = opened.desk.write(act, actor=actor)
            context.announcer.announce(done.changes)
            return done.result

        return self.elsewhere(write)

    def rules_go_round(self) -> None:
        """The quarter of an hour after which the scheduled rules look again is over."""
        assert self.window.rounds is not None
        self.window.rounds.go()

    def elsewhere(self, work: Callable[[], Answer]) -> Answer:
        """Does something on a thread that is not the window's."""
        return self._elsewhere.submit(work).result(PATIENCE / 1000)

    def leave(self) -> None:
        """Closes the window."""
        self.window.close()
        self._elsewhere.shutdown()

    def _button(self, words: str) -> Button | None:
        fitting = (button for button in self.window.shell.findChildren(Button) if button.words == words)
        return next((button for button in fitting if button.isVisible() and button.isEnabled()), None)

    def _key(self, key: Any, modifiers: Qt.KeyboardModifier) -> None:
        handle = self.window.shell.windowHandle()
        assert handle is not None
        QTest.keyClick(handle, key, modifiers)
        self.keys += 1

    def _compose(self, event: QInputMethodEvent) -> None:
        receiver = QGuiApplication.focusObject()
        assert receiver is not None
        focused = QApplication.focusWidget()
        assert focused is not None
        assert focused.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled), f"{self.focus_name()!r} takes no text"
        QApplication.sendEvent(receiver, event)
        # A list that opens under the field is told that it was shown before the next key comes.
        QApplication.processEvents()

    def _wait(self, holds: Callable[[], bool], why: Callable[[], str]) -> None:
        broken = self.window.shell.fault
        try:
            self.qtbot.waitUntil(lambda: broken.isVisible() or holds(), timeout=PATIENCE)
        except self.qtbot.TimeoutError:
            raise AssertionError(why()) from None
        assert not broken.isVisible(), self.screen()


@dataclass(frozen=True)
class Figures:
    """The figures of one outlet: order number -> (class, fee in fen), on time and first time fix as (x, n).

    `parts` are fen of parts by order number, without those that have none.
    """

    lines: dict[str, tuple[str, int]]
    on_time: tuple[int, int]
    first_time_fix: tuple[int, int]
    dropped: int
    open: int
    held: int
    parts: dict[str, int]


@contextmanager
def seated(qtbot: Any, application: QApplication, folder: Path, now: Instant, *, guarded: bool = True) -> Iterator[Seat]:
    """Starts the window of a folder, with the guard of its thread armed, and takes a seat before it."""
    settings = Settings(data=folder, key_file=folder.parent / f"{folder.name}.key", language="en")
    clock = SetClock(now)
    window = Window(settings, folder, application, {"CALLCENTRE_GUARD": "1"} if guarded else {}, clock)
    qtbot.addWidget(window.shell)
    window.show()
    window.shell.activateWindow()
    seat = Seat(qtbot, folder, window, clock)
    windows = Windows(application, window.shell)
    try:
        qtbot.waitUntil(lambda: window.context is not None and window.shell.isActiveWindow(), timeout=PATIENCE)
        seat.keys = 0
        yield seat
        assert windows.others == [], "something came up as a window of its own"
    finally:
        windows.stop()
        guard.disarm()
        seat.leave()


class Windows(QObject):
    """Notes every window that comes up beside the one there is: nothing may flash or take the focus away."""

    def __init__(self, application: QApplication, shell: QWidget) -> None:
        super().__init__()
        self._application, self._shell = application, shell
        self.others: list[str] = []
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and self._is_other(watched):
            self.others.append(f"{type(watched).__name__} {watched.accessibleName()!r}")
        return False

    def _is_other(self, widget: QWidget) -> bool:
        return widget.isWindow() and widget is not self._shell and widget.windowType() is Qt.WindowType.Window

    def stop(self) -> None:
        self._application.removeEventFilter(self)


def _visible(root: QWidget) -> Iterator[QWidget]:
    for widget in (*root.findChildren(QWidget), QApplication.activePopupWidget()):
        if widget is not None and widget.isVisible():
            yield widget


def _texts(widget: QWidget) -> list[str]:
    """What a person reads on a widget, or hears of it."""
    texts = [widget.accessibleName(), widget.accessibleDescription()]
    if isinstance(widget, QLabel | QLineEdit):
        texts.append(widget.text())
    elif isinstance(widget, QPlainTextEdit):
        texts.append(widget.toPlainText())
    elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
        model = widget.model()
        texts += [str(model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) or "") for row in range(model.rowCount())]
    return texts


