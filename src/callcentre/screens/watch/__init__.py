"""Watch: every open case by the clock of its stage, and what waits for the person who sits here."""

from PySide6.QtWidgets import QWidget

from callcentre.ui.screen import Screen, ScreenContext
from callcentre.words import N_


def _build(context: ScreenContext) -> QWidget:
    from callcentre.screens.watch.presenter import WatchPanel

    return WatchPanel(context)


def _begin(context: ScreenContext) -> object:
    from callcentre.screens.watch.counting import Counting

    return Counting(context)


SCREEN = Screen(
    id="watch", title=N_("Watch"), order=10, icon="eye", build=_build, begin=_begin,
    roles=frozenset({"agent", "supervisor"}), starts=frozenset({"supervisor"}),
)
