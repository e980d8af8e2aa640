"""How an order reads in the list."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from callcentre.domain.instants import Instant
from callcentre.domain.profile import Profile
from callcentre.store.order_list import OrderRow
from callcentre.ui import formats
from callcentre.ui.cards import Card, Line
from callcentre.ui.order.telling import STATE_TONES, words_of
from callcentre.words import N_, codes, language, ngettext

STAGES = {
    "open": N_("Open"), "to_relay": N_("To relay"), "with_outlet": N_("At the outlet"),
    "callback": N_("Callback"), "ended": N_("Ended"),
}


def describe(profile: Profile, now: Callable[[], Instant], zone: ZoneInfo) -> Callable[[OrderRow], Card]:
    """A function that turns a row of the list into its card."""

    def card(row: OrderRow) -> Card:
        tone, icon = STATE_TONES.get(row.state, ("plain", "circle"))
        if row.urgency == "danger" and row.ended_at is None:
            tone, icon = "danger", "fire"
        elif row.held_reason:
            tone, icon = "hold", "pause"
        elif row.ended_by == "closed_unverified":
            tone = "plain"
        clock, urgent = _clock(row, now(), zone)
        symptom = profile.symptom(row.category, row.fault)
        fault = symptom.words[language()] if symptom else row.fault
        about = formats.joined(words_of(profile.order_kinds, row.kind), fault)
        urged = ngettext("urged once", "urged {n} times", row.urges).format(n=row.urges) if row.urges else ""
        return Card(
            row.customer, icon=icon, tone=tone, filled=tone in ("danger", "overdue", "due", "hold"),
            note=formats.tail(row.no), right=clock, right_tone=urgent,
            lines=(
                Line(about),
                Line(formats.joined(codes.shown(codes.STATES, row.state), row.outlet), right=urged, right_tone="due"),
            ),
        )

    return card


def _clock(row: OrderRow, now: Instant, zone: ZoneInfo) -> tuple[str, str]:
    if row.ended_at is not None:
        return formats.moment(row.ended_at, now, zone), ""
    if row.due_at is None:
        return "", ""
    return formats.left(row.due_at, now), "overdue" if row.due_at < now else ""
