"""Reports how long the thread of a window did not come round, and what it was doing then."""

import faulthandler
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from tempfile import TemporaryFile

from PySide6.QtCore import QObject, Qt, QTimer

BEAT = 5
"""Milliseconds between two beats of a thread that has nothing else to do."""
LATE = 0.05
"""Seconds after which it is noted where a thread stands that does not come round."""
_LOOK = 0.01
_OURS = re.compile(r'callcentre/.*?(\w+)\.py", line (\d+) in (\w+)')


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
    """Where a thread stands in our own code, the innermost last.

    Written down by the interpreter itself: a frame held here would keep what its function let go of, a painter
    among them, and end it on this thread.
    """
    with TemporaryFile("w+", encoding="utf-8") as file:
        faulthandler.dump_traceback(file)
        file.seek(0)
        _before, _its, stack = file.read().partition(f"hread 0x{thread:016x} ")
    ours = [found for line in stack.partition("\n\n")[0].splitlines() if (found := _OURS.search(line))]
    return tuple(f"{found[1]}:{found[2]} {found[3]}" for found in reversed(ours[:6]))
