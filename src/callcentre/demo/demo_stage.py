"""The twelve cases in the demo year: played into its last whole summer, in one unit of bulk work."""

import inspect
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from callcentre.demo.cases_more import CASES
from callcentre.demo.staff import DESK, acting, hire
from callcentre.demo.stage import Card, Stage
from callcentre.domain.errors import Refused
from callcentre.domain.event import Actor, Event, Role
from callcentre.domain.story import Story
from callcentre.store.first import RULE_PERSON
from callcentre.store.unit import Unit

SEPTEMBER = 9


def summer_before(today: date) -> int:
    """The year of the last July whose August is over too."""
    return today.year if today.month >= SEPTEMBER else today.year - 1


def play_cases(unit: Unit, *, year: int) -> None:
    """Plays all twelve cases with the same agents."""
    people = {
        "keeper": unit.actor,
        "agent": hire(unit, "林晓芳", Role.AGENT, site="客服中心"),
        "colleague": hire(unit, "周文静", Role.AGENT, site="客服中心"),
        "supervisor": hire(unit, "严明", Role.AGENT, Role.SUPERVISOR, site="客服中心"),
        "rule": Actor(RULE_PERSON, "rule", frozenset({Role.RULE}), DESK),
    }
    for case, play in enumerate(CASES, start=1):
        play(DemoStage(case, year, unit, people))


class DemoStage(Stage):
    """A case as part of the demo year; nobody watches it being made, tests look at what it left."""

    def __init__(self, case: int, year: int, unit: Unit, people: dict[str, Actor]) -> None:
        super().__init__(case, year, unit.profile)
        self._unit = unit
        self._people = dict(people)

    def do(self, who: str, act: Callable[..., Any], *given: Any, **named: Any) -> Any:
        if _takes_at(act):
            named.setdefault("at", self.time)
        with acting(self._unit, self._people[who]):
            return act(self._unit, *given, **named)

    def events(self, order: Story) -> Sequence[Event]:
        return order.events

    def code(self, name: str) -> str:
        return f"CASE{self.case:02d}-{name}"

    def add_dispatcher(self, name: str, outlet: UUID) -> None:
        # An agent on the outlet's word: a dispatcher's outlets are read from the file, which has none of this yet.
        self._people[name] = Actor(self._people["agent"].id, name, frozenset({Role.AGENT, Role.DISPATCHER}), DESK, outlet)

    def tell(self, words: str) -> None:
        """Nobody watches."""

    def check(self, what: str, holds: Callable[[], bool]) -> None:
        """Nobody watches."""

    def objected(self, problem: Refused) -> None:
        """Nobody watches."""

    def figures(self, *cards: Card) -> None:
        """Nobody watches."""


@cache
def _takes_at(act: Callable[..., Any]) -> bool:
    return "at" in inspect.signature(act).parameters
