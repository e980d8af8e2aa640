"""Repeats: orders opened because an earlier one did not last (design section 6)."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from callcentre.domain.instants import DAY, Instant

DaysAfter = Callable[[Instant], int]
"""How many days after a closing at this instant an order still counts as its repeat."""


@dataclass(frozen=True, slots=True)
class Peer:
    """What of an order decides whether it repeats another or is repeated."""

    order: UUID
    no: str
    kind: str
    asset: UUID | None
    fault_key: str
    repeat_of: UUID | None
    state: str
    opened_at: Instant
    closed_at: Instant | None
    """The last closing of an order that is closed now, else None."""

    @property
    def family(self) -> tuple[UUID, str] | None:
        """Repairs of one asset with one fault repeat each other unnamed; None for an order without both."""
        if self.kind != "repair" or self.asset is None or not self.fault_key:
            return None
        return self.asset, self.fault_key


def count_repeats(orders: Iterable[Peer], peers: Iterable[Peer], days: DaysAfter) -> dict[UUID, int]:
    """How many repeats each of `orders` has; those without any are left out.

    `peers` holds every order that names one of `orders` and the whole family of each;
    an order may come more than once.
    """
    known = {peer.order: peer for peer in peers}
    wanted = {order.order: order for order in orders}
    known.update(wanted)
    families: dict[tuple[UUID, str], list[Peer]] = {}
    for peer in known.values():
        if peer.family is not None:
            families.setdefault(peer.family, []).append(peer)
    counts: Counter[UUID] = Counter()
    for peer in known.values():
        repeated = _repeated(peer, known, families, days)
        if repeated is not None and repeated in wanted:
            counts[repeated] += 1
    return dict(counts)


def _repeated(
    later: Peer, known: dict[UUID, Peer], families: dict[tuple[UUID, str], list[Peer]], days: DaysAfter
) -> UUID | None:
    """The one order that `later` repeats."""
    if later.state == "cancelled":
        return None
    if later.repeat_of is not None:
        named = known.get(later.repeat_of)
        return named.order if named is not None and _in_time(named, later, days) else None
    if later.family is None:
        return None
    earlier = [peer for peer in families[later.family] if _in_time(peer, later, days)]
    if not earlier:
        return None
    return max(earlier, key=lambda peer: (peer.closed_at or 0, peer.no)).order


def _in_time(earlier: Peer, later: Peer, days: DaysAfter) -> bool:
    closed = earlier.closed_at
    if closed is None or earlier.order == later.order:
        return False
    return 0 <= later.opened_at - closed <= days(closed) * DAY
