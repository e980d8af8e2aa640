"""Bytes of attached files: they go after their row, in parts, and come to who may see the row and wants to see them."""

import base64
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Queue
from uuid import UUID

import psycopg
import pytest
from tests.factories.desks import clock_of
from tests.store.exchange.stations import Station, settle
from tests.store.exchange.test_restored_server import Backups, backups
from tests.store.exchange.test_two_desks import a_customer, an_order
from tests.sync.hotline import Hotline

from callcentre.acts.attachments import attach
from callcentre.domain.errors import StoreFault
from callcentre.domain.instants import MINUTE
from callcentre.store.attachments import attachments_of
from callcentre.store.exchange_file import ExchangeFile
from callcentre.store.sqlcipher import connect
from callcentre.sync.address import address_of
from callcentre.sync.carrying import PART, Carried, carry
from callcentre.sync.line import Line
from callcentre.sync.ports import Failed, Lost, Request

__all__ = ["backups"]
CONTENT = bytes(range(256)) * 1000
DIGEST = hashlib.sha256(CONTENT).hexdigest()
PARTS = 4


def attached(station: Station, order: UUID, content: bytes = CONTENT) -> str:
    """A picture with the order; its hash."""
    blobs = station.desk.store.blobs
    station.act(attach, blobs, subject_kind="order", subject=order, name="漏水.png", media_type="image/png", content=content)
    return hashlib.sha256(content).hexdigest()


def carried(station: Station, *, most: int = 100, cut_at: int = 0, ended: list[Carried] | None = None) -> list[Request]:
    """One round; what was asked. The line breaks at the request of that number, whose answer is lost."""
    asked: list[Request] = []
    ended = [] if ended is None else ended
    talk = carry(station.file.carrier, most=most)
    try:
        request = next(talk)
        while True:
            asked.append(request)
            try:
                reply = station.seat.call(request.name, request.body)
            except psycopg.errors.InsufficientPrivilege:
                request = talk.throw(Failed("42501"))
                continue
            if len(asked) == cut_at:
                talk.throw(Lost())
            request = talk.send(reply)
    except StopIteration as end:
        ended.append(end.value)
    except Lost:
        pass
    return asked


def look(station: Station, digest: str = DIGEST) -> None:
    station.desk.store.blobs.wish(digest)
    carried(station)


def test_another_desk_sees_the_file_once_somebody_there_opens_it(a: Station, b: Station) -> None:
    order = an_order(a, a_customer(a))
    attached(a, order)
    settle(a, b)
    carried(a)
    (row,) = b.desk.read(lambda session: attachments_of(session, order))
    assert (row.sha256, row.name, row.size) == (DIGEST, "漏水.png", len(CONTENT))
    assert carried(b) == []
    with pytest.raises(StoreFault):
        b.desk.store.blobs.get(DIGEST)
    b.told.clear()
    look(b)
    assert b.desk.store.blobs.get(DIGEST) == CONTENT
    assert ("order", order) in b.told
    # Nothing is left to be done by either.
    assert carried(a) == carried(b) == []


def test_bytes_wait_for_their_row(a: Station) -> None:
    attached(a, an_order(a, a_customer(a)))
    assert carried(a) == []
    a.exchange()
    assert [request.name for request in carried(a)] == ["blob_held", *["blob_put"] * PARTS]


@pytest.mark.parametrize("cut_at", range(1, PARTS + 2))
def test_an_upload_that_was_cut_goes_on_with_the_part_that_lacks(a: Station, b: Station, cut_at: int) -> None:
    attached(a, an_order(a, a_customer(a)))
    settle(a, b)
    before = carried(a, cut_at=cut_at)
    assert len(before) == cut_at
    after = carried(a)
    sent = [request.body["part"] for request in (*before, *after) if request.name == "blob_put"]
    assert sent == [1, 2, 3, 4]
    look(b)
    assert b.desk.store.blobs.get(DIGEST) == CONTENT


@pytest.mark.parametrize("cut_at", range(1, PARTS + 1))
def test_a_download_that_was_cut_goes_on_with_the_part_that_lacks(a: Station, b: Station, cut_at: int) -> None:
    attached(a, an_order(a, a_customer(a)))
    settle(a, b)
    carried(a)
    b.desk.store.blobs.wish(DIGEST)
    carried(b, cut_at=cut_at)
    standing = b.desk.store.blobs.standing(DIGEST)
    assert (standing.here, standing.parts) == (False, cut_at - 1)
    after = carried(b)
    assert [request.body["part"] for request in after] == [*range(cut_at, PARTS + 1)]
    assert b.desk.store.blobs.get(DIGEST) == CONTENT


def test_a_round_carries_a_few_parts_so_that_acts_come_first_again(a: Station) -> None:
    attached(a, an_order(a, a_customer(a)))
    a.exchange()
    ended: list[Carried] = []
    for parts in ([1, 2, 3], [4]):
        assert [request.body.get("part") for request in carried(a, most=3, ended=ended)] == [None, *parts]
    assert ended == [Carried(3, more=True, asked=True), Carried(1, more=False, asked=True)]


def test_who_may_not_see_the_row_gets_no_byte(a: Station, hotline: Hotline) -> None:
    attached(a, an_order(a, a_customer(a)))
    a.exchange()
    carried(a)
    for stranger in (hotline.wu, hotline.d1):
        assert stranger.call("blob_get", {"sha256": DIGEST, "part": 1})["bytes"] is None
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            stranger.call("blob_held", {"sha256": DIGEST})
        piece = base64.b64encode(b"x").decode()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            stranger.call("blob_put", {"sha256": DIGEST, "part": 1, "of": 1, "bytes": piece})
    assert hotline.zhao.call("blob_get", {"sha256": DIGEST, "part": 1})["bytes"] == base64.b64encode(CONTENT[:PART]).decode()


def test_what_nobody_has_brought_is_said_so_and_comes_when_its_desk_is_there_again(a: Station, b: Station) -> None:
    attached(a, an_order(a, a_customer(a)))
    settle(a, b)
    look(b)
    standing = b.desk.store.blobs.standing(DIGEST)
    assert (standing.here, standing.absent) == (False, True)
    # It is not asked for with every exchange.
    assert carried(b) == []
    carried(a)
    clock_of(b.desk).set(b.desk.clock.now() + 2 * MINUTE)
    carried(b)
    assert b.desk.store.blobs.get(DIGEST) == CONTENT


def test_bytes_that_a_restored_server_lost_are_brought_again_by_whoever_has_them(
    a: Station, b: Station, backups: Backups
) -> None:
    attached(a, an_order(a, a_customer(a)))
    settle(a, b)
    copy = backups.make()
    carried(a)
    look(b)
    # No feed moved since the copy was made: nothing but the bytes is missing.
    backups.put_back(copy)
    settle(a)
    assert carried(a) == []
    third = b
    third.desk.store.blobs.sweep(frozenset(), now=third.desk.clock.now() + 99 * MINUTE)
    look(third)
    assert third.desk.store.blobs.standing(DIGEST).absent
    settle(a)
    carried(a)
    clock_of(third.desk).set(third.desk.clock.now() + 2 * MINUTE)
    carried(third)
    assert third.desk.store.blobs.get(DIGEST) == CONTENT


def test_what_the_disk_has_spoiled_is_not_sent(a: Station) -> None:
    digest = attached(a, an_order(a, a_customer(a)))
    a.exchange()
    connection = connect(a.desk.folder / "attachments.db", a.desk.key)
    connection.execute("UPDATE blob SET content = x'00' WHERE sha256 = ?", (digest,))
    connection.close()
    assert [request.name for request in carried(a)] == ["blob_held"]


@contextmanager
def line_of(station: Station, hotline: Hotline, told: "Queue[object]") -> Iterator[Line]:
    """The line of a window over this folder; whatever it announces comes into the queue."""

    def open_file() -> ExchangeFile:
        file = station.file
        file.on_changed = told.put
        return file

    address = address_of(hotline.url).set(username=station.seat.login)
    line = Line(address, "secret", station.seat.person, open_file, now=station.desk.clock.now, announce=told.put)
    line.start()
    try:
        yield line
    finally:
        assert line.close()


def until(told: "Queue[object]", is_so: Callable[[], bool]) -> None:
    """Looks whenever a line has said something."""
    while not is_so():
        told.get(timeout=30)


def test_lines_of_windows_carry_them_without_being_asked_twice(a: Station, b: Station, hotline: Hotline) -> None:
    told: Queue[object] = Queue()
    with line_of(a, hotline, told) as mine, line_of(b, hotline, told) as theirs:
        order = an_order(a, a_customer(a))
        digest = attached(a, order, CONTENT * 12)
        mine.saved()
        until(told, lambda: bool(b.desk.read(lambda session: attachments_of(session, order))))
        b.desk.store.blobs.wish(digest)
        theirs.saved()
        # More than one exchange may carry: the line goes on by itself.
        assert len(CONTENT) * 12 > 3 * PART * 12
        until(told, lambda: a.desk.store.blobs.unsent() == [])
        clock_of(b.desk).set(b.desk.clock.now() + 2 * MINUTE)
        until(told, lambda: b.desk.store.blobs.standing(digest).here)
        assert b.desk.store.blobs.get(digest) == CONTENT * 12
