"""A file that was copied to another computer is another workstation, and what both hold is sent once."""

import shutil
from pathlib import Path

from tests.factories.desks import a_desk
from tests.store.exchange.stations import Station, assert_equal, settle
from tests.store.exchange.test_two_desks import a_customer, an_order

from callcentre.acts import orders
from callcentre.store.exchange_file import ExchangeFile


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
