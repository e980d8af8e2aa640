"""The bytes of attached files: they go after all acts, a few parts at a time, and come when somebody wants to see them.

Wherever it is cut off, the next exchange goes on with the part that lacks.
"""

import base64
from collections.abc import Generator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from callcentre.sync.ports import Failed, Request

PART = 64 * 1024
"""Bytes of one part: short enough to pass a slow line within the deadline of one request."""
PARTS = 12
"""Parts of one exchange: whoever saves meanwhile waits for no more than these."""


class Carrier(Protocol):
    """Where this workstation keeps the bytes of attached files, by their SHA-256."""

    def unsent(self) -> Sequence[str]:
        """What the server is not known to have, though it has the row that speaks of it."""

    def content(self, digest: str) -> bytes:
        """The bytes; none where they are gone."""

    def sent(self, digest: str) -> None:
        """The server has all of it."""

    def wishes(self) -> Sequence[tuple[str, Sequence[int]]]:
        """What a person wants to see, each with the numbers of the parts that are here."""

    def absent(self, digest: str) -> None:
        """The server has not got it."""

    def arrived(self, digest: str, part: int, of: int, content: bytes) -> None:
        """Keeps one part; the last one is checked by the hash."""


class Carried(NamedTuple):
    """What one round did."""

    parts: int
    """Parts that went or came."""
    more: bool
    """There is more that could go or come at once."""
    asked: bool
    """The server was asked at all: what is known of a file may be another."""


def carry(carrier: Carrier, *, most: int = PARTS) -> Generator[Request, Mapping[str, Any], Carried]:
    """Fetches what is wanted, then sends what the server lacks, `most` parts in all.

    What the server refuses to take or give, such as bytes of a row that has left this person's
    sight, is left for another time. Raises what the driver throws in.
    """
    left, asked = most, False
    for fetch, wanted in ((_fetched, carrier.wishes()), (_sent, [(digest, ()) for digest in carrier.unsent()])):
        for digest, there in wanted:
            asked = True
            try:
                left -= yield from fetch(carrier, digest, there, left)
            except Failed:
                continue
            if left <= 0:
                return Carried(most - left, more=True, asked=asked)
    return Carried(most - left, more=False, asked=asked)


def _fetched(carrier: Carrier, digest: str, there: Sequence[int], most: int) -> Generator[Request, Mapping[str, Any], int]:
    part, of, came = 1, 1, 0
    while part <= of and came < most:
        if part not in there:
            reply = yield Request("blob_get", {"sha256": digest, "part": part})
            if reply["bytes"] is None:
                carrier.absent(digest)
                return came
            of, came = reply["of"], came + 1
            carrier.arrived(digest, part, of, base64.b64decode(reply["bytes"]))
        else:
            of = max(of, part + 1)
        part += 1
    return came


def _sent(carrier: Carrier, digest: str, _there: Sequence[int], most: int) -> Generator[Request, Mapping[str, Any], int]:
    held = yield Request("blob_held", {"sha256": digest})
    content, went = carrier.content(digest), 0
    of = -(-len(content) // PART)
    there = set(held["parts"]) if held["of"] == of else set()
    whole = held["whole"]
    for part in (part for part in range(1, of + 1) if part not in there):
        if whole or went == most:
            break
        piece = content[(part - 1) * PART : part * PART]
        reply = yield Request("blob_put", {"sha256": digest, "part": part, "of": of, "bytes": base64.b64encode(piece).decode()})
        whole, went = reply["whole"], went + 1
    if whole:
        carrier.sent(digest)
    return went
