"""The page in place of the panels when the desk cannot be opened: what, why, what to do, and another try."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from callcentre.domain.errors import Problem
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.words import _

WIDEST = 640
KEY_CODES = frozenset({"store.no_key", "store.wrong_key", "store.bad_key_file"})
"""Faults that another key file may mend."""


class FaultPage(QWidget):
    """`retry()` tries again, `use_key_file(path)` tries with the key of a file, made where it is not there."""

    def __init__(self, problem: Exception, retry: Callable[[], None], use_key_file: Callable[[Path], None]) -> None:
        super().__init__()
        self._use_key_file = use_key_file
        acts = [Button(lambda: _("Try again"), key="Alt+R", run=retry)]
        if isinstance(problem, Problem) and problem.code in KEY_CODES:
            acts.append(Button(lambda: _("Use a key file"), key="Alt+U", run=self._choose_key))
        if isinstance(problem, Problem) and problem.code == "store.no_key":
            acts.append(Button(lambda: _("Make a key file"), key="Alt+M", kind="primary", run=self._make_key))
        self.banner = Banner(tone="overdue", acts=acts)
        self.banner.show_problem(_("This desk cannot be opened"), problem)
        self.banner.setMaximumWidth(WIDEST)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.addWidget(self.banner, 0, Qt.AlignmentFlag.AlignTop)
        column.addStretch(1)
        self.setFocusProxy(acts[-1])

    def _choose_key(self) -> None:
        chosen, _filter = QFileDialog.getOpenFileName(self, _("Use a key file"))
        if chosen:
            self._use_key_file(Path(chosen))

    def _make_key(self) -> None:
        chosen, _filter = QFileDialog.getSaveFileName(self, _("Make a key file"), "callcentre.key")
        if chosen:
            self._use_key_file(Path(chosen))
