"""Hundreds of workstations at one server for minutes: nothing lost, memory and waiting stay as they were."""

import heapq
import os
import resource
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

import psycopg
import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from tests.sync.debian import Cluster, a_cluster
from tests.sync.line.file import DeskFile
from tests.sync.server.seat import NOON, ROLES

from callcentre.sync.address import address_of
from callcentre.sync.server.admin import add_login, set_up
from callcentre.sync.talking import Talk
from callcentre.sync.wire import Wire

pytestmark = [pytest.mark.debian, pytest.mark.long, pytest.mark.timeout(0)]
WORKSTATIONS = int(os.environ.get("CALLCENTRE_WORKSTATIONS", "500"))
SECONDS = float(os.environ.get("CALLCENTRE_SECONDS", "300"))
EVERY = 10.0
"""Seconds from one exchange of a workstation to its next; each brings one customer."""
OF_SITE, HANDS = 20, 8
MB = 1024


@dataclass
class Workstation:
    """A file in memory and its line."""

    file: DeskFile
    talk: Talk
    person: object
    made: list[object] = field(default_factory=list)

    def work(self) -> None:
        """Notes a customer and exchanges."""
        self.made.append(self.file.act(self.person))
        self.talk.once()


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    with a_cluster(f"max_connections = {WORKSTATIONS + 20}\nfsync = on") as found:
        yield found


def workstations(cluster: Cluster, stack: ExitStack) -> list[Workstation]:
    """One login and one line for each, twenty at a site."""
    engine = create_engine(make_url(cluster.owner_url()).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        set_up(connection, profile="after_sales", now=NOON)
        people = [
            add_login(connection, f"w{n}", roles=ROLES["agent"], password="secret", now=NOON, site=f"S{n // OF_SITE}")
            for n in range(WORKSTATIONS)
        ]  # fmt: skip
    engine.dispose()
    found = []
    for n, person in enumerate(people):
        file = DeskFile()
        wire = stack.enter_context(closing(Wire(address_of(cluster.url(f"w{n}")), "secret", deadline=60.0)))
        found.append(Workstation(file, Talk(wire, file, person, now=lambda: NOON), person))
    return found


def memory_of(cluster: Cluster) -> tuple[int, int]:
    """(the server's processes by their share, this one's peak), MB."""
    postmaster = (cluster.data / "postmaster.pid").read_text().split()[0]
    children = [path.parent for path in Path("/proc").glob("[0-9]*/stat") if path.read_text().rsplit(")", 1)[1].split()[1] == postmaster]
    kept = 0
    for child in children:
        lines = (child / "smaps_rollup").read_text().splitlines()
        kept += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kept // MB, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MB


def worked(stations: list[Workstation], until: float) -> list[tuple[float, float]]:
    """Everybody every ten seconds until then: (when, how long the exchange took)."""
    begin = time.monotonic()
    due = [(begin + EVERY * n / len(stations), n) for n in range(len(stations))]
    lock, took, failed = threading.Lock(), list[tuple[float, float]](), list[BaseException]()

    def hand() -> None:
        while not failed:
            with lock:
                at, n = heapq.heappop(due)
            if at > until:
                return
            time.sleep(max(0.0, at - time.monotonic()))
            started = time.monotonic()
            try:
                stations[n].work()
            except BaseException as error:  # noqa: BLE001 - told by the thread that waits
                failed.append(error)
            took.append((started - begin, time.monotonic() - started))
            with lock:
                heapq.heappush(due, (max(at + EVERY, time.monotonic()), n))

    hands = [threading.Thread(target=hand) for _ in range(HANDS)]
    for one in hands:
        one.start()
    for one in hands:
        one.join()
    if failed:
        raise failed[0]
    return took


def spread(took: list[tuple[float, float]]) -> tuple[float, float]:
    """The median and the ninety-fifth hundredth, milliseconds."""
    cut = quantiles([seconds * 1000 for _, seconds in took], n=20)
    return cut[9], cut[18]


def test_hundreds_of_workstations_work_for_minutes_and_nothing_grows(cluster: Cluster, capsys: pytest.CaptureFixture[str]) -> None:
    with ExitStack() as stack:
        stations = workstations(cluster, stack)
        worked(stations, time.monotonic() + EVERY * 1.5)
        quarters, memory = [], []
        for _ in range(4):
            quarters.append(worked(stations, time.monotonic() + SECONDS / 4))
            memory.append(memory_of(cluster))
        made = {str(pk) for station in stations for pk in station.made}
        with psycopg.connect(cluster.owner_url()) as owner:
            stored = [pk for (pk,) in owner.execute("SELECT pk::text FROM sync.feed WHERE entity='customer' AND kind='create'")]
    with capsys.disabled():
        print(f"\n{WORKSTATIONS} workstations, {SECONDS:.0f} s, {len(made):,} customers")  # noqa: T201
        for took, (server, here) in zip(quarters, memory, strict=True):
            half, most = spread(took)
            print(f"{len(took):,} exchanges, median {half:.0f} ms, 95 % {most:.0f} ms; server {server} MB, here {here} MB")  # noqa: T201
    assert sorted(stored) == sorted(made)
    assert memory[3][0] < memory[1][0] * 1.3
    assert spread(quarters[3])[0] < spread(quarters[1])[0] * 3
