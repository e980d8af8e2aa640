"""A server of the version before is brought forward with all it holds, and workstations of the version before go on.

`saved` has a server for each version that was left behind, as pg_dump wrote it: after_sales, outlet W1, the logins li (agent),
sun (supervisor) and d1 (dispatcher of W1) of site HF, one customer, one order relayed to W1, one conflict.
"""

import lzma
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.sync.running.desks import Workplace, settle
from tests.sync.running.site import DATABASE, Site, a_site
from tests.sync.server.seat import Seat, an_id, change

from callcentre.acts import customers
from callcentre.sync.server import HEAD

pytestmark = pytest.mark.debian
SAVED = Path(__file__).parent / "saved"
VERSIONS = [file.name.split(".")[0] for file in sorted(SAVED.glob("*.sql.xz"))]
ROLES_OF_BEFORE = """
    CREATE ROLE callcentre_owner NOLOGIN NOINHERIT;
    CREATE ROLE callcentre_desk NOLOGIN NOINHERIT;
    CREATE ROLE callcentre_outlet NOLOGIN NOINHERIT;
    GRANT callcentre_owner TO callcentre_admin;
    CREATE ROLE li LOGIN PASSWORD 'secret' IN ROLE callcentre_desk;
    CREATE ROLE sun LOGIN PASSWORD 'secret' IN ROLE callcentre_desk;
    CREATE ROLE d1 LOGIN PASSWORD 'secret' IN ROLE callcentre_outlet;
    GRANT CONNECT ON DATABASE callcentre TO callcentre_desk, callcentre_outlet;
"""
"""What pg_dump leaves out: roles belong to the machine."""


@pytest.fixture(params=VERSIONS)
def before(request: pytest.FixtureRequest) -> Iterator[Site]:
    """A server of an earlier version."""
    with a_site(set_up=False) as site:
        site.ask(ROLES_OF_BEFORE)
        dump = site.folder / "before.sql"
        dump.write_bytes(lzma.decompress((SAVED / f"{request.param}.sql.xz").read_bytes()))
        site.run("psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-h", str(site.folder), "-p", str(site.port), "-U", "postgres", "-d", DATABASE, "-f", str(dump))
        # It was set up by a superuser, as was done then; the owner takes over.
        site.ask("ALTER TABLE server_version OWNER TO callcentre_admin")
        assert site.ask("SELECT version_num FROM server_version") == [(request.param,)]
        yield site


def seat(site: Site, login: str) -> Seat:
    ((person,),) = site.ask("SELECT person_id FROM sync.member WHERE login = %s", login)
    return Seat(site.url_of(login), login, person)


def history(site: Site) -> list[tuple[Any, ...]]:
    return site.ask("SELECT feed, seq, mark, change_id, entity, pk, kind, version, fields FROM sync.feed ORDER BY feed, seq")


def test_the_saved_servers_reach_up_to_the_version_before_this_one() -> None:
    assert [f"{number:04}" for number in range(2, int(HEAD))] == VERSIONS


def test_what_the_server_held_is_there_after_an_upgrade_and_a_second_one_changes_nothing(before: Site, capsys: pytest.CaptureFixture[str]) -> None:
    told = history(before)
    assert told
    assert before.command("upgrade") == 0
    assert f"is at {HEAD}" in capsys.readouterr().out
    assert history(before) == told
    manifest = before.sql_file("manifest.sql")
    assert before.command("upgrade") == 0
    assert before.sql_file("manifest.sql") == manifest
    assert before.command("status") == 0
    # No function is there twice: of two that fit a call neither is called.
    twice = "SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace AND nspname = 'sync' GROUP BY proname HAVING count(*) > 1"
    assert before.ask(twice) == []


def test_a_desk_of_the_version_before_goes_on_where_it_was(before: Site) -> None:
    with closing(seat(before, "li")) as li:
        # What it had heard and sent, in the words of its version.
        met = li.hello()
        ((head, mark),) = before.ask("SELECT seq, mark FROM sync.feed WHERE feed = 'site:HF' ORDER BY seq DESC LIMIT 1")
        sent = li.command(change("customer", an_id(), "create", a_customer()))
        assert before.command("upgrade") == 0
        places = {"site:HF": [head, str(mark)]}
        after = li.hello(cursors=places, acks=places)
        assert (after["status"], after["epoch"], after["feeds"]["site:HF"]) == ("ok", met["epoch"], head)
        (answer,) = li.send(sent)
        assert answer["result"] == "applied"
        assert [row["change"] for row in li.pull("site:HF", head)] == [sent["changes"][0]["change"]]
        assert li.call("missing", {"ids": [sent["changes"][0]["change"]]})["missing"] == []
    with closing(seat(before, "d1")) as d1:
        assert d1.hello()["status"] == "ok"
        (outlet,) = [feed for feed in d1.hello()["feeds"] if feed.startswith("outlet:")]
        assert "enter" in {row["kind"] for row in d1.pull(outlet)}
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            d1.sql("SELECT count(*) FROM public.customer")


def a_customer() -> dict[str, Any]:
    return {"no": "CU-9", "name": "陈静", "initials": "cj", "tier": "", "notes": "", "needs": "", "agreed_hours": [], "state": "active",
            "merged_into": None}  # fmt: skip


def test_a_workstation_of_this_version_works_with_it_once_it_is_upgraded(before: Site, tmp_path: Path) -> None:
    assert before.command("upgrade") == 0
    place = Workplace(tmp_path / "li", before.url_of("li"))
    assert len(place.sql("SELECT id FROM service_order")) == 1
    place.act(lambda unit: customers.create(unit, name="周明"))
    settle(place)
    assert ("周明",) in before.ask("SELECT name FROM customer")
    before.back_up()
