"""Between centre, outlet and technician: relay, answer, plan, visit, feedback."""

from collections.abc import Iterable
from uuid import UUID

from callcentre.acts.recording import record, story
from callcentre.acts.telling import tell_tasks
from callcentre.domain.errors import BadValue, Refused
from callcentre.domain.event import Event
from callcentre.domain.instants import Instant
from callcentre.domain.story import Story
from callcentre.store.outlets import check_active, forget_price_list, price_list
from callcentre.store.unit import Unit

Parts = Iterable[tuple[str, int]]
"""(part code, count), ..."""


def relay(unit: Unit, order: UUID | Story, outlet: UUID, *, at: Instant | None = None) -> Event:
    """Hands the order to an outlet. Raises Refused("outlet.unknown" or "outlet.ended")."""
    if not unit.bulk:
        check_active(unit.session, outlet)
    return record(unit, order, "relayed", at=at, outlet=outlet)


def withdraw(unit: Unit, order: UUID | Story, *, reason: str = "", at: Instant | None = None) -> Event:
    """Takes the order back from the outlet it was relayed to."""
    known = story(unit, order)
    return record(unit, known, "withdrawn", at=at, outlet=known.now.outlet, data={"reason": reason})


def accept(unit: Unit, order: UUID | Story, outlet: UUID | None = None, *, at: Instant | None = None) -> Event:
    """The outlet (default: the current one) takes the order."""
    return _by_outlet(unit, order, "accepted", outlet, at)


def decline(
    unit: Unit, order: UUID | Story, outlet: UUID | None = None, *, reason: str = "", at: Instant | None = None
) -> Event:
    """The outlet does not take the order; declined twice, a supervisor is told."""
    known = story(unit, order)
    event = _by_outlet(unit, known, "declined", outlet, at, {"reason": reason})
    tell_tasks(unit, known)
    return event


def give_back(
    unit: Unit, order: UUID | Story, outlet: UUID | None = None, *, reason: str = "", at: Instant | None = None
) -> Event:
    """The outlet returns an order it had accepted."""
    return _by_outlet(unit, order, "returned", outlet, at, {"reason": reason})


def plan(
    unit: Unit, order: UUID | Story, *, technician: UUID | None, start: Instant | None = None,
    end: Instant | None = None, outlet: UUID | None = None, at: Instant | None = None,
) -> Event:
    """The outlet plans who goes and when."""
    known = story(unit, order)
    return record(
        unit, known, "planned", at=at, outlet=outlet or known.now.outlet, technician=technician,
        data={"start": start, "end": end},
    )


def contact(
    unit: Unit, order: UUID | Story, *, by: str, outcome: str, words: str = "", at: Instant | None = None
) -> Event:
    """The outlet or the centre tried to reach the customer about the open order."""
    return record(unit, order, "contacted", at=at, data={"by": by, "outcome": outcome}, texts={"words": words})


def hold(
    unit: Unit, order: UUID | Story, *, reason: str, until: Instant | None = None, words: str = "",
    at: Instant | None = None,
) -> Event:
    """The order waits for something; time on hold is taken off the outlet's clock alone."""
    return record(unit, order, "on_hold", at=at, data={"reason": reason, "until": until}, texts={"words": words})


def resume(unit: Unit, order: UUID | Story, *, at: Instant | None = None) -> Event:
    """What the order waited for is there."""
    return record(unit, order, "resumed", at=at)


def request_parts(unit: Unit, order: UUID | Story, parts: Parts, *, at: Instant | None = None) -> Event:
    """Parts are asked for. Raises BadValue("part.unknown")."""
    return record(unit, order, "part_requested", at=at, data={"parts": priced(unit, parts)})


def send_parts(unit: Unit, order: UUID | Story, parts: Parts, *, at: Instant | None = None) -> Event:
    """Parts are on their way."""
    return record(unit, order, "part_sent", at=at, data={"parts": priced(unit, parts)})


def receive_parts(unit: Unit, order: UUID | Story, parts: Parts, *, at: Instant | None = None) -> Event:
    """Parts have arrived at the outlet."""
    return record(unit, order, "part_arrived", at=at, data={"parts": priced(unit, parts)})


def quote(unit: Unit, order: UUID | Story, charge_fen: int, *, at: Instant | None = None) -> Event:
    """The customer is told what it will cost."""
    return record(unit, order, "quoted", at=at, data={"charge_fen": charge_fen})


def answer_quote(unit: Unit, order: UUID | Story, outcome: str, *, at: Instant | None = None) -> Event:
    """The customer agrees to the quote or refuses it."""
    return record(unit, order, "quote_answered", at=at, data={"outcome": outcome})


def visit(
    unit: Unit, order: UUID | Story, *, outcome: str, outlet: UUID | None = None, technician: UUID | None = None,
    arrived_at: Instant | None = None, left_at: Instant | None = None, place: str = "home", cause: str = "",
    action: str = "", parts: Parts = (), charge_fen: int | None = None, words: str = "",
    technician_name: str = "", at: Instant | None = None,
) -> Event:
    """A technician was there. Parts are written with their list price of now.

    `at` defaults to when they left. Stored set aside where the outlet had not accepted.
    """
    known = story(unit, order)
    listed = priced(unit, parts)
    return record(
        unit, known, "visit", at=at if at is not None else left_at, outlet=outlet or known.now.outlet,
        technician=technician,
        data={"outcome": outcome, "arrived_at": arrived_at, "left_at": left_at, "place": place,
              "parts": listed or None, "charge_fen": charge_fen},
        texts={"cause": cause, "action": action, "words": words, "technician": technician_name},
    )


def feed_back(
    unit: Unit, order: UUID | Story, *, outcome: str, outlet: UUID | None = None, reason: str = "",
    words: str = "", at: Instant | None = None,
) -> Event:
    """The outlet says it is done, or unable to. Refused or set aside while a visit left the work undone."""
    known = story(unit, order)
    return record(
        unit, known, "feedback", at=at, outlet=outlet or known.now.outlet,
        data={"outcome": outcome, "reason": reason}, texts={"words": words},
    )


def priced(unit: Unit, parts: Parts) -> list[list[object]]:
    """[[code, count, list price in fen], ...]; raises BadValue("part.unknown") naming the code."""
    wanted = list(parts)
    if not wanted:
        return []
    prices = price_list(unit.session)
    if unit.bulk and not all(code in prices for code, _count in wanted):
        # The parts may be as new as what they are used for.
        unit.flush()
        forget_price_list(unit.session)
        prices = price_list(unit.session)
    rows: list[list[object]] = []
    for code, count in wanted:
        if code not in prices:
            raise BadValue("part.unknown", field="parts", value=code)
        rows.append([code, count, prices[code]])
    return rows


def _by_outlet(
    unit: Unit, order: UUID | Story, kind: str, outlet: UUID | None, at: Instant | None,
    data: dict[str, object] | None = None,
) -> Event:
    known = story(unit, order)
    concerned = outlet or known.now.outlet
    if concerned is None:
        raise Refused("order.not_relayed", event=kind, state=known.now.state)
    return record(unit, known, kind, at=at, outlet=concerned, data=data or {})
