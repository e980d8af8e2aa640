"""The two ways in which leases are given: by this folder, or by the server over the open line.

Both are asked the same and wait for nothing: `told` hears the answer on the window's thread,
None where there was none in time.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from functools import partial
from time import monotonic
from typing import Any, Protocol
from uuid import UUID

from PySide6.QtCore import QObject, QTimer
from sqlalchemy.orm import Session

from callcentre.acts import claims
from callcentre.domain.claims import Claim, Item
from callcentre.domain.instants import Instant
from callcentre.runtime.bridge import Bridge, alive
from callcentre.runtime.runner import Runner
from callcentre.store.claims import valid_claims
from callcentre.store.first import device_of
from callcentre.sync.claims import Answer, Asks, claim_of, claiming, claiming_first, claims_of_site
from callcentre.sync.ports import Request

WITHIN = 2.0
"""Seconds in which the server has to say whether something is free."""
_LOOKS = 200
"""Milliseconds between two looks whether a question has waited for too long."""
Told = Callable[[Claim | None], None]
TAKEN: Any = object()
"""Answer of `first` where somebody has each of them."""


class Server(Protocol):
    """The window's connection; `peer` is None in a folder that is joined to no server."""

    @property
    def peer(self) -> object | None: ...

    @property
    def asks(self) -> Asks | None:
        """Questions over the open line; None while there is no line."""


class Way(Protocol):
    """Who gives the leases."""

    closed: bool
    """The window closes: no answer is heard any more."""

    @property
    def is_reached(self) -> bool:
        """Whether it is worth asking now."""

    def claim(self, item: Item, told: Told, *, over: bool = False) -> None:
        """Takes an item; with `over` from whoever has it."""

    def first(self, items: Sequence[Item], told: Callable[[Any], None]) -> None:
        """Takes the first that is free; TAKEN where none is."""

    def renew(self, had: Claim, told: Told) -> None:
        """A longer lease for what is in hand."""

    def release(self, had: Claim, *, lost: bool) -> "list[Future[Answer]]":
        """Gives it back, or forgets it where it was lost; answers what a closing window may wait for."""

    def alone(self, claim: Claim, told: Told) -> None:
        """Writes down what was taken without anybody being asked."""

    def everything(self, told: Callable[[Sequence[Claim] | None], None]) -> None:
        """Every claim whose lease runs."""


class OfFolder:
    """This folder gives the leases, by its own clock: to the people of one folder, whose windows are other processes."""

    is_reached = True

    def __init__(self, owner: QObject, runner: Runner, now: Callable[[], Instant]) -> None:
        self._owner, self._runner, self._now = owner, runner, now
        self.closed = False

    def claim(self, item: Item, told: Told, *, over: bool = False) -> None:
        act = claims.take_over if over else claims.claim
        self._write(lambda unit: act(unit, item), told)

    def first(self, items: Sequence[Item], told: Callable[[Any], None]) -> None:
        self._write(lambda unit: claims.claim_first(unit, items) or TAKEN, told)

    def renew(self, had: Claim, told: Told) -> None:
        self._write(lambda unit: claims.renew(unit, had), told)

    def release(self, had: Claim, *, lost: bool) -> "list[Future[Answer]]":
        self._runner.write(lambda unit: claims.give_back(unit, had), failed=_unheard, owner=self._owner)
        return []

    def alone(self, claim: Claim, told: Told) -> None:
        # The file that gives the leases did not take this one either.
        told(claim)

    def everything(self, told: Callable[[Sequence[Claim] | None], None]) -> None:
        now = self._now()
        self._runner.read(lambda session: valid_claims(session, now), told, lambda _problem: told(None), owner=self._owner)

    def _write(self, act: Callable[[Any], Any], told: Callable[[Any], None]) -> None:
        # A file that cannot be written keeps nobody from calling a customer: it says so where it is saved.
        self._runner.write(
            act, done=lambda got: None if self.closed else told(got),
            failed=lambda _problem: None if self.closed else told(None), owner=self._owner,
        )  # fmt: skip


class OfServer:
    """The server gives them, by its clock; the file keeps what was granted, so that acts carry its fence."""

    def __init__(self, owner: QObject, runner: Runner, now: Callable[[], Instant], server: Server, person: UUID) -> None:
        self._owner, self._runner, self._now, self._server, self._person = owner, runner, now, server, person
        self._device: UUID | None = None
        self._bridge = Bridge()
        self.closed = False
        self._open: list[_Question] = []
        self._timer = QTimer(owner)
        self._timer.setInterval(_LOOKS)
        self._timer.timeout.connect(self._look)

    @property
    def is_reached(self) -> bool:
        return self._server.asks is not None

    def claim(self, item: Item, told: Told, *, over: bool = False) -> None:
        name, more = ("break_claim", {"take": True}) if over else ("claim", {})
        self._ask(lambda device: claiming(name, item, device, **more), partial(self._hear, told))

    def first(self, items: Sequence[Item], told: Callable[[Any], None]) -> None:
        def hear(answer: Answer) -> None:
            if answer is not None and not answer["granted"]:
                told(TAKEN)
            else:
                self._hear(told, answer)

        self._ask(lambda device: claiming_first(list(items), device), hear)

    def renew(self, had: Claim, told: Told) -> None:
        self._ask(lambda device: claiming("renew", had.item, device, fence=had.fence), partial(self._hear, told))

    def release(self, had: Claim, *, lost: bool) -> "list[Future[Answer]]":
        self._runner.write(lambda unit: claims.forget(unit, had.item, self._person), failed=_unheard, owner=self._owner)
        asks = self._server.asks
        if asks is None or self._device is None or lost or had.tentative:
            return []
        return [asks.ask(claiming("release", had.item, self._device, fence=had.fence), behind=True)]

    def alone(self, claim: Claim, told: Told) -> None:
        self._keep(claim, told)

    def everything(self, told: Callable[[Sequence[Claim] | None], None]) -> None:
        def hear(answer: Answer) -> None:
            if answer is None:
                told(None)
            else:
                found = (claim_of(said, answer["now"], self._now()) for said in answer["claims"])
                told([claim for claim in found if claim is not None])

        self._ask(lambda _device: claims_of_site(), hear)

    def late(self, answer: Answer) -> None:
        """The server was waited for too long and gave something all the same: it goes back; who has it in hand asks again."""
        claim = self._read(answer)
        if claim is not None and claim.granted and self._device is not None and (asks := self._server.asks) is not None:
            asks.ask(claiming("release", claim.item, self._device, fence=claim.fence), behind=True)

    def post(self, call: Callable[[], None]) -> None:
        """From any thread: runs `call` on the window's, while the owner lives and listens."""
        self._bridge.post(lambda: call() if alive(self._owner) and not self.closed else None)

    def _look(self) -> None:
        for question in [one for one in self._open if one.is_over(monotonic())]:
            question.give_up()

    def _hear(self, told: Told, answer: Answer) -> None:
        claim = self._read(answer)
        if claim is not None and claim.granted:
            self._keep(claim, told)
        else:
            told(claim)

    def _keep(self, claim: Claim, told: Told) -> None:
        # Where the file takes nothing, the claim stands all the same: acts on it go without a fence.
        self._runner.write(
            lambda unit: claims.keep(unit, claim), done=lambda _kept: None if self.closed else told(claim),
            failed=lambda _problem: None if self.closed else told(claim), owner=self._owner,
        )  # fmt: skip

    def _read(self, answer: Answer) -> Claim | None:
        return None if answer is None or "by" not in answer else claim_of(answer, answer["now"], self._now())

    def _ask(self, request: Callable[[UUID], Request], told: Callable[[Answer], None]) -> None:
        device, asks = self._device, self._server.asks
        if asks is None:
            told(None)
        elif device is None:
            self._runner.read(_device, partial(self._know, request, told), lambda _problem: told(None), owner=self._owner)
        else:
            self._put(_Question(asks.ask(request(device)), told))

    def _put(self, question: "_Question") -> None:
        if question.future.done():
            question.hear()
            return
        self._open.append(question)
        self._timer.start()
        question.future.add_done_callback(lambda _future: self.post(lambda: self._answered(question)))

    def _answered(self, question: "_Question") -> None:
        if question in self._open:
            self._open.remove(question)
        if not self._open:
            self._timer.stop()
        answer = question.hear()
        if answer is not None:
            self.late(answer)

    def _know(self, request: Callable[[UUID], Request], told: Callable[[Answer], None], device: UUID) -> None:
        self._device = device
        self._ask(request, told)


class _Question:
    """Is answered once: by the server, or by None when it takes too long."""

    def __init__(self, future: "Future[Answer]", told: Callable[[Answer], None]) -> None:
        self.future, self._told = future, told
        self._until, self._waits = monotonic() + WITHIN, True

    def is_over(self, now: float) -> bool:
        """Whether it has waited for too long."""
        return self._waits and now >= self._until

    def hear(self) -> Answer:
        """Hands the answer on; gives it back where nobody waits for it any more."""
        answer: Mapping[str, Any] | None = None if self.future.cancelled() else self.future.result()
        if not self._waits:
            return answer
        self._waits = False
        self._told(answer)
        return None

    def give_up(self) -> None:
        """Nobody waits any longer; what was not asked yet is not asked."""
        self._waits = False
        self.future.cancel()
        self._told(None)


def _device(session: Session) -> UUID:
    device = device_of(session)
    assert device is not None, "a folder that is joined has begun"
    return device.id


def _unheard(_problem: Exception) -> None:
    """What could not be given back ends by itself."""
