"""Days on which something else is wrong: no room on a disk, a clock years off, a first copy that was left half done."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import mkdtemp

import pytest
from sqlalchemy import text
from tests.factories.desks import clock_of
from tests.faults.test_full_disk import FULL, no_file_above
from tests.store.exchange.stations import Station, assert_equal, settle
from tests.store.exchange.test_two_desks import a_customer, an_order
from tests.sync.debian import Cluster, a_cluster
from tests.sync.hotline import Hotline, hotline_at

from callcentre.acts import customers, orders
from callcentre.domain.errors import ServerFault, StoreFault
from callcentre.domain.instants import DAY
from callcentre.sync.address import address_of
from callcentre.sync.exchange import exchange
from callcentre.sync.ports import Summary
from callcentre.sync.talking import Talk
from callcentre.sync.wire import Wire
from callcentre.words.errors import say

YEARS = 3_650 * DAY


@pytest.mark.parametrize("room", [0, 4096, 60_000])
def test_a_page_that_finds_no_room_here_is_fetched_again_when_there_is(a: Station, b: Station, room: int) -> None:
    b.desk.close()
    b.reopen()
    customer = a_customer(a)
    for _ in range(30):
        an_order(a, customer)
    a.exchange()
    with no_file_above(room), pytest.raises(StoreFault) as full:
        b.exchange()
    assert full.value.code in FULL
    settle(b, a)
    assert_equal(a, b)


def test_what_was_sent_while_its_answer_found_no_room_is_not_sent_twice(a: Station, b: Station) -> None:
    order = an_order(a, a_customer(a))
    a.exchange()
    a.act(orders.note, order, "einmal")
    a.desk.close()
    a.reopen()
    with no_file_above(0), pytest.raises(StoreFault):
        a.exchange()
    settle(a, b)
    assert b.sql("SELECT count(*) FROM order_event WHERE kind='noted'") == [(1,)]
    assert a.sql("SELECT DISTINCT state FROM outbox") == [("acked",)]


@pytest.mark.parametrize("off", [-YEARS, YEARS])
def test_a_clock_that_is_years_off_mixes_nothing_up(a: Station, b: Station, off: int) -> None:
    order = an_order(b, a_customer(b))
    settle(b, a)
    clock_of(a.desk).set(a.desk.clock.now() + off)
    a.act(orders.note, order, "aus einer anderen Zeit")
    mine = an_order(a, a_customer(a, "赵敏"))
    settle(a, b)
    b.act(orders.note, order, "danach")
    b.act(orders.cancel, mine, reason="customer_wish")
    settle(b, a)
    for station in (a, b):
        assert station.failures == []
        said = station.sql("SELECT texts FROM event_text JOIN order_event ON id=event_id WHERE kind='noted' ORDER BY pos")
        assert said == [('{"words":"aus einer anderen Zeit"}',), ('{"words":"danach"}',)]
        assert station.sql("SELECT state FROM order_view WHERE order_id=:id", id=mine) == [("cancelled",)]
    assert_equal(a, b)


def test_a_first_copy_that_was_left_half_done_goes_on_where_it_was(a: Station, b: Station, station: Callable[[str, str], Station]) -> None:
    for n in range(20):
        an_order(a, a_customer(a, f"顾客{n}"))
    settle(a, b)
    third = station("third", "sun")
    third.page = 7
    talk = exchange(third.file, person=third.seat.person, page=7)
    request = next(talk)
    for _ in range(6):
        request = talk.send(third.seat.call(request.name, request.body))
    talk.close()
    assert third.file.is_unfinished
    # What is written meanwhile is kept and goes out afterwards.
    third.act(customers.create, name="schon da")
    third.desk.close()
    third.reopen()
    asked: list[str] = []
    third.exchange(asked=asked)
    assert not third.file.is_unfinished
    # Six of its pages were not asked for again.
    assert asked.count("clone") < 20
    settle(a, b, third)
    assert_equal(a, b, third)


@contextmanager
def small_disk(room: str) -> Iterator[Path]:
    """A file system of its own with so much room."""
    folder = Path(mkdtemp(prefix="small"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={room},mode=755", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
        folder.rmdir()


@pytest.mark.debian
@pytest.mark.mounts
def test_a_server_whose_disk_is_full_says_so_and_takes_everything_when_it_has_room(tmp_path: Path) -> None:
    with small_disk("3m") as disk, a_cluster() as cluster, hotline_at(cluster.owner_url()) as there:
        move_to(disk, there)
        desk = Station(tmp_path / "desk", there, "li").met()
        for n in range(200):
            desk.act(customers.create, name=f"顾客{n}", notes="".join(chr(0x4E00 + (n * 37 + k * 131) % 20000) for k in range(3000)))
        with pytest.raises(ServerFault) as full:
            exchanged(desk, cluster)
        assert full.value.code == "line.disk_full" and full.value.retry and "disk" in say(full.value)
        waiting = desk.file.tally().waiting
        assert 0 < waiting <= 200
        subprocess.run(["mount", "-o", "remount,size=200m", str(disk)], check=True)
        summary = exchanged(desk, cluster)
        assert (summary.sent, summary.tally.waiting) == (waiting, 0)
        assert there.owner("SELECT count(*) FROM customer") == desk.sql("SELECT count(*) FROM customer")
        desk.close()


def move_to(disk: Path, hotline: Hotline) -> None:
    """What grows with each act lies on this disk from now on."""
    space = disk / "space"
    space.mkdir()
    shutil.chown(space, "postgres")
    hotline.disconnect()
    with hotline.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as owner:
        owner.execute(text(f"CREATE TABLESPACE small LOCATION '{space}'"))
        for table in ("sync.feed", "sync.command", "public.customer"):
            owner.execute(text(f"ALTER TABLE {table} SET TABLESPACE small"))
    hotline.connect()


def exchanged(desk: Station, cluster: Cluster) -> Summary:
    """One exchange over the network, as the line does it."""
    address = address_of(cluster.url(desk.seat.login, "hotline", "?sslmode=require"))
    with closing(Wire(address, "secret")) as wire:
        return Talk(wire, desk.file, desk.seat.person, now=desk.desk.clock.now).once()
