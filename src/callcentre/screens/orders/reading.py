"""What the list asks the file, off the window's thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from callcentre.domain.instants import Instant
from callcentre.store.order_blocks import Keys, ListedOrder, Totals, keys_among, keys_of, rows_of, totals_of
from callcentre.store.order_filters import Filter, Wanted
from callcentre.ui.block_table import BLOCK
from callcentre.ui.order.filters import named


@dataclass(frozen=True, slots=True)
class Look:
    """The beginning of a list: its first block, at once, whatever its length. `whole` when there is no more."""

    wanted: Wanted
    keys: Keys
    rows: Sequence[ListedOrder | None]
    whole: bool
    names: dict[Filter, str]
    totals: Totals


def first_look(wanted: Wanted, now: Instant, zone: ZoneInfo) -> Callable[[Session], Look]:
    """The question for the beginning."""

    def ask(session: Session) -> Look:
        keys = keys_of(session, wanted, now=now, zone=zone, limit=BLOCK + 1)
        whole = len(keys) <= BLOCK
        return Look(
            wanted, keys, rows_of(session, keys[:BLOCK]), whole, named(session, wanted),
            totals_of(session, wanted, now=now, zone=zone),
        )

    return ask


def all_keys(wanted: Wanted, now: Instant, zone: ZoneInfo, given_up: Event) -> Callable[[Session], Keys]:
    """The question for the whole order."""
    return lambda session: keys_of(session, wanted, now=now, zone=zone, cancelled=given_up.is_set)


Blocks = Sequence[tuple[int, Sequence[ListedOrder | None]]]


def blocks(keys: Keys, numbers: Sequence[int]) -> Callable[[Session], Blocks]:
    """The question for some blocks."""
    return lambda session: [
        (number, rows_of(session, keys[number * BLOCK : (number + 1) * BLOCK])) for number in numbers
    ]


@dataclass(frozen=True, slots=True)
class News:
    """What changes did to a list: how many orders came into it, and the totals."""

    fresh: int
    totals: Totals


def news(
    wanted: Wanted, keys: Keys, changed: Sequence[UUID], now: Instant, zone: ZoneInfo
) -> Callable[[Session], News]:
    """The question after a change of these orders."""

    def ask(session: Session) -> News:
        among = keys_among(session, wanted, changed, now=now, zone=zone)
        # Searching the array costs less than a set of a million would take.
        return News(sum(key not in keys for key in among), totals_of(session, wanted, now=now, zone=zone))

    return ask
