"""Who has a case in hand, in words: in a row of a list, and over the case itself."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from PySide6.QtCore import QObject, QTimer
from sqlalchemy.orm import Session

from callcentre.acts import claims
from callcentre.domain.claims import LEASE, Claim, Item
from callcentre.domain.instants import MINUTE, Instant
from callcentre.runtime.claims import Claims
from callcentre.store.people import person_rows
from callcentre.ui import formats
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.ui.cards import Line
from callcentre.ui.screen import ScreenContext
from callcentre.words import _

SLOW = 300
"""Milliseconds from which it is said that something is being taken."""


def claims_of(ctx: ScreenContext) -> Claims:
    """The window's claims; a panel without a window around it gets some of its own."""
    found = ctx.services.get("claims")
    if isinstance(found, Claims):
        return found
    return Claims(ctx.runner, ctx.announcer, ctx.person.id, ctx.person.name, ctx.now)


def held_words(claim: Claim, me: UUID, now: Instant) -> str:
    """Who has it and for how long: 李娜在办，6 分 (Li Na has it, 6 min)."""
    if claim.granted:
        return _("yours, taken while alone") if claim.tentative else _("in your hands")
    if claim.person == me:
        return _("in your hands at another desk")
    if now - claim.since < MINUTE:
        return _("{person} has just taken it").format(person=claim.name)
    return _("{person} has it, {span}").format(person=claim.name, span=formats.span(now - claim.since))


def held_line(claim: Claim, me: UUID, now: Instant) -> Line:
    """The line of a card that says so, with a sign: nobody has to know colours."""
    return Line(held_words(claim, me, now), icon="cloud_off" if claim.tentative else "person")


class Person(NamedTuple):
    """A colleague."""

    id: UUID
    name: str


class HoldBanner(Banner):
    """`show_held`, `show_own` and `show_lost` say how it stands; `clear` puts it away.

    `look` opens the case without taking it, where that is elsewhere; `take` takes it over, for supervisors.
    """

    def __init__(self, ctx: ScreenContext, *, take: Callable[[], object], look: Callable[[], object] | None = None) -> None:
        super().__init__(tone="hold", icon="person")
        self._ctx = ctx
        self._look, self._take = look, take if "supervisor" in ctx.person.roles else None
        self._offered = ""
        self._said: Callable[[], None] | None = None
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(SLOW)
        self._slow.timeout.connect(partial(self._show, self._say_taking))
        self.hide()

    def clear(self) -> None:
        """Nothing stands in the way."""
        self._slow.stop()
        self._said = None
        self.hide()

    def show_taking(self) -> None:
        """It is being asked for; said only where that takes long enough to be read."""
        self._slow.start()

    def say(self) -> None:
        """The same as now stands: time has gone by, or the language is another."""
        if self._said is not None:
            self._said()

    def show_held(self, claim: Claim, then: Callable[[], str] = lambda: "") -> None:
        """Somebody else has it; `then` is what may be done instead."""
        self._show(self._say_held, claim, then, acts="look take")

    def show_own(self, claim: Claim) -> None:
        """It is in hand here: said only where it was taken alone."""
        if claim.tentative:
            self._show(self._say_alone)
        else:
            self.clear()

    def show_lost(self, by: Claim | None) -> None:
        """It was in hand here, and somebody else has it now, or nobody who is known."""
        self._show(self._say_lost, by, acts="" if by is None else "take")

    def _show(self, say: Callable[..., None], *given: Any, acts: str = "") -> None:
        self._slow.stop()
        if self._offered != acts:
            self._offered = acts
            self.set_acts(self._buttons(acts))
        self._said = partial(say, *given)
        self._said()

    def _buttons(self, acts: str) -> list[Button]:
        buttons = []
        if self._look is not None and "look" in acts:
            buttons.append(Button(lambda: _("Look only"), key="Alt+I", icon="eye", run=self._look))
        if self._take is not None and "take" in acts:
            buttons.append(Button(lambda: _("Take over"), key="Alt+Z", icon="person", run=self._take))
        return buttons

    def _say_held(self, claim: Claim, then: Callable[[], str]) -> None:
        here = claim.person == self._ctx.person.id
        what = _("You have this in hand at another desk") if here else _("{person} has this in hand").format(person=claim.name)
        self.show_text(what, self._since(claim, then()), tone="hold", icon="person")

    def _say_taking(self) -> None:
        self.show_text(_("Taking it"), tone="plain", icon="clock")

    def _say_alone(self) -> None:
        self.show_text(
            _("Taken while working alone"),
            _("The server could not be asked: a colleague may have it too. You are told as soon as it is known. What you note is kept."),
            tone="hold", icon="cloud_off",
        )

    def _say_lost(self, by: Claim | None) -> None:
        if by is None:
            what = _("This was taken out of your hands")
        elif by.person == self._ctx.person.id:
            what = _("You have this in hand at another desk")
        else:
            what = _("{person} has this in hand now").format(person=by.name)
        why = _("Finish what you are saying and save it: it is kept. Where both of you noted something, a colleague compares the two.")
        self.show_text(what, why if by is None else self._since(by, why), tone="due", icon="person")

    def _since(self, claim: Claim, then: str) -> str:
        now = self._ctx.now()
        time, span = formats.moment(claim.since, now, self._ctx.zone), now - claim.since
        if span < MINUTE:
            return _("Since {time}. {then}").format(time=time, then=then).strip()
        return _("Since {time}, {span}. {then}").format(time=time, span=formats.span(span), then=then).strip()


def a_colleagues(ctx: ScreenContext, item: Item, person: Person | None = None) -> Claim:
    """For pictures: an item that somebody else has had for six minutes."""
    now, who = ctx.now(), person or Person(UUID(int=1), "李娜")
    return Claim(item, who.id, who.name, now - 6 * MINUTE, now + LEASE, now)


def pose_held(ctx: ScreenContext, item: Item, then: Callable[[], None], owner: QObject) -> None:
    """For pictures: a colleague of this folder takes the item, then `then` goes on."""

    def colleague(session: Session) -> Person:
        rows = (row for row in person_rows(session) if row.id != ctx.person.id and row.state == "active")
        return next((Person(row.id, row.name) for row in rows), Person(UUID(int=1), "李娜"))

    def take(person: Person) -> None:
        claim = a_colleagues(ctx, item, person)
        ctx.runner.write(lambda unit: claims.keep(unit, claim), done=lambda _kept: then(), owner=owner)

    ctx.runner.read(colleague, done=take, owner=owner)
