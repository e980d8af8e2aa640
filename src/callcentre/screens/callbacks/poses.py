"""The callback panel at work, for pictures."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from callcentre.domain.claims import Item
from callcentre.screens.callbacks.view import IDLE, TALK
from callcentre.ui.holding import a_colleagues, pose_held
from callcentre.ui.pictures import settle
from callcentre.ui.screen import ScreenContext

if TYPE_CHECKING:
    from callcentre.screens.callbacks.presenter import CallbacksPanel

LOOKS = 40
"""Looks until somebody is on the line: taken, then read."""
NONE = Item("order", UUID(int=0))


def poses(panel: "CallbacksPanel", ctx: ScreenContext) -> Mapping[str, Callable[[], object]]:
    """Nobody on the line; one that a colleague has; whoever is called next, for sure, alone, lost; later; dissatisfied."""
    return {
        "idle": lambda: None,
        "held": partial(_held, panel, ctx),
        "talk": partial(_talk, panel),
        "alone": lambda: panel.hold.banner.show_own(replace(a_colleagues(ctx, NONE), granted=True, fence=0)),
        "lost": lambda: panel.hold.banner.show_lost(a_colleagues(ctx, NONE)),
        "later": partial(_later, panel),
        "dissatisfied": partial(_dissatisfied, panel),
    }


def _held(panel: "CallbacksPanel", ctx: ScreenContext) -> None:
    rows = panel.waiting.rows()
    if len(rows) > 1 and panel.middle.currentIndex() == IDLE:
        order = rows[1].order_id
        pose_held(ctx, Item("order", order), partial(panel.call, order), panel)


def _talk(panel: "CallbacksPanel") -> None:
    row = next(iter(panel.waiting.rows()), None)
    if row is not None and panel.middle.currentIndex() == IDLE:
        panel.call(row.order_id)
        for _look in range(LOOKS):
            settle(milliseconds=50)
            if panel.middle.currentIndex() == TALK:
                break


def _later(panel: "CallbacksPanel") -> None:
    panel.hold.banner.clear()
    panel.show_later(True)


def _dissatisfied(panel: "CallbacksPanel") -> None:
    panel.show_later(False)
    panel.answered.emit(False)
    if panel.middle.currentIndex() == TALK:
        # It was asked what they are not satisfied with, and nobody said.
        panel.answered.emit(False)
