"""The server is put back to an earlier state: what was acknowledged goes out again, and all files come to be equal."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from tests.store.exchange.stations import Station, assert_equal, settle
from tests.store.exchange.test_two_desks import a_customer, an_order
from tests.sync.hotline import Hotline

from callcentre.acts import customers, orders
from callcentre.domain.instants import DAY
from callcentre.store.exchange.notices import notices
from callcentre.store.sqlcipher import connect


def row_of(file: Path, key: bytes, order: UUID) -> int:
    """How often a data file holds an order."""
    connection = connect(file, key)
    ((count,),) = connection.execute("SELECT count(*) FROM service_order WHERE id=?", [order.bytes]).fetchall()
    connection.close()
    return int(count)


class Backups:
    """Copies of the server's database as a whole, and putting one back."""

    def __init__(self, hotline: Hotline) -> None:
        self.hotline = hotline
        self.name = make_url(hotline.url).database
        self.admin = create_engine(
            make_url(hotline.url).set(drivername="postgresql+psycopg", database="postgres"), isolation_level="AUTOCOMMIT"
        )
        self.made: list[str] = []

    def make(self) -> str:
        """A copy of the database as it is now."""
        self.made.append(f"b{uuid4().hex}")
        self._swap(f"CREATE DATABASE {self.made[-1]} TEMPLATE {self.name}")
        return self.made[-1]

    def put_back(self, copy: str) -> None:
        """The database is what it was when the copy was made."""
        self._swap(f"DROP DATABASE {self.name}", f"CREATE DATABASE {self.name} TEMPLATE {copy}")

    def _swap(self, *statements: str) -> None:
        self.hotline.disconnect()
        with self.admin.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
        self.hotline.connect()

    def close(self) -> None:
        with self.admin.connect() as connection:
            for name in self.made:
                connection.execute(text(f"DROP DATABASE {name}"))
        self.admin.dispose()


@pytest.fixture
def backups(hotline: Hotline) -> Iterator[Backups]:
    made = Backups(hotline)
    yield made
    made.close()


def test_what_was_acknowledged_and_forgotten_is_sent_again(a: Station, b: Station, backups: Backups) -> None:
    customer = a_customer(a)
    order = an_order(a, customer)
    settle(a, b)
    copy = backups.make()
    a.act(orders.note, order, "vergessen")
    a.act(customers.change, customer, tier="gold")
    late = an_order(b, a_customer(b, "李强"))
    settle(a, b)
    backups.put_back(copy)
    # Somebody is faster, so that places and numbers are used again.
    b.act(orders.urge, order, "nach dem Ende")
    settle(b, a, b, a)
    for station, own in ((a, 2), (b, 2)):
        # Once each: the exchange after it meets a server it knows.
        (notice,) = station.desk.read(notices)
        assert (notice.problem.code, notice.problem.data["own"]) == ("server.put_back", own)
        (kept,) = station.desk.folder.glob("callcentre.before-put-back-*.db")
        assert row_of(kept, station.desk.key, late) == 1
    for station in (a, b):
        assert station.failures == []
        assert station.sql("SELECT kind FROM order_event WHERE order_id=:id", id=late) == [("opened",)]
        assert station.sql("SELECT tier FROM customer WHERE id=:id", id=customer) == [("gold",)]
        kinds = station.sql("SELECT kind FROM order_event WHERE order_id=:id ORDER BY kind", id=order)
        assert kinds == [("noted",), ("opened",), ("urged",)]
        assert station.sql("SELECT DISTINCT state FROM outbox") == [("acked",)]
    assert_equal(a, b)


def test_what_a_colleague_wrote_whose_desk_is_gone_is_offered_by_who_had_seen_it(a: Station, b: Station, backups: Backups, hotline: Hotline) -> None:
    order = an_order(a, a_customer(a))
    settle(a, b)
    copy = backups.make()
    a.act(orders.note, order, "nur hier")
    settle(a, b)
    backups.put_back(copy)
    b.exchange()
    assert b.sql("SELECT count(*) FROM order_event WHERE kind='noted'") == [(0,)]
    (lacking,) = b.file.witnessed()
    now = hotline.wu.hello()["now"] + 2 * DAY
    (offer,) = b.file.offers(now)
    assert (offer["actor"], offer["changes"][0]["change"]) == (str(a.seat.person), lacking)
    assert b.seat.send(offer)[0]["code"] == "command.witnessed"
    b.file.offered([offer["cmd"]], now)
    assert b.file.offers(now) == []
    backups.hotline.sun.call("decide", {"cmd": offer["cmd"], "accept": True})
    settle(b)
    assert b.sql("SELECT texts FROM event_text ORDER BY 1")[-1] == ('{"words":"nur hier"}',)
    assert b.file.witnessed() == []
    # And its author, who comes back after all, has nothing to add.
    settle(a, b)
    assert_equal(a, b)


def test_a_backup_that_holds_all_frees_what_is_old_enough(a: Station, b: Station, hotline: Hotline) -> None:
    order = an_order(a, a_customer(a))
    settle(a, b)
    count: Any = a.sql("SELECT count(*) FROM outbox")[0][0]
    assert count == 5
    hotline.owner("UPDATE sync.applied SET at = at - interval '40 days'")
    hotline.owner(
        "INSERT INTO sync.backup(feed, seq, mark, made_at) SELECT h.feed, h.seq, f.mark, now() FROM sync.head h"
        " JOIN sync.feed f ON f.feed = h.feed AND f.seq = h.seq"
    )
    assert b.sql("SELECT count(*) FROM journal WHERE body IS NOT NULL")[0][0] > 0
    a.act(orders.note, order, "neu")
    settle(a, b)
    # What is younger stays, though a backup may hold it.
    assert a.sql("SELECT state, kind FROM outbox") == [("acked", "event")]
    assert [kind for (kind,) in b.sql("SELECT json_extract(body, '$.fields.kind') FROM journal WHERE body IS NOT NULL")] == ["noted"]
