"""The map: outlets, open orders and complaints where they are, and who is nearest to an order."""

from PySide6.QtWidgets import QWidget

from callcentre.ui.screen import Screen, ScreenContext
from callcentre.words import N_


def _build(context: ScreenContext) -> QWidget:
    from callcentre.screens.outlet_map.presenter import MapPanel

    return MapPanel(context)


SCREEN = Screen(id="map", title=N_("Map"), order=40, icon="map", shortcut="F7", build=_build)
