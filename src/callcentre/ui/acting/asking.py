"""The fields of an act's form, and what was written in them as the act takes it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from callcentre.domain.errors import BadValue
from callcentre.domain.profile import Coded
from callcentre.ui.acting.forms import ActForm, Ask
from callcentre.ui.choice_field import ChoiceField
from callcentre.ui.choices import Choice, Segments
from callcentre.ui.fields import MoneyField, TextField, WordsField
from callcentre.ui.language import Say
from callcentre.ui.moment_field import MomentField
from callcentre.ui.screen import ScreenContext
from callcentre.ui.window_field import WindowField
from callcentre.words import N_, _, language

FEW = 6
"""So many choices are shown side by side; more are typed for in a list."""
YES_NO = ("yes", "no")
HINT = N_("Type to find, cursor down for all")


@dataclass(frozen=True, slots=True)
class Asked:
    """A field on the screen with how it is read and preset; reading raises BadValue naming the field."""

    ask: Ask
    field: QWidget
    read: Callable[[], Any]
    put: Callable[[Any], object]
    """Shows a value as `read` would answer it, or as JSON would hold that."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What the fields of a form are built for: the act, and the lists to pick from by their names."""

    form: ActForm
    ctx: ScreenContext
    lists: Mapping[str, Sequence[Choice]]


Builder = Callable[[Ask, Asking], Asked]
"""Makes the field for one thing that is asked."""


def build(ask: Ask, about: Asking, more: Mapping[str, Builder]) -> Asked:
    """The field for one thing that is asked; `more` are kinds of the table the form is from."""
    return (more.get(ask.kind) or _BUILDERS[ask.kind])(ask, about)


def read(asked: Sequence[Asked]) -> dict[str, Any]:
    """What was written, by code. Raises BadValue for the first field that lacks or misreads something."""
    values: dict[str, Any] = {}
    for each in asked:
        value = each.read()
        if each.ask.required and value in (None, "", []):
            raise BadValue("form.missing", field=each.ask.code, value="")
        values[each.ask.code] = value
    return values


def written(asked: Sequence[Asked]) -> dict[str, Any]:
    """What stands in the fields as a draft keeps it: nothing is required, what cannot be read is left out."""
    values: dict[str, Any] = {}
    for each in asked:
        try:
            value = each.read()
        except BadValue:
            continue
        values[each.ask.code] = str(value) if isinstance(value, UUID) else value
    return values


def coded(item: Coded) -> Say:
    """The words of a code of the profile, in the language in use."""
    return lambda: item.words[language()]


def named(ask: Ask) -> Say:
    """The name of what is asked, in the language in use."""
    return partial(_, ask.name)


def of_codes(ask: Ask, choices: Sequence[Choice], default: str) -> Asked:
    """A row of choices where they are few, else a field to type in."""
    if len(choices) <= FEW:
        segments = Segments(named(ask), choices, digits=True)
        segments.choose(default)
        return Asked(ask, segments, segments.code, lambda code: segments.choose(code or ""))
    field = ChoiceField(named(ask), choices, hint=partial(_, HINT))
    field.choose(default)
    return Asked(ask, field, partial(field.meant, ask.code), lambda code: field.choose(code or ""))


def line(ask: Ask, _about: Asking) -> Asked:
    """One line of free words."""
    field = TextField(named(ask))
    return Asked(ask, field, lambda: field.text().strip(), lambda text: field.setText(text or ""))


def _code(ask: Ask, _about: Asking) -> Asked:
    table = ask.words or {}
    choices = [Choice(code, partial(_, table[code])) for code in ask.among]
    return of_codes(ask, choices, ask.default)


def _reason(ask: Ask, about: Asking) -> Asked:
    items = about.ctx.profile.reasons.get(about.form.reasons or about.form.kind, ())
    return of_codes(ask, [Choice(item.code, coded(item)) for item in items], ask.default)


def _profile(ask: Ask, about: Asking) -> Asked:
    items: Sequence[Coded] = getattr(about.ctx.profile, ask.among[0])
    return of_codes(ask, [Choice(item.code, coded(item)) for item in items], ask.default)


def _pick(ask: Ask, about: Asking) -> Asked:
    field = ChoiceField(named(ask), about.lists[ask.among[0]], hint=partial(_, ask.hint or HINT))

    def chosen() -> UUID | None:
        code = field.meant(ask.code)
        return UUID(code) if code else None

    return Asked(ask, field, chosen, lambda pk: field.choose(str(pk) if pk else ""))


def _yes_no(ask: Ask, _about: Asking) -> Asked:
    segments = Segments(named(ask), [Choice("yes", lambda: _("yes")), Choice("no", lambda: _("no"))], digits=True)
    segments.choose(ask.default)
    codes = {True: "yes", False: "no"}
    return Asked(
        ask, segments, lambda: {"yes": True, "no": False}.get(segments.code()),
        lambda said: segments.choose(codes.get(said, "")),
    )


def _window(ask: Ask, about: Asking) -> Asked:
    field = WindowField(named(ask), about.ctx.profile.windows, about.ctx.now, about.ctx.zone)
    return Asked(ask, field, field.value, lambda pair: field.set_value(tuple(pair) if pair else None))


def _moment(ask: Ask, about: Asking) -> Asked:
    field = MomentField(named(ask), about.ctx.now, about.ctx.zone)

    def value() -> int | None:
        at = field.value()
        if field.wrong:
            raise BadValue("form.no_time", field=ask.code, value=field.text())
        return at

    return Asked(ask, field, value, field.set_value)


def _words(ask: Ask, _about: Asking) -> Asked:
    field = WordsField(named(ask), lines=2)
    return Asked(ask, field, field.words, lambda words: field.setPlainText(words or ""))


def _money(ask: Ask, _about: Asking) -> Asked:
    field = MoneyField(named(ask), hint=lambda: _("yuan"))

    def fen() -> int | None:
        try:
            return field.fen()
        except ValueError as error:
            raise BadValue("form.no_money", field=ask.code, value=field.text()) from error

    return Asked(ask, field, fen, field.set_fen)


def _score(ask: Ask, _about: Asking) -> Asked:
    field = TextField(named(ask))

    def score() -> int | None:
        text = field.text().strip()
        if text and not (text.isascii() and text.isdigit() and int(text) <= 10):
            raise BadValue("form.no_score", field=ask.code, value=text)
        return int(text) if text else None

    return Asked(ask, field, score, lambda points: field.setText("" if points is None else str(points)))


_BUILDERS: dict[str, Builder] = {
    "code": _code, "reason": _reason, "profile": _profile, "pick": _pick, "yes_no": _yes_no, "window": _window,
    "moment": _moment, "words": _words, "line": line, "money": _money, "score": _score,
}
