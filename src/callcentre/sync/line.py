"""The line of a window to its server: a thread that connects, exchanges, waits for news, and says how it stands.

Nobody waits for it: a person saves into the file, and the line sends from there. Whatever
breaks, it goes on by itself from what stands in the file.
"""

import logging
import random
import socket
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Protocol
from uuid import UUID

from sqlalchemy import URL

from callcentre.domain.errors import Problem, ServerFault
from callcentre.domain.instants import MINUTE, Instant
from callcentre.sync.carrying import Carried, Carrier
from callcentre.sync.claims import Asks
from callcentre.sync.ports import LocalFile, Lost, Summary, Tally
from callcentre.sync.rhythm import Rhythm, back_off
from callcentre.sync.talking import Pace, Talk
from callcentre.sync.wire import Wire

_log = logging.getLogger(__name__)
LINE: tuple[str, UUID] = ("line", UUID(int=0))
"""What is announced when `Line.state` is another."""
PATIENCE = 15 * 60.0
"""Seconds until the next try where a person has to do something first, such as give the right password."""
SPARE = 3_600.0
"""Seconds between two copies of what waits."""
_NOBODY: Mapping[UUID, int] = MappingProxyType({})


class File(LocalFile, Protocol):
    """The workstation's file as the line needs it."""

    @property
    def carrier(self) -> Carrier | None:
        """Where the bytes of attached files are; None where there are none to carry."""

    def keep_spare(self) -> None:
        """Writes a copy of what waits beside the file. Raises StoreFault."""

    def make_ready(self, stopped: Callable[[], bool]) -> None:
        """Before the first exchange: ends a joining that was cut off, takes back what the file has lost. Raises StoreFault."""

    @property
    def is_unfinished(self) -> bool:
        """Whether a copy of a feed has not come to its end."""

    def senders(self) -> Mapping[UUID, int]:
        """Who has commands waiting, and how many."""


@dataclass(frozen=True, slots=True)
class LineState:
    """How this workstation stands to its server, for the status bar and the page of the exchange."""

    login: str
    connected: bool = False
    since: Instant = 0
    """Connected since, or alone since; this desk's clock."""
    fault: Problem | None = None
    """Why it is alone; or, connected, why something stays undone."""
    tally: Tally = field(default_factory=Tally)
    last_exchange: Instant | None = None
    """When the last exchange came to its end; this desk's clock."""
    missing: Mapping[UUID, int] = field(default_factory=lambda: _NOBODY)
    """Others who have commands waiting here that go over their own login: person -> commands."""
    clock_ahead: Instant = 0
    """How far this desk's clock is ahead of the server's where that is more than a minute, else 0."""
    receiving: int = 0
    """Rows that the exchange under way has brought so far; 0 between exchanges."""
    unfinished: bool = False
    """A copy of what the server has was begun here and has not come to its end: rows are missing."""


class Line:
    """Begins on `start`, ends on `close`. All methods may be called from any thread and none waits for the network.

    `announce` is told LINE whenever `state` is another one.
    """

    def __init__(
        self, address: URL, password: str | None, person: UUID, open_file: Callable[[], File], *,
        now: Callable[[], Instant], announce: Callable[[Iterable[tuple[str, UUID]]], None],
        chance: Callable[[], float] = random.random,
    ) -> None:  # fmt: skip
        self._address, self._password, self._person = address, password, person
        self._open_file, self._now, self._announce, self._chance = open_file, now, announce, chance
        self._pace, self._rhythm, self._failures = Pace(), Rhythm(chance), 0
        self.state = LineState(address.username or "", since=now())
        self._closing = threading.Event()
        self._waking, self._wake = socket.socketpair()
        self._waking.setblocking(False)
        self.asks = Asks(self._knock)
        """Questions of the window that go over this connection, such as who has what."""
        self._wire: Wire | None = None
        self._spared_at = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="line", daemon=True)

    def start(self) -> None:
        """Begins to connect."""
        self._thread.start()

    def saved(self) -> None:
        """Something was saved here: it goes out at once where there is a connection."""
        self._knock(b"s")

    def try_now(self) -> None:
        """Somebody does not want to wait for the next try."""
        self._knock(b"n")

    def sign_in(self, password: str) -> None:
        """Tries again with another password."""
        self._password = password
        self._knock(b"n")

    def close(self, seconds: float = 5.0) -> bool:
        """Ends the line, also under a request that waits for an answer; False where it did not end in time."""
        self._closing.set()
        self._knock(b"c")
        wire = self._wire
        if wire is not None:
            wire.cut()
        if self._thread.is_alive():
            self._thread.join(seconds)
        return not self._thread.is_alive()

    def _knock(self, what: bytes) -> None:
        with suppress(OSError):
            self._waking.send(what)

    def _run(self) -> None:
        try:
            file = self._open_file()
            self._spared(lambda: file.make_ready(self._closing.is_set))
            while not self._closing.is_set():
                self._rest(self._connected(file), file)
            self._spared(file.keep_spare)
        finally:
            self._waking.close()
            self._wake.close()

    def _spare(self, file: File) -> None:
        """A copy of what waits, once an hour."""
        if time.monotonic() - self._spared_at > SPARE:
            self._spared(file.keep_spare)

    def _spared(self, do: Callable[[], object]) -> None:
        self._spared_at = time.monotonic()
        try:
            do()
        except Problem as problem:
            # The file itself holds all of it: work goes on without the copy.
            _log.warning("no copy of what waits: %s", problem.code)

    def _connected(self, file: File) -> Problem:
        """Connects and exchanges for as long as that goes well; answers why it does not."""
        try:
            wire = Wire(self._address, self._password)
        except ServerFault as fault:
            return fault
        self._wire = wire
        self.asks.begin()
        try:
            with suppress(Lost):
                self._follow(wire, file)
            return ServerFault("line.lost", retry=True)
        except Problem as problem:
            return problem
        except Exception:  # noqa: BLE001  whatever it is, the window goes on, and so does the next exchange
            # A fault of the program ends an exchange; the next one begins from what stands in the file.
            _log.exception("an exchange ended in a fault")
            return ServerFault("line.broke", retry=True)
        finally:
            self.asks.end()
            self._wire = None
            wire.close()

    def _follow(self, wire: Wire, file: File) -> None:
        talk = Talk(self.asks.between(wire), file, self._person, now=self._now, pace=self._pace, moved=self._receiving)
        wire.listen()
        self._rhythm.saved(time.monotonic())
        while not self._closing.is_set():
            now = time.monotonic()
            if now >= self._rhythm.next():
                self._rhythm.begun(now)
                self._exchanged(talk.once(), talk, file)
                self.asks.exchanged(wire)
                if file.carrier is not None:
                    self._carried(talk.carry(file.carrier))
                others, own = wire.take_heard()
                self._rhythm.heard(time.monotonic(), others=others, own=own)
            elif wire.idle(self._rhythm.next() - now, self._wake):
                woken = self._wake.recv(4096)
                self.asks.serve(wire)
                if woken.strip(b"a"):
                    self._rhythm.saved(time.monotonic())
            else:
                others, own = wire.take_heard()
                self._rhythm.heard(time.monotonic(), others=others, own=own)

    def _exchanged(self, summary: Summary, talk: Talk, file: File) -> None:
        self._failures = 0
        self._spare(file)
        now = self._now()
        ahead = -talk.offset
        self._tell(
            connected=True, since=self.state.since if self.state.connected else now, fault=talk.fault,
            tally=summary.tally, last_exchange=now, missing=self._missing(file), receiving=0, unfinished=False,
            clock_ahead=ahead if abs(ahead) > MINUTE else 0,
        )  # fmt: skip
        if summary.status == "retry":
            self._rhythm.heard(time.monotonic(), others=False, own=True)

    def _missing(self, file: File) -> Mapping[UUID, int]:
        return MappingProxyType({person: count for person, count in file.senders().items() if person != self._person})

    def _undone(self, file: File) -> dict[str, object]:
        """What waits in the file now; nothing where it cannot be asked, as while another program holds it."""
        try:
            return {"tally": file.tally(), "missing": self._missing(file), "unfinished": file.is_unfinished}
        except Problem:
            return {}

    def _carried(self, carried: Carried) -> None:
        """Acts come first again before the next parts of files."""
        if carried.more:
            self._rhythm.saved(time.monotonic())
        if carried.asked:
            self._announce([LINE])

    def _receiving(self, rows: int) -> None:
        self._tell(receiving=rows)

    def _rest(self, why: Problem, file: File) -> None:
        """Alone: says so and what waits, and waits for the next try, or for somebody who wants it now."""
        if self._closing.is_set():
            return
        self._failures += 1
        self._spare(file)
        alone = self.state.since if not self.state.connected else self._now()
        self._tell(connected=False, since=alone, fault=why, receiving=0, **self._undone(file))
        retry = getattr(why, "retry", False)
        until = time.monotonic() + (back_off(self._failures, self._chance) if retry else PATIENCE)
        while not self._closing.is_set() and (left := until - time.monotonic()) > 0:
            self._wake.settimeout(left)
            try:
                asked = self._wake.recv(4096)
            except TimeoutError:
                return
            if b"n" in asked:
                return
            if b"s" in asked:
                self._tell(**self._undone(file))

    def _tell(self, **changed: object) -> None:
        # last_exchange alone moves every few seconds: whoever shows it counts by its own clock.
        self.state = replace(self.state, **changed)  # type: ignore[arg-type]
        self._announce([LINE])

