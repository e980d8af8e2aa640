"""Events, and the rows of the tables that say when an event is legal.

An order and a complaint are each the fold of their events. One `Rule` is one row of
the lifecycle table: it drives the fold, the buttons a window enables and, later, the
server's check, so that none of the three can disagree.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from callcentre.domain.instants import Instant

NOTHING: Mapping[str, object] = MappingProxyType({})
NO_TEXTS: Mapping[str, str] = MappingProxyType({})


class Nature(StrEnum):
    """A decision is refused when no longer legal; a fact happened and is set aside at worst."""

    DECISION = "decision"
    FACT = "fact"


class Effect(StrEnum):
    """What a stored event did when it was judged."""

    APPLIED = "applied"
    SET_ASIDE = "set_aside"


class Role(StrEnum):
    """What a person may act as. RULE is the program's own scheduled rules."""

    AGENT = "agent"
    DISPATCHER = "dispatcher"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person with roles, a rule, or an import (an administrator's act, guards off)."""

    id: UUID
    name: str
    roles: frozenset[Role]
    desk: str
    """The workstation, as it stands on every event."""
    outlet: UUID | None = None
    """A dispatcher's outlet; they act for it and those below it."""
    is_import: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a lifecycle table.

    `to` None leaves the state as it is. `when` makes the row hold only for events whose
    data has that value under that field. `guards` names functions of the table's module
    that may object.
    """

    kind: str
    sources: frozenset[str]
    to: str | None
    nature: Nature
    roles: frozenset[Role]
    when: tuple[str, object] | None = None
    guards: tuple[str, ...] = ()

    def fits(self, data: Mapping[str, object]) -> bool:
        """Whether this row speaks of an event with this data."""
        return self.when is None or data.get(self.when[0]) == self.when[1]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to an order or complaint, as stored.

    `pos` (1..) is the order of events; `at` gives times and periods only. `data` holds
    ids, codes, numbers and instants; `texts` the words that may be blanked later.
    """

    id: UUID
    subject: UUID
    pos: int
    kind: str
    at: Instant
    actor: UUID
    outlet: UUID | None = None
    technician: UUID | None = None
    data: Mapping[str, object] = field(default_factory=lambda: NOTHING)
    texts: Mapping[str, str] = field(default_factory=lambda: NO_TEXTS)
    stated_at: Instant | None = None
    """What the writer said when `at` had to be moved; None where they agree."""
    desk: str = ""
    effect: Effect = Effect.APPLIED
    state_before: str = ""
    state_after: str = ""

    @property
    def changes_state(self) -> bool:
        """Whether it moved its subject; one that led to where it came from counts by its kind."""
        return self.effect is Effect.APPLIED and (
            self.state_before != self.state_after or self.kind in REENTERING
        )


REENTERING = frozenset({"relayed", "undone", "assessed", "investigated", "escalated"})
"""Kinds whose `to` may be the state they come from and which count as state-changing there."""
