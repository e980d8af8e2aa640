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
        self._waiting: dict[str, set[Change]] = {}
        self._subscribers: list[_Subscriber] = []

    def subscribe(self, owner: QObject, kinds: Iterable[str], told: Callable[[Changes], None]) -> None:
        """`told` gets the changes of `kinds` (such as "order", "customer") while `owner` lives."""
        self._subscribers.append(_Subscriber(weakly(owner), frozenset(kinds), told))

    def announce(self, changes: Iterable[Change]) -> None:
        """From any thread; nothing is told before the event loop of the window turns."""
        # An import tells of hundreds of thousands at once: they are sorted here, not on the window's thread.
        sorted_out: dict[str, set[Change]] = {}
        for change in changes:
            sorted_out.setdefault(change[0], set()).add(change)
        with self._lock:
            post = bool(sorted_out) and not self._waiting
            for kind, some in sorted_out.items():
                self._waiting.setdefault(kind, set()).update(some)
        if post:
            self._bridge.post(self._tell)

    def flush(self) -> None:
        """Tells now what is waiting; only on the window's thread."""
        self._tell()

    def _tell(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, {}
        self._subscribers = [subscriber for subscriber in self._subscribers if alive(subscriber.owner())]
        told: dict[frozenset[str], Changes] = {}
        for subscriber in tuple(self._subscribers):
            kinds = subscriber.kinds.intersection(waiting)
            if kinds and alive(subscriber.owner()):
                if kinds not in told:
                    told[kinds] = frozenset().union(*(waiting[kind] for kind in kinds))
                subscriber.told(told[kinds])
