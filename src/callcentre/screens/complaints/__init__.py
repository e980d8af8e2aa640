"""Complaints: what is due first, whose it is, and the whole of the one that is open, from receipt to the closing call."""

from PySide6.QtWidgets import QWidget

from callcentre.ui.screen import Screen, ScreenContext
from callcentre.words import N_


def _build(context: ScreenContext) -> QWidget:
    from callcentre.screens.complaints.presenter import ComplaintsPanel

    return ComplaintsPanel(context)


def _begin(context: ScreenContext) -> object:
    from callcentre.screens.complaints.counting import Counting

    return Counting(context)


SCREEN = Screen(
    id="complaints", title=N_("Complaints"), order=60, icon="person_feedback", build=_build,
    roles=frozenset({"agent", "supervisor"}), shortcut="F6", begin=_begin,
)
