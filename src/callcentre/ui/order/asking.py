"""Fields that only an order's acts ask for: a symptom of the product's group, parts of the price list."""

from collections.abc import Mapping, Sequence
from functools import partial

from callcentre.domain.profile import Words
from callcentre.store.order_card import OrderCard
from callcentre.store.order_choices import Named, OrderChoices
from callcentre.ui import formats
from callcentre.ui.acting.asking import HINT, Asked, Asking, Builder, line, named
from callcentre.ui.acting.forms import Ask
from callcentre.ui.choice_field import ChoiceField
from callcentre.ui.choices import Choice
from callcentre.ui.order.parts_field import PartsField
from callcentre.words import _, language


def builders(card: OrderCard, choices: OrderChoices) -> Mapping[str, Builder]:
    """The kinds of field that an order adds."""
    return {"fault": partial(_fault, card), "parts": partial(_parts, choices)}


def lists(choices: OrderChoices) -> Mapping[str, Sequence[Choice]]:
    """What can be picked in the forms of an order."""
    outlets = [
        Choice(str(one.outlet_id), f"{one.name} {one.code}",
               note="" if one.metres is None else formats.distance(round(one.metres)))
        for one in choices.outlets
    ]
    outlets += _named(choices.others)
    return {"outlets": outlets, "technicians": _named(choices.technicians), "supervisors": _named(choices.supervisors)}


def _named(people: Sequence[Named]) -> list[Choice]:
    return [Choice(str(one.id), one.name) for one in people]


def _fault(card: OrderCard, ask: Ask, about: Asking) -> Asked:
    """One of the product group's symptoms; where the tree does not know the product, free words."""
    group = about.ctx.profile.group(card.header.category)
    if group is None:
        return line(ask, about)
    choices = [Choice(symptom.code, partial(_said, symptom.words)) for symptom in group.symptoms]
    field = ChoiceField(named(ask), choices, hint=partial(_, HINT))
    return Asked(ask, field, partial(field.meant, ask.code), lambda code: field.choose(code or ""))


def _said(words: Words) -> str:
    return words[language()]


def _parts(choices: OrderChoices, ask: Ask, _about: Asking) -> Asked:
    field = PartsField(named(ask), choices.parts)
    return Asked(ask, field, field.value, field.set_value)
