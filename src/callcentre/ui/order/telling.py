"""What an order's events and states say to a reader: titles, second lines, chips, in the language in use."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from callcentre.domain.errors import Refused
from callcentre.domain.event import Role
from callcentre.domain.instants import Instant
from callcentre.domain.lifecycle import ENDED_STATES, ORDERS
from callcentre.domain.profile import Coded, Profile
from callcentre.store.order_card import OrderCard, OrderHeader, StoryRow
from callcentre.ui import formats
from callcentre.ui.order.values import Reader
from callcentre.ui.story import CORRECTED, SET_ASIDE, Step
from callcentre.words import N_, _, codes, language
from callcentre.words.errors import say

STATE_TONES: Mapping[str, tuple[str, str]] = {
    "open": ("due", "clock"), "relayed": ("plain", "arrow_circle_right"), "accepted": ("plain", "checkmark_circle"),
    "declined": ("due", "dismiss_circle"), "returned": ("due", "arrow_undo"),
    "awaiting_callback": ("due", "call_outbound"), "reopened": ("overdue", "arrow_repeat_all"),
    "closed": ("good", "checkmark"), "cancelled": ("plain", "prohibited"),
}
"""State -> (tone, icon) of its chip."""

_YES_NO = (("satisfied", N_("satisfied"), N_("not satisfied")), ("fixed", N_("fixed"), N_("not fixed")),
           ("came", N_("came"), N_("nobody came")), ("on_time", N_("on time"), N_("not on time")),
           ("attitude_ok", N_("polite"), N_("impolite")))


def words_of(items: Sequence[Coded], code: str) -> str:
    """The profile's words for a code; an unknown code shows itself."""
    return next((item.words[language()] for item in items if item.code == code), code)


def subject(header: OrderHeader, profile: Profile) -> str:
    """What an order is about: kind and fault in words."""
    return formats.joined(words_of(profile.order_kinds, header.kind), fault_words(header, profile))


def fault_words(header: OrderHeader, profile: Profile) -> str:
    """The symptom's words where the fault is one of the tree's, else the fault as it was written."""
    symptom = profile.symptom(header.category, header.fault)
    return symptom.words[language()] if symptom else header.fault


def none_proposed(placed: bool) -> str:
    """Why no outlet is proposed: nobody knows where the customer is, or how near the outlets are."""
    if placed:
        return _("How near these outlets are is not known: choose one.")
    return _("The place is needed to propose an outlet.")


def may_take_back(roles: Iterable[str]) -> bool:
    """Whether somebody with these roles takes a step back at all; who may not is offered no way back."""
    return bool(ORDERS.roles("undone") & frozenset(map(Role, roles)))


def lies_with_nobody(header: OrderHeader) -> bool:
    """Whether the outlet that is known is the last one that had it, and nobody has to be rung up about it."""
    return header.state in ("open", "declined", "returned")


def outlet_words(card: OrderCard) -> str:
    """With whom an order is, or was before it was taken back."""
    if card.outlet is None:
        return _("no outlet yet")
    return _("was with {outlet}").format(outlet=card.outlet.name) if lies_with_nobody(card.header) else card.outlet.name


def state_chip(header: OrderHeader) -> tuple[str, str, str]:
    """(words, tone, icon) of where an order stands; danger and holds go before the stage."""
    if header.urgency == "danger" and header.state not in ENDED_STATES:
        return _("danger, {state}").format(state=codes.shown(codes.STATES, header.state)), "danger", "fire"
    if header.held_reason:
        return _("on hold: {reason}").format(reason=codes.shown(codes.REASONS, header.held_reason)), "hold", "pause"
    tone, icon = STATE_TONES.get(header.state, ("plain", "circle"))
    if header.state == "closed" and header.ended_by == "closed_unverified":
        tone = "plain"
    return codes.shown(codes.STATES, header.state), tone, icon


def clock_chip(header: OrderHeader, now: Instant) -> tuple[str, str, str]:
    """(what is left of the stage's time, tone, icon), as a list shows it; empty words once an order has ended."""
    if header.due_at is None:
        return "", "plain", ""
    over = header.due_at < now
    tone, icon = ("hold", "pause") if header.held_reason else ("overdue", "warning")
    return formats.left(header.due_at, now), tone if over else "plain", icon if over else "clock"


def objection(card: OrderCard, kind: str) -> str:
    """Why an act is not possible where the order stands, and what is."""
    here = kind in ORDERS.possible(card.header.state, Role)
    return say(Refused(
        "order.illegal", event=kind, state=card.header.state,
        objection=card.stopped.get(kind) or ("role" if here else "state"),
        possible=list(card.acts),
    ))


def steps(rows: Sequence[StoryRow], profile: Profile, now: Instant, zone: ZoneInfo) -> list[Step]:
    """The story newest first, as the list of steps shows it."""
    category = str(rows[0].data.get("category", "")) if rows else ""
    telling = _Telling(Reader(profile, category, now, zone), {str(row.event_id): row for row in rows})
    return [telling.step(row) for row in reversed(rows)]


@dataclass(frozen=True, slots=True)
class _Telling:
    """Words the events of one order; `rows` are all of them by id, for those that speak of another."""

    reader: Reader
    rows: Mapping[str, StoryRow]

    def step(self, row: StoryRow) -> Step:
        """One event in words."""
        reader = self.reader
        mark, reason = row.effect if row.effect != "applied" else "", ""
        if not mark and row.was:
            mark = CORRECTED
            reason = _("before: {values}").format(values=reader.said(row.kind, row.was))
        if mark == SET_ASIDE:
            reason = _("not possible then, the order was {state}; changes nothing").format(
                state=codes.shown(codes.STATES, row.state_before))
        about = self.rows.get(str(row.data.get("event"))) if row.kind in ("corrected", "undone") else None
        return Step(
            formats.moment(row.at, reader.now, reader.zone), row.kind, codes.shown(codes.EVENTS, row.kind),
            formats.listed(self._changed(row, about), _second(row, reader.profile, reader.zone)),
            codes.shown(codes.MACHINES, row.who),
            mark=mark, reason=reason, tone=_tone(row),
            detail=_detail(row, reader.zone) if about is None else self._named(about),
        )

    def _named(self, row: StoryRow) -> str:
        """The event that another one speaks of."""
        at = formats.moment(row.at, self.reader.now, self.reader.zone)
        return formats.joined(codes.shown(codes.EVENTS, row.kind), at)

    def _changed(self, row: StoryRow, about: StoryRow | None) -> str:
        """What an event that corrects or amends says anew."""
        fields = row.data.get("fields")
        if not isinstance(fields, Mapping):
            return ""
        if about is None:
            return self.reader.said(row.kind, fields)
        named = {"technician": about.technician} if "technician" in fields else {}
        return self.reader.said(about.kind, {**fields, **named})


def step(row: StoryRow, profile: Profile, now: Instant, zone: ZoneInfo) -> Step:
    """One event in words, without what it says of another."""
    return _Telling(Reader(profile, "", now, zone), {}).step(row)


def _tone(row: StoryRow) -> str:
    if row.kind == "callback_answer":
        return "good" if row.data.get("satisfied") else "overdue"
    return {"urged": "due", "declined": "due", "returned": "due", "cancel_asked": "due", "on_hold": "hold"}.get(row.kind, "")


def _detail(row: StoryRow, zone: ZoneInfo) -> str:
    data = row.data
    outcome = data.get("outcome")
    return formats.joined(
        row.outlet, codes.shown(codes.OUTCOMES, str(outcome)) if outcome else "",
        _window(data.get("start"), data.get("end"), zone),
    )


def _second(row: StoryRow, profile: Profile, zone: ZoneInfo) -> str:
    data, texts = row.data, row.texts
    parts = [row.technician]
    arrived, left = data.get("arrived_at"), data.get("left_at")
    if isinstance(arrived, int):
        until = f"–{formats.clock(left, zone)}" if isinstance(left, int) else ""
        parts.append(_("there {from_}{until}").format(from_=formats.clock(arrived, zone), until=until))
    reason = data.get("reason")
    if reason:
        known = words_of(profile.reasons.get(row.kind, ()), str(reason))
        parts.append(known if known != reason else codes.shown(codes.REASONS, str(reason)))
    parts += [_(yes) if data[code] else _(no) for code, yes, no in _YES_NO if data.get(code) is not None]
    if data.get("about"):
        parts.append(_("about {what}").format(what=codes.shown(codes.ABOUT, str(data["about"]))))
    for code, said in (("charge_fen", N_("charged {money}")), ("paid_fen", N_("paid {money}"))):
        amount = data.get(code)
        if isinstance(amount, int):
            parts.append(_(said).format(money=formats.money(amount)))
    listed = data.get("parts")
    if isinstance(listed, list | tuple):
        parts += [f"{code} × {count}" for code, count, _price in listed]
    parts += [texts[name] for name in ("cause", "action", "words") if texts.get(name)]
    return formats.joined(*parts)


def _window(start: object, end: object, zone: ZoneInfo) -> str:
    return formats.window(start, end, zone) if isinstance(start, int) and isinstance(end, int) else ""
