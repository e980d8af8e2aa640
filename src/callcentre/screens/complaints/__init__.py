"""Complaints: what is due first, whose it is, and the whole of the one that is open, from receipt to the closing call."""

from PySide6.QtWidgets import QWidget

from callcentre.ui.screen import Screen, ScreenContext
from callcentre.words import N_


def _build(context: ScreenContext) -> QWidget:
    from callcentre.screens.complaints.presenter import ComplaintsPanel

    return ComplaintsPanel(context)


SCREEN = Screen(
    id="complaints", title=N_("Complaints"), order=60, icon="person_feedback", build=_build,
    roles=frozenset({"agent", "supervisor"}), shortcut="F6",
)
