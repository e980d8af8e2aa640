"""How a callback that is due reads in the queue."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from callcentre.domain.instants import Instant
from callcentre.domain.profile import Profile
from callcentre.store.queue import CallbackRow
from callcentre.ui import formats
from callcentre.ui.cards import Card, Line
from callcentre.ui.order.telling import words_of
from callcentre.words import N_, _, language

RANKS = {
    "promised": N_("time promised"), "danger": N_("danger"), "complaint": N_("complaint runs"),
    "due": N_("due"), "later": N_("later"),
}
_ICONS = {
    "promised": ("clock", "due"), "danger": ("fire", "danger"), "complaint": ("comment_error", "due"),
    "due": ("call_outbound", ""), "later": ("call_outbound", ""),
}


def describe(profile: Profile, now: Callable[[], Instant], zone: ZoneInfo) -> Callable[[CallbackRow], Card]:
    """A function that turns a row of the queue into its card."""

    def card(row: CallbackRow) -> Card:
        at = now()
        due = row.promised_at or row.due_at
        icon, tone = _ICONS[row.rank]
        over = due < at
        tried = _("not reached {n} times").format(n=row.attempts) if row.attempts else _(RANKS[row.rank])
        return Card(
            row.customer, icon=icon, tone=tone, filled=bool(tone),
            right=formats.left(due, at) if row.rank != "later" else formats.moment(due, at, zone),
            right_tone="overdue" if over and row.rank != "later" else "",
            lines=(Line(tried, right=formats.joined(words_of(profile.order_kinds, row.kind), _fault(row, profile))),),
        )

    return card


def _fault(row: CallbackRow, profile: Profile) -> str:
    symptom = profile.symptom(row.category, row.fault)
    return symptom.words[language()] if symptom else row.fault
