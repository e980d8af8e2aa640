"""A long piece of work on a thread of its own, with progress and a way to give it up."""

import logging
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject

from callcentre.domain.errors import Problem
from callcentre.runtime.bridge import Bridge, alive, weakly
from callcentre.runtime.logs import describe

_log = logging.getLogger(__name__)
T = TypeVar("T")
Moved = Callable[[int, int], None]
Cancelled = Callable[[], bool]


class Errands:
    """Starts such work for an owner; its callbacks come on the owner's thread and end with the owner.

    It is for work of many seconds that would keep the runner from what persons ask: writing
    reports, a backup, an examination.
    """

    def __init__(self, owner: QObject) -> None:
        self._bridge, self._owner = Bridge(), weakly(owner)

    def start(
        self,
        fn: Callable[[Moved, Cancelled], T],
        done: Callable[[T], object],
        failed: Callable[[Exception], object],
        moved: Moved | None = None,
    ) -> "Errand":
        """Runs `fn(moved, cancelled)`; it looks at `cancelled` where it can stop, and answers what it has."""
        errand = Errand()

        def told(call: Callable[..., object] | None, *said: Any) -> None:
            def hear() -> None:
                if call is not None and alive(self._owner()):
                    call(*said)

            self._bridge.post(hear)

        def run() -> None:
            try:
                result = fn(lambda at, of: told(moved, at, of), errand.is_cancelled)
            except Exception as error:  # noqa: BLE001  handed to the owner, whatever it is
                if not isinstance(error, Problem):
                    _log.error("an errand failed\n%s", describe(error))
                told(failed, error)
            else:
                told(done, result)

        threading.Thread(target=run, name="errand", daemon=True).start()
        return errand


class Errand:
    """One piece of work under way."""

    def __init__(self) -> None:
        self._given_up = threading.Event()

    def cancel(self) -> None:
        """Asks it to stop where it can."""
        self._given_up.set()

    def is_cancelled(self) -> bool:
        """Whether nobody wants the rest."""
        return self._given_up.is_set()
