"""The callback panel at work, for pictures."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from callcentre.acts import claims
from callcentre.domain.claims import LEASE, Claim, Item
from callcentre.domain.instants import MINUTE
from callcentre.screens.callbacks.view import IDLE, TALK
from callcentre.store.people import person_rows
from callcentre.ui.screen import ScreenContext

if TYPE_CHECKING:
    from callcentre.screens.callbacks.presenter import CallbacksPanel


def poses(panel: "CallbacksPanel", ctx: ScreenContext) -> Mapping[str, Callable[[], object]]:
    """Nobody on the line; one that a colleague has; whoever is called next, for sure, alone, lost; later; dissatisfied."""
    return {
        "idle": lambda: None,
        "held": partial(_held, panel, ctx),
        "talk": partial(_talk, panel),
        "alone": lambda: panel.hold.banner.show_own(replace(_colleagues(ctx, UUID(int=0)), granted=True, fence=0)),
        "lost": lambda: panel.hold.banner.show_lost(_colleagues(ctx, UUID(int=0))),
        "later": partial(_later, panel),
        "dissatisfied": partial(_dissatisfied, panel),
    }


def _colleagues(ctx: ScreenContext, order: UUID, person: UUID | None = None, name: str = "") -> Claim:
    """An order in somebody else's hands for six minutes."""
    now = ctx.now()
    return Claim(Item("order", order), person or UUID(int=1), name or "李娜", now - 6 * MINUTE, now + LEASE, now)


def _held(panel: "CallbacksPanel", ctx: ScreenContext) -> None:
    rows = panel.waiting.rows()
    if len(rows) < 2 or panel.middle.currentIndex() != IDLE:
        return
    order = rows[1].order_id

    def call(people: list[tuple[UUID, str]]) -> None:
        person, name = people[0]
        claim = _colleagues(ctx, order, person, name)
        ctx.runner.write(lambda unit: claims.keep(unit, claim), done=lambda _kept: panel.call(order), owner=panel)

    ctx.runner.read(
        lambda session: [(row.id, row.name) for row in person_rows(session) if row.id != ctx.person.id and row.state == "active"],
        done=call, owner=panel,
    )


def _talk(panel: "CallbacksPanel") -> None:
    row = next(iter(panel.waiting.rows()), None)
    if row is not None and panel.middle.currentIndex() == IDLE:
        panel.call(row.order_id)


def _later(panel: "CallbacksPanel") -> None:
    panel.hold.banner.clear()
    panel.show_later(True)


def _dissatisfied(panel: "CallbacksPanel") -> None:
    panel.show_later(False)
    panel.answered.emit(False)
    if panel.middle.currentIndex() == TALK:
        # It was asked what they are not satisfied with, and nobody said.
        panel.answered.emit(False)
