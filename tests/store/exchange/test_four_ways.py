"""Each way in which a server comes to be what it was before: recognised, told in words, and mended by what the desks hold.

An epoch that is kept in the database is put back with it, and a place in a feed is taken again:
only what stands at the place tells them apart.
"""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.store.exchange.stations import Station, assert_equal, settle
from tests.store.exchange.test_two_desks import a_customer, an_order
from tests.sync.debian import Cluster, a_cluster
from tests.sync.hotline import Hotline, hotline_at

from callcentre.acts import orders
from callcentre.store.exchange.notices import notices
from callcentre.words.errors import say

pytestmark = pytest.mark.debian
Back = Callable[[], None]


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    with a_cluster() as made:
        with (made.data / "pg_hba.conf").open("a") as admission:
            admission.write("local replication all trust\n")
        made.control("reload")
        yield made


@pytest.fixture
def here(cluster: Cluster) -> Iterator[Hotline]:
    with hotline_at(cluster.owner_url()) as made:
        yield made


def dumped(cluster: Cluster) -> Back:
    """A dump that is restored into the same cluster."""
    file = str(cluster.folder / "dump")
    where = ("-h", str(cluster.folder), "-p", str(cluster.port), "-U", "postgres")
    cluster.run("pg_dump", *where, "-Fc", "-f", file, "hotline")

    def back() -> None:
        cluster.run("dropdb", *where, "hotline")
        cluster.run("createdb", *where, "hotline")
        cluster.run("pg_restore", *where, "-d", "hotline", file)

    return back


def snapshot(cluster: Cluster) -> Back:
    """The disk as it was: the whole data folder of the stopped server."""
    kept = cluster.folder / "kept"
    cluster.control("stop", "-m", "fast")
    subprocess.run(["cp", "-a", str(cluster.data), str(kept)], check=True)
    cluster.control("start")

    def back() -> None:
        cluster.control("stop", "-m", "fast")
        shutil.rmtree(cluster.data)
        kept.rename(cluster.data)
        cluster.control("start")

    return back


def standby(cluster: Cluster) -> Back:
    """A standby that had not heard of the last things when the first server broke, and took its place."""
    other = cluster.folder / "standby"
    cluster.run("pg_basebackup", "-h", str(cluster.folder), "-p", str(cluster.port), "-U", "postgres", "-D", str(other), "-R", "-c", "fast")

    def back() -> None:
        cluster.control("stop", "-m", "immediate")
        shutil.rmtree(cluster.data)
        other.rename(cluster.data)
        cluster.control("start")
        cluster.control("promote")

    return back


@pytest.mark.parametrize("others_first", [False, True], ids=["nobody_pushed_yet", "others_pushed_past_it"])
@pytest.mark.parametrize("way", [dumped, snapshot, standby])
def test_a_server_that_was_put_back_is_recognised_and_mended(
    cluster: Cluster, here: Hotline, tmp_path: Path, way: Callable[[Cluster], Back], *, others_first: bool
) -> None:
    with joined(tmp_path, here) as (a, b):
        order = an_order(a, a_customer(a))
        settle(a, b)
        here.disconnect()
        back = way(cluster)
        here.connect()
        a.act(orders.note, order, "vergessen")
        settle(a, b)
        here.disconnect()
        back()
        here.connect()
        if others_first:
            # So many that the places which were lost are all taken again.
            for _ in range(4):
                here.sun.customer()
        settle(b, a, b, a)
        for station in (a, b):
            assert station.failures == []
            assert station.sql("SELECT count(*) FROM order_event WHERE kind='noted'") == [(1,)]
        assert [told(station) for station in (a, b)] == [("server.put_back", 1, 0), ("server.put_back", 0, 1)]
        assert_equal(a, b)


def told(station: Station) -> tuple[str, int, int]:
    (notice,) = station.desk.read(notices)
    assert "{" not in say(notice.problem)
    return notice.problem.code, notice.problem.data["own"], notice.problem.data["others"]


@contextmanager
def joined(folder: Path, hotline: Hotline) -> Iterator[tuple[Station, Station]]:
    """Two workstations that have met the server."""
    a, b = Station(folder / "a", hotline, "li"), Station(folder / "b", hotline, "zhao")
    yield a.met(), b.met()
    for station in (a, b):
        station.close()
