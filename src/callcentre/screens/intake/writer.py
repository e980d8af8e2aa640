"""Writes one thing at a time: a key pressed twice saves once."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from callcentre.ui.screen import ScreenContext


class Writer(QObject):
    """`write(act, done)`; while another program holds the file the window says so, and nothing is lost."""

    def __init__(
        self, ctx: ScreenContext, owner: QObject, begun: Callable[[], object], failed: Callable[[Exception], None]
    ) -> None:
        super().__init__(owner)
        self._ctx, self._begun, self._failed = ctx, begun, failed
        self.busy = False

    def write(self, act: Callable[[Any], Any], done: Callable[[Any], Any]) -> None:
        """One act in one transaction; nothing where another is still being written."""
        if self.busy:
            return
        self.busy = True
        self._begun()

        def saved(result: Any) -> None:
            self.busy = False
            done(result)

        def failed(problem: Exception) -> None:
            self.busy = False
            self._failed(problem)

        self._ctx.runner.write(act, done=saved, failed=failed, owner=self)
