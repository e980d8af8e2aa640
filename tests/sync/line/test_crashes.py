"""Two workstations that note customers all the time, while the server and they themselves are killed in between."""

import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from tests.sync.debian import Cluster, a_cluster
from tests.sync.line.file import DeskFile
from tests.sync.server.seat import NOON, ROLES

from callcentre.adapters.clock import SystemClock
from callcentre.sync.address import address_of
from callcentre.sync.server.admin import add_login, set_up
from callcentre.sync.talking import Talk
from callcentre.sync.wire import Wire

pytestmark = pytest.mark.debian
LOGINS = ("li", "zhao")


@pytest.fixture
def cluster() -> Iterator[tuple[Cluster, dict[str, UUID]]]:
    with a_cluster() as found:
        engine = create_engine(make_url(found.owner_url()).set(drivername="postgresql+psycopg"))
        with engine.begin() as connection:
            set_up(connection, profile="after_sales", now=NOON)
            people = {
                login: add_login(connection, login, roles=ROLES["agent"], password="secret", now=NOON, site="HF") for login in LOGINS
            }
        engine.dispose()
        yield found, people


class Workstation:
    """A process and the customers it said it has saved."""

    def __init__(self, path: Path, url: str, person: UUID) -> None:
        self.path, self.said = path, set[str]()
        self._command = [sys.executable, "-m", "tests.sync.line.worker", str(path), url, "secret", str(person)]

    def run(self, customers: int) -> None:
        """Works until it has saved so many more customers, then is killed without a word."""
        with subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            for _ in range(customers):
                self.said.add(process.stdout.readline().strip())
            process.kill()
            self.said.update(line.strip() for line in process.stdout if line.endswith("\n"))


def worked_together(stations: dict[str, Workstation], customers: int, cluster: Cluster) -> None:
    """Both work at once; half way the server is killed and started again."""
    threads = [threading.Thread(target=station.run, args=[customers]) for station in stations.values()]
    for thread in threads:
        thread.start()
    while any(len(station.said) % customers < customers // 2 for station in stations.values()) and threads[0].is_alive():
        threads[0].join(0.01)
    cluster.control("stop", "-m", "immediate")
    cluster.control("start")
    for thread in threads:
        thread.join()


def test_killed_servers_and_workstations_lose_and_double_nothing(
    cluster: tuple[Cluster, dict[str, UUID]], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    server, people = cluster
    stations = {login: Workstation(tmp_path / f"{login}.db", server.url(login), people[login]) for login in LOGINS}
    rounds = 50 if request.config.getoption("--long") else 4
    for _ in range(rounds):
        worked_together(stations, 40, server)
    received = {}
    with ExitStack() as stack:
        files = {login: DeskFile(tmp_path / f"{login}.db") for login in LOGINS}
        for login in (*LOGINS, *LOGINS):
            wire = stack.enter_context(closing(Wire(address_of(server.url(login)), "secret")))
            Talk(wire, files[login], people[login], now=SystemClock().now).once()
            received[login] = files[login].customers()
    said = set().union(*(station.said for station in stations.values()))
    with psycopg.connect(server.owner_url()) as owner:
        rows = owner.execute("SELECT pk::text FROM sync.feed WHERE entity = 'customer' AND kind = 'create'").fetchall()
        gaps = owner.execute("SELECT feed FROM sync.head h WHERE seq <> (SELECT count(*) FROM sync.feed f WHERE f.feed = h.feed)").fetchall()
    times = Counter(pk for (pk,) in rows)
    assert said and said <= set(times) and set(times.values()) == {1} and gaps == []
    assert received["li"] == received["zhao"] == set(times)
