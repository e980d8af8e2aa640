"""Settings: what is chosen works at once and is remembered."""

from callcentre import words
from callcentre.screens.settings.view import SettingsView
from callcentre.ui import fonts, hints, preferences
from callcentre.ui.screen import ScreenContext


def build(context: ScreenContext) -> SettingsView:
    """The panel, showing what holds now."""
    remembered = context.remembered
    view = SettingsView(folder=str(context.services.get("folder", "")), key=str(context.services.get("key", "")))
    view.show_values(
        language=words.language(),
        theme=preferences.theme_mode(remembered),
        base=fonts.base(),
        fewer_hints=hints.fewer(),
    )
    view.language.chosen.connect(lambda code: preferences.set_language(remembered, code))
    view.theme.chosen.connect(lambda mode: preferences.set_theme(remembered, mode))
    view.base.chosen.connect(lambda points: preferences.set_base(remembered, float(points)))
    view.fewer_hints.toggled.connect(lambda fewer: preferences.set_fewer_hints(remembered, fewer))
    return view
