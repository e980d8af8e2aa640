"""What comes from the server: a backlog, and the whole of a site for a desk that begins."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import monotonic
from typing import Any

import psycopg
from tests.benchmarks.bare import INDEX, Bare, copy_of, documents
from tests.benchmarks.clocks import cpu_with, memory
from tests.benchmarks.filled import SHARED, copied, fill
from tests.benchmarks.harness import Comparison, compare, timed
from tests.benchmarks.pushes import Written, push
from tests.store.exchange.stations import Station
from tests.sync.hotline import Hotline

from callcentre.sync.exchange import exchange
from callcentre.sync.talking import Pace

BACKLOG = 500
"""Orders that colleagues have opened and handed over while a desk was away: three lines each."""


def test_a_backlog_comes_at_four_tenths_of_bare_copy(
    at_server: Hotline, tmp_path: Path, measured: Callable[[Comparison], Comparison]
) -> None:
    written, desk = Written(at_server), Station(tmp_path / "begun", at_server, "zhao").met()
    begun, key = copy_of(desk.desk.folder, tmp_path / "away"), desk.desk.key
    ((last,),) = at_server.owner("SELECT max(id::text) FROM public.service_order")
    for _ in range(5):
        push(written.seat, written.openings(BACKLOG // 5))
    with closing(Bare(desk.desk.folder, key)) as file:
        marks = file.marks()
        fetch(desk)
        rows = file.since(marks)
    desk.close()
    folded = {name: of for name, of in rows.items() if name not in SHARED}
    words = documents(rows)
    wanted = [
        ("service_order", f"id > '{last}'"), ("order_event", f"order_id > '{last}'"),
        ("event_text", f"event_id IN (SELECT id FROM public.order_event WHERE order_id > '{last}')"),
    ]  # fmt: skip
    made = iter(range(1000))
    with psycopg.connect(at_server.url) as connection:
        stations: list[Station] = []
        files: list[Bare] = []

        def before(side: str) -> None:
            folder = copy_of(begun, tmp_path / f"{side} {next(made)}")
            if side == "ours":
                (tmp_path / f"{folder.name}.key").write_bytes((tmp_path / "begun.key").read_bytes())
                stations.append(Station(folder, at_server, "zhao", joined=False))
                stations[-1].desk.person = stations[-1].seat.person
            else:
                files.append(Bare(folder, key))

        def bare(_at: int) -> None:
            copied(connection, files[-1], wanted)
            files[-1].driver.execute("BEGIN IMMEDIATE")
            files[-1].insert(folded)
            files[-1].driver.executemany(INDEX, words)
            files[-1].driver.execute("COMMIT")

        pids = [at_server.zhao.connection.info.backend_pid, connection.info.backend_pid]
        measured(compare(
            "pull of a backlog", lambda _at: fetch(stations[-1]), bare, rounds=3, warm=1, before=before,
            clock=cpu_with(pids),
            what=f"{3 * BACKLOG} changes of {BACKLOG} orders, with all that is folded from them; bare: COPY TO of the same rows,"
            " executemany of these, of what is folded from them and of the search's words; CPU time of both processes",
        ))  # fmt: skip
        for one in (*stations, *files):
            one.close()


def fetch(station: Station) -> None:
    """One exchange in pages as the line asks for them."""
    pace = Pace()
    talk = exchange(station.file, person=station.seat.person, page=pace)
    request = next(talk)
    try:
        while True:
            began = monotonic()
            reply = station.seat.call(request.name, request.body)
            answered = monotonic()
            request = talk.send(reply)
            pace.took(len(reply.get("rows", ())), monotonic() - answered, answered - began)
    except StopIteration:
        return


def test_a_first_clone_takes_twice_its_bare_copy_and_no_more_memory_than_a_page(
    at_server: Hotline, tmp_path: Path, size: Any, measured: Callable[[Comparison], Comparison]
) -> None:
    rows = size.orders
    fill(at_server, rows)
    made = iter(range(1000))
    with psycopg.connect(at_server.url) as connection:
        sides: dict[str, list[Any]] = {"ours": [], "bare": []}
        cloning: list[Cloning] = []

        def before(side: str) -> None:
            station = Station(tmp_path / f"{side} {next(made)}", at_server, "zhao")
            begun = Cloning(station)
            begun.rows("company")
            if side == "ours":
                cloning.append(begun)
            else:
                folder, key = station.desk.folder, station.desk.key
                station.close()
                sides["bare"].append(Bare(folder, key))

        clock = cpu_with([at_server.zhao.connection.info.backend_pid, connection.info.backend_pid])

        def bare(_at: int) -> None:
            for name in SHARED:
                copied(connection, sides["bare"][-1], [(name, "site = 'HF'")])

        compared = measured(compare(
            "first clone", lambda _at: cloning[-1].rows("site:HF"), bare, rounds=1, warm=0, before=before, clock=clock,
            what=f"{rows:,} rows of six tables; bare: COPY TO and executemany of the same; without search, jobs and views; CPU time of both",
        ))  # fmt: skip
        one = cloning[-1]
        folded = timed(lambda _at: one.fold(), 0, clock)
        measured(Comparison(
            "fold a first clone", [folded], compared.bare, what="views, jobs and search of these rows; bare: as above; CPU time of both"))  # fmt: skip
        early = len(one.memory) // 4
        measured(Comparison(
            "memory of a first clone", [max(one.memory[early:]) / 2**20], [max(one.memory[:early]) / 2**20], unit="MiB",
            what=f"the most in {len(one.memory)} pages but for the first quarter of them; bare: the most in that quarter",
        ))  # fmt: skip
        for one in (*cloning, *sides["bare"]):
            one.close()


class Cloning:
    """A desk that begins: the pages of the clone, and apart from these what is folded from them."""

    def __init__(self, station: Station) -> None:
        self._station, self._file = station, station.file
        self._file.met(station.seat.hello(**self._file.hello()))
        self.memory: list[int] = []

    def rows(self, feed: str) -> None:
        """Every page of a feed."""
        pace, begin = Pace(), []
        while begin is not None:
            began = monotonic()
            page = self._station.seat.call("clone", {"feed": feed, "from": begin, "limit": int(pace)})
            answered = monotonic()
            self._file.cloned(feed, page)
            pace.took(len(page["rows"]), monotonic() - answered, answered - began)
            self.memory.append(memory())
            begin = page["next"]

    def fold(self) -> None:
        """Views, jobs and search."""
        assert not self._file.unfinished()

    def close(self) -> None:
        self._station.close()
