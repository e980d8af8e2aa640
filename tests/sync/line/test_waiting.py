"""Somebody else's long transaction on the server: a push waits no longer than it may, and nobody who reads waits at all."""

from contextlib import closing

from sqlalchemy import text
from tests.sync.hotline import Hotline
from tests.sync.line.file import DeskFile
from tests.sync.server.seat import NOON, Seat

from callcentre.sync.address import address_of
from callcentre.sync.ports import Summary
from callcentre.sync.talking import Talk
from callcentre.sync.wire import Wire


def once(hotline: Hotline, seat: Seat, file: DeskFile) -> Summary:
    with closing(Wire(address_of(hotline.url).set(username=seat.login), "secret")) as wire:
        return Talk(wire, file, seat.person, now=lambda: NOON).once()


def test_a_push_behind_a_long_transaction_gives_up_soon_and_whoever_reads_does_not_wait(hotline: Hotline) -> None:
    li, zhao = DeskFile(), DeskFile()
    first = li.act(hotline.li.person)
    once(hotline, hotline.li, li)
    second = li.act(hotline.li.person)
    with hotline.engine.begin() as somebody:
        somebody.execute(text("SELECT FROM sync.head FOR UPDATE"))
        assert once(hotline, hotline.zhao, zhao).status == "ok"
        assert zhao.customers() == {str(first)}
        assert once(hotline, hotline.li, li).sent == 0
        assert li.tally().waiting == 1
    assert once(hotline, hotline.li, li).sent == 1
    once(hotline, hotline.zhao, zhao)
    assert zhao.customers() == {str(first), str(second)}
