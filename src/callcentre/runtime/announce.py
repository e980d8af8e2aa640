"""Telling the panels what changed, whoever changed it."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QObject

from callcentre.runtime.bridge import Bridge, Weakly, alive, weakly

Change = tuple[str, UUID]
Changes = frozenset[Change]


@dataclass(frozen=True, slots=True)
class _Subscriber:
    owner: Weakly
    kinds: frozenset[str]
    told: Callable[[Changes], None]


class Announcer:
    """Takes changes as (kind, id) from any thread and tells each subscriber once, on the window's thread.

    Changes that come in before the event loop turns are told together. A subscriber
    whose owner is gone is forgotten.
    """

    def __init__(self) -> None:
        self._bridge = Bridge()
        self._lock = threading.Lock()
        self._waiting: set[Change] = set()
        self._subscribers: list[_Subscriber] = []

    def subscribe(self, owner: QObject, kinds: Iterable[str], told: Callable[[Changes], None]) -> None:
        """`told` gets the changes of `kinds` (such as "order", "customer") while `owner` lives."""
        self._subscribers.append(_Subscriber(weakly(owner), frozenset(kinds), told))

    def announce(self, changes: Iterable[Change]) -> None:
        """From any thread; nothing is told before the event loop of the window turns."""
        with self._lock:
            first = not self._waiting
            self._waiting.update(changes)
            post = first and bool(self._waiting)
        if post:
            self._bridge.post(self._tell)

    def flush(self) -> None:
        """Tells now what is waiting; only on the window's thread."""
        self._tell()

    def _tell(self) -> None:
        with self._lock:
            changes = frozenset(self._waiting)
            self._waiting.clear()
        self._subscribers = [subscriber for subscriber in self._subscribers if alive(subscriber.owner())]
        # An import tells of hundreds of thousands at once: they are sorted once, not for each subscriber.
        kinds = frozenset(kind for kind, _pk in changes)
        sorted_out = {kinds: changes}
        for subscriber in tuple(self._subscribers):
            mine = subscriber.kinds & kinds
            if mine and alive(subscriber.owner()):
                if mine not in sorted_out:
                    sorted_out[mine] = frozenset(change for change in changes if change[0] in mine)
                subscriber.told(sorted_out[mine])
