"""What Watch asks the file, off the window's thread."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from callcentre.domain.event import Role
from callcentre.domain.instants import Instant
from callcentre.store.inbox import InboxRow, inbox
from callcentre.store.watch import StageCount, WatchRow, callbacks_due, overdue_in, stage_counts, watch_rows
from callcentre.ui.screen import ScreenContext, SignedIn

Rank = tuple[bool, bool, Instant, str]


@dataclass(frozen=True, slots=True)
class Totals:
    """The counts of every stage, of what waits for this person, and of the callbacks anybody may make."""

    stages: Mapping[str, StageCount]
    inbox: Sequence[InboxRow]
    callbacks: int

    @property
    def n(self) -> int:
        """How many cases are open."""
        return sum(count.n for count in self.stages.values())

    @property
    def overdue(self) -> int:
        """How many of them are over their time, callbacks apart."""
        return overdue_in(self.stages)


@dataclass(frozen=True, slots=True)
class Found:
    """One reading for the panel: the totals, and the first rows of the stage that is shown, those that fit.

    `after` is the rank of the last row that was looked at, None where none comes after it.
    """

    stage: str
    totals: Totals
    rows: Sequence[WatchRow]
    after: Rank | None


def keeper_of(person: SignedIn) -> UUID | None:
    """Whose cases this person watches: a supervisor everybody's (None), others their own."""
    return None if Role.SUPERVISOR in person.roles else person.id


def totals(ctx: ScreenContext) -> Callable[[Session], Totals]:
    """The question behind the status bar."""
    now, person, profile = ctx.now(), ctx.person, ctx.profile
    roles = frozenset(Role(role) for role in person.roles)

    def ask(session: Session) -> Totals:
        return Totals(
            stage_counts(session, now, keeper=keeper_of(person)),
            inbox(session, now, profile, person=person.id, roles=roles),
            callbacks_due(session, now),
        )

    return ask


def everything(
    ctx: ScreenContext, stage: str, limit: int, fits: Callable[[WatchRow], bool]
) -> Callable[[Session], Found]:
    """The question behind the panel: one consistent look."""
    count, keeper = totals(ctx), keeper_of(ctx.person)

    def ask(session: Session) -> Found:
        rows = watch_rows(session, stage, limit=limit, keeper=keeper)
        after = rows[-1].rank if len(rows) >= limit else None
        return Found(stage, count(session), [row for row in rows if fits(row)], after)

    return ask


def tell(ctx: ScreenContext, found: Totals) -> None:
    """Says the counts in the status bar and on the rail."""
    ctx.shell.counts(due=found.callbacks, overdue=found.overdue, waiting=len(found.inbox))
    danger = any(row.rule == "danger" for row in found.inbox)
    ctx.shell.badge("watch", found.overdue, "overdue" if danger or found.overdue else "due")
