"""When the next exchange is due: after an own save at once, after a colleague's soon, in any case every few seconds."""

from collections.abc import Callable

POLL = 5.0
"""Seconds between two looks when nobody told of anything: what the server tells is a hint only."""
SPREAD = 0.01
"""Those whom one push wakes do not all come at once. A wake costs the server some milliseconds, so hundreds come one after
another however far they are spread; a person waits for what is added here."""
TRAILING = 0.3
"""Within a quarter of a second the server tells of the first push alone: the later ones are looked for."""
LONGEST = 60.0
_FIRST = 4.0


class Rhythm:
    """Due times on a clock of the caller's; `chance` answers a number between 0 and 1."""

    def __init__(self, chance: Callable[[], float]) -> None:
        self._chance = chance
        self._poll = 0.0
        self._due: list[float] = []

    def next(self) -> float:
        """When the next exchange is due."""
        return min(self._poll, *self._due) if self._due else self._poll

    def saved(self, now: float) -> None:
        """Something was saved here, or a person asks for it."""
        self._due.append(now)

    def heard(self, now: float, *, others: bool, own: bool) -> None:
        """The server told of a push of others, or of this line's own."""
        if others:
            self._due.append(now + SPREAD * self._chance())
        if others or own:
            self._due.append(now + TRAILING)

    def begun(self, now: float) -> None:
        """An exchange begins: what was due until now is served by it."""
        self._due = [due for due in self._due if due > now]
        self._poll = now + POLL


def back_off(failures: int, chance: Callable[[], float]) -> float:
    """Seconds until the next try to connect: anywhere up to a bound that doubles, a minute at most.

    A server that comes back is met by thousands of desks spread over that minute.
    """
    return float(min(LONGEST, _FIRST * 2 ** max(0, failures - 1))) * chance()
