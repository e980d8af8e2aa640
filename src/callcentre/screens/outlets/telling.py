"""What outlets, their people and orders say, in the language in use."""

from collections.abc import Sequence
from datetime import date

from callcentre.domain.profile import Profile
from callcentre.ui import formats
from callcentre.words import _, language, ngettext

SOON = 60
"""Days before a certificate runs out from which it is said."""


def certificate(until: date | None, today: date) -> tuple[str, str]:
    """(a technician's certificate in words, its tone): expired, soon out, good until then, or none known."""
    if until is None:
        return _("no certificate known"), ""
    days = (until - today).days
    if days < 0:
        return _("certificate expired on {day}").format(day=formats.day(until, today)), "overdue"
    if days <= SOON:
        return ngettext("certificate expires in {n} day", "certificate expires in {n} days", days).format(n=days), "due"
    return _("certified until {day}").format(day=formats.day(until, today)), ""


def skills_words(codes: Sequence[str], profile: Profile) -> str:
    """The product groups of a list in words; empty where it names none."""
    return formats.listed(*(group_words(code, profile) for code in codes))


def group_words(code: str, profile: Profile) -> str:
    """The words of a product group; an unknown code shows itself."""
    group = profile.group(code)
    return group.words[language()] if group is not None else code


def fault_words(category: str, fault: str, profile: Profile) -> str:
    """The symptom's words where the fault is one of the tree's, else the fault as it was written."""
    symptom = profile.symptom(category, fault)
    return symptom.words[language()] if symptom else fault
