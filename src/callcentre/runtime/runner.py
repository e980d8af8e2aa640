"""Work off the UI thread: one writer with three classes of urgency, and a pool of readers.

The runner knows nothing of what it runs: it is given `write_with(fn)`, which calls `fn` with
an open unit of work and commits, and `read_with(fn)`, which calls it with a reading session.
Results come back on the thread that made the runner, in the order in which they were ready.
"""

import heapq
import itertools
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject

from callcentre.domain.errors import Problem
from callcentre.runtime.bridge import Bridge, alive, weakly
from callcentre.runtime.logs import describe

_log = logging.getLogger(__name__)
T = TypeVar("T")
With = Callable[[Callable[[Any], Any]], Any]
Failed = Callable[[Exception], None]


class Priority(IntEnum):
    """Who is let in first: a person's act, a page of a colleague's changes, an import."""

    PERSON = 0
    SYNC = 1
    BULK = 2


class Closed(RuntimeError):
    """The runner takes no more writes: the window is closing."""


class Ticket:
    """A piece of work handed in. `cancel()` drops its callbacks, and the work where it has not begun."""

    __slots__ = ("cancelled",)

    def __init__(self) -> None:
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class Runner(Protocol):
    """What a panel sees. `fn` runs elsewhere and must touch no widget; `done` and `failed` run here.

    Both are dropped once `owner` is gone. A failure without `failed` is raised on this thread.
    """

    def write(
        self,
        fn: Callable[[Any], T],
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
        *,
        priority: Priority = Priority.PERSON,
        owner: QObject | None = None,
    ) -> Ticket: ...

    def read(
        self,
        fn: Callable[[Any], T],
        done: Callable[[T], None],
        failed: Failed | None = None,
        *,
        owner: QObject | None = None,
    ) -> Ticket: ...


@dataclass(slots=True)
class _Work:
    ticket: Ticket
    fn: Callable[[Any], Any]
    done: Callable[[Any], None] | None
    failed: Failed | None
    owner: Callable[[], QObject | None] | None
    handed_in: float = field(default_factory=time.monotonic)

    def wanted(self) -> bool:
        return not self.ticket.cancelled and (self.owner is None or alive(self.owner()))

    def finish(self, result: object, error: Exception | None) -> None:
        if not self.wanted():
            return
        if error is None:
            if self.done is not None:
                self.done(result)
        elif self.failed is not None:
            self.failed(error)
        else:
            raise error


def _work(
    fn: Callable[[Any], Any], done: Callable[[Any], None] | None, failed: Failed | None, owner: QObject | None
) -> _Work:
    return _Work(Ticket(), fn, done, failed, None if owner is None else weakly(owner))


def _outcome(run: With, work: _Work) -> tuple[object, Exception | None]:
    try:
        return run(work.fn), None
    except Problem as problem:
        return None, problem
    except Exception as error:  # noqa: BLE001  handed to the caller, whatever it is
        _log.error("a piece of work failed\n%s", describe(error))
        return None, error


class ThreadRunner:
    """The runner of the window: a writer thread and `readers` reading threads."""

    def __init__(self, write_with: With, read_with: With, *, readers: int = 2) -> None:
        self._bridge = Bridge()
        self._write_with, self._read_with = write_with, read_with
        self._change = threading.Condition()
        self._writes: list[tuple[int, int, _Work]] = []
        self._reads: deque[_Work] = deque()
        self._order = itertools.count()
        self._closed = False
        self._threads = [threading.Thread(target=self._writer, name="writer", daemon=True)]
        self._threads += [
            threading.Thread(target=self._reader, name=f"reader-{number}", daemon=True) for number in range(readers)
        ]
        for thread in self._threads:
            thread.start()

    def write(
        self,
        fn: Callable[[Any], T],
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
        *,
        priority: Priority = Priority.PERSON,
        owner: QObject | None = None,
    ) -> Ticket:
        """Queues `fn`; a write once begun is finished even when nobody waits for it any more."""
        work = _work(fn, done, failed, owner)
        with self._change:
            if self._closed:
                raise Closed("no more work is taken")
            heapq.heappush(self._writes, (priority, next(self._order), work))
            self._change.notify_all()
        return work.ticket

    def read(
        self,
        fn: Callable[[Any], T],
        done: Callable[[T], None],
        failed: Failed | None = None,
        *,
        owner: QObject | None = None,
    ) -> Ticket:
        """Queues a read; one that was cancelled before it began is not run.

        While the window closes nobody waits for an answer any more: the read is dropped.
        """
        work = _work(fn, done, failed, owner)
        with self._change:
            if self._closed:
                work.ticket.cancel()
            else:
                self._reads.append(work)
                self._change.notify_all()
        return work.ticket

    def waited(self) -> float:
        """Seconds for which the oldest person's write has waited to begin, 0.0 when none waits."""
        with self._change:
            handed_in = [work.handed_in for priority, _, work in self._writes if priority == Priority.PERSON]
        return time.monotonic() - min(handed_in) if handed_in else 0.0

    def close(self, seconds: float = 10.0) -> bool:
        """Takes no more work, finishes the write in hand and the waiting ones of persons.

        Callbacks that are ready run before it returns. False when the work was not done in time.
        """
        with self._change:
            self._closed = True
            self._writes = [entry for entry in self._writes if entry[0] == Priority.PERSON]
            heapq.heapify(self._writes)
            self._reads.clear()
            self._change.notify_all()
        until = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        self._bridge.flush()
        return not any(thread.is_alive() for thread in self._threads)

    def _next_write(self) -> _Work | None:
        with self._change:
            self._change.wait_for(lambda: self._writes or self._closed)
            return heapq.heappop(self._writes)[2] if self._writes else None

    def _next_read(self) -> _Work | None:
        with self._change:
            self._change.wait_for(lambda: self._reads or self._closed)
            return self._reads.popleft() if self._reads else None

    def _writer(self) -> None:
        while (work := self._next_write()) is not None:
            if not work.ticket.cancelled:
                self._report(work, *_outcome(self._write_with, work))

    def _reader(self) -> None:
        while (work := self._next_read()) is not None:
            if not work.ticket.cancelled:
                self._report(work, *_outcome(self._read_with, work))

    def _report(self, work: _Work, result: object, error: Exception | None) -> None:
        self._bridge.post(lambda: work.finish(result, error))


class DirectRunner:
    """Runs everything at once on the calling thread: the command line, pictures and tests."""

    def __init__(self, write_with: With, read_with: With) -> None:
        self._write_with, self._read_with = write_with, read_with

    def write(
        self,
        fn: Callable[[Any], T],
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
        *,
        priority: Priority = Priority.PERSON,
        owner: QObject | None = None,
    ) -> Ticket:
        return self._run(self._write_with, _work(fn, done, failed, owner))

    def read(
        self,
        fn: Callable[[Any], T],
        done: Callable[[T], None],
        failed: Failed | None = None,
        *,
        owner: QObject | None = None,
    ) -> Ticket:
        return self._run(self._read_with, _work(fn, done, failed, owner))

    def waited(self) -> float:
        """Nothing ever waits here."""
        return 0.0

    def close(self, seconds: float = 10.0) -> bool:
        """Nothing is in hand between two calls."""
        return True

    def _run(self, run: With, work: _Work) -> Ticket:
        work.finish(*_outcome(run, work))
        return work.ticket


class Latest:
    """Reads of which only the newest matters, such as a search while typing."""

    def __init__(self, runner: Runner, owner: QObject | None = None) -> None:
        self._runner, self._owner = runner, owner
        self._ticket = Ticket()

    def read(self, fn: Callable[[Any], T], done: Callable[[T], None], failed: Failed | None = None) -> None:
        """Cancels the read before it, so an old answer never overtakes a new one."""
        self._ticket.cancel()
        self._ticket = self._runner.read(fn, done, failed, owner=self._owner)

    def cancel(self) -> None:
        self._ticket.cancel()
