"""From what somebody wants to write to the event as it is stored: checked, judged, placed, dated."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from callcentre.domain.errors import BadValue, Refused
from callcentre.domain.event import NO_TEXTS, NOTHING, Actor, Effect, Event, Role
from callcentre.domain.event_data import NEEDS_OUTLET, checked
from callcentre.domain.fields import Field, present_by
from callcentre.domain.ids import made_at
from callcentre.domain.instants import SECOND, Instant, check_told
from callcentre.domain.lifecycle import CORRECTABLE, HOLD_REASONS, ORDERS, moves
from callcentre.domain.story import TEXT_FIELDS, Story, stand
from callcentre.domain.table import Granted, Objection, Wanted

UNDO_SECONDS = 600
_APART: Mapping[str, Field] = {"technician": Field("id")} | {name: Field("code") for name in TEXT_FIELDS}
"""What a correction may name that does not live in an event's data."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """An event somebody wants to write. `data` is checked here; instants in it are microseconds."""

    kind: str
    data: Mapping[str, object] = field(default_factory=lambda: NOTHING)
    texts: Mapping[str, str] = field(default_factory=lambda: NO_TEXTS)
    outlet: UUID | None = None
    technician: UUID | None = None


def judged(
    story: Story,
    wanted: Proposal,
    *,
    actor: Actor,
    event_id: UUID,
    stated_at: Instant,
    now: Instant,
    undo_seconds: int = UNDO_SECONDS,
) -> Event:
    """The event as it will be stored at the end of `story`; the story itself is not touched.

    Raises BadValue for malformed data and Refused where the actor has no right to the
    kind (`order.no_right`), where the state or a guard objects (`order.illegal`), or
    where time is over for taking back. A refusal names the state and what is possible.
    """
    data = _checked(story, wanted, actor)
    check_told(stated_at, "at")
    state = story.now.state
    if not actor.is_import and not ORDERS.roles(wanted.kind) & actor.roles:
        raise _refused("order.no_right", wanted.kind, state, actor, roles=sorted(ORDERS.roles(wanted.kind)))
    if wanted.kind == "undone":
        _check_undo(story, data, actor=actor, now=now, undo_seconds=undo_seconds)
    ask = Wanted(wanted.kind, data, actor, wanted.outlet, wanted.texts)
    verdict = _verdict(story, ask, stated_at)
    changing = verdict.effect is Effect.APPLIED and moves(wanted.kind, data)
    at = placed_at(stated_at, now, story.last_change_at if changing else None)
    return Event(
        id=event_id,
        subject=story.id,
        pos=len(story.events) + 1,
        kind=wanted.kind,
        at=at,
        actor=actor.id,
        outlet=wanted.outlet,
        technician=wanted.technician,
        data=data,
        texts=wanted.texts,
        stated_at=None if at == stated_at else stated_at,
        desk=actor.desk,
        effect=verdict.effect,
        state_before=state,
        state_after=_target(story, data).state_before if wanted.kind == "undone" else verdict.state_after,
    )


def placed_at(stated_at: Instant, now: Instant, last_change_at: Instant | None) -> Instant:
    """When an event counts as happened: not in the future, a state change not before the last one.

    `last_change_at` is that of a state-changing event's subject, None for other events.
    """
    at = min(stated_at, now)
    return at if last_change_at is None else max(at, last_change_at)


def _checked(story: Story, wanted: Proposal, actor: Actor) -> dict[str, object]:
    data = checked(wanted.kind, wanted.data)
    if wanted.kind in NEEDS_OUTLET and wanted.outlet is None:
        raise BadValue("event.missing", field="outlet", value="", event=wanted.kind)
    if wanted.kind == "on_hold" and not actor.is_import and data["reason"] not in HOLD_REASONS:
        raise BadValue("event.not_among", field="reason", value=data["reason"], event="on_hold",
                       among=", ".join(sorted(HOLD_REASONS)))  # fmt: skip
    if wanted.kind == "corrected":
        _check_correction(story, data)
    return data


def _verdict(story: Story, ask: Wanted, stated_at: Instant) -> Granted:
    now, stays = story.now, story.now.state
    if ask.actor.is_import and story.last_change_at is not None and stated_at < story.last_change_at:
        # A file may bring what was missing of the past, but only where it moves nothing:
        # the events after it were judged without it.
        if moves(ask.kind, ask.data):
            raise _refused("order.before_last_change", ask.kind, stays, ask.actor)
        now = stand(story.events, until=stated_at)
    verdict = ORDERS.judge(now, now.state, ask)
    if isinstance(verdict, Objection):
        raise _refused("order.illegal", ask.kind, now.state, ask.actor, objection=verdict.name)
    return verdict if now is story.now else Granted(verdict.effect, stays)


def _refused(code: str, kind: str, state: str, actor: Actor, **data: object) -> Refused:
    possible = ORDERS.possible(state, frozenset(Role) if actor.is_import else actor.roles)
    return Refused(code, event=kind, state=state, possible=possible, **data)


def _check_correction(story: Story, data: Mapping[str, object]) -> None:
    target = _target(story, data)
    fields = data["fields"]
    assert isinstance(fields, Mapping)
    allowed = CORRECTABLE.get(target.kind, frozenset())
    for name, value in fields.items():
        if name not in allowed:
            raise BadValue("event.not_correctable", field=str(name), value=value, event=target.kind)
    present_by(_APART, target.kind, {name: fields[name] for name in _APART if name in fields})
    known = {name: value for name, value in fields.items() if name not in _APART}
    checked(target.kind, {**target.data, **known})


def _check_undo(
    story: Story, data: Mapping[str, object], *, actor: Actor, now: Instant, undo_seconds: int
) -> None:
    target = _target(story, data)
    if Role.SUPERVISOR in actor.roles:
        return
    if target.actor != actor.id:
        raise _refused("order.undo_not_yours", target.kind, story.now.state, actor)
    # What was told late has an early `at`; the time for taking back runs from the writing.
    written = made_at(target.id) or target.at
    if now - written > undo_seconds * SECOND:
        raise _refused("order.undo_too_late", target.kind, story.now.state, actor, seconds=undo_seconds)


def _target(story: Story, data: Mapping[str, object]) -> Event:
    for event in story.events:
        if str(event.id) == data["event"]:
            return event
    raise BadValue("event.unknown_event", field="event", value=data["event"])
