"""Pictures of every panel, as a person would see them: for the reader of a page, and for a look before a release."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from callcentre.ui.screen import Poses, Screen
from callcentre.ui.shell import Shell

SIZES = ((1366, 768), (1920, 1080))


def take(shell: Shell, screens: Sequence[Screen], out: Path, name: str) -> Iterator[Path]:
    """Shows each panel in each size and writes `panel-name-width.png`; answers the files one by one."""
    out.mkdir(parents=True, exist_ok=True)
    for wide, high in SIZES:
        shell.resize(wide, high)
        for screen in screens:
            page = shell.show_panel(screen.id)
            if page is None:
                continue
            if isinstance(page, Poses):
                page.pose()
            # Twice: what is asked when a panel is shown answers in the next turn.
            for _turn in range(2):
                QApplication.processEvents()
            # Without a display the pointer seems to lie on the first item.
            for widget in shell.findChildren(QWidget):
                widget.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
            file = out / f"{screen.id}-{name}-{wide}.png"
            if not shell.grab().save(str(file)):
                raise OSError(f"{file} was not written")
            yield file
