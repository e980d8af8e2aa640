"""What a complaint's states, deadlines and events say to a reader, in the language in use."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from callcentre.domain.complaint_clock import Clock
from callcentre.domain.deadlines import Due
from callcentre.domain.instants import DAY, Instant
from callcentre.domain.profile import Deadline, Profile
from callcentre.store.complaint_card import ComplaintStep
from callcentre.ui import formats
from callcentre.ui.order.telling import words_of
from callcentre.ui.story import SET_ASIDE, Step
from callcentre.words import _, codes, language

EVENTS = codes.EVENTS | codes.COMPLAINT_EVENTS
STATE_TONES: Mapping[str, tuple[str, str]] = {
    "received": ("due", "comment_error"), "acknowledged": ("due", "chat"), "assessed": ("plain", "eye"),
    "investigating": ("plain", "search"), "remedy_offered": ("plain", "receipt"), "rejected": ("due", "dismiss_circle"),
    "remedy_due": ("due", "box"), "remedy_done": ("due", "phone"), "escalated": ("overdue", "megaphone_loud"),
    "closed": ("plain", "checkmark"),
}
"""State -> (tone, icon) of its chip."""
SEVERITIES: Mapping[str, tuple[str, str]] = {
    "low": ("info", ""), "normal": ("comment_error", ""), "high": ("warning", "due"), "safety": ("fire", "danger"),
}
"""Severity -> (icon, tone); a profile's own severities look as normal ones do."""
_DETAILS = (
    ("outcome", codes.OUTCOMES), ("ended_as", codes.ENDED_AS), ("kind", codes.REMEDIES), ("to", codes.ESCALATED_TO),
)
_WORDS = ("words", "wish", "finding", "what", "explanation")


def severity_icon(severity: str) -> tuple[str, str]:
    """(icon, tone) of a severity."""
    return SEVERITIES.get(severity, SEVERITIES["normal"])


def state_chip(state: str, ended_as: str) -> tuple[str, str, str]:
    """(words, tone, icon) of where a complaint stands; an ended one says how."""
    tone, icon = STATE_TONES.get(state, ("plain", "circle"))
    said = codes.shown(codes.COMPLAINT_STATES, state)
    return formats.joined(said, codes.shown(codes.ENDED_AS, ended_as) if ended_as else ""), tone, icon


def rule_words(rule: Deadline) -> str:
    """What a deadline wants done."""
    return rule.words[language()]


def due_words(due: Due, now: Instant) -> tuple[str, str]:
    """(what is due and what is left of its time, tone); where nobody published a calendar it is called estimated."""
    said = _("{what}: {left} (estimated)") if due.estimated else _("{what}: {left}")
    return said.format(what=rule_words(due.rule), left=formats.left(due.at, now)), urgency(due.at, now)


def due_chip(due: Due | None, now: Instant) -> tuple[str, str, str]:
    """(words, tone, icon) of what is due next; empty words where nothing is."""
    if due is None:
        return "", "plain", ""
    words, tone = due_words(due, now)
    return formats.begun(words), tone or "plain", "warning" if tone == "overdue" else "clock"


def urgency(at: Instant, now: Instant) -> str:
    """The tone of a deadline: overdue, due on its last day, else none."""
    if at <= now:
        return "overdue"
    return "due" if at - now < DAY else ""


def clock_words(clock: Clock, now: Instant, zone: ZoneInfo) -> tuple[str, str]:
    """(what became of a deadline, tone): done in time, done late, or what is left."""
    until = formats.moment(clock.due.at, now, zone)
    if clock.met_at is not None:
        late = clock.is_over(now)
        said = _("done too late, {at}") if late else _("done in time, {at}")
        return said.format(at=formats.moment(clock.met_at, now, zone)), "overdue" if late else "good"
    left = formats.left(clock.due.at, now)
    return formats.joined(left, _("until {at}").format(at=until)), urgency(clock.due.at, now) or "plain"


def steps(story: Sequence[ComplaintStep], profile: Profile, now: Instant, zone: ZoneInfo) -> list[Step]:
    """The story newest first, as the list of steps shows it."""
    return [step(row, profile, now, zone) for row in reversed(story)]


def step(row: ComplaintStep, profile: Profile, now: Instant, zone: ZoneInfo) -> Step:
    """One event in words."""
    aside = row.effect == "set_aside"
    return Step(
        formats.moment(row.at, now, zone), row.kind, _title(row, profile, now, zone), _second(row, profile),
        codes.shown(codes.MACHINES, row.who),
        mark=SET_ASIDE if aside else "", reason=_aside(row) if aside else "",
        tone=_TONES.get(row.kind, ""),
    )


def _aside(row: ComplaintStep) -> str:
    return _("not possible then, the complaint was {state}; changes nothing").format(
        state=codes.shown(codes.COMPLAINT_STATES, row.state_before))


_TONES = {
    "escalated": "overdue", "rejected_by_customer": "due", "reopened": "due", "accepted_by_customer": "good",
}


def _title(row: ComplaintStep, profile: Profile, now: Instant, zone: ZoneInfo) -> str:
    data = row.data
    details = [row.person, row.file]
    if data.get("channel"):
        details.append(words_of(profile.channels, str(data["channel"])))
    details += [codes.shown(table, str(data[name])) for name, table in _DETAILS if data.get(name)]
    amount, until = data.get("compensation_fen"), data.get("until")
    if isinstance(amount, int) and amount:
        details.append(formats.money(amount))
    if isinstance(until, int):
        details.append(_("until {at}").format(at=formats.moment(until, now, zone)))
    return formats.joined(codes.shown(EVENTS, row.kind), *details)


def _second(row: ComplaintStep, profile: Profile) -> str:
    data = row.data
    parts = []
    if data.get("category"):
        parts.append(words_of(profile.complaint_categories, str(data["category"])))
    if data.get("severity"):
        parts.append(words_of(profile.complaint_severities, str(data["severity"])))
    if data.get("against"):
        parts.append(_("against {whom}").format(whom=codes.shown(codes.ABOUT, str(data["against"]))))
    parts.append(row.outlet)
    if data.get("reason"):
        parts.append(codes.shown(codes.COMPLAINT_REOPENED, str(data["reason"])))
    if data.get("cause"):
        parts.append(_("cause: {cause}").format(cause=data["cause"]))
    parts += [row.texts[name] for name in _WORDS if row.texts.get(name)]
    return formats.joined(*parts)
