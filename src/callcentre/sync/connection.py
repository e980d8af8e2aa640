"""What a window has of its server: whether its folder is joined, the line behind it, and what a person does about it."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from uuid import UUID

from callcentre.domain.errors import BadValue, Refused, ServerFault
from callcentre.ports import Clock
from callcentre.store.store import Store

if TYPE_CHECKING:
    from sqlalchemy import URL

    from callcentre.store.exchange_file import ExchangeFile
    from callcentre.sync.claims import Asks
    from callcentre.sync.line import Line, LineState
    from callcentre.sync.wire import Wire

Announce = Callable[[Iterable[tuple[str, UUID]]], None]
STANDING: tuple[str, UUID] = ("line", UUID(int=0))
"""What is announced when `Connection.state` is another one; the line's own word for it."""
_TO_HEAR = {"upgrade_required": "line.upgrade_required", "server_older": "line.server_older"}


class Passwords(Protocol):
    """Where passwords of servers are kept (`adapters.passwords`)."""

    def of_server(self, url: str) -> str | None: ...

    def keep(self, url: str, password: str) -> bool: ...


class Peer(NamedTuple):
    """The server a folder is joined to."""

    url: str
    login: str
    person: UUID


class Connection:
    """`peer` is None while the folder is not joined; then there is no line, and nothing else changes.

    `try_now` and `state` never wait, `saved` for the file alone. Everything else may wait for the network, the
    keyring or the file, and belongs on another thread than the window's.
    """

    def __init__(
        self, store: Store, clock: Clock, machine: str, passwords: Passwords, announce: Announce, *, second: Path | None = None
    ) -> None:
        self._second = second
        self._store, self._clock, self._machine = store, clock, machine
        self._passwords, self._announce = passwords, announce
        self._password: str | None = None
        self._line: Line | None = None
        self._last: LineState | None = None
        self._changing = threading.Lock()
        self.peer: Peer | None = None

    @property
    def state(self) -> "LineState | None":
        """How the workstation stands to its server; None where it has none."""
        line = self._line
        return line.state if line is not None else self._last

    @property
    def asks(self) -> "Asks | None":
        """Questions of the window that go over the open line; None where there is none."""
        line = self._line
        return line.asks if line is not None and line.asks.is_open else None

    @property
    def is_held(self) -> bool:
        """Whether a person has stopped the exchange."""
        return self.peer is not None and self._line is None

    def begin(self) -> None:
        """Starts the line where the folder is joined."""
        from callcentre.store.exchange_file import peer_of

        with self._store.reading() as session:
            there = peer_of(session)
        if there is not None:
            self.peer = Peer(*there)
            self._password = self._passwords.of_server(self.peer.url)
            self.go_on()

    def saved(self) -> None:
        """Something was saved here."""
        line = self._line
        if line is not None:
            line.saved()
        elif self._last is not None and self.peer is not None:
            self._last = replace(self._last, tally=self.file().tally())
            self._announce([STANDING])

    def try_now(self) -> None:
        """Somebody does not want to wait for the next try."""
        line = self._line
        if line is not None:
            line.try_now()

    def sign_in(self, password: str) -> bool:
        """Tries again with another password; False where it could only be kept until the program ends."""
        assert self.peer is not None
        self._password = password
        kept = self._passwords.keep(self.peer.url, password)
        line = self._line
        if line is not None:
            line.sign_in(password)
        return kept

    def hold(self) -> None:
        """Stops the exchange until `go_on`; a first clone stays where it is."""
        with self._changing:
            line, self._line = self._line, None
            if line is not None:
                line.close()
                self._last = replace(line.state, connected=False, since=self._clock.now(), fault=None, receiving=0)
        self._announce([STANDING])

    def go_on(self) -> None:
        """Starts the exchange where it was stopped."""
        from callcentre.sync.address import address_of
        from callcentre.sync.line import Line

        with self._changing:
            if self.peer is None or self._line is not None:
                return
            self._line = Line(
                address_of(self.peer.url), self._password, self.peer.person, self.file, now=self._clock.now, announce=self._announce
            )
            self._line.start()
        self._announce([STANDING])

    def close(self) -> bool:
        """Ends the line, also under a request that waits for an answer; False where it did not end in time."""
        with self._changing:
            line, self._line = self._line, None
            return line is None or line.close()

    def file(self) -> "ExchangeFile":
        """The folder as the exchange knows it; what arrives is announced as own changes are."""
        from callcentre.store.exchange_file import ExchangeFile

        file = ExchangeFile(self._store, self._clock, self._machine, second=self._second)
        file.on_changed = self._announce
        return file

    # joining

    def would_send(self, person: UUID) -> Mapping[str, int]:
        """How many rows of each kind the folder would send. Raises Refused("connect.demo") for a demo folder."""
        from callcentre.store.first import device_of
        from callcentre.store.joining import would_send

        with self._store.reading() as session:
            device = device_of(session)
            if device is not None and device.demo:
                raise Refused("connect.demo")
            return would_send(session, person=person)

    def join(self, url: str, login: str, password: str, person: UUID) -> None:
        """Joins the folder to a server for good, as `login` there and `person` here; nothing is sent yet.

        Raises BadValue for what was typed, ServerFault for what the server says, Refused where the folder cannot be joined.
        """
        from sqlalchemy import make_url

        from callcentre.store.joining import join
        from callcentre.sync.address import address_of
        from callcentre.sync.ports import Request

        address = address_of(url)
        user = login.strip() or address.username
        if not user:
            raise BadValue("connect.no_login", field="login", value="")
        address = address.set(username=user)
        named = make_url(url).set(username=user).render_as_string(hide_password=False)
        with self._asking(address, password or None) as wire:
            file = self.file()
            if file.copied():
                file.new_device()
            met = wire.ask(Request("hello", file.hello()))
            if met.get("status") in _TO_HEAR:
                raise ServerFault(_TO_HEAR[met["status"]])
            join(self._store, self._clock, url=named, login=user, person=person, reply=met, machine=self._machine)
        if password:
            self._passwords.keep(named, password)

    # what a person does about what waits

    def drop(self, cmd: UUID) -> None:
        """Gives up a command that was refused or waits."""
        self.file().drop(cmd)
        self.saved()
        self._announce([STANDING])

    def send_for(self, other: UUID) -> None:
        """What `other` has waiting here goes over this person's login, a supervisor's; both names are kept."""
        assert self.peer is not None
        self.file().send_for(self.peer.person, other)
        self.saved()

    def send_as(self, login: str, password: str) -> None:
        """What a colleague did here goes over their own login, with the password they give for this once. Raises ServerFault."""
        from callcentre.sync.address import address_of
        from callcentre.sync.colleague import send_as

        assert self.peer is not None
        send_as(address_of(self.peer.url), login, password, self.file(), now=self._clock.now)
        self.saved()
        self._announce([STANDING])

    def held(self) -> Sequence[Mapping[str, Any]]:
        """Commands that others witnessed after the server was put back, for a supervisor to decide."""
        found: Sequence[Mapping[str, Any]] = self._ask("held_commands", {})["held"]
        return found

    def decide(self, cmd: str, *, accept: bool) -> None:
        """A supervisor lets a witnessed command count, or not."""
        self._ask("decide", {"cmd": cmd, "accept": accept})
        self.saved()

    def _ask(self, name: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """One question over a connection of its own: the line's belongs to its thread."""
        from callcentre.sync.address import address_of
        from callcentre.sync.ports import Request

        assert self.peer is not None
        with self._asking(address_of(self.peer.url), self._password) as wire:
            return wire.ask(Request(name, body))

    @contextmanager
    def _asking(self, address: "URL", password: str | None) -> "Iterator[Wire]":
        from callcentre.sync.ports import Failed, Lost
        from callcentre.sync.wire import Wire

        wire = Wire(address, password)
        try:
            yield wire
        except Lost:
            raise ServerFault("line.lost", retry=True) from None
        except Failed as failed:
            raise ServerFault("line.failed", retry=True, state=str(failed)) from None
        finally:
            wire.close()
