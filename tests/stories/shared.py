"""A hotline of several workstations: a server with logins, folders that are joined to it, a colleague at another desk."""

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from tests.factories.desks import a_desk
from tests.stories.hotline import a_hotline

from callcentre.adapters.clock import SystemClock
from callcentre.adapters.folders import machine_of
from callcentre.adapters.passwords import Passwords
from callcentre.app import Desk
from callcentre.domain.event import Role
from callcentre.domain.instants import Instant
from callcentre.sync.connection import Connection
from callcentre.sync.line import LineState
from callcentre.sync.server.admin import add_login, set_up

PATIENCE = 20.0
"""Seconds after which what was waited for is taken never to come."""
LOGINS: dict[str, tuple[Role, ...]] = {
    "li": (Role.AGENT,), "zhao": (Role.AGENT,), "sun": (Role.SUPERVISOR,),
    "chen": (Role.AGENT, Role.SUPERVISOR, Role.ADMINISTRATOR),
}  # fmt: skip


@dataclass
class Server:
    """A database with the logins of a hotline, whose folder `chen` has brought: a customer, their machine, two outlets."""

    url: str

    def url_of(self, login: str) -> str:
        """The address as `login` gives it."""
        return make_url(self.url).set(username=login, password=None).render_as_string(hide_password=False)


@contextmanager
def a_server(postgresql: str) -> Iterator[Server]:
    """A server that was set up, with one login of each name in LOGINS."""
    name, url = f"s{uuid4().hex}", make_url(postgresql).set(drivername="postgresql+psycopg")
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine = create_engine(url.set(database=name))
    now = SystemClock().now()
    with engine.begin() as connection:
        set_up(connection, profile="after_sales", now=now)
        for login, roles in LOGINS.items():
            add_login(connection, login, roles=roles, password="secret", now=now, site="HF")
    engine.dispose()
    try:
        yield Server(url.set(drivername="postgresql", database=name).render_as_string(hide_password=False))
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


class Colleague:
    """Another workstation with its line, and somebody who works there without a window.

    What they do is done on a thread of their own: the test's is that of a window, which may ask no file.
    """

    def __init__(self, folder: Path, now: Instant) -> None:
        self._told = threading.Condition()
        self._there = ThreadPoolExecutor(1, "a colleague")
        self.desk: Desk = a_desk(folder, now=now)
        self.connection = Connection(
            self.desk.store, self.desk.clock, machine_of(folder), Passwords(None), self._announced
        )
        self.connection.begin()

    def act(self, act: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """Something they do; it goes out at once where there is a line."""
        done = self._there.submit(lambda: self.desk.write(lambda unit: act(unit, *given, **named))).result(PATIENCE)
        self.connection.saved()
        return done.result

    def one(self, statement: str, **given: UUID) -> Any:
        """The first value of what the statement finds, None where it finds nothing."""
        bound = {name: value.bytes for name, value in given.items()}
        asked = self._there.submit(lambda: self.desk.read(lambda session: session.execute(text(statement), bound).scalar()))
        return asked.result(PATIENCE)

    def until(self, holds: Callable[[], bool], seconds: float = PATIENCE) -> None:
        """Waits for something to arrive."""
        with self._told:
            assert self._told.wait_for(holds, seconds), self.connection.state

    def until_line(self, wanted: Callable[[LineState], bool], seconds: float = PATIENCE) -> None:
        """Waits for the line to stand so."""
        self.until(lambda: self.connection.state is not None and wanted(self.connection.state), seconds)

    def leave(self) -> None:
        """Closes the workstation."""
        assert self.connection.close()
        self._there.shutdown()
        self.desk.close()

    def _announced(self, _changes: Iterable[tuple[str, UUID]]) -> None:
        with self._told:
            self._told.notify_all()


def joined(folder: Path, server: Server, login: str, now: Instant, *, through: str = "") -> Path:
    """A folder that was joined as `login` and has exchanged everything; `through` names another way to the server."""
    desk = a_desk(folder, now=now)
    connection = Connection(desk.store, desk.clock, machine_of(folder), Passwords(None), lambda _changes: None)
    url = make_url(through).set(username=login, password=None).render_as_string(hide_password=False) if through else server.url_of(login)
    connection.join(url, login, "", desk.person)
    desk.close()
    there = Colleague(folder, now)
    there.until_line(lambda state: state.connected and state.tally.waiting == 0 and state.last_exchange is not None)
    there.leave()
    return folder


def with_a_hotline(folder: Path, server: Server, now: Instant) -> None:
    """What `chen` had before there was a server is on it now."""
    joined(a_hotline(folder), server, "chen", now)
