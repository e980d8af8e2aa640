"""What an exchange with the server says of feeds and changes: shapes that the file and the line share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

COMPANY = "company"
"""The feed of what everybody reads; all others are of one site (`site:CODE`) or one outlet (`outlet:ID`)."""


class BrokenFeed(Exception):
    """A page does not continue where the file stands: nothing of it was applied."""


class Known(NamedTuple):
    """What the server says of changes by their ids, in the order in which they were asked."""

    missing: list[str]
    """It has never heard of these, or has forgotten them."""
    refused: list[str]
    kept: list[str]
    """A verified backup of its present history has held these for long enough."""
    places: dict[str, Mapping[str, Any]]
    """The others: where they stand in its present history, as {feed, seq, mark}; the feed is "" and the
    seq the server's instant where this person reads no feed that has them.
    """


@dataclass(frozen=True, slots=True)
class Tally:
    """How a file stands: commands on their way, commands refused, conflicts nobody has settled."""

    waiting: int = 0
    refused: int = 0
    conflicts: int = 0


def is_of_company(feed: str) -> bool:
    """Whether a feed is the company's: its rows and those of the other feeds are kept apart."""
    return feed == COMPANY


def is_of_outlet(feed: str) -> bool:
    """Whether a feed is an outlet's: what it brings is cut down."""
    return feed.startswith("outlet:")
