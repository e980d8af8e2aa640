"""The language of the window, changed while it runs."""

import weakref
from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTranslator
from PySide6.QtWidgets import QApplication

from callcentre import words
from callcentre.ui import fonts

Say = str | Callable[[], str]
"""A text as it is, or a callable that says it in the language in use."""

_ATTRIBUTE = "_said_again"
_speakers: "weakref.WeakSet[QObject]" = weakref.WeakSet()
_translators: list[QTranslator] = []


def live(owner: QObject, say: Callable[[], object]) -> None:
    """Runs `say` now and after each change of the language, while `owner` lives.

    Widgets are told their texts this way: live(label, lambda: label.setText(_("Machine"))).
    """
    again: list[Callable[[], object]] = getattr(owner, _ATTRIBUTE, [])
    again.append(say)
    setattr(owner, _ATTRIBUTE, again)
    _speakers.add(owner)
    say()


def said(owner: QObject, text: Say, put: Callable[[str], object]) -> None:
    """Hands `put` the text now and, where it is a callable, after each change of the language."""
    if isinstance(text, str):
        put(text)
    else:
        live(owner, lambda: put(text()))


def set_language(language: str, application: QApplication) -> None:
    """Speaks `language` from now on: our texts, Qt's own, and the forms of dates and numbers."""
    words.use(language)
    QLocale.setDefault(QLocale("zh_CN" if language == "zh_CN" else "en_GB"))
    for translator in _translators:
        application.removeTranslator(translator)
    _translators.clear()
    if language != "en":
        qt_texts = QTranslator(application)
        if qt_texts.load(QLocale(language), "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            application.installTranslator(qt_texts)
            _translators.append(qt_texts)
    fonts.renew(application)
    say_again()


def say_again() -> None:
    """Says every text anew, also where something other than the language changed what it says."""
    for owner in list(_speakers):
        if shiboken6.isValid(owner):
            for say in getattr(owner, _ATTRIBUTE):
                say()
