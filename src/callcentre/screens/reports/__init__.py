"""Reports: what the work of a month was worth, outlet by outlet, and the cases behind every number."""

from PySide6.QtWidgets import QWidget

from callcentre.ui.screen import Screen, ScreenContext
from callcentre.words import N_


def _build(context: ScreenContext) -> QWidget:
    from callcentre.screens.reports.presenter import ReportsPanel

    return ReportsPanel(context)


SCREEN = Screen(
    id="reports", title=N_("Reports"), order=90, icon="data_bar_vertical", build=_build,
    roles=frozenset({"supervisor"}),
)
