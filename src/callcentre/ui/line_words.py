"""How the exchange with the server stands, in words: for the bar at the bottom and the page of the exchange."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from callcentre.domain.instants import MINUTE, Instant
from callcentre.ui import formats
from callcentre.words import _, ngettext
from callcentre.words.errors import say

if TYPE_CHECKING:
    from callcentre.domain.feeds import Tally
    from callcentre.sync.line import LineState

ASKED = frozenset({"line.no_password", "line.wrong_password", "line.not_proven"})
"""Faults that another password may end."""
MANY = 500
"""Rows of one exchange from which on their number is shown: fewer are there before one could read it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """`words` for the bar, `head` of them without what is not done yet, `more` in whole sentences, and how all look."""

    words: str
    head: str
    more: str
    tone: str
    icon: str


def standing_of(state: "LineState", *, held: bool, now: Instant, zone: ZoneInfo) -> Standing:
    """What is said of a workstation that has a server; `held`: a person has stopped the exchange."""
    tone, icon = _look_of(state, held=held)
    head = _head(state, held=held, now=now, zone=zone)
    more = "\n".join(sentences_of(state, now=now, zone=zone))
    return Standing(formats.joined(head, *counts_of(state.tally)), head, more, tone, icon)


def counts_of(tally: "Tally") -> list[str]:
    """What is not done yet; nothing for what there is none of."""
    said = (
        (tally.waiting, ngettext("{n} waiting to be sent", "{n} waiting to be sent", tally.waiting)),
        (tally.refused, ngettext("{n} refused", "{n} refused", tally.refused)),
        (tally.conflicts, ngettext("{n} conflict", "{n} conflicts", tally.conflicts)),
    )
    return [words.format(n=formats.count(n)) for n, words in said if n]


def sentences_of(state: "LineState", *, now: Instant, zone: ZoneInfo) -> list[str]:
    """Everything else that is to be known, a sentence each."""
    said = [say(state.fault)] if state.fault is not None else []
    if state.unfinished:
        said.append(unfinished_said())
    if state.last_exchange is not None:
        said.append(_("Last exchange {at}").format(at=formats.moment(state.last_exchange, now, zone)))
    if state.clock_ahead:
        said.append(clock_said(state.clock_ahead))
    return said


def unfinished_said() -> str:
    """That lists lack rows until the copy has come to its end."""
    return _("The copy of what the server has is not complete: rows are still missing here. It goes on where it stopped.")


def clock_said(ahead: Instant) -> str:
    """By how much this desk's clock is wrong."""
    minutes = formats.span(round(abs(ahead) / MINUTE) * MINUTE)
    words = _("The clock of this computer is {span} ahead of the server's.") if ahead > 0 else _(
        "The clock of this computer is {span} behind the server's."
    )
    return words.format(span=minutes)


def _head(state: "LineState", *, held: bool, now: Instant, zone: ZoneInfo) -> str:
    if held:
        return _("Exchange stopped")
    if state.receiving >= MANY:
        return _("Receiving: {n} rows").format(n=formats.count(state.receiving))
    if state.connected:
        at = state.last_exchange if state.last_exchange is not None else state.since
        return _("Connected, exchanged {at}").format(at=formats.moment(at, now, zone))
    if state.fault is None:
        return _("Connecting")
    alone = _("Working alone since {at}").format(at=formats.moment(state.since, now, zone))
    return formats.joined(alone, _("the password is wanted")) if state.fault.code in ASKED else alone


def _look_of(state: "LineState", *, held: bool) -> tuple[str, str]:
    if held:
        return "due", "pause"
    if state.fault is not None:
        needs_somebody = not getattr(state.fault, "retry", False)
        return "overdue" if needs_somebody else "due", "warning" if state.connected else "cloud_off"
    if not state.connected:
        return "ink2", "arrow_sync"
    if state.tally.refused or state.tally.conflicts:
        return "due", "warning"
    return "ink2", "arrow_sync" if state.receiving >= MANY else "checkmark_circle"
