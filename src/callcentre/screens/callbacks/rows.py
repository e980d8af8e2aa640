"""How a callback that is due reads in the queue."""

from collections.abc import Callable
from uuid import UUID
from zoneinfo import ZoneInfo

from callcentre.domain.claims import Claim
from callcentre.domain.instants import Instant
from callcentre.domain.profile import Profile
from callcentre.store.queue import CallbackRow
from callcentre.ui import formats
from callcentre.ui.cards import Card, Line
from callcentre.ui.holding import held_line
from callcentre.ui.order.telling import words_of
from callcentre.words import N_, _, language, ngettext

RANKS = {
    "promised": N_("time promised"), "danger": N_("danger"), "complaint": N_("complaint runs"),
    "due": N_("due"), "later": N_("later"),
}
_ICONS = {
    "promised": ("clock", "due"), "danger": ("fire", "danger"), "complaint": ("comment_error", "due"),
    "due": ("call_outbound", ""), "later": ("call_outbound", ""),
}


def describe(
    profile: Profile, me: UUID, now: Callable[[], Instant], zone: ZoneInfo, held: Callable[[UUID], Claim | None]
) -> Callable[[CallbackRow], Card]:
    """A function that turns a row of the queue into its card; `held` says who has an order in hand."""

    def card(row: CallbackRow) -> Card:
        at = now()
        due = row.promised_at or row.due_at
        icon, tone = _ICONS[row.rank]
        over = due < at
        why = _(RANKS[row.rank]) if row.rank not in ("due", "later") else ""
        claim = held(row.order_id)
        in_hand = () if claim is None else (held_line(claim, me, at),)
        tried = ngettext("not reached once", "not reached {n} times", row.attempts).format(n=row.attempts)
        return Card(
            row.customer, icon=icon, tone=tone, filled=bool(tone),
            right=formats.left(due, at) if row.rank != "later" else formats.moment(due, at, zone),
            right_tone="due" if over and row.rank != "later" else "",
            lines=(Line(
                formats.joined(words_of(profile.order_kinds, row.kind), _fault(row, profile)),
                right=tried if row.attempts else why, right_tone=tone,
            ), *in_hand),
        )

    return card


def _fault(row: CallbackRow, profile: Profile) -> str:
    symptom = profile.symptom(row.category, row.fault)
    return symptom.words[language()] if symptom else row.fault
