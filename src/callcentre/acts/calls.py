"""Calls in either direction. The row is insert-only, so a call is written once: when it ends.

Until then it is the window's own (`begin`), kept with its draft; after a crash it is
written as it stands, without an end.
"""

from dataclasses import dataclass
from uuid import UUID

from callcentre.acts.rights import DESK, require
from callcentre.domain.errors import BadValue
from callcentre.domain.ids import new_id
from callcentre.domain.instants import Instant, check_told
from callcentre.store.calls import is_stored
from callcentre.store.numbers import next_number
from callcentre.store.tables import Call
from callcentre.store.unit import Unit

DIRECTIONS = ("in", "out")


@dataclass(frozen=True, slots=True)
class OngoingCall:
    """A call that has begun and is not yet written; `number` is empty where it is withheld."""

    id: UUID
    began_at: Instant
    number: str = ""
    direction: str = "in"


def begin(at: Instant, *, number: str = "", direction: str = "in") -> OngoingCall:
    """A call that begins at `at`; its id stays the same however often it is written."""
    return OngoingCall(new_id(at), at, number, direction)


def finish(
    unit: Unit, call: OngoingCall, *, disposition: str, customer: UUID | None = None,
    order: UUID | None = None, words: str = "", ended_at: Instant | None = None,
) -> UUID:
    """Writes a call of the actor with its ending, a code of the profile; twice is once.

    `ended_at` defaults to now. Raises BadValue for an unknown disposition or an end before
    the beginning.
    """
    if is_stored(unit.session, call.id):
        return call.id
    return record_call(
        unit, began_at=call.began_at, ended_at=unit.now if ended_at is None else ended_at, number=call.number,
        direction=call.direction, agent=unit.actor.id, disposition=disposition, customer=customer, order=order,
        words=words, call_id=call.id,
    )


def write_as_it_stands(unit: Unit, call: OngoingCall, *, customer: UUID | None = None) -> UUID:
    """Writes a call whose end nobody knows, such as one cut off by a crash; twice is once."""
    if is_stored(unit.session, call.id):
        return call.id
    return record_call(
        unit, began_at=call.began_at, number=call.number, direction=call.direction, agent=unit.actor.id,
        customer=customer, call_id=call.id,
    )


def record_call(
    unit: Unit, *, began_at: Instant, ended_at: Instant | None = None, number: str = "", direction: str = "in",
    agent: UUID | None = None, agent_name: str = "", disposition: str = "", customer: UUID | None = None,
    order: UUID | None = None, words: str = "", no: str = "", call_id: UUID | None = None,
) -> UUID:
    """Writes one call of the past; `agent_name` where nobody of that name is known. Reads nothing.

    Raises BadValue for an unknown direction or disposition or an end before the beginning.
    """
    require(unit, DESK)
    if direction not in DIRECTIONS:
        raise BadValue("value.not_among", field="direction", value=direction, among=", ".join(DIRECTIONS))
    if disposition and disposition not in unit.profile.codes(unit.profile.dispositions):
        raise BadValue("call.unknown_disposition", field="disposition", value=disposition)
    check_told(began_at, "began_at")
    if ended_at is not None:
        check_told(ended_at, "ended_at")
    if ended_at is not None and ended_at < began_at:
        raise BadValue("value.ends_before", field="ended_at", value=ended_at, first="began_at")
    pk = unit.create(
        Call, id=call_id, no=no or next_number(unit, "CA", began_at), began_at=began_at, ended_at=ended_at,
        number=number, direction=direction, agent_id=agent, agent_name=agent_name, disposition=disposition,
        customer_id=customer, order_id=order, words=words,
    )
    if customer is not None:
        unit.changed("customer", customer)
    if order is not None:
        unit.changed("order", order)
    return pk
