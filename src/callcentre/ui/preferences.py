"""What a person sets for this desk: language, theme, size of text, hints. Works at once and is remembered."""

from collections.abc import Mapping
from typing import cast

from PySide6.QtWidgets import QApplication

from callcentre import words
from callcentre.runtime.remembered import Remembered
from callcentre.ui import density, fonts, hints, keys, language, sheet, style
from callcentre.ui.theme import theme

GROUP = "settings"
THEMES = ("system", "light", "dark")


def apply_all(remembered: Remembered, application: QApplication, *, asked: str = "") -> None:
    """Puts what is remembered to use; `asked` is a language given on the command line, for this time alone."""
    chosen = asked or remembered.get(GROUP, "language", words.system_language())
    language.set_language(chosen if chosen in words.LANGUAGES else "en", application)
    style.follow(application, theme_mode(remembered))
    fonts.set_base(remembered.get(GROUP, "base", fonts.BASE), application)
    density.choose(remembered.get(GROUP, "rows", density.AS_MADE))
    hints.set_fewer(remembered.get(GROUP, "fewer hints", False))
    keys.set_chosen(remembered.get(GROUP, "keys", {}))


def theme_mode(remembered: Remembered) -> str:
    """system, light or dark."""
    mode = remembered.get(GROUP, "theme", "system")
    return mode if mode in THEMES else "system"


def set_language(remembered: Remembered, code: str) -> None:
    """Speaks another language from now on, without a new start."""
    remembered.put(GROUP, "language", code)
    language.set_language(code, _application())


def set_theme(remembered: Remembered, mode: str) -> None:
    """system, light or dark."""
    remembered.put(GROUP, "theme", mode)
    style.follow(_application(), mode)


def set_base(remembered: Remembered, points: float) -> None:
    """The size every text is derived from, 9 to 14 points."""
    if points == fonts.base():
        # A key held on the button would else dress the whole window at each of its repeats.
        return
    application = _application()
    fonts.set_base(points, application)
    remembered.put(GROUP, "base", fonts.base())
    # The sheet's heights were measured with the fonts before.
    sheet.apply(theme(), application)


def set_rows(remembered: Remembered, chosen: str) -> None:
    """How high the rows of tables are: a name of `density.HEIGHTS`, or as each was made."""
    remembered.put(GROUP, "rows", chosen)
    density.choose(chosen)


def set_fewer_hints(remembered: Remembered, fewer: bool) -> None:
    """Keeps only the keys of the outcome bar, or prints all."""
    remembered.put(GROUP, "fewer hints", fewer)
    hints.set_fewer(fewer)


def set_keys(remembered: Remembered, chosen: Mapping[str, str]) -> None:
    """Other keys for the acts that mean the same everywhere: as made -> pressed."""
    keys.set_chosen(chosen)
    language.say_again()
    remembered.put(GROUP, "keys", dict(keys.chosen()))


def _application() -> QApplication:
    return cast(QApplication, QApplication.instance())
