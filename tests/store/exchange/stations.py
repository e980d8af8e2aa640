"""A workstation in a test: a real encrypted folder, its exchange, and a driver that asks the real functions."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import text
from tests.factories.desks import MORNING, a_desk, clock_of
from tests.sync.hotline import Hotline
from tests.sync.server.seat import Seat

from callcentre.app import Desk
from callcentre.domain.instants import SECOND
from callcentre.store.examine import links_to_nothing, wrongly_folded
from callcentre.store.exchange_file import ExchangeFile
from callcentre.store.joining import join
from callcentre.store.tables import Base
from callcentre.store.unit import Unit
from callcentre.sync.exchange import exchange
from callcentre.sync.ports import Failed, Request, Summary

LOCAL_TO_A_DESK = frozenset({"desk"})


class Station:
    """A desk, its file as the exchange knows it, and the login it speaks over."""

    def __init__(self, folder: Path, hotline: Hotline, login: str, *, joined: bool = True) -> None:
        self.desk: Desk = a_desk(folder)
        self.seat: Seat = getattr(hotline, login)
        self.told: set[tuple[str, UUID]] = set()
        self.page = 500
        self.failures: list[str] = []
        """What the server failed at, as it said it."""
        if joined:
            self.join()

    def join(self) -> None:
        """Joins the folder as whoever the login is."""
        join(self.desk.store, self.desk.clock, url="postgresql://here/db", login=self.seat.login, person=self.desk.person,
             reply=self.seat.hello(), machine=f"machine of {self.seat.login}")  # fmt: skip
        self.desk.person = self.seat.person

    @property
    def file(self) -> ExchangeFile:
        """The file anew, as after a start of the program."""
        file = ExchangeFile(self.desk.store, self.desk.clock, f"machine of {self.seat.login}")
        file.on_changed = self.told.update
        return file

    def exchange(self, *, file: Any = None, person: UUID | None = None, asked: list[str] | None = None) -> Summary:
        """One exchange to its end; `asked` gets the name of every request."""
        talk = exchange(file or self.file, person=person or self.seat.person, page=self.page)
        try:
            request = next(talk)
            while True:
                if asked is not None:
                    asked.append(request.name)
                request = self._ask(talk, request)
        except StopIteration as end:
            summary: Summary = end.value
            return summary

    def _ask(self, talk: Any, request: Request) -> Request:
        try:
            reply = self.seat.call(request.name, request.body)
        except psycopg.errors.Error as error:
            self.failures.append(str(error))
            following: Request = talk.throw(Failed(str(error)))
        else:
            following = talk.send(reply)
        return following

    def met(self) -> "Station":
        """After its first exchange."""
        self.exchange()
        return self

    def act(self, act: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """One act of the person at this desk, a second after the last."""
        clock = clock_of(self.desk)
        clock.set(clock.now() + SECOND)
        return self.desk.write(lambda unit: act(unit, *given, **named)).result

    def write(self, act: Callable[[Unit], Any]) -> Any:
        """One act that is written out."""
        return self.act(act)

    def sql(self, statement: str, **given: Any) -> list[Any]:
        """Rows of the file as they are stored."""
        bound = {name: value.bytes if isinstance(value, UUID) else value for name, value in given.items()}
        return self.desk.read(lambda session: [tuple(row) for row in session.execute(text(statement), bound)])

    def rows(self) -> dict[str, list[Any]]:
        """Everything shared, by table and key, without what each desk calls itself."""
        found = {}
        for table in Base.metadata.sorted_tables:
            names = [column.name for column in table.columns if column.name not in LOCAL_TO_A_DESK]
            listed = ", ".join(f'"{name}"' for name in names)
            found[table.name] = self.sql(f"SELECT {listed} FROM {table.name} ORDER BY 1")
        return found

    def check(self) -> None:
        """What the doctor looks at: every projection is what the events come to, and no link leads nowhere."""
        profile = self.desk.profile()
        assert self.desk.read(lambda session: wrongly_folded(session, profile, lambda done, in_all: None)) == []
        assert self.desk.read(links_to_nothing) == 0
        assert self.sql("SELECT count(*) FROM purge") == [(0,)]

    def reopen(self) -> None:
        """The folder anew, where it was closed: all that was written lies in the data file itself."""
        self.desk = a_desk(self.desk.folder, now=self.desk.clock.now())
        self.desk.person = self.seat.person

    def close(self) -> None:
        """Gives the folder back."""
        self.desk.close()


def settle(*stations: Station) -> None:
    """Everybody exchanges until nobody has anything to say or to hear."""
    for _ in range(2):
        for station in stations:
            station.exchange()


def assert_equal(*stations: Station) -> None:
    """The same rows everywhere, and everything folded from them is right."""
    first, *others = stations
    for other in others:
        mine, theirs = first.rows(), other.rows()
        assert {name for name in mine if mine[name] != theirs[name]} == set(), {
            name: (set(mine[name]) ^ set(theirs[name])) for name in mine if mine[name] != theirs[name]
        }
    for station in stations:
        station.check()


__all__ = ["MORNING", "Station", "assert_equal", "settle"]
