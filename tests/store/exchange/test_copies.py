"""A file that was copied to another computer is another workstation, and what both hold is sent once."""

import shutil
from pathlib import Path

from tests.factories.desks import a_desk
from tests.store.exchange.stations import Station, assert_equal, settle
from tests.store.exchange.test_two_desks import a_customer, an_order

from callcentre.acts import orders
from callcentre.store.backup import back_up, restore
from callcentre.store.exchange.notices import dismiss, notices
from callcentre.store.exchange_file import ExchangeFile
from callcentre.words.errors import say


def put_back(station: Station, of: Path) -> None:
    """The whole folder as it was when `of` was copied from it, on the same computer under the same name."""
    now, folder = station.desk.clock.now(), station.desk.folder
    station.desk.close()
    shutil.rmtree(folder)
    shutil.copytree(of, folder)
    station.desk = a_desk(folder, now=now)


def copied_folder(station: Station, to: Path) -> Path:
    """A copy of the folder while nobody has it open."""
    now, folder = station.desk.clock.now(), station.desk.folder
    station.desk.close()
    shutil.copytree(folder, to)
    station.desk = a_desk(folder, now=now)
    return to


def codes(station: Station) -> list[str]:
    return [notice.problem.code for notice in station.desk.read(notices)]


class Copy(Station):
    """The folder of a station as it was, opened on another computer."""

    def __init__(self, of: Station, folder: Path) -> None:
        of.desk.close()
        shutil.copytree(of.desk.folder, folder)
        shutil.copy(of.desk.folder.parent / f"{of.desk.folder.name}.key", folder.parent / f"{folder.name}.key")
        of.desk = a_desk(of.desk.folder, now=of.desk.clock.now())
        self.desk = a_desk(folder, now=of.desk.clock.now())
        self.seat, self.told, self.page, self.failures = of.seat, set(), 500, []

    @property
    def file(self) -> ExchangeFile:
        return ExchangeFile(self.desk.store, self.desk.clock, "another machine")


def test_a_copied_file_is_another_workstation_and_both_outboxes_land_once(a: Station, b: Station, tmp_path: Path) -> None:
    order = an_order(a, a_customer(a))
    a.exchange()
    a.act(orders.note, order, "vor")
    copy = Copy(a, tmp_path / "copy")
    assert copy.desk.person == a.desk.person
    before = a.sql("SELECT id, tag, incarnation FROM device")
    a.act(orders.note, order, "hier")
    copy.act(orders.urge, order, "dort")
    settle(a, copy, b)
    assert a.sql("SELECT id, tag, incarnation FROM device") == before
    ((device, tag, incarnation),) = copy.sql("SELECT id, tag, incarnation FROM device")
    assert device != before[0][0] and tag != before[0][1] and incarnation != before[0][2]
    kinds = b.sql("SELECT kind, count(*) FROM order_event GROUP BY kind ORDER BY kind")
    assert kinds == [("noted", 2), ("opened", 1), ("urged", 1)]
    assert_equal(a, b, copy)
    copy.close()


def test_a_file_that_stays_where_it_is_stays_who_it_is(a: Station) -> None:
    before = a.sql("SELECT id, tag, incarnation, machine FROM device")
    a.exchange()
    assert a.sql("SELECT id, tag, incarnation, machine FROM device") == before
    assert codes(a) == []


def test_an_earlier_state_put_back_over_the_folder_is_another_workstation(a: Station, b: Station, tmp_path: Path) -> None:
    order = an_order(a, a_customer(a))
    settle(a, b)
    kept = copied_folder(a, tmp_path / "kept")
    before = a.sql("SELECT id, tag FROM device")
    forgotten = an_order(a, a_customer(a, "李强"))
    settle(a, b)
    a.exchange()
    put_back(a, kept)
    assert a.sql("SELECT id, tag FROM device") == before
    # Made before the server was met again: the number was given already, to another order.
    again = an_order(a, a_customer(a, "赵敏"))
    settle(a, b)
    ((device, tag),) = a.sql("SELECT id, tag FROM device")
    assert device != before[0][0] and tag != before[0][1]
    assert codes(a) == ["file.put_back"]
    numbers = [number for (number,) in b.sql("SELECT no FROM service_order")]
    assert len(set(numbers)) == 3
    assert {pk for (pk,) in b.sql("SELECT id FROM service_order")} == {order.bytes, forgotten.bytes, again.bytes}
    assert_equal(a, b)


def test_an_earlier_state_is_noticed_where_nothing_was_written_since(a: Station, b: Station, tmp_path: Path) -> None:
    kept = copied_folder(a, tmp_path / "kept")
    before = a.sql("SELECT id FROM device")
    settle(a, a)
    put_back(a, kept)
    a.exchange()
    assert a.sql("SELECT id FROM device") != before


def test_a_file_that_was_put_back_twice_is_another_each_time(a: Station, b: Station, tmp_path: Path) -> None:
    kept = copied_folder(a, tmp_path / "kept")
    settle(a, a)
    devices = set()
    for _ in range(2):
        put_back(a, kept)
        settle(a, a)
        devices |= {device for (device,) in a.sql("SELECT id FROM device")}
    assert len(devices) == 2


def test_a_restored_backup_is_another_workstation_at_once_and_says_so(a: Station, b: Station, tmp_path: Path) -> None:
    an_order(a, a_customer(a))
    a.exchange()
    back_up(a.desk.folder, a.desk.key, tmp_path / "backup", a.desk.clock)
    ((device, tag),) = a.sql("SELECT id, tag FROM device")
    a.desk.close()
    restore(tmp_path / "backup", a.desk.folder, a.desk.key, a.desk.clock)
    a.desk = a_desk(a.desk.folder, now=a.desk.clock.now())
    ((another, other_tag),) = a.sql("SELECT id, tag FROM device")
    assert another != device and other_tag != tag
    (notice,) = a.desk.read(notices)
    assert notice.problem.code == "file.restored" and "restored" in say(notice.problem)
    with a.desk.store.writing() as session:
        dismiss(session, notice.n)
    settle(a, b)
    assert codes(a) == []
    assert_equal(a, b)


def test_a_copy_on_another_computer_says_what_it_is(a: Station, b: Station, tmp_path: Path) -> None:
    copy = Copy(a, tmp_path / "copy")
    copy.exchange()
    assert (codes(a), codes(copy)) == ([], ["file.copied"])
    copy.close()
