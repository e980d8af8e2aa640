"""Pictures of panels in their states, as a person would see them: for a reader, and for a look before a release."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from time import monotonic

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from callcentre.ui.screen import Poses, Screen
from callcentre.ui.shell import Shell
from callcentre.ui.states import BARS_AFTER

Size = tuple[int, int]
SIZES: tuple[Size, ...] = ((1366, 768), (1920, 1080))
"""In points: at a scale of 1.5 the pictures are half as large again."""


def states_of(page: QWidget) -> Mapping[str, Callable[[], object]]:
    """What a panel shows by itself at work; one without poses has a single state."""
    return page.poses() if isinstance(page, Poses) else {"work": lambda: None}


def over_all(shell: Shell) -> Mapping[str, tuple[Callable[[], None], Callable[[], None]]]:
    """What lies over the page of any panel: its name -> (open, close)."""
    return {
        "help": (shell.open_help, shell.help_sheet.shut),
        "palette": (shell.open_palette, shell.palette_sheet.shut),
    }


def at_work(shell: Shell, screens: Sequence[Screen], size: Size) -> Iterator[tuple[str, str]]:
    """Shows each state of each panel in turn and answers (panel, state): a picture may be taken before the next."""
    shell.resize(*size)
    for screen in screens:
        page = shell.show_panel(screen.id)
        if page is None:
            continue
        for state, pose in states_of(page).items():
            pose()
            yield screen.id, state
        for state, (opened, shut) in over_all(shell).items():
            opened()
            yield screen.id, state
            shut()


def as_it_is(shell: Shell, screens: Sequence[Screen], size: Size) -> Iterator[str]:
    """Shows each panel in turn as it comes up, and answers its id."""
    shell.resize(*size)
    for screen in screens:
        if shell.show_panel(screen.id) is not None:
            yield screen.id


def take(shell: Shell, file: Path) -> None:
    """Writes what the window shows now; raises OSError where that cannot be."""
    settle()
    # Without a display the pointer seems to lie on the first item.
    for widget in shell.findChildren(QWidget):
        widget.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    file.parent.mkdir(parents=True, exist_ok=True)
    if not shell.grab().save(str(file)):
        raise OSError(f"{file} was not written")


def settle(*, milliseconds: int = 0) -> None:
    """Lets come what was asked when something was shown; it answers in the next turns."""
    until = monotonic() + milliseconds / 1000
    for _turn in range(3):
        QApplication.processEvents()
    while monotonic() < until:
        QApplication.processEvents()


def settle_loading() -> None:
    """As `settle`, until a list that is being read shows so."""
    settle(milliseconds=BARS_AFTER + 50)
