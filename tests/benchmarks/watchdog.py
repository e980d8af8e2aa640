"""Reports how long the thread of a window did not come round, and what it was doing then."""

import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

BEAT = 5
"""Milliseconds between two beats of a thread that has nothing else to do."""
LATE = 0.05
"""Seconds after which it is noted where a thread stands that does not come round."""
_LOOK = 0.01


@dataclass(slots=True)
class Slot:
    """Seconds between two turns of the event loop: by the wall, and those in which the thread itself computed."""

    wall: float
    cpu: float
    stack: tuple[str, ...] = ()
    """Where the thread stood once it was late, the innermost last; empty where nobody could look."""

    def __str__(self) -> str:
        where = " < ".join(reversed(self.stack)) or "nobody could look"
        return f"{self.wall * 1000:.0f} ms, {self.cpu * 1000:.0f} of them its own, in {where}"


@dataclass(slots=True)
class Seen:
    """What a watchdog saw."""

    slots: list[Slot] = field(default_factory=list)

    def longest(self) -> Slot:
        """By the wall: what a person at the window feels."""
        return max(self.slots, key=lambda slot: slot.wall)

    def busiest(self) -> Slot:
        """By the thread's own work: whatever else the machine does, it is ours."""
        return max(self.slots, key=lambda slot: slot.cpu)


class _Heart(QObject):
    """Beats on the thread that makes it."""

    def __init__(self, seen: Seen) -> None:
        super().__init__()
        self._seen, self.stack = seen, ()
        self.last, self._cpu = time.perf_counter(), time.thread_time()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.beat)
        self._timer.start(BEAT)

    def beat(self) -> None:
        now, cpu = time.perf_counter(), time.thread_time()
        self._seen.slots.append(Slot(now - self.last, cpu - self._cpu, self.stack))
        self.last, self._cpu, self.stack = now, cpu, ()

    def stop(self) -> None:
        self._timer.stop()
        self.beat()


@contextmanager
def watched() -> Iterator[Seen]:
    """Watches the calling thread, which must run its event loop meanwhile."""
    seen, over, thread = Seen(), threading.Event(), threading.get_ident()
    heart = _Heart(seen)

    def look() -> None:
        while not over.wait(_LOOK):
            if not heart.stack and time.perf_counter() - heart.last > LATE:
                heart.stack = _where(thread)

    looking = threading.Thread(target=look, name="watchdog", daemon=True)
    looking.start()
    try:
        yield seen
    finally:
        heart.stop()
        over.set()
        looking.join()


def _where(thread: int) -> tuple[str, ...]:
    frame = sys._current_frames().get(thread)
    ours = [one for one in traceback.extract_stack(frame) if "callcentre" in one.filename] if frame else []
    return tuple(f"{Path(one.filename).stem}:{one.lineno} {one.name}" for one in ours[-6:])
