"""How things found, machines, past orders, calls, drafts and outlets read in the lists of the panel."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from callcentre.domain.covers import CoverState
from callcentre.domain.instants import Instant
from callcentre.domain.profile import Profile
from callcentre.screens.intake.reading import Help
from callcentre.screens.intake.talk import Talk
from callcentre.store.calls import CallRow
from callcentre.store.customer_card import AssetRow, OrderLine
from callcentre.store.search import Found
from callcentre.store.suggestions import OutletSuggestion
from callcentre.ui import formats
from callcentre.ui.cards import Card, Line
from callcentre.ui.finder import told
from callcentre.ui.letters import initials
from callcentre.ui.order.facts import cover_state
from callcentre.ui.order.telling import STATE_TONES, words_of
from callcentre.words import N_, _, codes, language, ngettext

Clock = Callable[[], Instant]
GROUPS: dict[str, tuple[str, str]] = {
    "customer": (N_("People"), "person"), "order": (N_("Orders"), "clipboard_text_ltr"),
    "asset": (N_("Machines"), "wrench"), "outlet": (N_("Outlets"), "building_shop"),
    "complaint": (N_("Complaints"), "comment_error"),
}
"""Kind of thing found -> the name of its group and its icon, in the order of the groups."""
REASONS = {
    "cover.row": N_("until {until} ({payer})"), "cover.row_over": N_("ended {until}"),
    "cover.row_later": N_("begins {from}"), "cover.warranty": N_("until {until}"),
    "cover.warranty_over": N_("ended {until}"), "cover.no_purchase_date": N_("purchase date unknown"),
    "cover.no_warranty": N_("warranty of the model unknown"), "cover.no_asset": N_("no machine"),
}
"""Why a machine is covered or not, in the few words that stand beside the chip."""
FOR = {
    "knows_the_asset": N_("has served this machine"), "same_district": N_("same district"),
    "same_city": N_("same city"), "skilled": N_("skilled for it"),
}
FOR_SHOWN = 2
AGAINST = {"far": N_("far away"), "had_it": N_("this order was with it")}


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found, with the name of the group it begins, and what was typed."""

    found: Found
    head: str
    typed: str


def grouped(found: Sequence[Found], typed: str) -> list[Hit]:
    """What was found by kind, the surest first within each."""
    kinds = list(GROUPS)
    hits: list[Hit] = []
    for one in sorted((one for one in found if one.kind in GROUPS), key=lambda one: kinds.index(one.kind)):
        first = not hits or hits[-1].found.kind != one.kind
        hits.append(Hit(one, GROUPS[one.kind][0] if first else "", typed))
    return hits


def hit_card(hit: Hit) -> Card:
    """A thing found, the part that matched made strong, with the reason."""
    found = hit.found
    match = _matched(found.title, hit.typed)
    return Card(
        found.title, icon=GROUPS[found.kind][1], right=found.no, head=_(hit.head) if hit.head else "", match=match,
        lines=(Line(told(found, _reason(found)), strong=not match),),
    )


def _matched(title: str, typed: str) -> str:
    """The part of a title that was typed, as it is or by its first letters."""
    at = title.lower().find(typed.lower())
    # A number has no letters: what was found by it is not spelled out.
    if at < 0 and any(map(str.isalpha, typed)):
        at = initials(title).find(typed.replace(" ", "").lower())
        # Letters stand for characters one to one in a name written in characters alone.
        if len(initials(title)) != len(title):
            at = -1
    return title[at: at + len(typed)] if at >= 0 else ""


def _reason(found: Found) -> str:
    part = formats.phone(found.why.part) if found.why.code == "phone" else found.why.part
    part = "" if part in (found.title, found.no) else part
    return f"{codes.shown(codes.FOUND_BY, found.why.code)} {part}".strip()


def machine_card(asset: AssetRow) -> Card:
    """A machine with what is paid for and why."""
    chip, tone, icon = cover_state(asset.cover)
    lines = [Line(cover_reason(asset.cover), chip=chip, chip_tone=tone, chip_icon=icon)]
    if asset.do_not_use:
        lines.append(Line(_("not to be used until somebody says so"), tone="danger", icon="fire"))
    return Card(machine_name(asset), note=asset.serial, quiet=asset.state == "ended", lines=tuple(lines))


def cover_reason(cover: CoverState) -> str:
    """Beside the chip: until when, since when, or what is not known."""
    # A cover may end in another year, so the year is always written.
    data = {name: formats.day(value, date.min) if isinstance(value, date) else value for name, value in cover.data.items()}
    return _(REASONS[cover.reason]).format(**data).removesuffix(" ()").removesuffix("（）")


def machine_name(asset: AssetRow) -> str:
    """Where it stands and its model, else its serial."""
    return " ".join(part for part in (asset.place, asset.model or asset.serial) if part)


def fault_of(line: OrderLine, profile: Profile) -> str:
    """What an order was about in words."""
    symptom = profile.symptom(line.category, line.fault)
    return symptom.words[language()] if symptom else line.fault


def subject_of(line: OrderLine, profile: Profile) -> str:
    """Kind and fault of an order."""
    return formats.joined(words_of(profile.order_kinds, line.kind), fault_of(line, profile))


def state_of(line: OrderLine) -> tuple[str, str, str]:
    """(words, tone, icon) of where an open order stands."""
    if line.urgency == "danger":
        return _("danger, {state}").format(state=codes.shown(codes.STATES, line.state)), "danger", "fire"
    if line.held_reason:
        return _("on hold: {reason}").format(reason=codes.shown(codes.REASONS, line.held_reason)), "hold", "pause"
    tone, icon = STATE_TONES.get(line.state, ("plain", "circle"))
    return codes.shown(codes.STATES, line.state), tone, icon


def where_of(line: OrderLine, zone: ZoneInfo) -> str:
    """Stage, number as it is spoken, outlet and window of an open order."""
    window = formats.window(line.window_start, line.window_end, zone) if line.window_start and line.window_end else ""
    urged = ngettext("urged once", "urged {n} times", line.urges).format(n=line.urges) if line.urges else ""
    words, _tone, _icon = state_of(line)
    outlet = line.outlet or _("no outlet yet")
    return formats.begun(formats.joined(words, formats.tail(line.no), outlet, window, urged))


def call_card(profile: Profile, now: Clock, zone: ZoneInfo, *, by_agent: bool = False) -> Callable[[CallRow], Card]:
    """One of my last calls, named by the customer; `by_agent` one of a customer's, named by who had it."""

    def card(row: CallRow) -> Card:
        number = formats.phone(row.number) if row.number else _("no number shown")
        ending = words_of(profile.dispositions, row.disposition) if row.disposition else _("cut off")
        return Card(
            (row.agent if by_agent else row.customer) or number, icon="call" if row.direction == "in" else "call_outbound",
            right=formats.moment(row.began_at, now(), zone),
            lines=(Line(formats.joined(ending, formats.tail(row.order_no), row.words if by_agent else "")),),
        )

    return card


def draft_card(now: Clock, zone: ZoneInfo) -> Callable[[Talk], Card]:
    """A call that is held open or whose order is not saved."""

    def card(talk: Talk) -> Card:
        icon, tone, words = {
            "line": ("call", "good", _("on the line")), "held": ("pause_circle", "hold", _("call on hold")),
        }.get(talk.state, ("edit", "", _("not saved yet")))
        return Card(
            title_of(talk), icon=icon, tone=tone, filled=bool(tone), right=formats.moment(talk.call.began_at, now(), zone),
            lines=(Line(formats.joined(words, talk.wish.words)),),
        )

    return card


def title_of(talk: Talk) -> str:
    """Whose call it is, as far as that is known."""
    return talk.title or talk.person.name or (formats.phone(talk.call.number) if talk.call.number else _("Unknown number"))


def outlet_card(helped: Help, now_danger: bool, numbers: Sequence[UUID]) -> Callable[[OutletSuggestion], Card]:
    """An outlet with its load, and what speaks for it and against; in a danger the number to ring alone."""

    def card(one: OutletSuggestion) -> Card:
        at = numbers.index(one.outlet_id) + 1 if one.outlet_id in numbers else 0
        base = Card(
            one.name, key=f"Ctrl+{at}" if 0 < at < 10 else "",
            right=formats.distance(round(one.metres)) if one.metres is not None else "",
        )
        if now_danger:
            return replace(base, lines=(_number_to_ring(one, helped), *_warnings(one)))
        return replace(base, lines=(_load(one), *_reasons(one, helped)))

    return card


def _number_to_ring(one: OutletSuggestion, helped: Help) -> Line:
    """The number that somebody answers at this hour."""
    is_night = bool(one.night_phone) and (not helped.by_day or not one.phone)
    number = one.night_phone if is_night else one.phone
    if not number:
        return Line(_("no number known"), icon="prohibited")
    said = _("Night number {number}") if is_night else _("Phone {number}")
    return Line(said.format(number=formats.phone(number)), icon="phone", strong=True)


def _load(one: OutletSuggestion) -> Line:
    if one.capacity is None:
        return Line(_("{n} taken today").format(n=one.today), bar_permille=min(1000, one.today * 50))
    left = max(0, one.capacity - one.today)
    permille = 1000 * one.today // one.capacity if one.capacity else 1000
    tone = "due" if left <= 1 else "plain"
    words = _("Room for {n} today").format(n=left) if left else _("Full today")
    return Line(words, bar_permille=permille, bar_tone=tone, tone="due" if left <= 1 else "", strong=left <= 1)


def _reasons(one: OutletSuggestion, helped: Help) -> list[Line]:
    lines = []
    good = formats.joined(*[_(words) for code, words in FOR.items() if code in one.reasons][:FOR_SHOWN])
    fixed = helped.fixed.get(one.outlet_id)
    if fixed is not None:
        # Fewer than half speak neither for nor against: a customer may have had the harder fault.
        well = 2 * fixed.at_once >= fixed.of
        lines.append(Line(
            _("Fixed {x} of {n} alike at first visit, 90 days").format(x=fixed.at_once, n=fixed.of),
            icon="checkmark_circle" if well else "info", tone="good" if well else "",
        ))
    if good:
        lines.append(Line(good, icon="checkmark_circle", tone="good"))
    return [*lines, *_warnings(one)]


def _warnings(one: OutletSuggestion) -> list[Line]:
    against = formats.joined(*(_(AGAINST[code]) for code in one.reasons if code in AGAINST))
    return [Line(against, icon="warning", tone="due")] if against else []
