"""Partitioning tried on the largest tables: what works as it is, what does not, and, where asked for, what it brings."""

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.sync.running.desks import Workplace, assert_equal, settle
from tests.sync.running.site import DATABASE, Site, a_site
from tests.sync.server.seat import Seat, a_customer, an_id

from callcentre.acts import customers

pytestmark = pytest.mark.debian
FEEDS = 20
LINES = 1_000_000


@pytest.fixture
def site() -> Iterator[Site]:
    with a_site() as found:
        yield found


def seat(site: Site, login: str) -> Seat:
    ((person,),) = site.ask("SELECT person_id FROM sync.member WHERE login = %s", login)
    return Seat(site.url_of(login), login, person)


def partitioned(site: Site) -> None:
    """The feed's lines in sixteen parts."""
    path = Path(__file__).parent / "partitions.sql"
    site.run("psql", "-Xq", "-1", "-v", "ON_ERROR_STOP=1", "-h", str(site.folder), "-p", str(site.port), "-U", "postgres", "-d", DATABASE, "-f", str(path))


def test_desks_work_over_a_partitioned_feed_as_over_a_whole_one(site: Site, tmp_path: Path) -> None:
    li = Workplace(tmp_path / "li", site.url_of("li"))
    li.act(lambda unit: customers.create(unit, name="王芳"))
    settle(li)
    partitioned(site)
    zhao = Workplace(tmp_path / "zhao", site.url_of("zhao"))
    zhao.act(lambda unit: customers.create(unit, name="李强"))
    settle(li, zhao)
    assert_equal(li, zhao)
    assert set(site.ask("SELECT name FROM customer")) == {("王芳",), ("李强",)}
    with closing(seat(site, "li")) as asking:
        for part in ("feed", "feed_0", "feed_15"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                asking.sql(f"SELECT count(*) FROM sync.{part}")
        assert asking.pull("site:NJ") == []
    backup = site.back_up()
    site.script("restore.sh", str(backup))
    assert site.command("prune") == 0


def test_events_cannot_be_partitioned_and_keep_both_their_keys(site: Site) -> None:
    """By id, an order could hold one place twice; by order, an event could be there twice and its words point at none."""
    for key, lost in (("id", "uq_order_event_order_id_pos"), ("order_id", "pk_order_event"), ("at", "pk_order_event")):
        site.ask(f"CREATE TABLE public.trial (LIKE public.order_event) PARTITION BY HASH ({key})")
        unique = "(order_id, pos)" if lost.startswith("uq") else "(id)"
        with pytest.raises(psycopg.errors.FeatureNotSupported, match="must include all partitioning columns"):
            site.ask(f"CREATE UNIQUE INDEX ON public.trial {unique}")
        site.ask("DROP TABLE public.trial")


@pytest.mark.long
def test_what_partitioning_brings_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    """Two servers with a million lines each, one of them partitioned, measured in turns; the figures are in the README."""
    with a_site() as whole, a_site() as parts:
        for site in (whole, parts):
            filled(site)
        partitioned(parts)
        for site in (whole, parts):
            site.ask("VACUUM ANALYZE sync.feed")
        figures: dict[str, list[float]] = {}
        with closing(seat(whole, "li")) as one, closing(seat(parts, "li")) as other:
            for _ in range(5):
                for name, work in (("push", pushing), ("pull", pulling), ("poll", polling)):
                    figures.setdefault(name, []).append(took(work, one) / took(work, other))
        figures["prune"] = [took(pruning, whole) / took(pruning, parts)]
        with capsys.disabled():
            for name, ratios in figures.items():
                sys.stdout.write(f"\n{name}: a partitioned feed is {statistics.median(ratios):.2f} times as fast")
        assert all(0.2 < statistics.median(ratios) < 5 for ratios in figures.values())


def filled(site: Site) -> None:
    """A million lines in twenty feeds, most of them in the site's."""
    site.ask(
        "INSERT INTO sync.head (feed, seq) SELECT 'outlet:' || gen_random_uuid(), 0 FROM generate_series(2, %s) "
        "UNION ALL SELECT 'site:HF', 0 ON CONFLICT DO NOTHING", FEEDS,
    )  # fmt: skip
    site.ask(
        "INSERT INTO sync.feed SELECT h.feed, h.seq + n, gen_random_uuid(), 'HF', gen_random_uuid(), gen_random_uuid(), 'order_event', "
        "gen_random_uuid(), 'event', 1, jsonb_build_object('kind', 'noted', 'data', jsonb_build_object('n', n), 'texts', "
        "jsonb_build_object('words', repeat(md5(n::text), 8))), gen_random_uuid(), gen_random_uuid(), now() - interval '100 days' "
        "FROM sync.head h CROSS JOIN LATERAL generate_series(1, CASE h.feed WHEN 'site:HF' THEN %s ELSE %s END) n WHERE h.feed <> 'company'",
        LINES // 2, LINES // 2 // (FEEDS - 1),
    )  # fmt: skip
    site.ask("UPDATE sync.head h SET seq = (SELECT max(seq) FROM sync.feed f WHERE f.feed = h.feed) WHERE h.feed <> 'company'")


def took(work: Callable[[Any], None], given: Any) -> float:
    began = time.perf_counter()
    work(given)
    return time.perf_counter() - began


def pushing(seat: Seat) -> None:
    for _ in range(10):
        seat.send(*(seat.command(a_customer(an_id())) for _ in range(100)))


def pulling(seat: Seat) -> None:
    for after in range(0, 100_000, 5_000):
        assert len(seat.pull("site:HF", after, 2_000)) == 2_000


def polling(seat: Seat) -> None:
    head = seat.hello()["feeds"]["site:HF"]
    for _ in range(300):
        seat.call("pull", {"cursors": {"site:HF": head, "company": 1}, "limit": 500})


def pruning(site: Site) -> None:
    site.ask("UPDATE sync.head SET pruned_to = seq / 2")
    site.ask("DELETE FROM sync.feed f USING sync.head h WHERE h.feed = f.feed AND f.seq <= h.pruned_to")
