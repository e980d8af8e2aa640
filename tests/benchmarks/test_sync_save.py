"""What a save costs with a server behind it, and how soon it stands in a colleague's file."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg.types.json import Jsonb
from tests.benchmarks.bare import INSERT, Bare, Fresh, Pattern, copy_of
from tests.benchmarks.harness import Comparison, compare
from tests.benchmarks.lines import PATIENCE, on_line
from tests.store.exchange.stations import Station, settle
from tests.sync.hotline import Hotline

from callcentre.acts import customers, orders, outlets, visits
from callcentre.acts.places import Place
from callcentre.domain.numbers import tail_key
from callcentre.store.unit import Unit

ROUNDS, WARM, TRIES = 12, 2, 3
BETWEEN = 0.4
"""Seconds between two saves: a person does not save four times in a second, and the server tells once in a quarter of one."""
WORDS = "空调开了半小时不制冷 请下午来"
SHARED = {
    "service_order": "id = {}", "order_event": "order_id = {}",
    "event_text": "event_id IN (SELECT id FROM public.order_event WHERE order_id = {})",
}
_HOME = Place(province="安徽省", city="合肥市", district="蜀山区", line="样板路1号", lng=117.25, lat=31.84)


def _customer(unit: Unit) -> UUID:
    return customers.create(unit, name="甄样板", phones=["13900000001"], places=[_HOME])


class Saves:
    """An order that is opened and handed to an outlet, again and again."""

    def __init__(self, station: Station, outlet: UUID, customer: UUID) -> None:
        self.station, self._outlet, self._customer = station, outlet, customer

    def __call__(self) -> UUID:
        order: UUID = self.station.act(self._save).id
        return order

    def _save(self, unit: Unit) -> Any:
        new = orders.NewOrder(customer=self._customer, kind="repair", category="ac", fault="not cooling", words=WORDS)
        order = orders.open_order(unit, new)
        visits.relay(unit, order, self._outlet)
        return order


def test_with_a_server_a_save_takes_a_fifth_longer_at_most(
    at_server: Hotline, tmp_path: Path, measured: Callable[[Comparison], Comparison]
) -> None:
    joined, alone = Station(tmp_path / "joined", at_server, "li").met(), Station(tmp_path / "alone", at_server, "zhao", joined=False)
    save = Saves(joined, at_server.w1, joined.write(_customer))
    alone_save = Saves(alone, _an_outlet(alone), alone.write(_customer))
    with on_line(joined, at_server) as here:

        def with_a_server(_at: int) -> None:
            save()
            here.line.saved()

        measured(compare(
            "save with a server", with_a_server, lambda _at: alone_save(), rounds=50, warm=6, bound=1.2,
            before=lambda _side: here.until_it_rests(), clock=time.thread_time,
            what="an order opened and handed over, into a file that is joined and on line, which sends it while the next is not yet saved;"
            " bare: into one that is not joined; CPU time of the thread that saves",
        ))  # fmt: skip
    joined.close()
    alone.close()


def _an_outlet(station: Station) -> UUID:
    made: UUID = station.write(lambda unit: outlets.create(unit, code="W9", name="第九服务站", place=_HOME))
    return made


def test_a_save_is_in_a_colleagues_file_within_ten_bare_round_trips(
    at_server: Hotline, tmp_path: Path, measured: Callable[[Comparison], Comparison]
) -> None:
    mine, theirs = Station(tmp_path / "mine", at_server, "li").met(), Station(tmp_path / "theirs", at_server, "zhao").met()
    save = Saves(mine, at_server.w1, mine.write(_customer))
    settle(mine, theirs)
    with trip_of(at_server, mine, theirs, save, tmp_path) as trip, on_line(mine, at_server) as here, on_line(theirs, at_server) as there:

        def from_file_to_file(_at: int) -> None:
            order = save()
            here.line.saved()
            there.until_it_came(order)

        measured(compare(
            "a save here, committed there", from_file_to_file, lambda _at: trip(), rounds=ROUNDS, warm=WARM, bound=10,
            before=lambda _side: time.sleep(BETWEEN),
            what="an order opened and handed over; bare: the same rows by sqlcipher3, by INSERT into tables without policies,"
            " told by NOTIFY, by SELECT, by sqlcipher3",
        ))  # fmt: skip
    mine.close()
    theirs.close()


@contextmanager
def trip_of(hotline: Hotline, mine: Station, theirs: Station, save: Saves, folder: Path) -> Iterator[Callable[[], None]]:
    """The bare round trip of what one save brings into both files, into copies of these."""
    with closing(Bare(mine.desk.folder, mine.desk.key)) as wrote, closing(Bare(theirs.desk.folder, theirs.desk.key)) as got:
        marks = wrote.marks(), got.marks()
        order = save()
        written = wrote.since(marks[0])
        settle(mine, theirs)
        came = {name: rows for name, rows in got.since(marks[1]).items() if name != "journal"}
    no = written["service_order"][0][1]
    here, there = Pattern(written, (no, tail_key(no))), Pattern(came, (no, tail_key(no)))
    pair = copy_of(mine.desk.folder, folder / "bare mine"), copy_of(theirs.desk.folder, folder / "bare theirs")
    with (
        closing(Bare(pair[0], mine.desk.key)) as one, closing(Bare(pair[1], theirs.desk.key)) as other,
        psycopg.connect(hotline.url) as sender, psycopg.connect(hotline.url, autocommit=True) as listener,
    ):  # fmt: skip
        trip = BareTrip(one, here, other, there, sender, listener, order, no)
        thread = threading.Thread(target=trip.follow)
        thread.start()
        try:
            yield trip
        finally:
            trip.end()
            thread.join()


class BareTrip:
    """Writes rows into one file, sends them, and waits until they are in the other."""

    def __init__(
        self, mine: Bare, here: Pattern, theirs: Bare, there: Pattern, sender: psycopg.Connection[Any],
        listener: psycopg.Connection[Any], order: UUID, no: str,
    ) -> None:  # fmt: skip
        self._mine, self._theirs, self._sender, self._listener = mine, theirs, sender, listener
        self._order, self._no = order, no
        fresh = Fresh(1 << 50)
        self._ready = [
            tuple(pattern.again(fresh, {no: f"{no[:-3]}{at:05}", tail_key(no): tail_key(f"{no[:-3]}{at:05}")}) for pattern in (here, there))
            for at in range(TRIES * (ROUNDS + WARM))
        ]
        self._sent: list[tuple[str, list[Any]]] = []
        for name, column in SHARED.items():
            sender.execute(f"CREATE TABLE IF NOT EXISTS public.bare_{name} (LIKE public.{name} INCLUDING ALL)")
            rows = sender.execute(f"SELECT * FROM public.{name} WHERE {column.format('%s')}", [order]).fetchall()
            self._sent += [(name, [Jsonb(value) if isinstance(value, dict) else value for value in row]) for row in rows]
        sender.commit()
        listener.execute("LISTEN bare")
        self._at, self._now, self._there, self._ended = -1, order, threading.Event(), False

    def __call__(self) -> None:
        self._at += 1
        self._there.clear()
        _write(self._mine, self._ready[self._at][0])
        own: dict[Any, Any] = {row[0]: uuid4() for _, row in self._sent}
        self._now = own[self._order]
        own[self._no] = f"{self._no[:-3]}{self._at:05}"
        for name, row in self._sent:
            values = [own.get(value, value) if isinstance(value, UUID | str) else value for value in row]
            self._sender.execute(f"INSERT INTO public.bare_{name} VALUES ({','.join(['%s'] * len(values))})", values)
        self._sender.execute("NOTIFY bare")
        self._sender.commit()
        assert self._there.wait(PATIENCE)

    def follow(self) -> None:
        """The other side, in a thread of its own."""
        while not self._ended:
            # Told first, then asked: the generator holds the connection.
            if list(self._listener.notifies(timeout=0.2, stop_after=1)):
                for name, where in SHARED.items():
                    there = where.replace("public.", "public.bare_").format("%s")
                    self._listener.execute(f"SELECT * FROM public.bare_{name} WHERE {there}", [self._now]).fetchall()
                _write(self._theirs, self._ready[self._at][1])
                self._there.set()

    def end(self) -> None:
        self._ended = True


def _write(bare: Bare, rows: Sequence[tuple[str, list[Any]]]) -> None:
    bare.driver.execute("BEGIN IMMEDIATE")
    for table, row in rows:
        bare.driver.execute(INSERT[table], row)
    bare.driver.execute("COMMIT")
