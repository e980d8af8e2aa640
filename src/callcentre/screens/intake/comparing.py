"""A card against the call, against itself, and against what is being written about it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from callcentre.domain.addresses import one_line
from callcentre.domain.errors import BadValue
from callcentre.domain.phones import parse_phone
from callcentre.screens.intake import hours
from callcentre.screens.intake.talk import Person
from callcentre.store.customer_card import AddressRow, CustomerCard
from callcentre.ui import formats
from callcentre.words import N_, _

NAMES = {
    "name": N_("Name"), "needs": N_("Needs"), "notes": N_("Notes"), "tier": N_("Tier"),
    "agreed_hours": N_("Reachable"), "phones": N_("Phones"), "places": N_("Addresses"),
}
"""What of a card is compared, and how it is called."""
WRITTEN = {"name": "name", "needs": "needs", "hours": "agreed_hours", "notes": "notes"}
"""Field of a person being written -> the fact of the card it changes."""
Difference = tuple[str, str, str]
"""(field, before, now) in words."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What is being written, after a colleague changed the same card.

    `taken` are fields that follow the colleague, `clashes` those both have changed: (field, theirs, mine).
    """

    mine: Person
    base: Person
    taken: tuple[Difference, ...]
    clashes: tuple[Difference, ...]


def has_number(card: CustomerCard, number: str) -> bool:
    """Whether a number is on the card and not struck out; a withheld one asks nothing."""
    try:
        e164 = parse_phone(number).e164 if number else ""
    except BadValue:
        return True
    return not e164 or any(phone.e164 == e164 and phone.kind != "wrong" for phone in card.phones)


def facts(card: CustomerCard) -> dict[str, Any]:
    """What of a card a colleague may change, as JSON can hold it."""
    who = card.customer
    return {
        "name": who.name, "needs": who.needs, "notes": who.notes, "tier": who.tier,
        "agreed_hours": [list(row) for row in who.agreed_hours],
        "phones": [phone.e164 for phone in card.phones if phone.kind != "wrong"],
        "places": [place_words(place) for place in card.addresses if place.state == "active"],
    }


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[Difference]:
    """What differs between two readings of a card."""
    return [
        (_(words), _said(name, before.get(name)), _said(name, now.get(name)))
        for name, words in NAMES.items() if before.get(name) != now.get(name)
    ]


def person_of(card: CustomerCard) -> Person:
    """A card as the form of a person begins with it."""
    who = card.customer
    known = hours.code_of(who.agreed_hours) if who.agreed_hours else ""
    return Person(name=who.name, needs=who.needs, notes=who.notes, hours=known)


def merged(base: Person, mine: Person, theirs: Person) -> Merged:
    """What was not touched follows the colleague; what both have changed stays as written and is named."""
    taken: list[Difference] = []
    clashes: list[Difference] = []
    for name, fact in WRITTEN.items():
        was, wrote, now = (getattr(each, name) for each in (base, mine, theirs))
        if now in (was, wrote):
            continue
        words = _(NAMES[fact])
        if wrote == was:
            taken.append((words, _written(name, was), _written(name, now)))
            mine = replace(mine, **{name: now})
        else:
            clashes.append((words, _written(name, now), _written(name, wrote)))
    # The colleague's word is what a save of ours is measured by from now on.
    return Merged(mine, theirs, tuple(taken), tuple(clashes))


def place_words(place: AddressRow) -> str:
    """An address in one line."""
    return one_line(place.province, place.city, place.district, place.line)


def _said(name: str, value: Any) -> str:
    if name == "agreed_hours":
        return hours.said(value or ())
    if name == "phones":
        return ", ".join(map(formats.phone, value or ()))
    return formats.listed(*value) if name == "places" and value else str(value or "")


def _written(name: str, value: str) -> str:
    return _(hours.PRESETS[value][0]) if name == "hours" and value in hours.PRESETS else value
