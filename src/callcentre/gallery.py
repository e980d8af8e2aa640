"""Every panel as pictures: at work, with nothing in the file, while it is read, and where it cannot be read.

What is shown is a copy of the desk, gone afterwards: a pose may answer a callback to show what follows.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any, NoReturn

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from callcentre import words
from callcentre.app import Settings
from callcentre.domain.errors import StoreFault
from callcentre.opening import Opened, connection_of, context_of, desk_services, open_all, writer
from callcentre.runtime.announce import Announcer
from callcentre.runtime.drafts import Drafts
from callcentre.runtime.keeping import PlainFile
from callcentre.runtime.remembered import Remembered
from callcentre.runtime.runner import DirectRunner, Failed, Priority, Runner, Ticket
from callcentre.ui import pictures as showing
from callcentre.ui import preferences, style
from callcentre.ui.screen import SignedIn
from callcentre.ui.shell import Shell
from callcentre.ui.states import Loading
from callcentre.words import _

CONDITIONS = ("work", "empty", "loading", "error", "agent")
"""At work; a new folder; nothing answers yet; nothing can be read; what somebody sees who is an agent alone."""
THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pictures are taken: of which panels (none named: all), in which conditions, sizes and themes."""

    panels: Sequence[str] = ()
    conditions: Sequence[str] = CONDITIONS
    sizes: Sequence[showing.Size] = showing.SIZES
    themes: Sequence[str] = ("light",)
    scale: float = 1.0


def pictures(settings: Settings, out: Path, wanted: Wanted, moved: Callable[[int], None]) -> list[Path]:
    """Takes the pictures; `moved` hears how many there are. For a run without a display.

    A file is called panel-state-language-theme-width-scale.png.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(application, QApplication):
        raise TypeError("another kind of Qt application runs already")
    taken: list[Path] = []
    style.start(application)
    for condition, theme, size in product(wanted.conditions, wanted.themes, wanted.sizes):
        # A desk of its own each time: what poses took into their hands would be a colleague's in the next window.
        with (
            (_new_desk if condition == "empty" else _copy_of)(settings) as opened,
            _window(opened, application, theme, condition, settings.language) as shell,
        ):
            for panel, state in _states(shell, opened, wanted, condition, size):
                name = "-".join((panel, state, words.language(), theme, str(size[0]), f"{wanted.scale:g}"))
                taken.append(out / f"{name}.png")
                showing.take(shell, taken[-1])
                moved(len(taken))
    return taken


def _states(
    shell: Shell, opened: Opened, wanted: Wanted, condition: str, size: showing.Size
) -> Iterator[tuple[str, str]]:
    screens = [screen for screen in opened.screens if not wanted.panels or screen.id in wanted.panels]
    if condition == "work":
        yield from showing.at_work(shell, screens, size)
        return
    for panel in showing.as_it_is(shell, screens, size):
        if condition == "loading":
            showing.settle_loading()
        yield panel, condition


@contextmanager
def _window(
    opened: Opened, application: QApplication, theme: str, condition: str, language: str
) -> Iterator[Shell]:
    """A window on a desk in one condition."""
    with tempfile.TemporaryDirectory(prefix="callcentre-") as name:
        remembered = Remembered(Path(name))
        try:
            preferences.apply_all(remembered, application, asked=language)
            style.follow(application, theme)
            shell = _shell(opened, remembered, condition)
            shell.show()
            yield shell
            shell.hide()
            shell.deleteLater()
        finally:
            remembered.close()


@contextmanager
def _new_desk(settings: Settings) -> Iterator[Opened]:
    """A desk that has just begun."""
    with tempfile.TemporaryDirectory(prefix="callcentre-") as name:
        place = Path(name)
        new = replace(settings, data=place / "new", key_file=place / "new.key", demo=False)
        yield from _opened(open_all(new, {}, lambda _text: None))


@contextmanager
def _copy_of(settings: Settings) -> Iterator[Opened]:
    """The same desk over a copy of its files, so that nothing a picture needs is kept."""
    with tempfile.TemporaryDirectory(prefix="callcentre-") as name:
        yield from _opened(_copied(open_all(settings, os.environ, lambda _text: None), Path(name)))


def _opened(opened: Opened) -> Iterator[Opened]:
    try:
        yield opened
    finally:
        opened.drafts.close()
        opened.desk.close()


def _copied(opened: Opened, place: Path) -> Opened:
    from callcentre.store import backup
    from callcentre.store.store import open_store

    desk = opened.desk
    copy, archive = place / "desk", place / "copy.backup"
    try:
        backup.back_up(desk.folder, desk.key, archive, desk.clock)
    finally:
        opened.drafts.close()
        desk.close()
    backup.restore(archive, copy, desk.key, desk.clock)
    archive.unlink()
    store = open_store(copy, desk.key, clock=desk.clock)
    return replace(opened, desk=replace(desk, folder=copy, store=store), drafts=Drafts(PlainFile(place / "drafts")))


def _shell(opened: Opened, remembered: Remembered, condition: str) -> Shell:
    announcer = Announcer()
    runner: Runner = DirectRunner(writer(opened.desk, announcer), opened.desk.read)
    if condition == "error":
        runner = DirectRunner(_unreadable, _unreadable)
    if condition == "loading":
        runner = Silent()
    if condition == "agent":
        person = opened.person
        opened = replace(opened, person=SignedIn(person.id, person.name, frozenset({"agent"}), person.outlet))
    shell = Shell(remembered, Loading(lambda: _("Opening the desk")))
    services = desk_services(opened.desk) | {"folder": opened.desk.folder, "key": "", "server": connection_of(opened, None, announcer)}
    context = context_of(opened, runner, announcer, remembered, shell, services)
    roles = sorted(opened.person.roles)
    shell.open(context, opened.screens, role=roles[0] if roles else "")
    return shell


def _unreadable(_work: Callable[[Any], Any]) -> NoReturn:
    raise StoreFault("store.locked")


class Silent:
    """A runner that never answers: what it is given is being read for ever."""

    def write(
        self,
        fn: Callable[[Any], Any],
        done: Callable[[Any], None] | None = None,
        failed: Failed | None = None,
        *,
        priority: Priority = Priority.PERSON,
        owner: QObject | None = None,
    ) -> Ticket:
        return Ticket()

    def read(
        self,
        fn: Callable[[Any], Any],
        done: Callable[[Any], None],
        failed: Failed | None = None,
        *,
        owner: QObject | None = None,
    ) -> Ticket:
        return Ticket()

    def waited(self) -> float:
        return 0.0

    def close(self, seconds: float = 10.0) -> bool:
        return True
