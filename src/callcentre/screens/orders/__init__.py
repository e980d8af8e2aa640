"""Orders: the list by stage, and the whole of the one that is open with every act its state allows."""

from PySide6.QtWidgets import QWidget

from callcentre.ui.screen import Screen, ScreenContext
from callcentre.words import N_


def _build(context: ScreenContext) -> QWidget:
    from callcentre.screens.orders.presenter import OrdersPanel

    return OrdersPanel(context)


SCREEN = Screen(id="orders", title=N_("Orders"), order=30, icon="clipboard_text_ltr", build=_build)
