"""What the lifecycle tables of orders and complaints have in common: finding the row, asking its guards."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from uuid import UUID

from callcentre.domain.event import NO_TEXTS, Actor, Effect, Nature, Role, Rule

Stand = TypeVar("Stand")
"""Where an order or a complaint stands, as its guards see it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An event somebody wants to write, before it is judged."""

    kind: str
    data: Mapping[str, object]
    actor: Actor
    outlet: UUID | None = None
    texts: Mapping[str, str] = field(default_factory=lambda: NO_TEXTS)
    approval_fen: int = 0
    """The greatest compensation the actor may offer."""

    def acts_as(self, *roles: Role) -> bool:
        """Whether the actor has one of these roles."""
        return bool(self.actor.roles.intersection(roles))


@dataclass(frozen=True, slots=True)
class Granted:
    """The event is stored: with this effect, leading to this state."""

    effect: Effect
    state_after: str


@dataclass(frozen=True, slots=True)
class Objection:
    """The event is refused. `name` is `state` where no row fits the state, `role` where the row
    is for others, else the guard's.
    """

    name: str


@dataclass(frozen=True, slots=True)
class Table(Generic[Stand]):
    """A lifecycle: its rows, its guards by name, and which of these are about who acts.

    A guard that answers False objects, and its name is the code of the objection. Guards
    about persons are rights: they refuse facts too, and an import is not asked them.
    """

    rules: tuple[Rule, ...]
    guards: Mapping[str, Callable[[Stand, Wanted], bool]]
    person_guards: frozenset[str]
    by_kind: Mapping[str, tuple[Rule, ...]] = field(init=False)

    def __post_init__(self) -> None:
        kinds = dict.fromkeys(rule.kind for rule in self.rules)
        rows = {kind: tuple(rule for rule in self.rules if rule.kind == kind) for kind in kinds}
        object.__setattr__(self, "by_kind", rows)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Every kind of event, in table order."""
        return tuple(self.by_kind)

    def nature(self, kind: str) -> Nature:
        """Decision or fact; a kind is the same in all its rows."""
        return self.by_kind[kind][0].nature

    def row(self, state: str, kind: str, data: Mapping[str, object]) -> Rule | None:
        """The row for this event in this state; the first that fits."""
        for rule in self.by_kind.get(kind, ()):
            if state in rule.sources and rule.fits(data):
                return rule
        return None

    def moves(self, kind: str, data: Mapping[str, object]) -> bool:
        """Whether such an event is state-changing wherever it is legal ("to" is not "same")."""
        return any(rule.to is not None for rule in self.by_kind[kind] if rule.fits(data))

    def roles(self, kind: str) -> frozenset[Role]:
        """Who may write this kind of event at all."""
        return frozenset().union(*(rule.roles for rule in self.by_kind[kind]))

    def possible(self, state: str, roles: Iterable[Role]) -> tuple[str, ...]:
        """The kinds that somebody with these roles may write in this state, in table order."""
        acting = frozenset(roles)
        return tuple(
            dict.fromkeys(rule.kind for rule in self.rules if state in rule.sources and rule.roles & acting)
        )

    def judge(self, now: Stand, state: str, wanted: Wanted) -> Granted | Objection:
        """Whether `wanted` is legal where the subject stands.

        Illegal decisions are refused, illegal facts set aside; what lacks a right is refused,
        and so is everything illegal in a file import.
        """
        rule = self.row(state, wanted.kind, wanted.data)
        objection = "state" if rule is None else self._objection(rule, now, wanted)
        if rule is not None and not objection:
            return Granted(Effect.APPLIED, rule.to or state)
        refused = wanted.actor.is_import or objection == "role" or objection in self.person_guards
        if refused or self.nature(wanted.kind) is Nature.DECISION:
            return Objection(objection)
        return Granted(Effect.SET_ASIDE, state)

    def _objection(self, rule: Rule, now: Stand, wanted: Wanted) -> str:
        if not wanted.actor.is_import and not rule.roles & wanted.actor.roles:
            return "role"
        for name in rule.guards:
            if wanted.actor.is_import and name in self.person_guards:
                continue
            if not self.guards[name](now, wanted):
                return name
        return ""
