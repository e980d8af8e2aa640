"""What comes from the server: a backlog, and the whole of a site for a desk that begins."""

import gc
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.benchmarks.bare import INDEX, Bare, copy_of, documents
from tests.benchmarks.clocks import cpu_with
from tests.benchmarks.filled import SHARED, copied, fill
from tests.benchmarks.harness import Comparison, compare, timed
from tests.benchmarks.pushes import Written, push
from tests.store.exchange.stations import Station
from tests.sync.hotline import Hotline

from callcentre.sync.exchange import exchange

PAGE = 2_000
"""Rows of a page: as many as the line asks for where nobody else needs the machine (`talking.MOST`)."""
WATCHED = 20
"""Pages whose memory is looked at."""
BACKLOG = 500
"""Orders that colleagues have opened and handed over while a desk was away: three lines each."""


@pytest.fixture(autouse=True)
def as_in_the_window() -> Iterator[None]:
    """The window's own thread looks for garbage, not whichever allocates (`runtime.garbage`)."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def test_a_backlog_comes_at_an_eighth_of_bare_copy(
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
            "pull of a backlog", lambda _at: fetch(stations[-1]), bare, rounds=3, warm=1, bound=8, before=before,
            clock=cpu_with(pids),
            what=f"{3 * BACKLOG} changes of {BACKLOG} orders, with all that is folded from them; bare: COPY TO of the same rows,"
            " executemany of these, of what is folded from them and of the search's words; CPU time of both processes",
        ))  # fmt: skip
        for one in (*stations, *files):
            one.close()


def fetch(station: Station) -> None:
    """One exchange, in pages of the same length."""
    talk = exchange(station.file, person=station.seat.person)
    request = next(talk)
    try:
        while True:
            request = talk.send(station.seat.call(request.name, request.body))
    except StopIteration:
        return


def test_a_first_clone_takes_two_and_a_half_times_its_bare_copy_and_the_memory_of_a_page(
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
            "first clone", lambda _at: cloning[-1].rows("site:HF"), bare, rounds=1, warm=0, bound=2.5, before=before, clock=clock,
            what=f"{rows:,} rows of six tables; bare: COPY TO and executemany of the same; without search, jobs and views; CPU time of both",
        ))  # fmt: skip
        one = cloning[-1]
        folded = timed(lambda _at: one.fold(), 0, clock)
        measured(Comparison(
            "fold a first clone", [folded], compared.bare, what="views, jobs and search of these rows; bare: as above; CPU time of both"))  # fmt: skip
        watched = Cloning(Station(tmp_path / "watched", at_server, "zhao"))
        watched.rows("company")
        peaks = [peak / 2**20 for peak in watched.peaks("site:HF")]
        measured(Comparison(
            "memory of a first clone", [max(peaks[WATCHED // 2 :])], [max(peaks[: WATCHED // 2])], 1.2, unit="MiB",
            what=f"the most that Python held at once in the second {WATCHED // 2} pages of {PAGE} rows; bare: in the first",
        ))  # fmt: skip
        cloning.append(watched)
        for one in (*cloning, *sides["bare"]):
            one.close()


class Cloning:
    """A desk that begins: the pages of the clone, and apart from these what is folded from them."""

    def __init__(self, station: Station) -> None:
        self._station, self._file = station, station.file
        self._file.met(station.seat.hello(**self._file.hello()))

    def rows(self, feed: str) -> None:
        """Every page of a feed."""
        for _ in self._pages(feed):
            pass

    def peaks(self, feed: str) -> list[int]:
        """The first pages: the most bytes that Python held while each was taken."""
        found = []
        tracemalloc.start()
        for _ in islice(self._pages(feed), WATCHED):
            found.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.reset_peak()
        tracemalloc.stop()
        return found

    def _pages(self, feed: str) -> Iterator[None]:
        begin: Any = []
        while begin is not None:
            page = self._station.seat.call("clone", {"feed": feed, "from": begin, "limit": PAGE})
            self._file.cloned(feed, page)
            begin = page["next"]
            del page
            yield

    def fold(self) -> None:
        """Views, jobs and search."""
        assert not self._file.unfinished()

    def close(self) -> None:
        self._station.close()
