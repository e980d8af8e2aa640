"""The look on the one application of the test run, and a window around panels made for the test."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from callcentre.domain.profile import Profile
from callcentre.runtime.announce import Announcer
from callcentre.runtime.drafts import Drafts
from callcentre.runtime.keeping import PlainFile
from callcentre.runtime.remembered import Remembered
from callcentre.runtime.runner import DirectRunner
from callcentre.ui.screen import Screen, ScreenContext, SignedIn
from callcentre.ui.shell import Shell


@pytest.fixture
def remembered(tmp_path: Path) -> Iterator[Remembered]:
    made = Remembered(tmp_path)
    yield made
    made.close()


def nothing(fn: Callable[[object], object]) -> object:
    return fn(None)


@pytest.fixture
def context(tmp_path: Path, remembered: Remembered) -> Iterator[Callable[[Shell], ScreenContext]]:
    """Makes a context without a store: panels of these tests read nothing."""
    drafts = Drafts(PlainFile(tmp_path / "drafts"))

    def make(shell: Shell) -> ScreenContext:
        return ScreenContext(
            runner=DirectRunner(nothing, nothing),
            announcer=Announcer(),
            drafts=drafts,
            remembered=remembered,
            now=lambda: 1_784_183_520_000_000,
            person=SignedIn(UUID(int=1), "Chen Xiaowen", frozenset({"agent"})),
            profile=cast(Profile, None),
            zone=ZoneInfo("Asia/Shanghai"),
            shell=shell,
        )

    yield make
    drafts.close()


class Panel(QWidget):
    """A panel that remembers what it was navigated to."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.label = QLabel(name, self)
        self.taken: list[tuple[str, dict[str, object]]] = []

    def take(self, intent: str, data: dict[str, object]) -> None:
        self.taken.append((intent, dict(data)))


def screen(name: str, build: Callable[[ScreenContext], QWidget] | None = None, **fields: object) -> Screen:
    """A panel called `name`."""
    order = int(str(fields.pop("order", 1)))
    return Screen(name, name.title(), order, "call", build or (lambda _context: Panel(name)), **fields)  # type: ignore[arg-type]


@pytest.fixture
def shell(qtbot, look, remembered, context) -> Shell:
    """A window with an Intake, an Orders and a Callbacks panel, shown and active."""
    made = Shell(remembered, QWidget())
    qtbot.addWidget(made)
    screens = [screen("intake"), screen("orders", shortcut="F6"), screen("callbacks", shortcut="F4")]
    made.open(context(made), screens, role="agent")
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    return made
