"""The window put together, in this order and for these reasons.

1. A second start asks the window of the same folder to come forward, and ends.
2. What is remembered of the window, so that it comes up in its language, theme and place.
3. The window itself, with its first picture; nothing of the database is imported yet.
4. On a thread: the desk, the drafts, who sits here, the panels. A fault is said in place.
5. Runner, announcer, context and the rounds of the rules; from now on the panels work.

Queries, files and network stay off this thread afterwards; `runtime.guard` can hold it to that.
"""

import hashlib
import hmac
import logging
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from callcentre import words
from callcentre.domain.profile import Profile
from callcentre.ports import Clock
from callcentre.runtime import guard
from callcentre.runtime.announce import Announcer
from callcentre.runtime.bridge import Bridge
from callcentre.runtime.crash import CrashWatch
from callcentre.runtime.drafts import Drafts
from callcentre.runtime.garbage import Collector
from callcentre.runtime.keeping import EncryptedFile
from callcentre.runtime.logs import Log, describe
from callcentre.runtime.remembered import Remembered
from callcentre.runtime.rounds import Rounds
from callcentre.runtime.runner import Runner, ThreadRunner
from callcentre.runtime.single import RAISE, Door
from callcentre.ui import preferences, style
from callcentre.ui.fault_page import FaultPage
from callcentre.ui.screen import Screen, ScreenContext, SignedIn
from callcentre.ui.screen import Shell as ShellOfPanels
from callcentre.ui.shell import Shell
from callcentre.ui.states import Loading
from callcentre.words import _

if TYPE_CHECKING:
    from callcentre.app import Desk, Settings

_log = logging.getLogger(__name__)
GUARD = "CALLCENTRE_GUARD"
TURN = 0.0005
"""Seconds for which a thread that computes keeps the others waiting, the window's among them."""
INCOMING = "incoming "
"""A message of a later start: the number of a caller, from the telephone software."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What the opening thread hands over."""

    desk: "Desk"
    drafts: Drafts
    person: SignedIn
    profile: Profile
    screens: tuple[Screen, ...]


def open_all(
    settings: "Settings", environ: Mapping[str, str], told: Callable[[str], None], clock: Clock | None = None
) -> Opened:
    """Opens the desk and everything the panels need; `told` hears what takes long. Not for the window's thread."""
    from callcentre.app import open_desk
    from callcentre.profiles.gazetteer import gazetteer
    from callcentre.screens import discover
    from callcentre.ui.help.pages import read_pages

    # Read here once, so that no form, no help and no change of language opens their files on the window's thread.
    gazetteer()
    read_pages()
    words.read_catalogues()
    desk = open_desk(settings, environ=environ, clock=clock)
    try:
        if settings.demo:
            _fill_demo(desk, told)
        person = signed_in(desk)
        drafts = Drafts(EncryptedFile(desk.folder / "drafts.db", drafts_key(desk.key)))
        return Opened(desk, drafts, person, desk.profile(), discover())
    except BaseException:
        desk.close()
        raise


def drafts_key(key: bytes) -> bytes:
    """The key of the drafts: derived from the desk's, so that one secret is kept and none is used twice."""
    return hmac.digest(key, b"callcentre drafts", hashlib.sha256)


def signed_in(desk: "Desk") -> SignedIn:
    """Who sits at an opened desk."""
    from callcentre.store.people import person_of

    actor = desk.read(lambda session: person_of(session, desk.person))
    return SignedIn(actor.id, actor.name, frozenset(str(role) for role in actor.roles), actor.outlet)


def context_of(
    opened: Opened,
    runner: Runner,
    announcer: Announcer,
    remembered: Remembered,
    shell: ShellOfPanels,
    services: Mapping[str, object],
) -> ScreenContext:
    """What every panel is handed."""
    return ScreenContext(
        runner=runner,
        announcer=announcer,
        drafts=opened.drafts,
        remembered=remembered,
        now=opened.desk.clock.now,
        person=opened.person,
        profile=opened.profile,
        zone=opened.profile.zone,
        shell=shell,
        services=services,
    )


def writer(desk: "Desk", announcer: Announcer, waited: Callable[[float], None] | None = None) -> Callable[[Any], Any]:
    """Runs an act at the desk, announces what it changed and answers what it answered."""

    def write(act: Callable[[Any], Any]) -> Any:
        done = desk.write(act, waited=waited)
        announcer.announce(done.changes)
        return done.result

    return write


def keep_rules(desk: "Desk", announcer: Announcer) -> None:
    """Runs the scheduled rules once, as the rules' own person, and announces what they did."""
    from callcentre.acts import rules
    from callcentre.store.first import RULE_PERSON

    announcer.announce(desk.write(rules.run, actor=RULE_PERSON).changes)


def desk_services(desk: "Desk") -> dict[str, object]:
    """What panels may do with the folder beside its rows; all of it belongs on another thread than the window's.

    back_up(target) writes and proves a backup, prove(source) one that was written, examine(moved) looks for anything wrong; attachments
    keeps the bytes of attached files.
    """
    from callcentre.store.blobs import Blobs

    def back_up(target: Path) -> object:
        from callcentre.store import backup

        return backup.back_up(desk.folder, desk.key, target, desk.clock)

    def prove(source: Path) -> object:
        from callcentre.store import backup

        return backup.prove(source, desk.folder, desk.key)

    def examine(moved: Callable[[int, int], None]) -> object:
        from callcentre.adapters import doctor

        return doctor.examine(desk, moved)

    return {"back_up": back_up, "prove": prove, "examine": examine, "attachments": Blobs(desk.folder, desk.key)}


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
        if self.rounds is not None:
            self.rounds.close()
        if self.runner is not None and not self.runner.close():
            _log.error("work was not done in time")
        if self.opened is not None:
            self.opened.drafts.close()
            self.opened.desk.close()
        self._door.close()
        self.remembered.close()
        self._crash.close()
        self._log.close()
        self._collector.close()

    def _open(self) -> None:
        settings = self._with_remembered_key()
        try:
            opened = open_all(
                settings, self._environ, lambda text: self._bridge.post(lambda: self._waiting.say(text)), self._clock
            )
        except Exception as error:  # noqa: BLE001  said in place, whatever it is
            _log.warning("the desk cannot be opened: %s", describe(error).splitlines()[-1])
            # The name of an except clause is gone when its block ends.
            problem = error
            self._bridge.post(lambda: self._cannot(problem))
        else:
            self._bridge.post(lambda: self._ready(opened))

    def _ready(self, opened: Opened) -> None:
        self.opened = opened
        if self._closed:
            return
        self._collector.settle()
        opened.desk.store.on_statement(guard.check)
        write = writer(opened.desk, self._announcer, waited=self._waits)
        self.runner = ThreadRunner(write, opened.desk.read)
        self.rounds = Rounds(lambda: keep_rules(opened.desk, self._announcer), self)
        services = desk_services(opened.desk) | {"folder": self._folder, "key": self._key_source()}
        self.context = context_of(opened, self.runner, self._announcer, self.remembered, self.shell, services)
        roles = sorted(opened.person.roles)
        self.shell.open(self.context, opened.screens, role=roles[0] if roles else "")

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


def _fill_demo(desk: "Desk", told: Callable[[str], None]) -> None:
    from callcentre.demo.build import build, is_built

    if desk.read(is_built):
        return
    told(_("Filling the demo folder. Its key lies beside it, so it protects nothing."))
    build(desk.write, desk.clock.now(), lambda done, in_all: told(_("Filling the demo folder: {done} of {all}").format(done=done, all=in_all)))
