"""Settings: how the window looks and is used; the rules, persons and files of this workstation."""

from PySide6.QtWidgets import QWidget

from callcentre.ui.screen import Screen, ScreenContext
from callcentre.words import N_


def _build(context: ScreenContext) -> QWidget:
    from callcentre.screens.settings.view import SettingsPanel

    return SettingsPanel(context)


def _begin(context: ScreenContext) -> object:
    from callcentre.screens.settings.wanted import Wanted

    return Wanted(context)


SCREEN = Screen(id="settings", title=N_("Settings"), order=1000, icon="settings", build=_build, foot=True, begin=_begin)
