"""A card against the call and against itself: is the number on it, and what did a colleague change."""

from callcentre.domain.errors import BadValue
from callcentre.domain.phones import parse_phone
from callcentre.screens.intake import hours
from callcentre.store.customer_card import CustomerCard
from callcentre.words import N_, _

WATCHED = (("name", N_("Name")), ("needs", N_("Needs")), ("notes", N_("Notes")), ("tier", N_("Tier")))
"""What of a card is compared, and how it is called."""


def has_number(card: CustomerCard, number: str) -> bool:
    """Whether a number is on the card and not struck out; a withheld one asks nothing."""
    try:
        e164 = parse_phone(number).e164 if number else ""
    except BadValue:
        return True
    return not e164 or any(phone.e164 == e164 and phone.kind != "wrong" for phone in card.phones)


def differences(before: CustomerCard, now: CustomerCard) -> list[tuple[str, str, str]]:
    """What differs between two readings of a card: (field, before, now) in words."""
    changed = [
        (_(words), str(getattr(before.customer, name)), str(getattr(now.customer, name)))
        for name, words in WATCHED
        if getattr(before.customer, name) != getattr(now.customer, name)
    ]
    old, new = hours.said(before.customer.agreed_hours), hours.said(now.customer.agreed_hours)
    return changed + ([(_("Reachable"), old, new)] if old != new else [])
