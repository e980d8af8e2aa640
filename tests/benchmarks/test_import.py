"""Real work comes in as files: orders with all their events, against the same rows by executemany."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from tests.benchmarks.bare import INDEX, Bare, Rows, copy_of, terms_of_orders
from tests.benchmarks.files import EVENTS, write_work
from tests.benchmarks.harness import Comparison, compare
from tests.benchmarks.hotline import NOW, Size
from tests.factories.desks import a_desk

from callcentre.acts import orders
from callcentre.adapters.clock import SetClock
from callcentre.app import Desk, Settings, open_desk
from callcentre.exchange.importing import Wish, import_file
from callcentre.store.store import TURN
from callcentre.store.tables import Customer

ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Files:
    """A folder that knows customers and outlets, and two files for it."""

    folder: Path
    orders: Path
    events: Path
    count: int

    def opened(self, folder: Path) -> Desk:
        return open_desk(
            Settings(data=folder, key_file=self.folder.parent / f"{self.folder.name}.key"), environ={}, clock=SetClock(NOW)
        )


@pytest.fixture(scope="module")
def files(size: Size, tmp_path_factory: pytest.TempPathFactory) -> Files:
    """A tenth of the orders of a whole hotline."""
    count, own = size.orders // 10, tmp_path_factory.mktemp("files")
    made = Files(own / "known", own / "orders.csv", own / "events.csv", count)
    customers, outlets = own / "customers.csv", own / "outlets.csv"
    outlets.write_text("code,name\n" + "".join(f"V{at:04},第{at}服务站\n" for at in range(300)), "utf-8")
    customers.write_text(
        "customer_no,name,phones,city,address\n"
        + "".join(f"K{at:06},王{at},139{at:08},合肥,长江路{at}号\n" for at in range(count // 4)), "utf-8",
    )
    write_work(made.orders, made.events, count, customers=[f"K{at:06}" for at in range(count // 4)], outlets=300)
    desk = a_desk(made.folder, now=NOW)
    _import(desk, outlets=outlets, customers=customers)
    desk.close()
    return made


def _import(desk: Desk, **files: Path) -> None:
    for kind, file in files.items():
        done = import_file(desk.write, Wish(kind, file))
        assert done.written
        assert not done.flaws


def test_an_import_takes_at_most_six_times_the_bare_rows(
    files: Files, tmp_path: Path, measured: Callable[[Comparison], Comparison]
) -> None:
    rows = _rows(files, tmp_path / "first")
    terms = terms_of_orders(rows)
    places = {side: tmp_path / side for side in ("ours", "bare")}

    def renewed(side: str) -> None:
        shutil.rmtree(places[side], ignore_errors=True)
        copy_of(files.folder, places[side])

    def ours(_at: int) -> None:
        desk = files.opened(places["ours"])
        _import(desk, orders=files.orders, events=files.events)
        desk.close()

    def bare(_at: int) -> None:
        least = Bare(places["bare"], key)
        least.driver.execute("BEGIN IMMEDIATE")
        least.insert(rows)
        least.driver.executemany(INDEX, terms)
        least.driver.execute("COMMIT")
        least.close()

    with _desk(files, files.folder) as desk:
        key = desk.key
    measured(compare(
        "import orders with events", ours, bare, rounds=ROUNDS, warm=0, bound=6, before=renewed, clock=time.process_time,
        what=f"{files.count:,} orders, {EVENTS * files.count:,} events as CSV; bare: the same rows and search words by "
        "executemany in one transaction; CPU time",
    ))


def _rows(files: Files, folder: Path) -> Rows:
    copy_of(files.folder, folder)
    with _desk(files, folder) as desk:
        bare = Bare(folder, desk.key)
        marks = bare.marks()
        _import(desk, orders=files.orders, events=files.events)
        rows = bare.since(marks)
        bare.close()
    assert len(rows["order_event"]) == (EVENTS + 1) * files.count
    assert len(rows["job"]) == files.count
    return rows


@contextmanager
def _desk(files: Files, folder: Path) -> Iterator[Desk]:
    desk = files.opened(folder)
    yield desk
    desk.close()


def test_a_save_during_an_import_says_that_it_waits(
    files: Files, tmp_path: Path, measured: Callable[[Comparison], Comparison]
) -> None:
    copy_of(files.folder, tmp_path / "known")
    with _desk(files, tmp_path / "known") as desk:
        _import(desk, orders=files.orders)
        customer = desk.read(lambda session: session.scalars(select(Customer.id).limit(1)).one())
        saves = _Saves(desk, customer)
        saver = threading.Thread(target=saves.go_on)
        saver.start()
        began = time.monotonic()
        _import(desk, events=files.events)
        in_all = time.monotonic() - began
        saves.over.set()
        saver.join()
        measured(Comparison(
            "the longest save during an import", [max(saves.took)[0]], [in_all],
            what=f"{len(saves.took)} saves while {EVENTS * files.count:,} events come in; bare: the time of the import",
        ))
        silent = [seconds for seconds, said in saves.took if seconds > 2 * TURN and not said]
        assert saves.took
        assert silent == []


class _Saves:
    """Somebody who saves an order, and another, while something else goes on."""

    def __init__(self, desk: Desk, customer: UUID) -> None:
        self.over = threading.Event()
        self.took: list[tuple[float, int]] = []
        """Seconds of each save, and how often it was said that it waits."""
        self._desk = desk
        self._new = orders.NewOrder(customer=customer, kind="repair", category="ac", fault="not cooling")

    def go_on(self) -> None:
        """Until it is over."""
        while not self.over.is_set():
            said: list[float] = []
            began = time.monotonic()
            self._desk.write(lambda unit: orders.open_order(unit, self._new), waited=said.append)
            self.took.append((time.monotonic() - began, len(said)))
