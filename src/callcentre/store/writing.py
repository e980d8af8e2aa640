"""Opening a unit of work and ending it: act, projections, outbox, commit, or nothing at all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from callcentre.domain.errors import Refused
from callcentre.domain.instants import Instant
from callcentre.ports import Clock
from callcentre.store.faults import broken_rule, is_broken_rule
from callcentre.store.people import person_of
from callcentre.store.profiles import profile_at
from callcentre.store.projections import prepare, project
from callcentre.store.store import Store
from callcentre.store.unit import Changes, Overtaken, Unit, Unseen

Result = TypeVar("Result")
Waited = Callable[[float], None]


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
    waited: Waited | None = None,
) -> Done[Result]:
    """Runs one act in one transaction as `actor` at `desk`; durable when it returns.

    Anything the act raises leaves the file as it was. `waited(seconds)` is called while
    another process holds the file. A bulk act runs on a snapshot, so that others can save
    meanwhile, and once more if they saved what it relied on: it may be called twice.
    """

    def unit_on(session: Session, *, snapshot: bool = False) -> Unit:
        now: Instant = clock.now()
        person = person_of(session, actor, desk=desk)
        return Unit(
            session, actor=person, now=now, profile=profile_at(session, now), bulk=bulk, snapshot=snapshot
        )

    with _told():
        if bulk:
            done = _write_from_snapshot(store, unit_on, act, waited)
            if done is not None:
                return done
        with store.writing(waited=waited) as session:
            unit = unit_on(session)
            result = act(unit)
            prepare(unit)
            unit.finish(project)
    return Done(result, unit.changes)


@contextmanager
def _told() -> Iterator[None]:
    """Rows and values that the file does not take, as refusals that a person can read."""
    try:
        yield
    except (UnicodeEncodeError, OverflowError) as error:
        raise Refused("row.unstorable") from error
    except Exception as error:
        rule = broken_rule(error)
        if rule is None:
            raise
        raise Refused(rule) from error


def _write_from_snapshot(
    store: Store, unit_on: Callable[..., Unit], act: Callable[[Unit], Result], waited: Waited | None
) -> Done[Result] | None:
    """The act on a snapshot, then its rows in one short transaction; None where it must hold the file."""
    try:
        with store.reading() as session:
            unit = unit_on(session, snapshot=True)
            result = act(unit)
            prepare(unit)
            unit.ready()
        with store.writing(waited=waited) as session:
            unit.hold(session)
            unit.finish(project)
    except (Unseen, Overtaken):
        return None
    except Exception as error:
        # Somebody saved the same number or position since the snapshot: once more, on what is there now.
        if is_broken_rule(error):
            return None
        raise
    return Done(result, unit.changes)

