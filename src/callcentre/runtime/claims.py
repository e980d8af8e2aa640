"""What this window has in hand, and what others have: taken, renewed while somebody is there, given back.

One way for panels, whoever gives the leases. Nothing here waits. Where the server is not reached
in time, work is taken all the same and marked tentative; once it is reached, it is asked for
again, and `lost` tells where a colleague has it.
"""

import weakref
from collections.abc import Callable, Sequence
from concurrent.futures import wait as wait_for
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from callcentre.acts import claims
from callcentre.domain.claims import BEAT, LEASE, PRESENT, Claim, Item
from callcentre.domain.instants import SECOND, Instant
from callcentre.runtime.announce import Announcer
from callcentre.runtime.bridge import alive, weakly
from callcentre.runtime.claim_ways import TAKEN, OfFolder, OfServer, Server, Way
from callcentre.runtime.presence import Presence
from callcentre.runtime.runner import Runner

CLOSING = 1.0
"""Seconds for giving everything back when the window closes."""
Done = Callable[[Claim], None]


class _Hand:
    """An item that was asked for, and is in hand where `claim` is there."""

    def __init__(self, seen: QWidget | None, turn: int) -> None:
        self._seen = None if seen is None else weakly(seen)
        self.turn = turn
        self.claim: Claim | None = None
        self.lost = False

    def is_seen(self) -> bool:
        """Whether its case is before somebody's eyes, where that matters."""
        widget = None if self._seen is None else self._seen()
        return self._seen is None or (isinstance(widget, QWidget) and alive(widget) and widget.isVisible())


class Claims(QObject):
    """`take` and `give_back` what one person works on; `of` says who has an item now.

    Whoever shows who has what calls `watch`, and hears of changes as ("claim", id) from the announcer.
    """

    lost = Signal(object, object)
    """(item, who has it now or None): it was in hand here and is not any more."""

    def __init__(
        self, runner: Runner, announcer: Announcer, person: UUID, name: str, now: Callable[[], Instant],
        server: Server | None = None, parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._runner, self._announcer, self._now, self._person, self._name = runner, announcer, now, person, name
        self._way: Way = (
            OfFolder(self, runner, now) if server is None or server.peer is None else OfServer(self, runner, now, server, person)
        )
        self._hands: dict[Item, _Hand] = {}
        self._others: dict[Item, Claim] = {}
        self._watching: list[weakref.ref[QWidget]] = []
        self._presence = Presence(now, self)
        self._turn, self._looking = 0, False
        self._timer = QTimer(self)
        self._timer.setInterval(BEAT // 1000)
        self._timer.timeout.connect(self.beat)

    def begin(self) -> None:
        """The window has been opened: what an earlier one of this person still had, as it crashed, is in nobody's hands."""
        self._runner.write(claims.begin_anew, failed=lambda _problem: None, owner=self)

    # what panels ask

    def take(self, item: Item, done: Done, *, over: bool = False, seen: QWidget | None = None) -> None:
        """Takes an item, for `done(claim)`: granted, perhaps tentative, or who has it.

        `over` takes it from whoever has it, for supervisors. It is renewed while somebody sits there, and `seen`, where given, is in sight.
        """
        self._presence.seen()
        hand = self._begin(item, seen)
        self._way.claim(item, partial(self._told, item, hand, done), over=over)

    def take_first(self, items: Sequence[Item], done: Callable[[Claim | None], None]) -> None:
        """Takes the first of these that is free, for `done`: None where somebody has each of them."""
        self._presence.seen()

        def told(claim: Any) -> None:
            if claim is TAKEN:
                done(None)
            else:
                item = items[0] if claim is None else claim.item
                self._told(item, self._begin(item, None), done, claim)

        if items:
            self._way.first(items, told)
        else:
            done(None)

    def give_back(self, item: Item) -> None:
        """Nobody here has it any more. One that is still being asked for is given back when it comes."""
        hand = self._hands.pop(item, None)
        if hand is not None and hand.claim is not None:
            self._way.release(hand.claim, lost=hand.lost)
            self._tell(item)

    def of(self, item: Item) -> Claim | None:
        """Who has it now, as far as is known here; `granted` where it is in hand here."""
        hand = self._hands.get(item)
        if hand is not None and hand.claim is not None and not hand.lost:
            return hand.claim
        known = self._others.get(item)
        return known if known is not None and known.until > self._now() else None

    def held_by_others(self, entity: str) -> frozenset[UUID]:
        """What colleagues have of one kind."""
        now = self._now()
        return frozenset(item.pk for item, claim in self._others.items() if item.entity == entity and claim.until > now)

    def watch(self, widget: QWidget) -> None:
        """While this widget is seen, it is looked who has what."""
        self._watching.append(weakref.ref(widget))
        self._timer.start()
        self.beat()

    def close(self) -> None:
        """Gives everything back. Waits for the server for a moment at most."""
        self._timer.stop()
        self._way.closed = True
        hands, self._hands = self._hands, {}
        asked = [self._way.release(hand.claim, lost=hand.lost) for hand in hands.values() if hand.claim is not None]
        wait_for([future for futures in asked for future in futures], CLOSING)

    # what goes by time

    def beat(self) -> None:
        """Renews what is in hand, and looks who has what: every few seconds while it is of use."""
        seen = [widget for ref in self._watching if (widget := ref()) is not None and alive(widget) and widget.isVisible()]
        for widget in seen:
            self._presence.look_at(widget)
        for item, hand in list(self._hands.items()):
            if hand.claim is not None and not hand.lost and hand.is_seen() and self._presence.within(PRESENT):
                self._keep_up(item, hand, hand.claim)
        if (seen or self._hands) and self._way.is_reached and not self._looking:
            self._looking = True
            self._way.everything(partial(self._see, self._turn))

    def _keep_up(self, item: Item, hand: _Hand, claim: Claim) -> None:
        over = claim.until <= self._now()
        if not self._way.is_reached:
            if over and not claim.tentative:
                # Nobody can be asked, and what was given is over: a colleague may have it by now.
                hand.claim = replace(claim, fence=0)
                self._tell(item)
        elif over or claim.tentative:
            self._way.claim(item, partial(self._renewed, item, hand))
        elif claim.until - self._now() < LEASE * 3 // 4:
            self._way.renew(claim, partial(self._renewed, item, hand))

    def _renewed(self, item: Item, hand: _Hand, claim: Claim | None) -> None:
        now, had = self._now(), hand.claim
        if claim is None or had is None:
            return
        if self._hands.get(item) is not hand:
            if claim.granted:
                self._way.release(claim, lost=False)
        elif claim.granted:
            was, hand.claim, hand.turn = hand.claim, claim, self._next_turn()
            if was is None or was.tentative:
                self._tell(item)
        elif claim.until > now:
            self._lose(item, hand, claim)
        elif had.until > now + SECOND:
            # Over before its time: it was taken away.
            self._lose(item, hand, None)

    def _lose(self, item: Item, hand: _Hand, by: Claim | None) -> None:
        """Somebody else has it, or it was taken away. What is written here keeps the old fence until it is put away."""
        if not hand.lost:
            hand.lost = True
            if by is not None:
                self._others[item] = by
            self._tell(item)
            self.lost.emit(item, by)

    # what comes back

    def _told(self, item: Item, hand: _Hand, done: Done, claim: Claim | None) -> None:
        if claim is None:
            now = self._now()
            claim = Claim(item, self._person, self._name, now, now + LEASE, 0, granted=True)
            self._way.alone(claim, partial(self._given, item, hand, done))
        else:
            self._given(item, hand, done, claim)

    def _given(self, item: Item, hand: _Hand, done: Done, claim: Claim | None) -> None:
        assert claim is not None
        if self._hands.get(item) is not hand:
            if claim.granted and item not in self._hands:
                self._way.release(claim, lost=False)
            return
        if claim.granted:
            hand.claim, hand.turn = claim, self._next_turn()
            self._others.pop(item, None)
        else:
            del self._hands[item]
            self._others[item] = claim
        self._tell(item)
        done(claim)

    def _see(self, turn: int, found: Sequence[Claim] | None) -> None:
        self._looking = False
        if found is None:
            return
        before = self._others
        there = {claim.item: claim for claim in found}
        self._others = {item: claim for item, claim in there.items() if not self._is_mine(claim)}
        for item, hand in list(self._hands.items()):
            claim = hand.claim
            # What was given after the look began is not judged by it.
            if claim is None or claim.tentative or hand.turn > turn or self._is_mine(there.get(item)):
                continue
            if item in self._others or claim.until > self._now() + SECOND:
                self._lose(item, hand, self._others.get(item))
        for item in before.keys() | self._others.keys():
            if _who(before.get(item)) != _who(self._others.get(item)):
                self._tell(item)

    def _is_mine(self, claim: Claim | None) -> bool:
        """Whether it is this person's, and where a hand is on it, this very one: another desk of theirs has another fence."""
        if claim is None or claim.person != self._person:
            return False
        hand = self._hands.get(claim.item)
        return hand is None or hand.claim is None or hand.claim.fence in (0, claim.fence)

    def _begin(self, item: Item, seen: QWidget | None) -> _Hand:
        hand, had = _Hand(seen, self._next_turn()), self._hands.get(item)
        if had is not None and not had.lost:
            hand.claim = had.claim
        self._hands[item] = hand
        self._timer.start()
        return hand

    def _next_turn(self) -> int:
        self._turn += 1
        return self._turn

    def _tell(self, item: Item) -> None:
        self._announcer.announce([("claim", item.pk)])


def _who(claim: Claim | None) -> tuple[UUID, int] | None:
    return None if claim is None else (claim.person, claim.since)
