"""Telling a supervisor what an order asks of a person: noted on its story, once for each occasion."""

from uuid import UUID

from callcentre.acts.recording import record
from callcentre.domain.ids import rule_id
from callcentre.domain.instants import Instant
from callcentre.domain.story import Story
from callcentre.domain.tasks import VERSION, Task, tasks_of
from callcentre.store.unit import Unit


def tell_tasks(unit: Unit, order: Story, *, as_of: Instant | None = None) -> list[Task]:
    """Writes a `message_sent` for each task of the order that nobody was told of; answers these.

    `as_of` (default: when the last event happened) is the instant at which the order is looked at.

    The message's kind is the task's rule. Its id follows from the occasion, so that two
    desks telling it tell it once. An import tells nobody: what it brings is the past.
    """
    if unit.actor.is_import:
        return []
    moment = order.events[-1].at if as_of is None else as_of
    told = {event.id for event in order.events}
    fresh = [task for task in tasks_of(order.events, moment, unit.profile) if task_id(order.id, task) not in told]
    for task in fresh:
        record(
            unit, order, "message_sent", at=moment, data={"kind": task.rule, "outcome": "queued"},
            event_id=task_id(order.id, task),
        )
    return fresh


def task_id(order: UUID, task: Task) -> UUID:
    """The id of the message that tells of a task."""
    return rule_id(task.rule, VERSION, order, task.occurrence)
