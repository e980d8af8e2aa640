"""Every query of monitoring.sql runs as whoever looks after the server, and tells what is so."""

import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row
from tests.sync.running.site import PACKAGING, Site, a_site
from tests.sync.server.seat import Seat, an_id, change

pytestmark = pytest.mark.debian
_NAMED = re.compile(r"^-- (\w+): [^\n]*\n(SELECT .*?;)$", re.DOTALL | re.MULTILINE)
QUERIES: dict[str, str] = dict(_NAMED.findall((PACKAGING / "monitoring.sql").read_text()))


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with a_site() as found:
        yield found


@pytest.fixture
def li(site: Site) -> Iterator[Seat]:
    ((person,),) = site.ask("SELECT person_id FROM sync.member WHERE login = 'li'")
    seat = Seat(site.url_of("li"), "li", person)
    yield seat
    seat.close()


def told(site: Site, name: str) -> list[dict[str, Any]]:
    """A query's rows, asked as whoever looks after the server."""
    with psycopg.connect(site.admin_url, row_factory=dict_row) as connection:
        return connection.execute(QUERIES[name]).fetchall()  # type: ignore[arg-type]


def alarms(site: Site) -> dict[str, str]:
    return {row["alarm"]: row["value"] for row in told(site, "alarms")}


def test_every_query_has_a_name_and_can_be_asked(site: Site) -> None:
    assert set(QUERIES) == {
        "size", "contact", "claims", "conflicts", "held", "backups", "replication", "slots", "bloat", "sessions", "waiting", "alarms",
        "replay",
    }  # fmt: skip
    for name in QUERIES:
        told(site, name)
    assert site.sql_file("monitoring.sql")


def test_size_sessions_and_the_standby_are_told(site: Site) -> None:
    assert told(site, "size")[0]["database"].endswith("kB") or told(site, "size")[0]["database"].endswith("MB")
    assert told(site, "sessions")[0]["sessions"] >= 1
    assert told(site, "replay")[0]["standby"] is False
    assert told(site, "replication") == told(site, "slots") == []


def test_who_is_behind_claims_and_conflicts_are_told(site: Site, li: Seat) -> None:
    li.hello(cursors={"company": [1, li.pull("company")[0]["mark"]]})
    customer = li.customer()
    order = li.order(customer)
    (contact,) = [row for row in told(site, "contact") if row["behind"]]
    assert contact["login"] == "li" and contact["behind"] >= 1
    li.call("claim", {"entity": "order", "pk": str(order), "device": str(li.device), "seconds": 900})
    (claim,) = told(site, "claims")
    assert (claim["entity"], claim["name"]) == ("order", "li")
    unseen = change("customer", customer, "patch", {"tier": (None, "silver", str(an_id()))})
    assert li.push(unseen)["result"] == "conflict"
    (conflict,) = told(site, "conflicts")
    assert (conflict["open"], conflict["entity"]) == (1, "customer")
    assert "a conflict is open for 15 minutes" not in alarms(site)
    site.ask("UPDATE sync.conflict SET at = at - interval '20 minutes'")
    assert alarms(site)["a conflict is open for 15 minutes"] == "1"
    site.ask("UPDATE sync.conflict SET state = 'mine'")


def test_dead_rows_are_told(site: Site, li: Seat) -> None:
    li.customer()
    site.ask("UPDATE public.customer SET notes = notes")
    site.ask("SELECT pg_stat_force_next_flush()")
    assert any(row["table"] == "public.customer" and row["dead"] > 0 for row in told(site, "bloat"))


def test_a_missing_backup_an_open_transaction_and_an_epoch_are_alarms(site: Site) -> None:
    assert "no verified backup for 26 hours" in alarms(site)
    assert told(site, "backups")[0]["covered"] is None
    site.back_up()
    assert "no verified backup for 26 hours" not in alarms(site)
    assert told(site, "backups")[0]["covered"] == told(site, "backups")[0]["head"]
    assert site.command("epoch", "--reason", "for trial") == 0
    assert alarms(site)["the server was put back to an earlier time"] == "for trial"
    site.ask("UPDATE sync.device SET met_at = met_at - interval '8 days'")
    assert ("a workstation is silent for a week" in alarms(site)) == bool(told(site, "contact"))


def test_the_log_tells_of_failures_and_never_what_a_customer_said(site: Site, li: Seat) -> None:
    for statement in ("SELECT 'Unverkennbar' FROM nowhere", """SELECT sync.push('{"commands": [{"words": Unverkennbar}]}')"""):
        with pytest.raises(psycopg.Error):
            li.sql(statement)
    customer = li.customer()
    told = change("phone", an_id(), "create", {"customer_id": str(customer), "typed": "Unverkennbar", "rank": "Unverkennbar"})
    assert li.push(told)["result"] == "refused"
    log = (site.folder / "log").read_text()
    assert 'relation "nowhere" does not exist' in log and "connection authorized" in log
    assert "Unverkennbar" not in log
