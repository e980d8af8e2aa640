"""A person who is erased is in no row, no page and no backup of any desk, nor at the server; and nothing else is lost."""

import os
import zipfile
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.factories.desks import a_desk
from tests.store.exchange.pages import found
from tests.store.exchange.stations import Station, assert_equal, settle
from tests.store.exchange.test_attached import carried, look
from tests.store.exchange.test_two_desks import a_customer, an_order
from tests.sync.hotline import Hotline

from callcentre.acts import customers, orders, phones
from callcentre.acts.attachments import attach
from callcentre.app import Desk
from callcentre.cli import main
from callcentre.domain.errors import StoreFault
from callcentre.store.attachments import attachments_of
from callcentre.store.backup import back_up

PICTURE = "身份证照片的内容".encode() * 4000
WORDS = ["欧阳修远", "秘密嗜好", "更早的秘密", "13987654321", "12345678931", "楼下邻居", "13900000077", "im Hof", "身份证扫描", "身份证照片的内容"]


def told(station: Station) -> tuple[UUID, UUID]:
    """A customer of whom much is known, and their order."""
    customer = station.act(customers.create, name="欧阳修远", notes="更早的秘密", phones=["13987654321"])
    station.act(customers.change, customer, notes="秘密嗜好")
    order: UUID = an_order(station, customer, words="漏到楼下邻居家")
    station.act(orders.note, order, "欧阳修远说话很慢")
    station.act(attach, station.desk.store.blobs, subject_kind="order", subject=order, name="身份证扫描.png", media_type="image/png", content=PICTURE)
    return customer, order


def in_server(hotline: Hotline, word: str) -> list[str]:
    """Tables of the server in which a word stands."""
    tables = [name for (name,) in hotline.owner(
        "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname IN ('public', 'sync')")]  # fmt: skip
    return [str(name) for name in tables if hotline.owner(f"SELECT 1 FROM {name} t WHERE t::text LIKE :word LIMIT 1", word=f"%{word}%")]


def test_an_erased_person_is_nowhere_any_more(a: Station, b: Station, hotline: Hotline, tmp_path: Path) -> None:
    customer, order = told(a)
    other = an_order(a, a_customer(a, "赵敏"))
    settle(a, b)
    carried(a)
    (file,) = b.desk.read(lambda session: attachments_of(session, order))
    look(b, file.sha256)
    # What one desk has not sent yet, and its copy, speak of the person as well.
    b.act(orders.note, order, "欧阳修远又打来")
    b.act(phones.add_phone, customer, "13900000077")
    an_order(b, customer, words="bei 欧阳修远 im Hof")
    b.act(attach, b.desk.store.blobs, subject_kind="customer", subject=customer, name="身份证扫描.png", media_type="image/png", content=PICTURE + b"2")
    b.file.keep_spare()
    for station in (a, b):
        assert set(found(station.desk.folder, station.desk.key, WORDS)) >= {"callcentre.db-wal"}
    assert in_server(hotline, "欧阳修远")
    hotline.sun.call("erase", {"entity": "customer", "pk": str(customer), "device": str(hotline.sun.device)})
    settle(a, b)
    for word in WORDS:
        assert in_server(hotline, word) == []
    assert hotline.owner("SELECT count(*) FROM sync.blob") == [(0,)]
    for station in (a, b):
        assert station.failures == []
        assert found(station.desk.folder, station.desk.key, WORDS) == {}
        assert station.desk.read(lambda session: attachments_of(session, order)) == []
        assert station.sql("SELECT count(*) FROM order_event WHERE order_id=:id", id=order)[0][0] >= 2
        assert station.sql("SELECT name FROM customer WHERE name<>''") == [("赵敏",)]
        assert station.sql("SELECT state FROM order_view WHERE order_id=:id", id=other) == [("open",)]
        with pytest.raises(StoreFault):
            station.desk.store.blobs.get(file.sha256)
    assert_equal(a, b)


def test_the_next_backup_knows_nothing_of_who_was_erased(a: Station, hotline: Hotline, tmp_path: Path) -> None:
    customer, _ = told(a)
    a.exchange()
    hotline.sun.call("erase", {"entity": "customer", "pk": str(customer), "device": str(hotline.sun.device)})
    a.exchange()
    back_up(a.desk.folder, a.desk.key, tmp_path / "backup", a.desk.clock)
    with zipfile.ZipFile(tmp_path / "backup") as archive:
        archive.extractall(tmp_path / "unpacked")
    assert found(tmp_path / "unpacked", a.desk.key, WORDS) == {}


def test_bytes_that_another_case_speaks_of_stay(a: Station, hotline: Hotline) -> None:
    customer, order = told(a)
    other = an_order(a, a_customer(a, "赵敏"))
    a.act(attach, a.desk.store.blobs, subject_kind="order", subject=other, name="same.png", media_type="image/png", content=PICTURE)
    a.exchange()
    carried(a)
    hotline.sun.call("erase", {"entity": "customer", "pk": str(customer), "device": str(hotline.sun.device)})
    a.exchange()
    (row,) = a.desk.read(lambda session: attachments_of(session, other))
    assert a.desk.store.blobs.get(row.sha256) == PICTURE
    assert hotline.owner("SELECT count(DISTINCT sha256) FROM sync.blob") == [(1,)]
    assert a.desk.read(lambda session: attachments_of(session, order)) == []


def numbered(desk: Desk, name: str) -> str:
    """The number of a customer."""
    ((no,),) = desk.read(lambda session: [tuple(row) for row in session.execute(text("SELECT no FROM customer WHERE name=:n"), {"n": name})])
    return str(no)


def erase(folder: Path, no: str, *more: str) -> int:
    """The command, with the password of the login."""
    return command(folder, "erase", no, *more)


def test_the_command_erases_in_a_folder_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = a_desk(tmp_path / "desk")
    desk.write(lambda unit: customers.create(unit, name="欧阳修远", notes="秘密嗜好", phones=["13987654321"]))
    no = numbered(desk, "欧阳修远")
    assert found(desk.folder, desk.key, WORDS)
    desk.close()
    assert erase(desk.folder, no) == 1
    said = capsys.readouterr().err
    assert f"customer {no}" in said and "Nothing was erased" in said
    assert erase(desk.folder, "CU-nobody", "--yes") == 1
    assert "no such customer" in capsys.readouterr().err
    assert erase(desk.folder, no, "--yes") == 0
    out = capsys.readouterr()
    assert "2 things are erased" in out.out and "Backups of before still hold it" in out.err
    assert found(desk.folder, desk.key, WORDS) == {}


def test_the_command_erases_at_the_server_and_so_at_every_desk(
    a: Station, hotline: Hotline, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(a)
    a.exchange()
    no = numbered(a.desk, "欧阳修远")
    folder = tmp_path / "keeper"
    assert command(folder, "connect", "--url", hotline.url.replace("postgres:@", "sun@"), "--yes") == 0
    assert erase(folder, no, "--yes") == 0, capsys.readouterr().err
    assert "things are erased" in capsys.readouterr().out
    a.exchange()
    key = bytes.fromhex((tmp_path / "keeper.key").read_text())
    assert found(a.desk.folder, a.desk.key, WORDS) == found(folder, key, WORDS) == {}
    assert in_server(hotline, "欧阳修远") == []


def test_an_agent_erases_nobody(a: Station, hotline: Hotline, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(a)
    a.exchange()
    no = numbered(a.desk, "欧阳修远")
    folder = tmp_path / "agent"
    assert command(folder, "connect", "--url", hotline.url.replace("postgres:@", "zhao@"), "--yes") == 0
    assert erase(folder, no, "--yes") == 1
    assert "This takes another role" in capsys.readouterr().err
    assert in_server(hotline, "欧阳修远")


def command(folder: Path, *arguments: str) -> int:
    reading, writing = os.pipe()
    os.write(writing, b"secret\n" * 3)
    os.close(writing)
    key = folder.parent / f"{folder.name}.key"
    return main(["--lang", "en", "--data", str(folder), "--key-file", str(key), "--password-fd", str(reading), *arguments])


def test_who_was_erased_is_not_named_again_by_whoever_had_not_heard_of_it(a: Station, b: Station, hotline: Hotline) -> None:
    customer, _ = told(a)
    settle(a, b)
    b.act(customers.change, customer, name="欧阳修远二世")
    (late,) = b.file.batch(b.seat.person, commands=9)
    hotline.sun.call("erase", {"entity": "customer", "pk": str(customer), "device": str(hotline.sun.device)})
    # It was on its way when the person was erased.
    (answer,) = b.seat.send(late)
    assert (answer["result"], answer["code"]) == ("refused", "row.erased")
    for word in WORDS:
        assert in_server(hotline, word) == []
    settle(b, a)
    a.act(customers.change, customer, tier="gold")
    settle(a, b)
    assert b.sql("SELECT name, tier FROM customer WHERE id=:id", id=customer) == [("", "gold")]
    assert found(b.desk.folder, b.desk.key, WORDS) == {}
