"""The fields of an act's form, and what was written in them as the act takes it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from callcentre.domain.errors import BadValue
from callcentre.domain.profile import Coded, Words
from callcentre.store.order_card import OrderCard
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
    """A field on the screen with how it is read and preset; reading raises BadValue naming the field."""

    ask: Ask
    field: QWidget
    read: Callable[[], Any]
    put: Callable[[Any], object]
    """Shows a value as `read` would answer it."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What the fields of a form are built for: the act, the order as it stands, the lists to choose from."""

    form: ActForm
    ctx: ScreenContext
    card: OrderCard
    choices: OrderChoices


def build(ask: Ask, about: Asking) -> Asked:
    """The field for one thing that is asked."""
    return _BUILDERS[ask.kind](ask, about)


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
        return Asked(ask, segments, segments.code, lambda code: segments.choose(code or ""))
    field = ChoiceField(_name(ask), choices, hint=lambda: _("Type to find, cursor down for all"))
    field.choose(default)
    return Asked(ask, field, field.code, lambda code: field.choose(code or ""))


def _code(ask: Ask, _about: Asking) -> Asked:
    table = ask.words or {}
    choices = [Choice(code, partial(_, table[code])) for code in ask.among]
    return _of_codes(ask, choices, ask.default)


def _reason(ask: Ask, about: Asking) -> Asked:
    items = about.ctx.profile.reasons.get(about.form.reasons or about.form.kind, ())
    return _of_codes(ask, [Choice(item.code, coded(item)) for item in items], ask.default)


def _profile(ask: Ask, about: Asking) -> Asked:
    items: Sequence[Coded] = getattr(about.ctx.profile, ask.among[0])
    return _of_codes(ask, [Choice(item.code, coded(item)) for item in items], ask.default)


def _yes_no(ask: Ask, _about: Asking) -> Asked:
    segments = Segments(_name(ask), [Choice("yes", lambda: _("yes")), Choice("no", lambda: _("no"))], digits=True)
    segments.choose(ask.default)
    codes = {True: "yes", False: "no"}
    return Asked(
        ask, segments, lambda: {"yes": True, "no": False}.get(segments.code()),
        lambda said: segments.choose(codes.get(said, "")),
    )


def _window(ask: Ask, about: Asking) -> Asked:
    field = WindowField(_name(ask), about.ctx.profile.windows, about.ctx.now, about.ctx.zone)
    return Asked(ask, field, field.value, field.set_value)


def _moment(ask: Ask, about: Asking) -> Asked:
    field = MomentField(_name(ask), about.ctx.now, about.ctx.zone)

    def value() -> int | None:
        at = field.value()
        if field.wrong:
            raise BadValue("form.no_time", field=ask.code, value=field.text())
        return at

    return Asked(ask, field, value, field.set_value)


def _words(ask: Ask, _about: Asking) -> Asked:
    field = WordsField(_name(ask), lines=2)
    return Asked(ask, field, field.words, lambda words: field.setPlainText(words or ""))


def _fault(ask: Ask, about: Asking) -> Asked:
    """One of the product group's symptoms; where the tree does not know the product, free words."""
    group = about.ctx.profile.group(about.card.header.category)
    if group is None:
        return _line(ask, about)
    choices = [Choice(symptom.code, partial(_said, symptom.words)) for symptom in group.symptoms]
    field = ChoiceField(_name(ask), choices, hint=lambda: _("Type to find, cursor down for all"))
    return Asked(ask, field, field.code, lambda code: field.choose(code or ""))


def _said(words: Words) -> str:
    return words[language()]


def _line(ask: Ask, _about: Asking) -> Asked:
    field = TextField(_name(ask))
    return Asked(ask, field, lambda: field.text().strip(), lambda text: field.setText(text or ""))


def _money(ask: Ask, _about: Asking) -> Asked:
    field = MoneyField(_name(ask), hint=lambda: _("yuan"))

    def fen() -> int | None:
        try:
            return field.fen()
        except ValueError as error:
            raise BadValue("form.no_money", field=ask.code, value=field.text()) from error

    return Asked(ask, field, fen, field.set_fen)


def _score(ask: Ask, _about: Asking) -> Asked:
    field = TextField(_name(ask))

    def score() -> int | None:
        text = field.text().strip()
        if text and not (text.isascii() and text.isdigit() and int(text) <= 10):
            raise BadValue("form.no_score", field=ask.code, value=text)
        return int(text) if text else None

    return Asked(ask, field, score, lambda points: field.setText("" if points is None else str(points)))


def _chosen_id(ask: Ask, choices: Sequence[Choice], hint: Say) -> Asked:
    field = ChoiceField(_name(ask), choices, hint=hint)
    return Asked(
        ask, field, lambda: UUID(field.code()) if field.code() else None, lambda pk: field.choose(str(pk) if pk else "")
    )


def _outlet(ask: Ask, about: Asking) -> Asked:
    offered = [
        Choice(str(one.outlet_id), f"{one.name} {one.code}",
               note="" if one.metres is None else formats.distance(round(one.metres)))
        for one in about.choices.outlets
    ]
    return _chosen_id(ask, offered, lambda: _("Type to find, cursor down for the nearest"))


def _technician(ask: Ask, about: Asking) -> Asked:
    offered = [Choice(str(one.id), one.name) for one in about.choices.technicians]
    return _chosen_id(ask, offered, lambda: _("Type to find, cursor down for all"))


def _supervisor(ask: Ask, about: Asking) -> Asked:
    offered = [Choice(str(one.id), one.name) for one in about.choices.supervisors]
    return _chosen_id(ask, offered, lambda: _("For a danger: another supervisor"))


def _parts(ask: Ask, about: Asking) -> Asked:
    field = PartsField(_name(ask), about.choices.parts)
    return Asked(ask, field, field.value, field.set_value)


_BUILDERS: dict[str, Callable[[Ask, Asking], Asked]] = {
    "code": _code, "reason": _reason, "profile": _profile, "yes_no": _yes_no, "window": _window,
    "moment": _moment, "words": _words, "fault": _fault, "line": _line, "money": _money, "score": _score,
    "outlet": _outlet, "technician": _technician, "supervisor": _supervisor, "parts": _parts,
}
