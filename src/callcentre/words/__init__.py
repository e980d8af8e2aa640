"""The texts people read: one gettext catalogue for window, command line, errors and PDF.

Messages are English sentences; `use("zh_CN")` makes `_()` answer in Chinese.
Texts in tables are marked with `N_()` and put through `_()` when shown.
"""

import gettext as _gettext
import locale

from callcentre.resources import resource

LANGUAGES = ("en", "zh_CN")
_DOMAIN = "callcentre"
_chosen: list[tuple[str, _gettext.NullTranslations]] = [("en", _gettext.NullTranslations())]


def use(language: str) -> None:
    """From now on texts are in `language` (one of LANGUAGES); others raise ValueError."""
    if language not in LANGUAGES:
        raise ValueError(f"no such language: {language}")
    catalogue: _gettext.NullTranslations = _gettext.NullTranslations()
    if language != "en":
        catalogue = _gettext.translation(_DOMAIN, resource("i18n"), [language])
    _chosen[0] = (language, catalogue)


def read_catalogues() -> None:
    """Reads what `use` will need, so that a change of language opens no file."""
    for language_code in LANGUAGES:
        if language_code != "en":
            # The library keeps what it has read once.
            _gettext.translation(_DOMAIN, resource("i18n"), [language_code])


def language() -> str:
    """The language in use."""
    return _chosen[0][0]


def system_language() -> str:
    """The language of the person's system, English where it is neither."""
    code = locale.getlocale()[0] or ""
    return "zh_CN" if code.lower().startswith(("zh", "chinese")) else "en"


def _(message: str) -> str:
    """`message` in the language in use."""
    return _chosen[0][1].gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """The form of a message for `n` things, in the language in use."""
    return _chosen[0][1].ngettext(one, many, n)


def N_(message: str) -> str:  # the name every gettext tool knows
    """Marks a text for the catalogue where it stands in a table; shown through `_()`."""
    return message
