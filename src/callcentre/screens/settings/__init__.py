"""Settings: language, theme, size of text, hints; where the data and its key lie."""

from callcentre.screens.settings.presenter import build
from callcentre.ui.screen import Screen
from callcentre.words import N_

SCREEN = Screen(id="settings", title=N_("Settings"), order=1000, icon="settings", build=build, foot=True)
