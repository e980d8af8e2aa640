"""Language, theme, size of text, height of rows, hints: what is chosen works at once and is remembered."""

from collections.abc import Callable

from callcentre import words
from callcentre.screens.settings.parts import Section
from callcentre.ui import density, fonts, hints, preferences
from callcentre.ui.check import Check
from callcentre.ui.choices import Choice, Segments
from callcentre.ui.screen import ScreenContext
from callcentre.words import N_, _

BASES = (("9", N_("small")), ("10.5", N_("usual")), ("12", N_("large")), ("14", N_("largest")))
"""Base sizes in points that can be chosen."""
ROWS = (
    (density.AS_MADE, N_("each table's own")), ("compact", N_("low")), ("plain", N_("medium")), ("comfortable", N_("high")),
)


class LookSection(Section):
    """Fields `language`, `theme`, `base`, `rows`, `fewer_hints`."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__(lambda: _("Look"))
        self._remembered = ctx.remembered
        self.language = Segments(lambda: _("Language"), [Choice("zh_CN", "简体中文"), Choice("en", "English")])
        self.theme = Segments(
            lambda: _("Theme"),
            [
                Choice("system", lambda: _("As the system")), Choice("light", lambda: _("Light")),
                Choice("dark", lambda: _("Dark")),
            ],
        )
        self.base = Segments(lambda: _("Size of text"), [Choice(code, _said(word)) for code, word in BASES])
        self.rows = Segments(lambda: _("Row height"), [Choice(code, _said(word)) for code, word in ROWS])
        self.fewer_hints = Check(lambda: _("Fewer keys printed on buttons"))
        self.add(lambda: _("Language"), self.language, lambda: _("Changes at once, also in the middle of a call."))
        self.add(lambda: _("Theme"), self.theme)
        self.add(lambda: _("Size of text"), self.base, lambda: _("Everything grows with it."))
        self.add(lambda: _("Row height"), self.rows)
        self.add(lambda: _("Hints"), self.fewer_hints, lambda: _("Holding Alt shows every key, also on the rail."))
        self.first = self.language
        self.end()
        self.seen()
        self.language.chosen.connect(lambda code: preferences.set_language(self._remembered, code))
        self.theme.chosen.connect(lambda mode: preferences.set_theme(self._remembered, mode))
        self.base.chosen.connect(lambda points: preferences.set_base(self._remembered, float(points)))
        self.rows.chosen.connect(lambda rows: preferences.set_rows(self._remembered, rows))
        self.fewer_hints.toggled.connect(lambda fewer: preferences.set_fewer_hints(self._remembered, fewer))

    def seen(self) -> None:
        """What holds now: the palette changes it as well."""
        self.language.choose(words.language())
        self.theme.choose(preferences.theme_mode(self._remembered))
        self.base.choose(min((code for code, _word in BASES), key=lambda code: abs(float(code) - fonts.base())))
        self.rows.choose(density.chosen())
        self.fewer_hints.setChecked(hints.fewer())


def _said(title: str) -> Callable[[], str]:
    return lambda: _(title)
