"""Workstations with lines of their own to a server, in one process, as two people at their desks have them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from tests.store.exchange.stations import Station
from tests.sync.hotline import Hotline

from callcentre.store.exchange_file import ExchangeFile
from callcentre.store.unit import Changes
from callcentre.sync.address import address_of
from callcentre.sync.line import Line

PATIENCE = 30.0


class OnLine:
    """A station and its line: what came from others, and when everything had gone out, can be waited for."""

    def __init__(self, station: Station, hotline: Hotline) -> None:
        self.station = station
        self._told = threading.Condition()
        self._come: set[UUID] = set()
        self.line = Line(
            address_of(hotline.url).set(username=station.seat.login), "secret", station.seat.person, self._file,
            now=station.desk.clock.now, announce=self._announced,
        )  # fmt: skip

    def _file(self) -> ExchangeFile:
        file = self.station.file
        file.on_changed = self._changed
        return file

    def _changed(self, changes: Changes) -> None:
        with self._told:
            self._come.update(pk for _, pk in changes)
            self._told.notify_all()

    def _announced(self, _what: object) -> None:
        with self._told:
            self._told.notify_all()

    def until_it_came(self, pk: UUID) -> None:
        """Waits until a row of somebody else is in the file."""
        with self._told:
            assert self._told.wait_for(lambda: pk in self._come, PATIENCE), self.line.state

    def until_it_rests(self) -> None:
        """Waits until nothing waits to be sent."""
        with self._told:
            assert self._told.wait_for(lambda: self.line.state.connected and not self._waiting(), PATIENCE), self.line.state

    def _waiting(self) -> int:
        return int(self.station.sql("SELECT count(*) FROM outbox WHERE state IN ('new', 'waits')")[0][0])


@contextmanager
def on_line(station: Station, hotline: Hotline) -> Iterator[OnLine]:
    """A station whose line is open."""
    one = OnLine(station, hotline)
    one.line.start()
    try:
        one.until_it_rests()
        yield one
    finally:
        one.line.close()
