"""Who calls: what is typed in the field, what an intent names, and who a stranger turns out to be."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from callcentre.domain.errors import BadValue
from callcentre.domain.instants import Instant
from callcentre.domain.phones import parse_phone
from callcentre.runtime.runner import Latest
from callcentre.screens.intake.idle import IdlePage
from callcentre.screens.intake.person_form import StrangerPane
from callcentre.screens.intake.rows import Hit, grouped
from callcentre.screens.intake.saving import place_of
from callcentre.screens.intake.talk import Person
from callcentre.store.duplicates import possible_duplicates
from callcentre.store.intake import order_of, owner_of_asset
from callcentre.store.search import Found, find
from callcentre.ui.screen import ScreenContext

LEAST_NUMBER = 7
"""So many digits are taken for a whole number when nobody has it."""
ELSEWHERE = {"outlet": "outlets.open", "complaint": "complaints.open"}
"""Things found that another panel shows."""
OF_PEOPLE = frozenset({"customer", "asset", "order"})


class Finding(QObject):
    """`found(customer, number, asset)` with nobody on the line; `is_known(customer, asset)` of a stranger."""

    found = Signal(object, str, object)
    is_known = Signal(object, object)

    def __init__(
        self, ctx: ScreenContext, idle: IdlePage, stranger: StrangerPane, failed: Callable[[Exception], None]
    ) -> None:
        super().__init__(idle)
        self._ctx, self._idle, self._stranger, self._failed = ctx, idle, stranger, failed
        self.typed_since: Instant | None = None
        """When the first letter was typed: the call begins with it."""
        self._finding, self._known_as, self._doubling = (Latest(ctx.runner, self) for _each in range(3))
        idle.asked.connect(self._find)
        idle.taken.connect(self._take)
        stranger.asked.connect(self._find_stranger)
        stranger.taken.connect(self._stranger_is)

    def owner(self, asset: UUID, done: Callable[[UUID, UUID], None]) -> None:
        """Hands `done` the customer and the machine, where the machine is known."""
        self._read(
            lambda session: owner_of_asset(session, asset),
            lambda customer: done(customer, asset) if customer is not None else None,
        )

    def ask_doubles(self, person: Person) -> None:
        """Who in the file may be the same as a person being taken down."""
        place = place_of(person.district, person.line)
        self._doubling.read(
            lambda session: possible_duplicates(
                session, name=person.name, phones=[text for text in (person.phone, person.backup) if text],
                city=place.city, district=place.district, line=place.line,
            ),
            self._stranger.show_doubles, self._failed,
        )

    def _find(self, text: str) -> None:
        if not text:
            self._finding.cancel()
            self._idle.show_hits([], "")
            return
        if self.typed_since is None:
            self.typed_since = self._ctx.now()
        self._finding.read(
            lambda session: find(session, text), lambda found: self._idle.show_hits(grouped(found, text), text),
            self._idle.not_read,
        )

    def _take(self, hit: Hit | None) -> None:
        if hit is None:
            return
        found = hit.found
        if found.kind in ELSEWHERE:
            self._ctx.navigate(ELSEWHERE[found.kind], **{found.kind: found.id})
            return
        number = number_of(found.why.part) if found.why.code == "phone" else ""
        self._customer_of(found, lambda customer, asset: self.found.emit(customer, number, asset))

    def _find_stranger(self, text: str) -> None:
        if not text:
            self._known_as.cancel()
            self._stranger.show_hits([])
            return
        self._known_as.read(
            lambda session: find(session, text),
            lambda found: self._stranger.show_hits(grouped([one for one in found if one.kind in OF_PEOPLE], text)),
            self._failed,
        )

    def _stranger_is(self, who: Found | UUID) -> None:
        if isinstance(who, UUID):
            self.is_known.emit(who, None)
        else:
            self._customer_of(who, self.is_known.emit)

    def _customer_of(self, found: Found, done: Callable[[UUID, UUID | None], Any]) -> None:
        if found.kind == "asset":
            self.owner(found.id, done)
        elif found.kind == "order":
            self._read(
                lambda session: order_of(session, found.id), lambda owner: done(*owner) if owner is not None else None
            )
        else:
            done(found.id, None)

    def _read(self, question: Callable[[Any], Any], done: Callable[[Any], Any]) -> None:
        self._ctx.runner.read(question, done=partial(_hand, done), failed=self._failed, owner=self)


def number_of(text: str, least: int = LEAST_NUMBER) -> str:
    """The number in what was typed or rang, as E.164; empty where it is none."""
    if sum(map(str.isdecimal, text)) < least:
        return ""
    try:
        return parse_phone(text).e164
    except BadValue:
        return ""


def _hand(done: Callable[[Any], Any], answer: Any) -> None:
    done(answer)
