"""Two workstations that note customers all the time, while the server and they themselves are killed in between."""

import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.engine import make_url
from tests.sync.debian import Cluster, a_cluster
from tests.sync.server.seat import NOON, ROLES

from callcentre.app import Settings, open_desk
from callcentre.cli import main
from callcentre.store.tables import Customer
from callcentre.sync.server.admin import add_login, set_up

pytestmark = pytest.mark.debian
LOGINS = ("li", "zhao")


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    with a_cluster() as found:
        engine = create_engine(make_url(found.owner_url()).set(drivername="postgresql+psycopg"))
        with engine.begin() as connection:
            set_up(connection, profile="after_sales", now=NOON)
            for login in LOGINS:
                add_login(connection, login, roles=ROLES["agent"], password="secret", now=NOON, site="HF")
        engine.dispose()
        yield found


class Workstation:
    """A data folder, the process at it, and the customers it said it has saved."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.said = folder, set[str]()
        assert self.command("connect", "--url", url, "--yes") == 0
        key = str(folder.parent / "key")
        self._command = [sys.executable, "-m", "tests.sync.line.worker", str(folder), key, "secret"]

    def command(self, *arguments: str) -> int:
        """One command at this folder."""
        reading, writing = os.pipe()
        os.write(writing, b"secret\n")
        os.close(writing)
        key = str(self.folder.parent / "key")
        return main(["--lang", "en", "--data", str(self.folder), "--key-file", key, "--password-fd", str(reading), *arguments])

    def customers(self) -> set[str]:
        """Every customer in the file."""
        desk = open_desk(Settings(data=self.folder, key_file=self.folder.parent / "key"), environ={})
        try:
            return {str(pk) for pk in desk.read(lambda session: session.scalars(select(Customer.id)).all())}
        finally:
            desk.close()

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
    cluster: Cluster, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    stations = {login: Workstation(tmp_path / login, cluster.url(login)) for login in LOGINS}
    for _ in range(int(os.environ.get("CALLCENTRE_KILLS", "50")) if request.config.getoption("--long") else 4):
        worked_together(stations, 40, cluster)
    for login in (*LOGINS, *LOGINS):
        assert stations[login].command("sync", "--once") == 0
    said = set().union(*(station.said for station in stations.values()))
    with psycopg.connect(cluster.owner_url()) as owner:
        rows = owner.execute("SELECT pk::text FROM sync.feed WHERE entity = 'customer' AND kind = 'create'").fetchall()
        gaps = owner.execute("SELECT feed FROM sync.head h WHERE seq <> (SELECT count(*) FROM sync.feed f WHERE f.feed = h.feed)").fetchall()
    times = Counter(pk for (pk,) in rows)
    assert said and said <= set(times) and set(times.values()) == {1} and gaps == []
    assert all(station.customers() == set(times) for station in stations.values())
