"""Callbacks: the customer is asked whether the matter is solved; their word closes it."""

from PySide6.QtWidgets import QWidget

from callcentre.ui.screen import Screen, ScreenContext
from callcentre.words import N_


def _build(context: ScreenContext) -> QWidget:
    from callcentre.screens.callbacks.presenter import build

    return build(context)


SCREEN = Screen(
    id="callbacks", title=N_("Callbacks"), order=50, icon="call_outbound", build=_build,
    roles=frozenset({"agent", "supervisor"}), shortcut="F4",
)
