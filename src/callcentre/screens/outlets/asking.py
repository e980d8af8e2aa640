"""Fields that only the forms of outlets ask for: a day, a number a day, degrees, several of a list."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from callcentre.domain.errors import BadValue
from callcentre.domain.profile import Words
from callcentre.screens.outlets.many_field import ManyField
from callcentre.ui.acting.asking import Asked, Asking, Builder, named
from callcentre.ui.acting.forms import Ask
from callcentre.ui.choices import Choice
from callcentre.ui.fields import TextField
from callcentre.words import _, language

_DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?")


def typed_day(text: str) -> date | None:
    """2026-07-01, 2026/7/1, 20260701 or 2026年7月1日 as a day; None where it is none."""
    match = _DAY.fullmatch(text.strip())
    try:
        return date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None


def _read_day(text: str) -> date:
    day = typed_day(text)
    if day is None:
        raise ValueError(text)
    return day


def _read_count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise ValueError(text)
    return int(text)


def _line(code: str, read: Callable[[str], Any], hint: Callable[[], str], ask: Ask, _about: Asking) -> Asked:
    """One line that is read as something; what it cannot be raises BadValue(code)."""
    field = TextField(named(ask), hint=hint)

    def value() -> Any:
        text = field.text().strip()
        try:
            return read(text) if text else None
        except ValueError as error:
            raise BadValue(code, field=ask.code, value=text) from error

    return Asked(ask, field, value, lambda shown: field.setText("" if shown is None else str(shown)))


def _many(ask: Ask, about: Asking) -> Asked:
    """Product groups of the profile."""
    choices = [Choice(group.code, partial(_said, group.words)) for group in about.ctx.profile.groups]
    field = ManyField(named(ask), choices, lambda: _("Empty: every kind"))
    return Asked(ask, field, field.value, lambda codes: field.set_value(codes or ()))


def _said(words: Words) -> str:
    return words[language()]


def _listed(ask: Ask, _about: Asking) -> Asked:
    """Names with commas between them."""
    field = TextField(named(ask), hint=lambda: _("Names, a comma between them"))

    def value() -> list[str]:
        return [name.strip() for name in re.split(r"[,，、;；]", field.text()) if name.strip()]

    return Asked(ask, field, value, lambda names: field.setText("、".join(names or ())))


BUILDERS: Mapping[str, Builder] = {
    "day": partial(_line, "value.no_day", _read_day, lambda: _("As in 2026-07-01")),
    "count": partial(_line, "value.no_number", _read_count, lambda: _("Orders a day; empty: no limit known")),
    "degrees": partial(_line, "value.no_degrees", float, lambda: _("Degrees, WGS-84")),
    "many": _many,
    "listed": _listed,
}
