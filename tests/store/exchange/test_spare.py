"""The copy of what was not sent: what a lost data file took with it goes out all the same, once."""

import shutil
from pathlib import Path
from uuid import UUID

import pytest
from tests.factories.desks import a_desk
from tests.store.exchange.stations import Station, assert_equal, settle
from tests.store.exchange.test_copies import codes, copied_folder, put_back
from tests.store.exchange.test_two_desks import a_customer, an_order

from callcentre.acts import customers, orders
from callcentre.domain.errors import StoreFault
from callcentre.store.backup import back_up, restore
from callcentre.store.exchange_file import ExchangeFile


def file_of(station: Station, second: Path | None = None) -> ExchangeFile:
    return ExchangeFile(station.desk.store, station.desk.clock, f"machine of {station.seat.login}", second=second)


def work_alone(station: Station, order: UUID) -> UUID:
    """What was done while the cable was out: a note, a patch, and a new order with its customer."""
    customer = station.sql("SELECT customer_id FROM order_view")[0][0]
    station.act(orders.note, order, "ohne Netz")
    station.act(customers.change, UUID(bytes=customer), tier="gold")
    return an_order(station, a_customer(station, "李强"))


def test_a_damaged_file_whose_backup_is_older_loses_nothing_that_was_not_sent(a: Station, b: Station, tmp_path: Path) -> None:
    order = an_order(a, a_customer(a))
    settle(a, b)
    back_up(a.desk.folder, a.desk.key, tmp_path / "backup", a.desk.clock)
    mine = work_alone(a, order)
    file_of(a).keep_spare()
    # What came after the hour is lost with the file; what the copy holds is not.
    a.desk.close()
    data = a.desk.folder / "callcentre.db"
    data.write_bytes(b"x" * data.stat().st_size)
    with pytest.raises(StoreFault) as damaged:
        a.reopen()
    assert damaged.value.code == "store.damaged"
    restore(tmp_path / "backup", a.desk.folder, a.desk.key, a.desk.clock)
    a.reopen()
    file = file_of(a)
    assert file.take_spare() > 4
    assert file.take_spare() == 0
    assert set(codes(a)) == {"file.restored", "outbox.taken"}
    settle(a, b)
    for station in (a, b):
        assert station.failures == []
        assert station.sql("SELECT count(*) FROM order_event WHERE kind='noted'") == [(1,)]
        assert station.sql("SELECT count(*) FROM service_order WHERE id=:id", id=mine) == [(1,)]
        assert station.sql("SELECT count(*) FROM customer WHERE tier='gold'") == [(1,)]
    assert a.sql("SELECT DISTINCT state FROM outbox") == [("acked",)]
    assert_equal(a, b)


def test_an_earlier_state_put_back_without_a_server_is_known_by_the_copy(a: Station, b: Station, tmp_path: Path) -> None:
    order = an_order(a, a_customer(a))
    settle(a, b)
    second = tmp_path / "second"
    second.mkdir()
    kept = copied_folder(a, tmp_path / "kept")
    tag = a.sql("SELECT tag FROM device")
    work_alone(a, order)
    file_of(a, second).keep_spare()
    put_back(a, kept)
    a.desk.person = a.seat.person
    assert file_of(a, second).take_spare() > 4
    assert a.sql("SELECT tag FROM device") != tag
    assert set(codes(a)) == {"file.put_back", "outbox.taken"}
    settle(a, b)
    assert b.sql("SELECT count(*) FROM service_order") == [(2,)]
    assert_equal(a, b)


def test_a_new_folder_takes_what_the_lost_one_had_on_the_second_disk(a: Station, b: Station, tmp_path: Path) -> None:
    order = an_order(a, a_customer(a))
    settle(a, b)
    second = tmp_path / "second"
    second.mkdir()
    mine = work_alone(a, order)
    file_of(a, second).keep_spare()
    a.desk.close()
    shutil.rmtree(a.desk.folder)
    # The key was kept elsewhere; all else is gone.
    a.desk = a_desk(a.desk.folder)
    a.join()
    a.met()
    assert file_of(a, second).take_spare() > 4
    settle(a, b)
    assert b.sql("SELECT count(*) FROM service_order WHERE id=:id", id=mine) == [(1,)]
    assert_equal(a, b)


def test_what_was_sent_or_given_up_since_the_copy_is_not_taken(a: Station, b: Station) -> None:
    order = an_order(a, a_customer(a))
    a.exchange()
    a.act(orders.note, order, "gesendet")
    a.act(orders.urge, order, "aufgegeben")
    file_of(a).keep_spare()
    ((cmd,),) = a.sql("SELECT cmd_id FROM outbox WHERE json_extract(fields, '$.kind[1]')='urged'")
    a.file.drop(UUID(bytes=cmd))
    settle(a, b)
    assert file_of(a).take_spare() == 0
    settle(a, b)
    assert b.sql("SELECT kind FROM order_event ORDER BY kind") == [("noted",), ("opened",)]


def test_the_copy_is_of_no_use_without_the_key(a: Station) -> None:
    an_order(a, a_customer(a, "欧阳修远"))
    file_of(a).keep_spare()
    content = (a.desk.folder / "outbox.bak").read_bytes()
    assert len(content) > 4096
    assert "欧阳修远".encode() not in content and not content.startswith(b"SQLite format")


def test_a_spoiled_or_foreign_copy_is_left_alone(a: Station, caplog: pytest.LogCaptureFixture) -> None:
    (a.desk.folder / "outbox.bak").write_bytes(b"no copy at all" * 1000)
    assert file_of(a).take_spare() == 0
    assert "cannot be read" in caplog.text
    assert (a.desk.folder / "outbox.bak").read_bytes().startswith(b"no copy")


def test_a_second_disk_that_is_not_there_keeps_nobody_from_the_first_copy(a: Station, tmp_path: Path) -> None:
    an_order(a, a_customer(a))
    with pytest.raises(StoreFault):
        file_of(a, tmp_path / "unplugged" / "disk").keep_spare()
    assert (a.desk.folder / "outbox.bak").exists()
    assert not (tmp_path / "unplugged").exists()


def test_the_journal_of_what_was_pulled_does_not_grow_for_ever(a: Station, b: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    from callcentre.store.exchange import keeping

    monkeypatch.setattr(keeping, "MOST_LINES", 20)
    order = an_order(a, a_customer(a))
    for n in range(30):
        a.act(orders.note, order, f"Wort {n}")
        settle(a, b)
    assert b.sql("SELECT count(*) FROM journal")[0][0] <= 25
    words = [body for (body,) in b.sql("SELECT body FROM journal WHERE body IS NOT NULL ORDER BY n")]
    assert "Wort 29" in words[-1]
