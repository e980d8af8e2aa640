"""Outlets: who serves where and how well, and an outlet's day from accepting to feedback."""

from PySide6.QtWidgets import QWidget

from callcentre.ui.screen import Screen, ScreenContext
from callcentre.words import N_


def _build(context: ScreenContext) -> QWidget:
    from callcentre.screens.outlets.presenter import OutletsPanel

    return OutletsPanel(context)


SCREEN = Screen(id="outlets", title=N_("Outlets"), order=70, icon="building_shop", build=_build)
