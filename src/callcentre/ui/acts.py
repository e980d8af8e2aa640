"""What can be done here: the buttons in sight, what the panel adds, and what the window always offers."""

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from callcentre.ui.buttons import Button
from callcentre.ui.letters import fits
from callcentre.ui.overlay import Entry, entry
from callcentre.ui.screen import Act, OffersActs
from callcentre.words import _


def acts_of(page: QWidget | None) -> list[Act]:
    """The acts of a panel: those it offers itself, then every button of it that is seen."""
    if page is None:
        return []
    offered = list(page.acts()) if isinstance(page, OffersActs) else []
    known = {act.title for act in offered}
    for button in page.findChildren(Button):
        if button.isVisible() and button.words and button.words not in known and not button.isCheckable():
            known.add(button.words)
            offered.append(Act(button.words, button.click, button.key, button.icon_name, button.why_not))
    return offered


def entries(acts: Iterable[Act], typed: str = "") -> list[Entry]:
    """The acts that fit what was typed: possible ones first, the others with their reason."""
    found = [act for act in acts if fits(typed, act.title)]
    possible = [entry(act.title, act.run, key=act.key, icon=act.icon) for act in found if not act.why_not]
    others = [
        entry(act.title, None, icon="prohibited", note=_("Not now: {reason}").format(reason=act.why_not))
        for act in found
        if act.why_not
    ]
    return possible + others
