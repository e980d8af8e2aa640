"""Orders, also brought to a stage by the acts that lead there."""

from typing import Any
from uuid import UUID

from tests.factories.customers import a_customer
from tests.factories.outlets import an_outlet

from callcentre.acts import callbacks, orders, visits
from callcentre.app import Desk
from callcentre.domain.story import Story
from callcentre.store.unit import Unit

STAGES = ("open", "relayed", "accepted", "awaiting_callback", "closed")


def an_order(
    desk: Desk, *, customer: UUID | None = None, outlet: UUID | None = None, stage: str = "open", **fields: Any
) -> UUID:
    """A repair, brought to `stage` in one transaction; makes customer and outlet where none is given."""
    owner = customer or a_customer(desk)
    with_whom = outlet or (an_outlet(desk) if stage != "open" else None)
    given = {"kind": "repair", "fault": "not cooling"} | fields

    def act(unit: Unit) -> UUID:
        story = orders.open_order(unit, orders.NewOrder(customer=owner, **given))
        bring_to(unit, story, stage, with_whom)
        return story.id

    return desk.write(act).result


def bring_to(unit: Unit, story: Story, stage: str, outlet: UUID | None) -> None:
    """Plays an open order on to `stage`: the straight way to a satisfied customer."""
    steps = STAGES[1 : STAGES.index(stage) + 1]
    for step in steps:
        if step == "relayed":
            assert outlet is not None
            visits.relay(unit, story, outlet)
        elif step == "accepted":
            visits.accept(unit, story)
        elif step == "awaiting_callback":
            visits.visit(unit, story, outcome="fixed")
            visits.feed_back(unit, story, outcome="done")
        else:
            callbacks.answer(unit, story, callbacks.Answer(satisfied=True))
