"""The window put together, in this order and for these reasons.

1. A second start asks the window of the same folder to come forward, and ends.
2. What is remembered of the window, so that it comes up in its language, theme and place.
3. The window itself, with its first picture; nothing of the database is imported yet.
4. On a thread: the desk, the drafts, who sits here, the panels. A fault is said in place.
5. Runner, announcer, context and the rounds of the rules; from now on the panels work.
6. Where the folder is joined to a server: the line to it, begun with the desk, on a thread of its own.

Queries, files and network stay off this thread afterwards; `runtime.guard` can hold it to that.
"""

import logging
import sys
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from callcentre.opening import (
    Opened,
    claims_for,
    connected,
    context_of,
    desk_services,
    give_back,
    keep_rules,
    open_all,
    writer,
)
from callcentre.ports import Clock
from callcentre.runtime import guard
from callcentre.runtime.announce import Announcer
from callcentre.runtime.bridge import Bridge
from callcentre.runtime.crash import CrashWatch
from callcentre.runtime.garbage import Collector
from callcentre.runtime.logs import Log, describe
from callcentre.runtime.remembered import Remembered
from callcentre.runtime.rounds import Rounds
from callcentre.runtime.runner import ThreadRunner
from callcentre.runtime.single import INCOMING, RAISE, Door
from callcentre.ui import preferences, style
from callcentre.ui.fault_page import FaultPage
from callcentre.ui.letters import initials
from callcentre.ui.line_words import Standing, standing_of
from callcentre.ui.screen import ScreenContext
from callcentre.ui.shell import Shell
from callcentre.ui.states import Loading
from callcentre.words import _

if TYPE_CHECKING:
    from callcentre.adapters.passwords import Passwords
    from callcentre.app import Settings
    from callcentre.runtime.claims import Claims
    from callcentre.sync.connection import Connection

_log = logging.getLogger(__name__)
GUARD = "CALLCENTRE_GUARD"
TURN = 0.0005
"""Seconds for which a thread that computes keeps the others waiting, the window's among them."""


class Window(QObject):
    """The parts of one window and their ends. `opened` and `context` are None until the desk is open.

    `clock` is the desk's, the machine's where none is given.
    """

    def __init__(
        self,
        settings: "Settings",
        folder: Path,
        application: QApplication,
        environ: Mapping[str, str],
        clock: Clock | None = None,
    ) -> None:
        super().__init__()
        # Else every call of Qt that lets go of the interpreter waits 5 ms to get it back while a reader computes.
        sys.setswitchinterval(TURN)
        self._collector = Collector(self)
        self._settings, self._environ, self._folder, self._clock = settings, environ, folder, clock
        self.opened: Opened | None = None
        self.connection: Connection | None = None
        self.claims: Claims | None = None
        self._passwords: Passwords | None = None
        self._after = ""
        self.context: ScreenContext | None = None
        self.runner: ThreadRunner | None = None
        self.rounds: Rounds | None = None
        self._closed = False
        self._opening: threading.Thread | None = None
        self.remembered = Remembered(folder)
        self._ring = style.start(application, preferences.theme_mode(self.remembered))
        preferences.apply_all(self.remembered, application, asked=settings.language)
        self._bridge = Bridge()
        self._announcer = Announcer()
        self._log = Log(folder)
        self._waiting = Loading(lambda: _("Opening the desk"))
        self.shell = Shell(self.remembered, self._waiting)
        self._crash = CrashWatch(folder, lambda error: self.shell.show_fault(describe(error).splitlines()[-2:]))
        self._door = Door(folder, self._heard, self)
        self.shell.painted.connect(self.begin)
        self._announcer.subscribe(self, ("line",), lambda _changes: self.shell.status.say_exchange())

    def show(self) -> None:
        """Shows the window; the desk is opened after its first picture."""
        self._waiting.begin()
        self.shell.show()
        if self._environ.get(GUARD):
            guard.arm()

    def begin(self) -> None:
        """Opens the desk on a thread of its own."""
        self._opening = threading.Thread(target=self._open, name="opening", daemon=True)
        self._opening.start()

    def close(self) -> None:
        """Finishes what persons wrote, then gives everything back in the opposite order."""
        if self._closed:
            return
        self._closed = True
        guard.disarm()
        if self._opening is not None:
            self._opening.join()
        self._bridge.flush()
        self._end_work()
        give_back(self.opened)
        self._door.close()
        self.remembered.close()
        self._crash.close()
        self._log.close()
        self._collector.close()

    def reopen(self, intent: str = "") -> None:
        """Opens the desk anew, as for another person after the folder was joined, and goes to `intent`.

        What was being written is kept as drafts.
        """
        self._after = intent
        self.shell.close_panels()
        self._end_work()
        before, self.opened, self.context = self.opened, None, None
        self.shell.show_page(self._waiting)
        self._waiting.begin()
        self._opening = threading.Thread(target=lambda: self._open(before), name="opening", daemon=True)
        self._opening.start()

    def _end_work(self) -> None:
        """Nothing is written any more: the line, the rounds and what persons saved have come to their end."""
        if self.claims is not None:
            self.claims.close()
        if self.connection is not None and not self.connection.close():
            _log.warning("the line to the server did not end in time")
        if self.rounds is not None:
            self.rounds.close()
        if self.runner is not None and not self.runner.close():
            _log.error("work was not done in time")

    def _open(self, before: Opened | None = None) -> None:
        from callcentre.adapters.passwords import Passwords

        give_back(before)
        settings = self._with_remembered_key()
        try:
            opened = open_all(
                settings, self._environ, lambda text: self._bridge.post(lambda: self._waiting.say(text)), self._clock
            )
            self._passwords = self._passwords or Passwords(settings.password_fd)
            connection = connected(opened, self._passwords, self._announcer)
        except Exception as error:  # noqa: BLE001  said in place, whatever it is
            _log.warning("the desk cannot be opened: %s", describe(error).splitlines()[-1])
            # The name of an except clause is gone when its block ends.
            problem = error
            self._bridge.post(lambda: self._cannot(problem))
        else:
            self._bridge.post(lambda: self._ready(opened, connection))
            # The tables of pinyin take half a second: here, and not under the first letter typed into a filter.
            initials("一")

    def _ready(self, opened: Opened, connection: "Connection") -> None:
        self.opened, self.connection = opened, connection
        if self._closed:
            return
        self._collector.settle()
        opened.desk.store.on_statement(guard.check)
        write = writer(opened.desk, self._announcer, waited=self._waits, saved=connection.saved)
        self.runner = ThreadRunner(write, opened.desk.read)
        self.rounds = Rounds(lambda: keep_rules(opened.desk, self._announcer, connection.saved), self)
        self.claims = claims_for(opened, self.runner, self._announcer, connection)
        services = desk_services(opened.desk) | {
            "folder": self._folder, "key": self._key_source(), "server": connection, "reopen": self.reopen, "claims": self.claims,
        }
        self.context = context_of(opened, self.runner, self._announcer, self.remembered, self.shell, services)
        roles = sorted(opened.person.roles)
        self.shell.open(self.context, opened.screens, role=roles[0] if roles else "")
        self.shell.status.set_exchange(self._exchange_said)
        if self._after:
            self.shell.navigate(self._after)

    def _exchange_said(self) -> Standing | None:
        state = self.connection.state if self.connection is not None else None
        if state is None or self.connection is None or self.context is None:
            return None
        return standing_of(state, held=self.connection.is_held, now=self.context.now(), zone=self.context.zone)

    def _cannot(self, problem: Exception) -> None:
        if not self._closed:
            page = FaultPage(problem, self._again, self._use_key_file)
            self.shell.show_page(page)
            page.setFocus()

    def _again(self) -> None:
        self.shell.show_page(self._waiting)
        self._waiting.begin()
        self.begin()

    def _use_key_file(self, path: Path) -> None:
        self.remembered.put(preferences.GROUP, "key file", str(path))
        self._again()

    def _with_remembered_key(self) -> "Settings":
        path = self.remembered.get(preferences.GROUP, "key file", "")
        if path and self._settings.key_file is None and not self._settings.demo:
            return replace(self._settings, key_file=Path(path))
        return self._settings

    def _key_source(self) -> str:
        if self._settings.demo and self._settings.key_file is None:
            return str(self._folder / "demo.key")
        path = self._with_remembered_key().key_file or self._environ.get("CALLCENTRE_KEY_FILE")
        return str(path) if path else ""

    def _waits(self, seconds: float) -> None:
        self._bridge.post(
            lambda: self.shell.saved(_("Waiting to save, another program holds the file: {n} s").format(n=round(seconds)))
        )

    def _heard(self, message: str) -> None:
        if message == RAISE:
            self.shell.raise_window()
        elif message.startswith(INCOMING):
            self.shell.raise_window()
            self.shell.navigate("intake.incoming", number=message.removeprefix(INCOMING))
