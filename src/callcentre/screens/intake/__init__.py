"""Intake: who calls, what they are probably calling about, and the order that comes of it."""

from PySide6.QtWidgets import QWidget

from callcentre.ui.screen import Screen, ScreenContext
from callcentre.words import N_


def _build(context: ScreenContext) -> QWidget:
    from callcentre.screens.intake.presenter import build

    return build(context)


SCREEN = Screen(
    id="intake", title=N_("Intake"), order=20, icon="call", build=_build,
    roles=frozenset({"agent", "supervisor"}), shortcut="F2",
)
