"""From what somebody wants to write to the event as it is stored: checked, judged, placed, dated."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from callcentre.domain.errors import BadValue, Refused
from callcentre.domain.event import NO_TEXTS, NOTHING, Actor, Effect, Event, Role
from callcentre.domain.event_data import NEEDS_OUTLET, checked
from callcentre.domain.instants import SECOND, Instant
from callcentre.domain.lifecycle import (
    CORRECTABLE,
    HOLD_REASONS,
    Verdict,
    Wanted,
    changes_state,
    judge,
    possible,
    roles_for,
)
from callcentre.domain.story import Story, state_at

UNDO_SECONDS = 600


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
    kind (`order.no_right`), where the state or a guard objects (`order.illegal`, naming
    the state, the objection and what is possible), or where time is over for taking back.
    """
    data = checked(wanted.kind, wanted.data)
    if wanted.kind in NEEDS_OUTLET and wanted.outlet is None:
        raise BadValue("event.missing", field="outlet", value="", event=wanted.kind)
    if wanted.kind == "on_hold" and not actor.is_import and data["reason"] not in HOLD_REASONS:
        raise BadValue("event.not_among", field="reason", value=data["reason"], event="on_hold",
                       among=", ".join(sorted(HOLD_REASONS)))
    if not actor.is_import and not roles_for(wanted.kind) & actor.roles:
        raise Refused("order.no_right", event=wanted.kind, roles=sorted(roles_for(wanted.kind)))
    if wanted.kind == "corrected":
        _check_correction(story, data)
    if wanted.kind == "undone":
        _check_undo(story, data, actor=actor, now=now, undo_seconds=undo_seconds)
    verdict = _verdict(story, wanted, data, actor=actor, stated_at=stated_at)
    if verdict.effect is None:
        raise Refused(
            "order.illegal",
            event=wanted.kind,
            state=story.now.state,
            objection=verdict.objection,
            possible=possible(story.now.state, actor.roles or frozenset(Role)),
        )
    after = verdict.state_after
    if wanted.kind == "undone":
        after = next(event.state_before for event in story.events if str(event.id) == data["event"])
    at = min(stated_at, now)
    moves = verdict.effect is Effect.APPLIED and changes_state(story.now.state, wanted.kind, data)
    if moves and story.last_change_at is not None:
        at = max(at, story.last_change_at)
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
        state_before=story.now.state,
        state_after=after,
    )


def _verdict(
    story: Story, wanted: Proposal, data: Mapping[str, object], *, actor: Actor, stated_at: Instant
) -> Verdict:
    ask = Wanted(
        wanted.kind,
        data,
        wanted.outlet,
        actor.id,
        by_supervisor=Role.SUPERVISOR in actor.roles,
        by_rule=Role.RULE in actor.roles,
    )
    if actor.is_import and story.last_change_at is not None and stated_at < story.last_change_at:
        # A file may bring what was missing of the past, but only where it moves nothing:
        # the events after it were judged without it.
        then = state_at(story.events, stated_at)
        if changes_state(then.state, wanted.kind, data):
            raise Refused("order.before_last_change", event=wanted.kind, state=story.now.state)
        verdict = judge(then, ask, imported=True)
        return Verdict(verdict.effect, story.now.state, verdict.objection)
    return judge(story.now, ask, imported=actor.is_import)


def _check_correction(story: Story, data: Mapping[str, object]) -> None:
    target = _target(story, data)
    fields = data["fields"]
    assert isinstance(fields, Mapping)
    allowed = CORRECTABLE.get(target.kind, frozenset())
    for name, value in fields.items():
        if name not in allowed:
            raise BadValue("event.not_correctable", field=str(name), value=value, event=target.kind)
    known = {name: value for name, value in fields.items() if name not in ("technician", "words", "cause", "action")}
    checked(target.kind, {**target.data, **known})


def _check_undo(
    story: Story, data: Mapping[str, object], *, actor: Actor, now: Instant, undo_seconds: int
) -> None:
    target = _target(story, data)
    if Role.SUPERVISOR in actor.roles:
        return
    if target.actor != actor.id:
        raise Refused("order.undo_not_yours", event=target.kind)
    if now - target.at > undo_seconds * SECOND:
        raise Refused("order.undo_too_late", event=target.kind, seconds=undo_seconds)


def _target(story: Story, data: Mapping[str, object]) -> Event:
    for event in story.events:
        if str(event.id) == data["event"]:
            return event
    raise BadValue("event.unknown_event", field="event", value=data["event"])
