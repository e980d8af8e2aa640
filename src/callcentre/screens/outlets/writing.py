"""Acts on several orders, each in a transaction of its own: what one is refused hinders no other."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject

from callcentre.acts import orders, visits
from callcentre.domain.messenger import Step
from callcentre.runtime.runner import Runner

Write = Callable[[Any], object]


@dataclass(slots=True)
class Written:
    """What came of it: what each act answered, and why the others were not written."""

    done: dict[UUID, object] = field(default_factory=dict)
    refused: dict[UUID, Exception] = field(default_factory=dict)


def write_each(
    runner: Runner, jobs: Sequence[tuple[UUID, Write]], done: Callable[[Written], None], *, owner: QObject
) -> None:
    """Writes each job by itself, in order, and tells once all have been tried."""
    written = Written()

    def finished(order: UUID, result: object) -> None:
        if isinstance(result, Exception):
            written.refused[order] = result
        else:
            written.done[order] = result
        if len(written.done) + len(written.refused) == len(jobs):
            done(written)

    for order, write in jobs:
        told = partial(finished, order)
        runner.write(write, told, told, owner=owner)


def write_steps(unit: Any, order: UUID, steps: Sequence[Step]) -> object:
    """What a reply said of an order, as its events; answers the last one."""
    return [_ACTS[step.kind](unit, order, step.data) for step in steps][-1]


def _accept(unit: Any, order: UUID, _data: Mapping[str, Any]) -> object:
    return visits.accept(unit, order)


def _visit(unit: Any, order: UUID, data: Mapping[str, Any]) -> object:
    return visits.visit(unit, order, **data)


_ACTS: Mapping[str, Callable[[Any, UUID, Mapping[str, Any]], object]] = {
    "accepted": _accept,
    "declined": lambda unit, order, data: visits.decline(unit, order, reason=data["reason"]),
    "returned": lambda unit, order, data: visits.give_back(unit, order, reason=data["reason"]),
    "contacted": lambda unit, order, data: visits.contact(unit, order, by=data["by"], outcome=data["outcome"]),
    "window_agreed": lambda unit, order, data: orders.agree_window(
        unit, order, data["start"], data["end"], by=data["by"]
    ),
    "planned": lambda unit, order, data: visits.plan(unit, order, **data),
    "on_hold": lambda unit, order, data: visits.hold(unit, order, reason=data["reason"]),
    "visit": _visit,
    "feedback": lambda unit, order, data: visits.feed_back(unit, order, outcome=data["outcome"]),
    "noted": lambda unit, order, data: orders.note(unit, order, data["words"]),
}
