"""How a complaint reads in the list."""

from collections.abc import Callable
from uuid import UUID
from zoneinfo import ZoneInfo

from callcentre.domain.instants import Instant
from callcentre.domain.profile import Profile
from callcentre.store.complaint_list import ComplaintRow
from callcentre.store.complaint_whose import Hit
from callcentre.ui import formats
from callcentre.ui.cards import Card, Line
from callcentre.ui.complaint import telling
from callcentre.ui.order.telling import words_of
from callcentre.words import N_, _, codes

STAGES = {
    "mine": N_("Mine"), "open": N_("Open"), "new": N_("New"), "work": N_("In work"), "offer": N_("Offer made"),
    "remedy": N_("Remedy"), "escalated": N_("Escalated"), "ended": N_("Ended"),
}


def describe(
    profile: Profile, me: UUID, now: Callable[[], Instant], zone: ZoneInfo
) -> Callable[[ComplaintRow], Card]:
    """A function that turns a row of the list into its card."""

    def card(row: ComplaintRow) -> Card:
        icon, tone = telling.severity_icon(row.severity)
        left, urgent = _clock(row, now(), zone)
        against = codes.shown(codes.ABOUT, row.against) if row.against else ""
        about = formats.joined(
            words_of(profile.complaint_severities, row.severity), words_of(profile.complaint_categories, row.category),
            row.outlet or against,
        )
        state = codes.shown(codes.COMPLAINT_STATES, row.state)
        if row.ended_as:
            state = codes.shown(codes.ENDED_AS, row.ended_as)
        wanted = _("offered to you") if row.offered_to == me and row.ended_at is None else ""
        return Card(
            row.customer or _("nobody by name"), icon=icon, tone=tone, filled=bool(tone), note=formats.tail(row.no),
            right=left, right_tone=urgent,
            lines=(Line(about), Line(formats.joined(state, row.owner), right=wanted or _rule(row), right_tone="due" if wanted else "")),
        )

    return card


def hit_card(hit: Hit) -> Card:
    """A customer or order that fits what was typed."""
    icon = {"customer": "person", "order": "clipboard_text_ltr"}[hit.kind]
    why = "" if hit.code == "name" else formats.joined(codes.shown(codes.FOUND_BY, hit.code), hit.part)
    return Card(hit.title, note=why, icon=icon, right=hit.no, match=hit.part)


def _clock(row: ComplaintRow, now: Instant, zone: ZoneInfo) -> tuple[str, str]:
    if row.ended_at is not None:
        return formats.moment(row.ended_at, now, zone), ""
    if row.due_at is None:
        return "", ""
    return formats.left(row.due_at, now), telling.urgency(row.due_at, now)


def _rule(row: ComplaintRow) -> str:
    if row.rule is None:
        return ""
    said = telling.rule_words(row.rule)
    return _("{rule}, estimated").format(rule=said) if row.estimated else said
