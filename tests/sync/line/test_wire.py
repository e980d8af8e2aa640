"""One exchange over one real connection."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from tests.sync.hotline import Hotline
from tests.sync.line.file import DeskFile
from tests.sync.server.seat import NOON, Seat

from callcentre.sync.address import address_of
from callcentre.sync.talking import Talk
from callcentre.sync.wire import Wire


@contextmanager
def talking(hotline: Hotline, seat: Seat, file: DeskFile) -> Iterator[Talk]:
    with closing(Wire(address_of(hotline.url).set(username=seat.login), "secret")) as wire:
        yield Talk(wire, file, seat.person, now=lambda: NOON)


def test_what_one_noted_the_other_has(hotline: Hotline) -> None:
    mine, theirs = DeskFile(), DeskFile()
    customer = mine.act(hotline.li.person)
    with talking(hotline, hotline.li, mine) as talk:
        summary = talk.once()
    assert (summary.sent, summary.tally.waiting) == (1, 0)
    with talking(hotline, hotline.zhao, theirs) as talk:
        assert talk.once().received > 1
    assert str(customer) in theirs.customers()
