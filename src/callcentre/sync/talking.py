"""One exchange over one wire: what `exchange` asks goes out, what comes back goes in, pages fit the file's pace."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import replace
from time import monotonic
from typing import Any, TypeVar
from uuid import UUID

from callcentre.domain.errors import ServerFault
from callcentre.domain.instants import Instant
from callcentre.sync.carrying import Carried, Carrier, carry
from callcentre.sync.claims import Asking
from callcentre.sync.exchange import exchange
from callcentre.sync.ports import BrokenFeed, Failed, LocalFile, Lost, NotUnderstood, Request, Summary

HOLD = 0.05
"""Seconds for which a page may hold the file while a person waits to save."""
ON_THE_WAY = 2.0
"""Seconds that a page may take over a slow line, far below its deadline."""
LEAST, MOST = 10, 2_000
_OF_ONE: Mapping[str, frozenset[str]] = {
    "push": frozenset({"line.damaged", "line.no_right"}),
    # Bytes of a row that has left this login's sight meanwhile.
    **dict.fromkeys(("blob_held", "blob_put", "blob_get"), frozenset({"line.no_right"})),
}
"""What may be so for some rows alone: the others still go."""
Answer = TypeVar("Answer")


class Pace:
    """How many rows the next page may have, by how long the last ones were on their way and held the file."""

    def __init__(self, rows: int = 200) -> None:
        self._rows = float(rows)

    def __int__(self) -> int:
        return int(self._rows)

    def took(self, rows: int, held: float, on_the_way: float = 0.0) -> None:
        """A page of `rows` was so many seconds on its way and held the file for so many; few rows tell nothing."""
        if rows >= LEAST:
            share = max(held / (HOLD * 0.8), on_the_way / ON_THE_WAY, 1e-6)
            # Grows slowly and shrinks at once: a page that is too short costs less than a person's wait.
            self._rows = min(max(rows / share, LEAST), self._rows * 1.5, MOST)

    def broke(self) -> None:
        """The line broke: perhaps the page was too long for it."""
        self._rows = max(LEAST, self._rows / 2)


class Talk:
    """The exchanges of one wire, over the login of `person`."""

    def __init__(
        self, wire: Asking, file: LocalFile, person: UUID, *, now: Callable[[], Instant], pace: Pace | None = None,
        moved: Callable[[int], None] = lambda rows: None,
    ) -> None:  # fmt: skip
        self._wire, self._file, self._person, self._now, self._moved = wire, file, person, now, moved
        self._pace = pace or Pace()
        self.offset: Instant = 0
        """How far the server's clock is ahead of this desk's, microseconds, to half a round trip."""
        self._received = 0
        self.fault: ServerFault | None = None
        """Why the last exchange left something undone that could have gone."""

    def once(self) -> Summary:
        """One whole exchange. Raises Lost, ServerFault, and what the file raises.

        `moved` hears how many rows have come so far.
        """
        self.fault, self._received = None, 0
        try:
            ended = self._driven(exchange(self._file, person=self._person, page=self._pace))
        except Lost:
            self._pace.broke()
            raise
        # Rows of a clone count as well: a person sees how much has come.
        summary = replace(ended, received=self._received)
        if summary.status in ("upgrade_required", "server_older"):
            raise ServerFault(f"line.{summary.status}")
        return summary

    def carry(self, carrier: Carrier) -> Carried:
        """Some parts of attached files, after the acts. Raises as `once`."""
        return self._driven(carry(carrier))

    def _driven(self, talk: Generator[Request, Mapping[str, Any], Answer]) -> Answer:
        """Asks what `talk` asks until it ends; what it answers."""
        try:
            request = next(talk)
            while True:
                began = monotonic()
                try:
                    reply = self._ask(request)
                except Failed as failed:
                    request = talk.throw(failed)
                    continue
                answered = monotonic()
                self._look(reply, answered - began)
                rows = len(reply.get("rows", ()))
                # Before it goes on: the last page ends the talk.
                self._received += rows
                request = talk.send(reply)
                self._pace.took(rows, monotonic() - answered, answered - began)
                if rows:
                    self._moved(self._received)
        except StopIteration as end:
            answer: Answer = end.value
            return answer
        except Failed as failed:
            raise ServerFault("line.failed", retry=True, state=str(failed)) from failed
        except (BrokenFeed, NotUnderstood, KeyError, TypeError) as error:
            raise ServerFault("line.not_understood", retry=True) from error
        finally:
            talk.close()

    def _ask(self, request: Request) -> dict[str, Any]:
        try:
            return self._wire.ask(request)
        except ServerFault as fault:
            if fault.code not in _OF_ONE.get(request.name, ()):
                raise
            if request.name == "push":
                self.fault = fault
            raise Failed(str(fault.data.get("state", ""))) from fault

    def _look(self, reply: dict[str, Any], seconds: float) -> None:
        if "me" in reply and UUID(reply["me"]["person"]) != self._person:
            # Else what somebody did would be refused for good, as spoken in another's name.
            raise ServerFault("line.other_person")
        now = reply.get("now")
        if isinstance(now, int):
            self.offset = now - self._now() + round(seconds * 500_000)
