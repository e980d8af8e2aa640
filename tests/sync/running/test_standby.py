"""A standby answers pulls and reports and refuses pushes in words; when the first server is gone it takes over."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import mkdtemp

import psycopg
import pytest
from tests.sync.running.desks import Workplace, assert_equal, settle
from tests.sync.running.site import DATABASE, ScriptFailed, Site, a_site
from tests.sync.running.test_monitoring import alarms, told
from tests.sync.server.seat import Seat, an_id

from callcentre.acts import customers
from callcentre.domain.errors import ServerFault
from callcentre.sync.address import address_of
from callcentre.sync.ports import Request
from callcentre.sync.wire import Wire

pytestmark = pytest.mark.debian


class Standby(Site):
    """A copy that follows a server; made by the packaged script."""

    def __init__(self, folder: Path, first: Site) -> None:
        super().__init__(folder)
        self.first = first

    def start(self) -> None:
        """Copies the first server and follows it."""
        self.copied(self.data, password="secret")
        self.settle_in()
        self.control("start")

    def copied(self, data: Path, *, password: str) -> None:
        """The packaged script copies the first server into a folder."""
        script = str(self.packaged("follow.sh"))
        self.as_owner(["sh", script, str(data), "127.0.0.1", str(self.first.port)], PGPASSWORD=password)

    def shows_all(self) -> None:
        """Waits until it shows what the first server had when this was called."""
        ((reached,),) = self.first.ask("SELECT pg_current_wal_lsn()")
        self.until(lambda: self.ask("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", reached) == [(True,)])

    def until(self, so: Callable[[], bool]) -> None:
        """Waits for a state, for ten seconds at most."""
        end = time.monotonic() + 10
        while not so():
            assert time.monotonic() < end
            time.sleep(0.02)


@contextmanager
def following(first: Site) -> Iterator[Standby]:
    """A standby of a server, which ends with the test."""
    first.sql_file("standby.sql", database="postgres")
    first.ask("ALTER ROLE callcentre_standby PASSWORD 'secret'")
    folder = Path(mkdtemp(prefix="standby"))
    folder.chmod(0o755)
    shutil.chown(folder, first.data.owner())
    standby = Standby(folder, first)
    try:
        standby.start()
        yield standby
    finally:
        if (standby.data / "postmaster.pid").exists():
            standby.control("stop", "-m", "immediate")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def first() -> Iterator[Site]:
    with a_site() as found:
        yield found


@pytest.fixture
def standby(first: Site) -> Iterator[Standby]:
    with following(first) as found:
        yield found


def seat_at(site: Site) -> Seat:
    ((person,),) = site.ask("SELECT person_id FROM sync.member WHERE login = 'li'")
    return Seat(site.url_of("li"), "li", person)


def test_pulls_copies_and_reports_are_answered_and_writing_is_refused_in_words(first: Site, standby: Standby) -> None:
    with closing(seat_at(first)) as here:
        here.order(here.customer())
        standby.shows_all()
        with closing(seat_at(standby)) as there:
            assert there.pull("site:HF") == here.pull("site:HF") != []
            of_site = {"feed": "site:HF", "from": [], "limit": 500}
            assert there.call("clone", of_site)["rows"] == here.call("clone", of_site)["rows"] != []
            asked = {"ids": [row["change"] for row in here.pull("site:HF")] + [str(an_id())]}
            assert there.call("missing", asked)["missing"] == here.call("missing", asked)["missing"] == asked["ids"][-1:]
            for name, body in (("push", {"device": str(an_id()), "commands": [here.command()]}), ("claim", {"entity": "order"})):
                with pytest.raises((psycopg.errors.ReadOnlySqlTransaction, psycopg.errors.InsufficientPrivilege)):
                    there.call(name, body)
            with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
                there.hello()
    # A report, as whoever looks after it.
    with psycopg.connect(standby.admin_url) as reading:
        assert reading.execute("SELECT count(*) FROM service_order").fetchone() == (1,)
    ((slot, active),) = first.ask("SELECT slot_name, active FROM pg_replication_slots")
    assert slot.startswith("standby_") and active


def test_a_desk_that_is_pointed_at_a_standby_is_told(standby: Standby) -> None:
    with closing(Wire(address_of(standby.url_of("li")), "secret")) as wire, pytest.raises(ServerFault) as raised:
        wire.ask(Request("hello", {"device": str(an_id()), "incarnation": str(an_id()), "app": "t", "schema": 1, "cursors": {}, "acks": {}}))
    assert raised.value.code == "line.read_only"


def test_desks_that_name_both_go_on_with_the_standby_and_bring_what_it_had_not_heard(first: Site, standby: Standby, tmp_path: Path) -> None:
    both = f"?host=127.0.0.1,127.0.0.1&port={standby.port},{first.port}&target_session_attrs=read-write"
    li = Workplace(tmp_path / "li", f"postgresql://li@/{DATABASE}{both}")
    zhao = Workplace(tmp_path / "zhao", f"postgresql://zhao@/{DATABASE}{both}")
    li.act(lambda unit: customers.create(unit, name="王芳"))
    settle(li, zhao)
    assert first.ask("SELECT name FROM customer") == [("王芳",)]
    standby.shows_all()
    # The standby hears no more; what is acknowledged from here on is on the first server alone.
    standby.control("stop", "-m", "fast")
    li.act(lambda unit: customers.create(unit, name="李强"))
    zhao.act(lambda unit: customers.create(unit, name="陈静"))
    settle(li, zhao)
    first.control("stop", "-m", "immediate")
    standby.control("start")
    standby.control("promote")
    settle(zhao, li)
    assert set(standby.ask("SELECT name FROM customer")) == {("王芳",), ("李强",), ("陈静",)}
    assert_equal(li, zhao)


def test_a_copy_that_was_broken_off_is_made_anew(first: Site, standby: Standby) -> None:
    standby.control("stop", "-m", "immediate")
    shutil.rmtree(standby.data)
    standby.start()
    standby.shows_all()
    ((count,),) = first.ask("SELECT count(*) FROM pg_replication_slots")
    assert count == 1


def test_nobody_follows_without_the_password(standby: Standby) -> None:
    other = standby.folder / "other"
    with pytest.raises(ScriptFailed, match="password authentication failed"):
        standby.copied(other, password="guess")
    assert not other.exists()


def test_how_far_a_standby_is_behind_and_that_it_is_away_is_told(first: Site, standby: Standby) -> None:
    standby.shows_all()
    (told_of,) = told(first, "replication")
    assert told_of["state"] == "streaming" and told_of["standby"].startswith("standby_")
    assert told(first, "slots")[0]["wal_status"] == "reserved"
    standby.until(lambda: told(standby, "replay")[0]["shows_all_it_has"])
    assert told(standby, "replay")[0]["standby"]
    away = "a standby is away or far behind"
    assert away not in alarms(first) and away not in alarms(standby)
    standby.control("stop", "-m", "fast")
    standby.until(lambda: away in alarms(first))
