"""Claims over the open connection: asked from any thread, answered by the thread of the line, never waited for.

A question is put between the requests of an exchange, so that it does not wait for the end of a
clone. Where there is no connection the answer is None at once: whoever asked is alone.
"""

import threading
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any, Protocol
from uuid import UUID

from callcentre.domain.claims import LEASE, Claim, Item
from callcentre.domain.errors import ServerFault
from callcentre.domain.instants import SECOND, Instant
from callcentre.sync.ports import Failed, Request

Answer = Mapping[str, Any] | None
"""What the server answered; None where it could not be asked or refused."""
_SECONDS = LEASE // SECOND


class Asking(Protocol):
    """An open connection."""

    def ask(self, request: Request) -> dict[str, Any]:
        """Calls one function of the server."""


class Asks:
    """The questions that wait for the line's thread; `knock` wakes it, with b"s" for an exchange."""

    def __init__(self, knock: Callable[[bytes], None]) -> None:
        self._knock = knock
        self._lock = threading.Lock()
        self._waiting: deque[tuple[Request, Future[Answer]]] = deque()
        self._behind: deque[tuple[Request, Future[Answer]]] = deque()
        """To be asked when what was saved before has gone out."""
        self._open = False

    def ask(self, request: Request, *, behind: bool = False) -> "Future[Answer]":
        """From any thread. One that is cancelled before its turn is not asked.

        With `behind` it goes after an exchange: giving something back must not overtake what was
        written while it was in hand.
        """
        future: Future[Answer] = Future()
        with self._lock:
            alone = not self._open
            if not alone:
                (self._behind if behind else self._waiting).append((request, future))
        if alone:
            future.set_result(None)
        else:
            self._knock(b"s" if behind else b"a")
        return future

    @property
    def is_open(self) -> bool:
        """Whether there is a connection."""
        return self._open

    def begin(self) -> None:
        """There is a connection: questions are taken."""
        with self._lock:
            self._open = True

    def end(self) -> None:
        """There is none any more: whoever waits is alone."""
        with self._lock:
            self._open = False
            left = [*self._waiting, *self._behind]
            self._waiting.clear()
            self._behind.clear()
        for _request, future in left:
            if future.set_running_or_notify_cancel():
                future.set_result(None)

    def exchanged(self, wire: Asking) -> None:
        """What was saved has gone out: asks what waited for that, too. Raises as `serve`."""
        with self._lock:
            self._waiting.extend(self._behind)
            self._behind.clear()
        self.serve(wire)

    def serve(self, wire: Asking) -> None:
        """Asks what waits. Raises Lost; the question that met it is answered None."""
        while True:
            with self._lock:
                if not self._waiting:
                    return
                request, future = self._waiting.popleft()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                answer: Answer = wire.ask(request)
            except (Failed, ServerFault):
                # Refused, such as an order that this login may not see: it says no more than that there is no claim.
                answer = None
            except BaseException:
                future.set_result(None)
                raise
            future.set_result(answer)

    def between(self, wire: Asking) -> "Between":
        """The wire for an exchange: before each of its requests what waits here is asked."""
        return Between(self, wire)


class Between:
    """A wire that lets questions in between."""

    def __init__(self, asks: Asks, wire: Asking) -> None:
        self._asks, self._wire = asks, wire

    def ask(self, request: Request) -> dict[str, Any]:
        """As the wire's; raises what it raises."""
        self._asks.serve(self._wire)
        return self._wire.ask(request)


def claiming(name: str, item: Item, device: UUID, **more: object) -> Request:
    """claim, renew, release or break_claim of one item by this workstation."""
    body = {"entity": item.entity, "pk": str(item.pk), "device": str(device), "seconds": _SECONDS}
    return Request(name, body | more)


def claiming_first(items: list[Item], device: UUID) -> Request:
    """The first of these callbacks that nobody has."""
    return Request("next", {
        "queue": "callbacks", "among": [str(item.pk) for item in items], "device": str(device), "seconds": _SECONDS,
    })  # fmt: skip


def claims_of_site() -> Request:
    """Every valid claim of the site."""
    return Request("claims", {})


def claim_of(said: Mapping[str, Any], server_now: Instant, now: Instant) -> Claim | None:
    """A claim as the server told it, in instants of this desk; None where it says that nobody has it.

    The server's clock is only compared with itself: what is carried over is how long ago and how long still.
    """
    if said.get("by") is None:
        return None
    there = now - server_now
    return Claim(
        Item(said["entity"], UUID(said["pk"])), UUID(said["by"]["person"]), said["by"]["name"] or "",
        said["by"]["since"] + there, said["until"] + there, said["fence"] or 0, granted=bool(said["granted"]),
    )
