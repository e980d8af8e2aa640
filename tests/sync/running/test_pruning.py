"""Old lines of feeds go where nobody needs them; what a backup covers; claims wait after a restore."""

import json
import os
from typing import Any

import pytest
from sqlalchemy import text
from tests.store.exchange.stations import Station
from tests.sync.hotline import Hotline
from tests.sync.server.seat import a_customer, an_id

from callcentre.acts import customers
from callcentre.cli import main
from callcentre.sync.server.pruning import sweep

PLACES = "SELECT jsonb_object_agg(h.feed, jsonb_build_array(h.seq, f.mark)) FROM sync.head h JOIN sync.feed f USING (feed, seq)"


def run(*arguments: str) -> int:
    reading, writing = os.pipe()
    os.close(writing)
    return main(["--lang", "en", "--password-fd", str(reading), "server", *arguments])


def aged(hotline: Hotline, days: int = 100) -> None:
    """All that was stored so far was stored so long ago, and seats that joined a station and never came again did so then."""
    hotline.owner(f"UPDATE sync.mark SET at = at - interval '{days} days'")
    hotline.owner(f"UPDATE sync.device SET met_at = met_at - interval '{days} days' WHERE cursors = '{{}}'")


def backed_up(hotline: Hotline) -> None:
    """A backup that holds all there is was restored for trial."""
    with hotline.engine.begin() as connection:
        connection.execute(text(f"SELECT sync.record_backup(({PLACES}), clock_timestamp())"))


def heads(hotline: Hotline, feed: str = "site:HF") -> Any:
    return hotline.owner("SELECT seq, pruned_to FROM sync.head WHERE feed = :feed", feed=feed)[0]


def prune(hotline: Hotline, *more: str) -> None:
    assert run("prune", "--url", hotline.url, *more) == 0


def test_what_is_old_backed_up_and_pulled_by_all_goes_and_work_goes_on(a: Station, b: Station, hotline: Hotline, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("王芳", "李强", "陈静"):
        a.act(customers.create, name=name)
    for station in (a, b, a, b):
        station.exchange()
    aged(hotline)
    backed_up(hotline)
    b.exchange()
    a.exchange()
    head, _ = heads(hotline)
    prune(hotline, "--dry-run")
    assert heads(hotline) == (head, 0)
    prune(hotline)
    # The last line stays: it is what the backup ends with.
    assert heads(hotline) == (head, head - 1)
    assert hotline.owner("SELECT count(*) FROM sync.feed WHERE feed = 'site:HF'") == [(1,)]
    assert run("status", "--url", hotline.url) == 0
    assert f"pruned to {head - 1}" in capsys.readouterr().out
    a.act(customers.create, name="新来的")
    a.exchange()
    assert b.exchange().received > 0
    assert b.sql("SELECT count(*) FROM customer") == [(4,)]


def test_nothing_goes_without_a_verified_backup(hotline: Hotline) -> None:
    hotline.li.customer()
    aged(hotline)
    prune(hotline)
    assert heads(hotline)[1] == 0


def test_a_workstation_seen_lately_keeps_what_it_has_yet_to_pull(a: Station, hotline: Hotline) -> None:
    hotline.zhao.customer()
    a.exchange()
    a.exchange()
    pulled, _ = heads(hotline)
    hotline.zhao.customer()
    aged(hotline)
    backed_up(hotline)
    prune(hotline)
    assert heads(hotline)[1] == pulled
    assert a.exchange().received > 0


def test_a_workstation_that_has_only_just_begun_keeps_everything(hotline: Hotline) -> None:
    hotline.zhao.customer()
    aged(hotline)
    hotline.li.hello()
    backed_up(hotline)
    prune(hotline)
    assert heads(hotline)[1] == 0


def test_a_workstation_that_was_away_for_longer_begins_with_a_copy_and_loses_nothing(a: Station, b: Station, hotline: Hotline) -> None:
    a.act(customers.create, name="王芳")
    a.exchange()
    b.act(customers.create, name="noch nicht gesendet")
    for _ in range(3):
        hotline.zhao.customer()
    a.exchange()
    aged(hotline)
    backed_up(hotline)
    hotline.owner("UPDATE sync.device SET met_at = met_at - interval '100 days' WHERE login = 'zhao'")
    a.exchange()
    prune(hotline)
    assert heads(hotline)[1] > 0
    behind = hotline.zhao.hello(device=b.sql("SELECT lower(hex(id)) FROM device")[0][0], cursors={"site:HF": [1, "gone"]})
    assert behind["pruned"] == ["site:HF"]
    b.exchange()
    a.exchange()
    assert b.sql("SELECT count(*) FROM customer") == a.sql("SELECT count(*) FROM customer") == [(5,)]


def test_a_line_that_a_push_brings_meanwhile_is_never_swept(hotline: Hotline) -> None:
    hotline.li.customer()
    aged(hotline)
    backed_up(hotline)
    hotline.owner("SELECT sync.raise_floors(interval '90 days')")
    hotline.li.customer()
    _, floor = heads(hotline)
    with hotline.engine.begin() as connection:
        sweep(connection)
    (head, _), (count,) = heads(hotline), hotline.owner("SELECT count(*) FROM sync.feed WHERE feed = 'site:HF'")[0]
    assert count == head - floor


@pytest.mark.parametrize("statement", [
    "SET ROLE callcentre_upkeep", "SELECT sync.raise_floors(interval '0')", "SELECT sync.record_backup('{}', now())",
    "SELECT sync.begin_epoch('x')", "DELETE FROM sync.feed",
])  # fmt: skip
def test_nobody_but_whoever_runs_the_server_may(hotline: Hotline, statement: str) -> None:
    import psycopg

    for seat in (hotline.li, hotline.qian, hotline.d1):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            seat.sql(statement)


def test_a_backup_of_another_history_covers_nothing(hotline: Hotline) -> None:
    hotline.li.customer()
    forged = json.dumps({"site:HF": [1, str(an_id())], "nowhere": [1, str(an_id())]})
    assert hotline.owner("SELECT sync.record_backup(CAST(:places AS jsonb), now())", places=forged) == [(0,)]
    assert hotline.owner("SELECT count(*) FROM sync.backups()") == [(0,)]


def test_a_feed_in_which_nothing_happened_is_covered_by_the_newer_backup_as_well(hotline: Hotline) -> None:
    hotline.li.push(a_customer(an_id()))
    with hotline.engine.begin() as connection:
        connection.execute(text(f"SELECT sync.record_backup(({PLACES}), now() - interval '60 days')"))
    backed_up(hotline)
    assert hotline.owner("SELECT bool_and(made_at > now() - interval '1 minute') FROM sync.backups()") == [(True,)]
    known = hotline.li.hello()["backup"]
    assert set(known) == {"company", "site:HF"}


def test_a_new_epoch_makes_claims_wait_and_status_says_until_when(hotline: Hotline, capsys: pytest.CaptureFixture[str]) -> None:
    order = hotline.li.order(hotline.li.customer())
    asked = {"entity": "order", "pk": str(order), "device": str(hotline.zhao.device), "seconds": 900}
    before = hotline.li.hello()["epoch"]
    assert run("epoch", "--reason", "put back from the backup of the night", "--url", hotline.url) == 0
    assert "Claims wait until" in capsys.readouterr().out
    assert hotline.li.hello()["epoch"] != before
    assert not hotline.zhao.call("claim", asked)["granted"]
    assert run("status", "--json", "--url", hotline.url) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["quiet_until"] > told["now"] and told["revision"] == "0003"
    hotline.owner("UPDATE sync.epoch SET quiet_until = now()")
    assert hotline.zhao.call("claim", asked)["granted"]


@pytest.mark.parametrize("days", ["29", "-1", "ninety"])
def test_days_below_what_a_workstation_keeps_are_wrong_usage(hotline: Hotline, days: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        run("prune", "--days", days, "--url", hotline.url)
    assert raised.value.code == 2 and "at least 30 days stay" in capsys.readouterr().err
