"""Pruning of feeds: how far each may go, and the going itself in two short steps."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

LEAST_DAYS = 30
"""As long as a workstation keeps what it has sent; a feed never forgets sooner."""


@dataclass(frozen=True, slots=True)
class Prunable:
    """How far one feed may be pruned, and what stands in the way of more."""

    feed: str
    head: int
    pruned_to: int
    by_age: int
    """The last line that is old enough."""
    by_backup: int
    """The last line that the newest verified backup has behind it; 0 without one."""
    by_desks: int
    """The last line that every workstation seen within the time has pulled."""
    until: int

    @property
    def lines(self) -> int:
        """What would go."""
        return self.until - self.pruned_to


def prunable(connection: Connection, *, days: int) -> Sequence[Prunable]:
    """What pruning would do to each feed; changes nothing."""
    rows = connection.execute(text("SELECT * FROM sync.prunable(make_interval(days => :days))"), {"days": days})
    return [Prunable(*row) for row in rows]


def raise_floors(connection: Connection, *, days: int) -> None:
    """The first step, short: it holds the heads. Who stands below a floor begins that feed with a copy."""
    connection.execute(text("SELECT sync.raise_floors(make_interval(days => :days))"), {"days": days})


def sweep(connection: Connection) -> int:
    """The second step: deletes what lies below the floors, also what an interrupted run left; answers the lines.

    Holds nothing that a push needs. No function of the server may delete lines: a role that has no other right does.
    """
    connection.execute(text("SET LOCAL ROLE callcentre_upkeep"))
    gone = connection.execute(text("DELETE FROM sync.feed f USING sync.head h WHERE h.feed = f.feed AND f.seq <= h.pruned_to"))
    connection.execute(text("RESET ROLE"))
    return gone.rowcount


def begin_epoch(connection: Connection, reason: str) -> int:
    """Claims wait from now on for as long as a lease runs; answers when that ends, microseconds UTC."""
    return int(connection.scalar(text("SELECT sync.micros(sync.begin_epoch(:reason))"), {"reason": reason}) or 0)
