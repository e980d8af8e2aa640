"""The one way an order's event is written: judged where the order stands, then appended."""

from collections.abc import Mapping
from uuid import UUID

from callcentre.domain.errors import Refused
from callcentre.domain.event import NO_TEXTS, NOTHING, Effect, Event, Nature, Role
from callcentre.domain.instants import Instant
from callcentre.domain.lifecycle import NATURE
from callcentre.domain.proposal import Proposal, judged
from callcentre.domain.story import Story
from callcentre.store.outlets import subtree
from callcentre.store.stories import last_change_of, story_of
from callcentre.store.unit import Unit


def story(unit: Unit, order: UUID | Story) -> Story:
    """The order's story: from this unit where it is already at hand, else from the file."""
    if isinstance(order, Story):
        return order
    return unit.stories.get(order) or story_of(unit.session, order)


def record(
    unit: Unit,
    order: UUID | Story,
    kind: str,
    *,
    at: Instant | None = None,
    outlet: UUID | None = None,
    technician: UUID | None = None,
    texts: Mapping[str, str] = NO_TEXTS,
    event_id: UUID | None = None,
    data: Mapping[str, object] = NOTHING,
) -> Event:
    """Writes one event of an order; `at` is when the writer says it happened (default now).

    Raises BadValue for malformed data, Refused for a right or a state that is missing.
    A fact that is illegal where the order stands is stored set aside; the answer's
    `effect` tells.
    """
    known = story(unit, order)
    event = judged(
        known,
        Proposal(kind, data, {name: words for name, words in texts.items() if words}, outlet, technician),
        actor=unit.actor,
        event_id=event_id or unit.new_id(),
        stated_at=unit.now if at is None else at,
        now=unit.now,
        undo_seconds=unit.profile.limits.undo_seconds,
    )
    _check_outlet(unit, known, kind, outlet)
    after = last_change_of(known.events) if NATURE[kind] is Nature.DECISION else None
    known.append(event)
    unit.append(known, event, after=after)
    return event


def applied(event: Event) -> bool:
    """Whether the event moved or informed the order, rather than being set aside."""
    return event.effect is Effect.APPLIED


def _check_outlet(unit: Unit, known: Story, kind: str, outlet: UUID | None) -> None:
    """A dispatcher acts for their outlet and those below it: on orders relayed there or that they opened."""
    actor = unit.actor
    if Role.DISPATCHER not in actor.roles or actor.roles & _CENTRE or actor.is_import or kind == "opened":
        return
    current = known.now.outlet
    opened_here = current is None and known.events[0].actor == actor.id
    own = _own_outlets(unit)
    if not (opened_here or current in own) or not (outlet is None or outlet in own):
        raise Refused("order.other_outlet", event=kind)


_CENTRE = frozenset({Role.AGENT, Role.SUPERVISOR})


def _own_outlets(unit: Unit) -> frozenset[UUID]:
    """The outlets the actor acts for; in bulk work read once, as an act of many orders asks for each event."""
    outlet = unit.actor.outlet
    if outlet is None:
        return frozenset()
    if not unit.bulk:
        return subtree(unit.session, outlet)
    known: dict[UUID, frozenset[UUID]] = unit.session.info.setdefault("own_outlets", {})
    if outlet not in known:
        known[outlet] = subtree(unit.session, outlet)
    return known[outlet]
