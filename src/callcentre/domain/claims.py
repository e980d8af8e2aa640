"""Who works on what: a callback or a complaint is in one person's hands at a time, and only for a while.

A claim is a lease: it ends by itself when nobody renews it, so that a workstation that crashed
holds nothing up. Its fence is the number of the claim: a higher one makes it worthless.
"""

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from callcentre.domain.instants import MINUTE, SECOND, Instant

LEASE = 5 * MINUTE
"""How long a claim stands without being renewed."""
BEAT = 5 * SECOND
"""How often it is looked who has what while somebody looks at it."""
PRESENT = 10 * MINUTE
"""Without a key or the mouse for so long nobody is taken to sit there, and nothing is renewed."""


class Item(NamedTuple):
    """What is taken: an order, for its callback, or a complaint."""

    entity: str
    """order or complaint"""
    pk: UUID


@dataclass(frozen=True, slots=True)
class Claim:
    """Who has an item. All instants are the desk's, whoever's clock the lease goes by."""

    item: Item
    person: UUID
    name: str
    since: Instant
    until: Instant
    fence: int = 0
    """0 where it was taken while working alone."""
    granted: bool = False
    """It is in the hands of whoever asked."""

    @property
    def tentative(self) -> bool:
        """Taken while the server could not be asked: a colleague may have it as well."""
        return self.granted and self.fence == 0


def is_free(held: Claim | None, person: UUID, now: Instant) -> bool:
    """Whether `person` may take what is `held` so: nobody has it, the lease is over, or it is their own."""
    return held is None or held.until <= now or held.person == person


def granted(held: Claim | None, item: Item, person: UUID, name: str, now: Instant) -> Claim:
    """What `person` gets who takes a free item: their own claim once more, or a new one with a higher fence.

    Raises ValueError where it is not free.
    """
    if not is_free(held, person, now):
        raise ValueError(item)
    last = 0 if held is None else held.fence
    if held is not None and held.person == person and held.until > now:
        return Claim(item, person, name, held.since, now + LEASE, held.fence, granted=True)
    return Claim(item, person, name, now, now + LEASE, max(last + 1, now), granted=True)
