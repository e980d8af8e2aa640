"""How what comes from the server joins what stands in a workstation's file.

A row takes the server's values field by field, except where the person at this desk has
written something the server has not confirmed: there the server's value is kept beside,
and what the person wrote stays on the screen. A story is its confirmed events by place,
then the desk's own waiting ones, judged anew behind them.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from callcentre.domain.event import Actor, Effect, Event
from callcentre.domain.lifecycle import ORDERS, moves
from callcentre.domain.proposal import placed_at
from callcentre.domain.story import Story
from callcentre.domain.table import Granted, Wanted


@dataclass(frozen=True, slots=True)
class Merged:
    """What a row takes from the server."""

    version: int
    values: Mapping[str, Any]
    """Fields that show these values from now on."""
    beside: Mapping[str, Any]
    """Fields with an own unconfirmed value: the server's, kept beside it."""
    by: Mapping[str, str]
    """Fields whose last writer this desk has now seen -> that change."""


def merged(
    version: int,
    own: Mapping[str, Collection[str]],
    *,
    change: str,
    incoming: int,
    fields: Mapping[str, Any],
    writer: str = "",
) -> Merged | None:
    """A row of a feed joins the row at `version` (0: never confirmed); None where the desk is further already.

    `own` names the fields with own changes that were not pulled yet (new, waiting, parked,
    or acknowledged beyond the cursor) and those changes; the pulled copy of such a change
    ends its waiting. The version of a row is moved by what is pulled alone, never by the
    answer to a push: between the two lie the changes of others. `writer` is who counts as having
    written the fields where that is not `change`: of a row that was just created, its own id.
    """
    if incoming <= version:
        return None
    values: dict[str, Any] = {}
    beside: dict[str, Any] = {}
    by: dict[str, str] = {}
    for name, value in fields.items():
        if any(waiting != change for waiting in own.get(name, ())):
            beside[name] = value
        else:
            values[name] = value
            by[name] = writer or change
    return Merged(incoming, values, beside, by)


def merged_whole(
    own: Mapping[str, Collection[str]], *, incoming: int, fields: Mapping[str, Any], by: Mapping[str, str]
) -> Merged:
    """A whole row of a clone or of an `enter`: nothing of what stood there is newer, but own waiting values stay."""
    waiting = {name for name in fields if own.get(name)}
    return Merged(
        incoming,
        {name: value for name, value in fields.items() if name not in waiting},
        {name: value for name, value in fields.items() if name in waiting},
        {name: change for name, change in by.items() if name not in waiting},
    )


def relaid(
    order_id: UUID, no: str, confirmed: Sequence[Event], waiting: Iterable[Event], actors: Callable[[UUID], Actor]
) -> list[Event]:
    """The waiting events of an order as they stand behind its confirmed ones (by pos), judged anew.

    A waiting decision that is no longer legal changes nothing and is set aside here: the
    server will refuse it. What decides is the same table the server asks.
    """
    story = Story.of(order_id, no, confirmed)
    found: list[Event] = []
    for event in waiting:
        wanted = Wanted(event.kind, event.data, actors(event.actor), event.outlet, event.texts)
        verdict = ORDERS.judge(story.now, story.now.state, wanted)
        granted = verdict if isinstance(verdict, Granted) else Granted(Effect.SET_ASIDE, story.now.state)
        applied = granted.effect is Effect.APPLIED
        floor = story.last_change_at if applied and moves(event.kind, event.data) else None
        after = granted.state_after
        if applied and event.kind == "undone":
            after = next(e.state_before for e in story.events if str(e.id) == event.data["event"])
        stated = event.at if event.stated_at is None else event.stated_at
        laid = replace(
            event, pos=len(story.events) + 1, at=placed_at(stated, stated, floor), effect=granted.effect,
            state_before=story.now.state, state_after=after,
        )  # fmt: skip
        story.append(laid)
        found.append(laid)
    return found
