"""Somebody who does anything at all in the window, in an order that a seed gives: keys, words, mouse, drops, sizes.

Whatever was done is noted, so that a fault names the way that led to it.
"""

import random
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QInputMethodEvent, QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from tests.stories.driver import Seat

from callcentre.ui import preferences
from callcentre.ui.buttons import Button

WORDS = (
    "孟桂英", "不制冷,响得厉害", "13900000001", "SO-", "W1", "<b>bold</b> &amp; %s {x} {0} %(a)d", "😀👩‍👩‍👧 שלום مرحبا", "\u202eabc",
    "a*", '"', "'; --", "0", "-1", "99999999999999999999", "31.2.2026", "25:61", "3 pm", "\x00", "cool", "14-16",
)
LONG = ("名" * 10_000, "a b " * 25_000, "\n".join(["行,\t列"] * 4_000))
PLAIN = ("Esc", "Esc", "Tab", "Shift+Tab", "Return", "Ctrl+Return", "Space", "Up", "Down", "Left", "Right", "Home", "End", "PgUp",
         "PgDown", "Backspace", "Del", "Shift+Down", "Shift+End", "Ctrl+Home", "Menu")
FUNCTIONS = tuple(f"F{number}" for number in range(1, 13))
KEYS = (
    *PLAIN, *PLAIN, *FUNCTIONS, "F5",
    *(f"Alt+{sign}" for sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"), "Alt+Up", "Alt+Down",
    *(f"Ctrl+{sign}" for sign in "ACEFKLMNOPRSTVWXZ1234"), "Ctrl+Tab", "Ctrl+Shift+Tab",
)
SIZES = ((640, 360), (800, 1400), (1280, 720), (1366, 768), (1920, 1080), (3840, 2160))


class Monkey:
    """Does one thing a call. `done` are the last of them, the newest at the end."""

    def __init__(self, seat: Seat, seed: int, files: list[Path]) -> None:
        self._seat, self._dice, self._files = seat, random.Random(seed), files
        self.done: list[str] = []
        self.steps = 0
        deeds: dict[Callable[[], str], int] = {
            self._key: 40, self._word: 12, self._button: 25, self._click: 10, self._panel: 5, self._hammer: 2,
            self._paste: 2, self._drop: 1, self._size: 2, self._wheel: 2, self._ring: 2, self._look: 1, self._clock: 2,
            self._rest: 12,
        }
        self._deeds, self._weights = list(deeds), list(deeds.values())

    def go_on(self) -> None:
        """The next thing, whatever it is."""
        deed = self._dice.choices(self._deeds, self._weights)[0]
        self.steps += 1
        self.done.append(deed())
        del self.done[:-40]

    def _key(self) -> str:
        key = self._dice.choice(KEYS)
        self._press(key)
        return key

    def _press(self, key: str) -> None:
        combination = QKeySequence(key)[0]
        QTest.keyClick(self._handle(), combination.key(), combination.keyboardModifiers())

    def _handle(self) -> QWindow:
        handle = self._seat.window.shell.windowHandle()
        assert handle is not None
        return handle

    def _hammer(self) -> str:
        key = self._dice.choice(("F5", "F2", "Esc", "Ctrl+Z", "F8", "Return", "Tab", "F9", "Ctrl+Tab"))
        for _time in range(8):
            self._press(key)
        return f"8 x {key}"

    def _word(self) -> str:
        word = self._dice.choice(WORDS)
        self._put(word)
        return repr(word)

    def _put(self, text: str) -> None:
        """Committed as an input method does, where the focus takes words; else key by key."""
        focused = QApplication.focusWidget()
        if focused is not None and focused.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled):
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(QGuiApplication.focusObject(), event)
        else:
            for letter in filter(str.isascii, text[:12]):
                QTest.keyClick(self._handle(), letter if letter.isprintable() else " ")

    def _paste(self) -> str:
        text = self._dice.choice(LONG)
        QGuiApplication.clipboard().setText(text)
        self._press("Ctrl+V")
        return f"paste {len(text)}"

    def _button(self) -> str:
        buttons = [one for one in self._seat.window.shell.findChildren(Button) if one.isVisible() and one.isEnabled()]
        if not buttons:
            return "no button"
        button = self._dice.choice(buttons)
        words = button.words
        button.click()
        return f"button {words!r}"

    def _click(self) -> str:
        shell = self._seat.window.shell
        at = QPoint(self._dice.randrange(shell.width()), self._dice.randrange(shell.height()))
        side = self._dice.choice((Qt.MouseButton.LeftButton,) * 4 + (Qt.MouseButton.RightButton,))
        act = QTest.mouseDClick if self._dice.random() < 0.2 else QTest.mouseClick
        act(self._handle(), side, Qt.KeyboardModifier.NoModifier, at)
        return f"{side.name} at {at.x()}, {at.y()}"

    def _wheel(self) -> str:
        shell = self._seat.window.shell
        at = QPointF(self._dice.randrange(shell.width()), self._dice.randrange(shell.height()))
        delta = self._dice.choice((-1200, -120, 120, 1200))
        QTest.wheelEvent(self._handle(), at, QPoint(0, delta))
        return f"wheel {delta}"

    def _panel(self) -> str:
        panel = self._dice.choice(("intake", "callbacks", "orders", "map", "complaints", "watch", "outlets", "reports", "settings"))
        self._seat.window.shell.show_panel(panel)
        return f"panel {panel}"

    def _size(self) -> str:
        size = self._dice.choice(SIZES)
        self._seat.window.shell.resize(*size)
        return f"size {size}"

    def _ring(self) -> str:
        number = self._dice.choice(("13900000001", "", "anonymous", "+861", "02155550010", "<b>", "9" * 300))
        self._seat.window.shell.navigate("intake.incoming", number=number)
        return f"ring {number[:20]!r}"

    def _look(self) -> str:
        context = self._seat.window.context
        assert context is not None
        deed = self._dice.choice((
            lambda: preferences.set_language(context.remembered, self._dice.choice(("en", "zh_CN"))),
            lambda: preferences.set_theme(context.remembered, self._dice.choice(("light", "dark", "system"))),
        ))
        deed()
        return "language or theme"

    def _clock(self) -> str:
        by = self._dice.choice((-86_400, 5, 60, 1200, 7200, 86_400, 40 * 86_400))
        clock = self._seat.clock
        clock.set(clock.now() + by * 1_000_000)
        return f"clock {by:+} s"

    def _rest(self) -> str:
        """Long enough for what is read to come, so that there is more to do."""
        QTest.qWait(self._dice.choice((30, 120, 300)))
        return "rest"

    def _drop(self) -> str:
        shell = self._seat.window.shell
        at = QPoint(self._dice.randrange(shell.width()), self._dice.randrange(shell.height()))
        target: QWidget = shell.childAt(at) or shell
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(self._dice.choice(self._files)))])
        inside = target.mapFrom(shell, at)
        left = Qt.MouseButton.LeftButton
        enter = QDragEnterEvent(inside, Qt.DropAction.CopyAction, data, left, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(target, enter)
        drop = QDropEvent(QPointF(inside), Qt.DropAction.CopyAction, data, left, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(target, drop)
        return f"drop on {type(target).__name__}"
