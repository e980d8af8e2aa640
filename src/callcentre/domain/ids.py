"""Ids: by time for what a person makes, by name for what can be made twice."""

import secrets
from threading import Lock
from uuid import UUID, uuid5

from callcentre.domain.instants import Instant

_IMPORTED = UUID("5a1d5c0e-6f0b-5b57-9a54-2d8a4c1be2f1")
_RULE = UUID("c37b7f0a-8a8c-5d0e-8f5d-5b1f4b7de9a2")
"""Namespaces; a change here would make every file and rule forget what it has done."""

_MILLISECOND = 1_000
_BY_TIME = 7
_TAIL_BITS = 74
_RAND_B_BITS = 62


class _Tails:
    """The 74 bits behind the millisecond: random, and growing while the millisecond stays the same.

    RFC 9562 section 6.2 method 2. The first tail of a millisecond leaves its top bit
    free and each step is below 2**32, so more than 2**40 ids fit into one.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._millisecond = -1
        self._tail = 0

    def next(self, millisecond: int) -> int:
        with self._lock:
            if millisecond == self._millisecond:
                self._tail += 1 + secrets.randbits(32)
            else:
                self._millisecond = millisecond
                self._tail = secrets.randbits(_TAIL_BITS - 1)
            return self._tail


_tails = _Tails()


def new_id(now: Instant) -> UUID:
    """A UUIDv7 of `now`; within a process ids of the same millisecond sort by their making."""
    millisecond = max(0, now // _MILLISECOND)
    tail = _tails.next(millisecond)
    high = (millisecond << 16) | (_BY_TIME << 12) | (tail >> _RAND_B_BITS)
    low = (0b10 << _RAND_B_BITS) | (tail & ((1 << _RAND_B_BITS) - 1))
    return UUID(int=(high << 64) | low)


def made_at(made: UUID) -> Instant | None:
    """The millisecond in which `new_id` made an id; None for ids that are made of names."""
    return (made.int >> 80) * _MILLISECOND if made.version == _BY_TIME else None


def imported_id(kind: str, *natural_key: str) -> UUID:
    """The UUIDv5 of an imported row: the same kind and key give the same id in every folder."""
    return uuid5(_IMPORTED, _joined(kind, *natural_key))


def rule_id(rule: str, version: str, subject: UUID, occurrence: str) -> UUID:
    """The UUIDv5 of what a rule makes, so that two desks running it do it once."""
    return uuid5(_RULE, _joined(rule, version, str(subject), occurrence))


def _joined(*parts: str) -> str:
    # Lengths keep ("ab", "c") and ("a", "bc") apart whatever the keys contain.
    return "".join([f"{len(part)}:{part}" for part in parts])
