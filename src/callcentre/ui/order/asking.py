"""The fields of an act's form, and what was written in them as the act takes it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from callcentre.domain.errors import BadValue
from callcentre.domain.profile import Coded
from callcentre.store.order_choices import OrderChoices
from callcentre.ui import formats
from callcentre.ui.choice_field import ChoiceField
from callcentre.ui.choices import Choice, Segments
from callcentre.ui.fields import MoneyField, TextField, WordsField
from callcentre.ui.language import Say
from callcentre.ui.moment_field import MomentField
from callcentre.ui.order.forms import ActForm, Ask
from callcentre.ui.order.parts_field import PartsField
from callcentre.ui.screen import ScreenContext
from callcentre.ui.window_field import WindowField
from callcentre.words import _, language

FEW = 6
"""So many choices are shown side by side; more are typed for in a list."""
YES_NO = ("yes", "no")


@dataclass(frozen=True, slots=True)
class Asked:
    """A field on the screen with how it is read; reading raises BadValue naming the field."""

    ask: Ask
    field: QWidget
    read: Callable[[], Any]


def build(ask: Ask, form: ActForm, ctx: ScreenContext, choices: OrderChoices) -> Asked:
    """The field for one thing that is asked."""
    return _BUILDERS[ask.kind](ask, form, ctx, choices)


def read(asked: Sequence[Asked]) -> dict[str, Any]:
    """What was written, by code. Raises BadValue for the first field that lacks or misreads something."""
    values: dict[str, Any] = {}
    for each in asked:
        value = each.read()
        if each.ask.required and value in (None, "", []):
            raise BadValue("form.missing", field=each.ask.code, value="")
        values[each.ask.code] = value
    return values


def coded(item: Coded) -> Say:
    """The words of a code of the profile, in the language in use."""
    return lambda: item.words[language()]


def _name(ask: Ask) -> Say:
    return partial(_, ask.name)


def _of_codes(ask: Ask, choices: Sequence[Choice], default: str) -> Asked:
    if len(choices) <= FEW:
        segments = Segments(_name(ask), choices, digits=True)
        segments.choose(default)
        return Asked(ask, segments, segments.code)
    field = ChoiceField(_name(ask), choices, hint=lambda: _("Type to find, cursor down for all"))
    field.choose(default)
    return Asked(ask, field, field.code)


def _code(ask: Ask, _form: ActForm, _ctx: ScreenContext, _choices: OrderChoices) -> Asked:
    table = ask.words or {}
    choices = [Choice(code, partial(_, table[code])) for code in ask.among]
    return _of_codes(ask, choices, ask.default)


def _reason(ask: Ask, form: ActForm, ctx: ScreenContext, _choices: OrderChoices) -> Asked:
    items = ctx.profile.reasons.get(form.kind, ())
    return _of_codes(ask, [Choice(item.code, coded(item)) for item in items], ask.default)


def _profile(ask: Ask, _form: ActForm, ctx: ScreenContext, _choices: OrderChoices) -> Asked:
    items: Sequence[Coded] = getattr(ctx.profile, ask.among[0])
    return _of_codes(ask, [Choice(item.code, coded(item)) for item in items], ask.default)


def _yes_no(ask: Ask, _form: ActForm, _ctx: ScreenContext, _choices: OrderChoices) -> Asked:
    segments = Segments(_name(ask), [Choice("yes", lambda: _("yes")), Choice("no", lambda: _("no"))], digits=True)
    segments.choose(ask.default)
    return Asked(ask, segments, lambda: {"yes": True, "no": False}.get(segments.code()))


def _window(ask: Ask, _form: ActForm, ctx: ScreenContext, _choices: OrderChoices) -> Asked:
    field = WindowField(_name(ask), ctx.profile.windows, ctx.now, ctx.zone)
    return Asked(ask, field, field.value)


def _moment(ask: Ask, _form: ActForm, ctx: ScreenContext, _choices: OrderChoices) -> Asked:
    field = MomentField(_name(ask), ctx.now, ctx.zone)

    def value() -> int | None:
        at = field.value()
        if field.wrong:
            raise BadValue("form.no_time", field=ask.code, value=field.text())
        return at

    return Asked(ask, field, value)


def _words(ask: Ask, _form: ActForm, _ctx: ScreenContext, _choices: OrderChoices) -> Asked:
    field = WordsField(_name(ask), lines=2)
    return Asked(ask, field, field.words)


def _line(ask: Ask, _form: ActForm, _ctx: ScreenContext, _choices: OrderChoices) -> Asked:
    field = TextField(_name(ask))
    return Asked(ask, field, lambda: field.text().strip())


def _money(ask: Ask, _form: ActForm, _ctx: ScreenContext, _choices: OrderChoices) -> Asked:
    field = MoneyField(_name(ask), hint=lambda: _("yuan"))

    def fen() -> int | None:
        try:
            return field.fen()
        except ValueError as error:
            raise BadValue("form.no_money", field=ask.code, value=field.text()) from error

    return Asked(ask, field, fen)


def _score(ask: Ask, _form: ActForm, _ctx: ScreenContext, _choices: OrderChoices) -> Asked:
    field = TextField(_name(ask))

    def score() -> int | None:
        text = field.text().strip()
        if text and not (text.isascii() and text.isdigit() and int(text) <= 10):
            raise BadValue("form.no_score", field=ask.code, value=text)
        return int(text) if text else None

    return Asked(ask, field, score)


def _chosen_id(ask: Ask, choices: Sequence[Choice], hint: Say) -> Asked:
    field = ChoiceField(_name(ask), choices, hint=hint)
    return Asked(ask, field, lambda: UUID(field.code()) if field.code() else None)


def _outlet(ask: Ask, _form: ActForm, _ctx: ScreenContext, choices: OrderChoices) -> Asked:
    offered = [
        Choice(str(one.outlet_id), f"{one.name} {one.code}",
               note="" if one.metres is None else formats.distance(round(one.metres)))
        for one in choices.outlets
    ]
    return _chosen_id(ask, offered, lambda: _("Type to find, cursor down for the nearest"))


def _technician(ask: Ask, _form: ActForm, _ctx: ScreenContext, choices: OrderChoices) -> Asked:
    offered = [Choice(str(one.id), one.name) for one in choices.technicians]
    return _chosen_id(ask, offered, lambda: _("Type to find, cursor down for all"))


def _supervisor(ask: Ask, _form: ActForm, _ctx: ScreenContext, choices: OrderChoices) -> Asked:
    offered = [Choice(str(one.id), one.name) for one in choices.supervisors]
    return _chosen_id(ask, offered, lambda: _("For a danger: another supervisor"))


def _parts(ask: Ask, _form: ActForm, _ctx: ScreenContext, choices: OrderChoices) -> Asked:
    field = PartsField(_name(ask), choices.parts)
    return Asked(ask, field, field.value)


_BUILDERS: dict[str, Callable[[Ask, ActForm, ScreenContext, OrderChoices], Asked]] = {
    "code": _code, "reason": _reason, "profile": _profile, "yes_no": _yes_no, "window": _window,
    "moment": _moment, "words": _words, "line": _line, "money": _money, "score": _score,
    "outlet": _outlet, "technician": _technician, "supervisor": _supervisor, "parts": _parts,
}
