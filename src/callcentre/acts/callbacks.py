"""Calling the customer back, and the exits for when they cannot or will not answer."""

from dataclasses import dataclass, fields
from uuid import UUID

from callcentre.acts.recording import record, story
from callcentre.domain.errors import Refused
from callcentre.domain.event import Event, Role
from callcentre.domain.instants import Instant
from callcentre.domain.reach import is_unreachable
from callcentre.domain.story import Story
from callcentre.store.people import person_of
from callcentre.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Answer:
    """What the customer said. None: not asked. Money in fen, score 0 to 10."""

    satisfied: bool
    fixed: bool | None = None
    on_time: bool | None = None
    attitude_ok: bool | None = None
    came: bool | None = None
    paid_fen: int | None = None
    about: str = ""
    score: int | None = None


_ASKED = tuple(one.name for one in fields(Answer))


def _plain(said: Answer) -> dict[str, object]:
    return {name: getattr(said, name) for name in _ASKED}


def attempt(
    unit: Unit, order: UUID | Story, *, outcome: str, next_at: Instant | None = None, words: str = "",
    at: Instant | None = None,
) -> Event:
    """A callback that brought no answer; `next_at` is when the customer wants to be called."""
    return record(
        unit, order, "callback_attempt", at=at, data={"outcome": outcome, "next_at": next_at}, texts={"words": words}
    )


def answer(
    unit: Unit, order: UUID | Story, said: Answer, *, words: str = "", at: Instant | None = None
) -> Event:
    """The customer's word: satisfied closes the order, anything else reopens it."""
    return record(unit, order, "callback_answer", at=at, data=_plain(said), texts={"words": words})


def second_check(
    unit: Unit, order: UUID | Story, said: Answer, *, words: str = "", at: Instant | None = None
) -> Event:
    """A closed order asked about again, by somebody else than before."""
    return record(unit, order, "second_check", at=at, data=_plain(said), texts={"words": words})


def close_unverified(
    unit: Unit, order: UUID | Story, *, reason: str, words: str = "", second: UUID | None = None,
    at: Instant | None = None, event_id: UUID | None = None,
) -> Event:
    """Ends the matter without the customer's yes; it never counts as satisfied.

    Danger takes a second supervisor (`second`), another than the actor. The rule may
    close what it counts as unreachable and nothing else.
    """
    known = story(unit, order)
    if unit.actor.roles == {Role.RULE} and not is_unreachable(known.events, unit.profile):
        raise Refused("callback.still_reachable", state=known.now.state)
    if second is not None and Role.SUPERVISOR not in person_of(unit.session, second).roles:
        raise Refused("order.second_no_supervisor")
    return record(
        unit, known, "closed_unverified", at=at, event_id=event_id,
        data={"reason": reason, "second": None if second is None else str(second)}, texts={"words": words},
    )
