"""How a complaint reads in the list."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from callcentre.domain.claims import Claim
from callcentre.domain.instants import Instant, to_datetime
from callcentre.domain.profile import Profile
from callcentre.store.complaint_list import ComplaintRow
from callcentre.store.complaint_whose import Hit
from callcentre.ui import formats
from callcentre.ui.cards import Card, Line
from callcentre.ui.complaint import telling
from callcentre.ui.holding import held_line
from callcentre.ui.letters import fits, initials
from callcentre.ui.order.telling import words_of
from callcentre.ui.tables import Cell, Column
from callcentre.words import N_, _, codes

STAGES = {
    "mine": N_("Mine"), "open": N_("Open"), "new": N_("New"), "work": N_("In work"), "offer": N_("Offer made"),
    "remedy": N_("Being remedied"), "escalated": N_("Escalated"), "ended": N_("Ended"),
}


def describe(
    profile: Profile, me: UUID, now: Callable[[], Instant], zone: ZoneInfo, held: Callable[[UUID], Claim | None]
) -> Callable[[ComplaintRow], Card]:
    """A function that turns a row of the list into its card; `held` says who has a case in hand."""

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
        claim = held(row.complaint_id)
        in_hand = () if claim is None else (held_line(claim, me, now()),)
        wanted = _("offered to you") if row.offered_to == me and row.ended_at is None else ""
        return Card(
            row.customer or _("nobody by name"), icon=icon, tone=tone, filled=bool(tone), note=formats.tail(row.no),
            right=left, right_tone=urgent,
            lines=(Line(about), Line(formats.joined(state, row.owner), right=wanted or _rule(row), right_tone="due" if wanted else ""),
                   *in_hand),
        )

    return card


def fitting(typed: str, profile: Profile) -> Callable[[ComplaintRow], bool]:
    """A function that says whether every word typed, or its pinyin letters, is found in what the list says of a case."""
    return lambda row: fits(
        typed, row.no, row.customer, row.outlet, row.owner, words_of(profile.complaint_categories, row.category),
        words_of(profile.complaint_severities, row.severity), codes.shown(codes.ABOUT, row.against) if row.against else "",
    )


def _by_severity(profile: Profile) -> Callable[[ComplaintRow], Any]:
    ranks = {item.code: rank for rank, item in enumerate(profile.complaint_severities)}
    return lambda row: -ranks.get(row.severity, -1)


SORTS: Mapping[str, tuple[str, Callable[[Profile], Callable[[ComplaintRow], Any]] | None]] = {
    "": (N_("What is due first"), None), "received": (N_("Received first"), lambda _profile: lambda row: row.received_at),
    "latest": (N_("Received last"), lambda _profile: lambda row: -row.received_at),
    "severity": (N_("Gravest first"), _by_severity), "owner": (N_("By owner"), lambda _profile: lambda row: initials(row.owner)),
    "customer": (N_("By customer"), lambda _profile: lambda row: initials(row.customer)),
    "outlet": (N_("By outlet"), lambda _profile: lambda row: (not row.outlet, initials(row.outlet))),
}
"""Order of the list -> what it is called, and the key to sort by; equals stay as they come, what is due first before."""


def columns(profile: Profile, zone: ZoneInfo) -> list[Column[ComplaintRow]]:
    """The list as a table, for the clipboard, a file or paper."""

    def at(when: Instant | None) -> str:
        return f"{to_datetime(when, zone):%Y-%m-%d %H:%M}" if when is not None else ""

    told: list[tuple[str, Callable[[ComplaintRow], str], int]] = [
        (N_("Number"), lambda row: row.no, 150), (N_("Customer"), lambda row: row.customer, 100),
        (N_("State"), lambda row: codes.shown(codes.COMPLAINT_STATES, row.state), 100),
        (N_("Ends as"), lambda row: codes.shown(codes.ENDED_AS, row.ended_as) if row.ended_as else "", 80),
        (N_("Severity"), lambda row: words_of(profile.complaint_severities, row.severity), 70),
        (N_("Category"), lambda row: words_of(profile.complaint_categories, row.category), 100),
        (N_("Against"), lambda row: codes.shown(codes.ABOUT, row.against) if row.against else "", 90),
        (N_("Outlet"), lambda row: row.outlet, 150), (N_("Owner"), lambda row: row.owner, 80),
        (N_("Came by"), lambda row: words_of(profile.channels, row.channel), 80),
        (N_("Came at"), lambda row: at(row.received_at), 110), (N_("Next deadline"), _rule, 100),
        (N_("Due"), lambda row: at(row.due_at), 110), (N_("Ended at"), lambda row: at(row.ended_at), 110),
    ]
    return [Column(title, partial(_cell, read), width) for title, read, width in told]


def _cell(read: Callable[[ComplaintRow], str], row: ComplaintRow) -> Cell:
    return Cell(read(row))


def hit_card(hit: Hit) -> Card:
    """A customer or order that fits what was typed."""
    icon = {"customer": "person", "order": "clipboard_text_ltr"}[hit.kind]
    why = "" if hit.code == "name" else formats.joined(codes.shown(codes.FOUND_BY, hit.code), hit.part)
    # Of people with one name the one is known by where they live.
    lines = (Line(hit.beside),) if hit.beside and hit.code != "address" else ()
    return Card(hit.title, note=why, icon=icon, right=hit.no, match=hit.part, lines=lines)


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
