"""A folder that was worked in alone joins a server: everything in it is sent, once, by who wrote it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.factories.desks import a_desk
from tests.factories.orders import an_order as an_order_at
from tests.store.exchange.stations import Station, assert_equal, settle
from tests.store.exchange.test_two_desks import a_customer, an_order
from tests.sync.hotline import Hotline

from callcentre.acts import customers, orders, outlets, products
from callcentre.acts.places import Place
from callcentre.app import Desk, Settings, open_desk
from callcentre.domain.errors import Refused
from callcentre.store.joining import join, would_send
from callcentre.store.unit import Unit


@pytest.fixture
def alone(tmp_path: Path, hotline: Hotline) -> Iterator[Station]:
    """A folder that has not met the server, of somebody who may do there whatever was done here."""
    hotline.owner("UPDATE person SET roles = '[\"agent\", \"supervisor\", \"administrator\"]' WHERE id = :who", who=hotline.qian.person)
    station = Station(tmp_path / "alone", hotline, "qian", joined=False)
    yield station
    station.close()


def import_much(unit: Unit) -> None:
    """Bulk work, of which an unconnected folder keeps no outbox."""
    for number in range(30):
        customers.create(unit, name=f"客户{number}", phones=[f"1390001{number:04d}"], places=[Place(city="合肥市", district="蜀山区", line="1号")])
    products.create_part(unit, code="P-9", name="压缩机", model="", price_fen=900)


def test_rows_of_bulk_work_and_of_acts_are_counted_and_sent(alone: Station, b: Station) -> None:
    alone.desk.write(import_much, bulk=True)
    order = an_order_at(alone.desk, stage="closed")
    alone.act(orders.note, order, "nach")
    counts = alone.desk.read(lambda session: would_send(session, person=alone.desk.person))
    assert (counts["customer"], counts["part"], counts["service_order"], counts["order_event"]) == (31, 1, 1, 7)
    assert "person" not in counts and "profile_version" not in counts
    alone.join()
    waiting = dict(alone.sql("SELECT entity, count(*) FROM outbox GROUP BY entity"))
    assert waiting == counts
    settle(alone, b)
    assert alone.failures == []
    assert alone.sql("SELECT state, reason, told, fields FROM outbox WHERE state<>'acked'") == []
    assert b.sql("SELECT count(*) FROM customer") == [(31,)]
    assert b.sql("SELECT state FROM order_view WHERE order_id=:id", id=order) == [("closed",)]
    assert_equal(alone, b)


def test_whoever_joins_is_whoever_signed_in_in_all_they_have_written(alone: Station) -> None:
    order = an_order(alone, a_customer(alone))
    alone.join()
    assert alone.sql("SELECT DISTINCT actor_id FROM order_event WHERE order_id=:id", id=order) == [(alone.seat.person.bytes,)]
    assert alone.sql("SELECT opened_by FROM order_view") == [(alone.seat.person.bytes,)]
    alone.exchange()
    folder = alone.desk.folder
    alone.desk.close()
    alone.desk = open_desk(Settings(data=folder, key_file=folder.parent / f"{folder.name}.key"), environ={})
    assert alone.desk.person == alone.seat.person
    assert alone.sql("SELECT name FROM person WHERE id=:id", id=alone.seat.person) == [("qian",)]


def test_the_rules_of_work_are_the_server_s(alone: Station, hotline: Hotline) -> None:
    alone.join()
    alone.exchange()
    assert alone.sql("SELECT count(*) FROM profile_version") == hotline.owner("SELECT count(*) FROM profile_version")


def test_what_the_server_knows_by_the_same_key_is_not_sent_twice(alone: Station, b: Station, hotline: Hotline) -> None:
    own = alone.act(outlets.create, code="W1", name="网点一", place=Place(city="合肥市"))
    order = an_order_at(alone.desk, stage="relayed", outlet=own)
    alone.join()
    settle(alone, b)
    assert alone.failures == []
    assert alone.sql("SELECT id FROM outlet WHERE code='W1'") == [(hotline.w1.bytes,)]
    assert alone.sql("SELECT count(*) FROM outlet") == [(3,)]
    assert b.sql("SELECT outlet_id FROM order_view WHERE order_id=:id", id=order) == [(hotline.w1.bytes,)]
    assert_equal(alone, b)


def test_a_demo_folder_is_refused_and_so_is_a_second_server(tmp_path: Path, a: Station) -> None:
    demo: Desk = a_desk(tmp_path / "demo")
    with demo.store.writing() as session:
        session.connection().exec_driver_sql("UPDATE device SET demo=1")
    given = {"login": "li", "person": demo.person, "reply": a.seat.hello(), "machine": "m"}
    with pytest.raises(Refused, match=r"connect\.demo"):
        join(demo.store, demo.clock, url="postgresql://here/db", **given)
    demo.close()
    with pytest.raises(Refused, match=r"connect\.joined"):
        join(a.desk.store, a.desk.clock, url="postgresql://there/db", **given)


class Stopped(Exception):
    """The power went out."""


def joined_until(alone: Station, pieces: int) -> None:
    """Joins, and is cut off after so many pieces."""
    heard = []

    def stop(_rows: int) -> None:
        heard.append(1)
        if len(heard) > pieces:
            raise Stopped

    with pytest.raises(Stopped):
        join(alone.desk.store, alone.desk.clock, url="postgresql://here/db", login=alone.seat.login, person=alone.desk.person,
             reply=alone.seat.hello(), machine=f"machine of {alone.seat.login}", moved=stop)  # fmt: skip
    alone.desk.person = alone.seat.person


@pytest.mark.parametrize("pieces", [0, 3, 9, 12, 15])
def test_a_joining_that_was_cut_off_goes_on_and_sends_everything_once(alone: Station, b: Station, pieces: int) -> None:
    alone.desk.write(import_much, bulk=True)
    order = an_order_at(alone.desk, stage="closed")
    alone.act(orders.note, order, "nach")
    counts = alone.desk.read(lambda session: would_send(session, person=alone.desk.person))
    joined_until(alone, pieces)
    with pytest.raises(Refused, match=r"connect\.unfinished"):
        alone.exchange()
    alone.desk.close()
    alone.reopen()
    alone.file.make_ready()
    assert dict(alone.sql("SELECT entity, count(*) FROM outbox GROUP BY entity")) == counts
    settle(alone, b)
    assert alone.failures == []
    assert alone.sql("SELECT DISTINCT state FROM outbox") == [("acked",)]
    assert b.sql("SELECT state FROM order_view WHERE order_id=:id", id=order) == [("closed",)]
    assert_equal(alone, b)


@pytest.mark.parametrize("pieces", [0, 3, 9, 12, 15])
def test_what_is_written_while_a_folder_is_made_ready_goes_out_with_the_rest(alone: Station, b: Station, pieces: int) -> None:
    customer = a_customer(alone)
    order = an_order(alone, customer)
    joined_until(alone, pieces)
    alone.act(customers.change, customer, tier="gold")
    alone.act(orders.note, order, "dazwischen")
    new = an_order(alone, a_customer(alone, "李强"))
    alone.file.make_ready()
    settle(alone, b, alone, b)
    assert alone.failures == []
    assert alone.sql("SELECT DISTINCT state FROM outbox") == [("acked",)]
    assert b.sql("SELECT tier FROM customer WHERE id=:id", id=customer) == [("gold",)]
    assert b.sql("SELECT kind FROM order_event WHERE order_id=:id ORDER BY pos", id=order)[0] == ("opened",)
    assert b.sql("SELECT count(*) FROM order_event WHERE order_id=:id", id=order) == [(2,)]
    assert b.sql("SELECT count(*) FROM order_event WHERE order_id=:id", id=new) == [(1,)]
    assert b.sql("SELECT count(*) FROM conflict") == [(0,)]
    assert_equal(alone, b)


def test_a_large_folder_is_made_ready_in_pieces_between_which_others_write(alone: Station) -> None:
    for _ in range(9):
        alone.desk.write(import_much_more, bulk=True)
    pieces: list[int] = []

    def between(_rows: int) -> None:
        # The transaction of a piece has ended: whoever saves in the window has the file here.
        with alone.desk.store.writing() as session:
            session.connection().exec_driver_sql("UPDATE device SET tag=tag")
        pieces.append(1)

    join(alone.desk.store, alone.desk.clock, url="postgresql://here/db", login=alone.seat.login, person=alone.desk.person,
         reply=alone.seat.hello(), machine="m", moved=between)  # fmt: skip
    assert len(pieces) > 4 * 9 * 100 // 200


def import_much_more(unit: Unit) -> None:
    """A hundred customers that are in no other."""
    for _ in range(100):
        customers.create(unit, name="客户", phones=["13900010000"], places=[Place(city="合肥市", district="蜀山区", line="1号")])


def test_a_window_that_closes_meanwhile_is_not_held_up(alone: Station) -> None:
    for _ in range(3):
        alone.desk.write(import_much_more, bulk=True)
    joined_until(alone, 2)
    before = alone.sql("SELECT count(*) FROM outbox")
    alone.file.make_ready(lambda: True)
    assert alone.sql("SELECT count(*) FROM outbox") == before
    alone.file.make_ready()
    assert alone.sql("SELECT count(*) FROM joining") == [(0,)]
