"""Opening a unit of work and ending it: act, projections, outbox, commit, or nothing at all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from callcentre.domain.instants import Instant
from callcentre.ports import Clock
from callcentre.store.people import person_of
from callcentre.store.profiles import profile_at
from callcentre.store.projections import project
from callcentre.store.store import Store
from callcentre.store.unit import Changes, Unit

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Done(Generic[Result]):
    """What an act answered and what it changed."""

    result: Result
    changes: Changes


def write(
    store: Store,
    clock: Clock,
    actor: UUID,
    act: Callable[[Unit], Result],
    *,
    desk: str = "",
    bulk: bool = False,
    waited: Callable[[float], None] | None = None,
) -> Done[Result]:
    """Runs one act in one transaction as `actor` at `desk`; durable when it returns.

    Anything the act raises leaves the file as it was. `waited(seconds)` is called while
    another process holds the file.
    """
    with store.writing(waited=waited) as session:
        now: Instant = clock.now()
        unit = Unit(
            session,
            actor=person_of(session, actor, desk=desk),
            now=now,
            profile=profile_at(session, now),
            bulk=bulk,
        )
        result = act(unit)
        unit.finish(project)
    return Done(result, unit.changes)
