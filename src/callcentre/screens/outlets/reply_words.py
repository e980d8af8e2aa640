"""What was read from a reply, in words, with its doubts."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from callcentre.domain.instants import Instant
from callcentre.domain.messenger import Reading, Step
from callcentre.domain.profile import Profile
from callcentre.ui import formats
from callcentre.ui.order.telling import words_of
from callcentre.words import N_, _, codes

DOUBTS: Mapping[str, str] = {
    "reason": N_("no reason was said"), "after": N_("it had been accepted"), "implied": N_("accepting was not said"),
    "received": N_("it only says received"), "end": N_("its end was not said"), "day": N_("the day was not said"),
    "half": N_("morning or afternoon was not said"), "hours": N_("the hours were not said"),
    "past": N_("this lies in the past"), "arrived": N_("arrival was not said"), "charge": N_("the amount was not read"),
    "cover": N_("nothing charged, as under warranty"), "parts": N_("a part is not in the price list"),
    "outcome": N_("it is said both ways"), "technician": N_("only the surname was said"),
    "nothing": N_("nothing was understood, kept as a note"),
}
"""What of a step was not said or not understood."""
ORDER_DOUBTS: Mapping[str, str] = {
    "chosen": N_("no number was said: the order you stand on"), "all": N_("it says all"),
    "which": N_("it is not clear which order is meant"), "short": N_("the number is written short"),
    "unknown": N_("no order with this number is here"), "several": N_("several orders end like this"),
    "none": N_("no order was named: choose one in the table"), "nothing": N_("nothing is said of it"),
    "accepted": N_("it is accepted already"),
}
"""What of the order is doubted."""
ICONS: Mapping[str, str] = {
    "accepted": "checkmark_circle", "declined": "dismiss_circle", "returned": "arrow_undo", "contacted": "phone",
    "window_agreed": "calendar_clock", "planned": "calendar_clock", "visit": "wrench", "on_hold": "pause_circle",
    "feedback": "clipboard_text_ltr", "noted": "note",
}


def step_words(step: Step, names: Mapping[object, str], profile: Profile, now: Instant, zone: ZoneInfo) -> str:
    """One event that a reply comes to; `names` are those of technicians by id and of parts by code."""
    data = step.data
    said = [codes.shown(codes.EVENTS, step.kind)]
    outcome = data.get("outcome")
    if outcome:
        said.append(codes.shown(codes.OUTCOMES, str(outcome)))
    reason = str(data.get("reason", ""))
    if reason:
        known = words_of(profile.reasons.get(step.kind, ()), reason)
        said.append(known if known != reason else codes.shown(codes.REASONS, reason))
    technician = names.get(data.get("technician"))
    if technician:
        said.append(technician)
    start, end = data.get("start"), data.get("end")
    if isinstance(start, int) and isinstance(end, int):
        said.append(formats.window(start, end, zone))
    return formats.joined(*said, *_of_visit(step, names, now, zone))


def _of_visit(step: Step, names: Mapping[object, str], now: Instant, zone: ZoneInfo) -> list[str]:
    data = step.data
    arrived, left = data.get("arrived_at"), data.get("left_at")
    said = []
    if isinstance(arrived, int):
        until = f"–{formats.clock(left, zone)}" if isinstance(left, int) else ""
        # With its day where it was not today: what is written is what was read.
        said.append(_("there {from_}{until}").format(from_=formats.moment(arrived, now, zone), until=until))
    parts = data.get("parts")
    if isinstance(parts, list):
        said += [f"{code} {names.get(code, '')}".strip() + f" × {count}" for code, count in parts]
    charged = data.get("charge_fen")
    if isinstance(charged, int):
        said.append(_("charged {money}").format(money=formats.money(charged)))
    return said


def doubts_of(step: Step) -> list[str]:
    """The doubts about a step in words."""
    return [_(DOUBTS[code]) for code in DOUBTS if code in step.doubts]


def order_doubts(reading: Reading) -> list[str]:
    """The doubts about the order in words."""
    return [_(ORDER_DOUBTS[code]) for code in ORDER_DOUBTS if code in reading.doubts]
