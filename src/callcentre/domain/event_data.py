"""What each kind of order event says: its fields, their types, and which it cannot do without."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from callcentre.domain.errors import BadValue
from callcentre.domain.lifecycle import (
    ABOUT,
    HOLD_REASONS,
    REOPEN_REASONS,
    UNVERIFIED_REASONS,
    VISIT_OUTCOMES,
)

CONTACT_OUTCOMES = frozenset({"reached", "no_answer", "wrong_number"})
ATTEMPT_OUTCOMES = frozenset({"reached", "no_answer", "busy", "wrong_number", "refused", "later"})
QUOTE_OUTCOMES = frozenset({"agreed", "refused"})
FEEDBACK_OUTCOMES = frozenset({"done", "unable"})
WINDOW_BY = frozenset({"customer", "outlet", "centre"})
CONTACT_BY = frozenset({"outlet", "centre"})
PLACES = frozenset({"home", "workshop"})
MESSAGE_OUTCOMES = frozenset({"queued", "delivered", "failed", "copied"})


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an event: `kind` is instant, flag, fen, score, code, id, parts or fields."""

    kind: str
    required: bool = False
    among: frozenset[str] | None = None


def _one_of(codes: frozenset[str], *, required: bool = False) -> Field:
    return Field("code", required, codes)


_INSTANT = Field("instant")
_NEEDED_INSTANT = Field("instant", required=True)
_FLAG = Field("flag")
_REASON = Field("code")
_PARTS = Field("parts")
_FEN = Field("fen")

_ANSWER: Mapping[str, Field] = {
    "satisfied": Field("flag", required=True),
    "fixed": _FLAG,
    "on_time": _FLAG,
    "attitude_ok": _FLAG,
    "came": _FLAG,
    "paid_fen": _FEN,
    "about": _one_of(ABOUT),
    "score": Field("score"),
}

FIELDS: Mapping[str, Mapping[str, Field]] = {
    "opened": {
        "customer": Field("id", required=True),
        "address": Field("id"),
        "asset": Field("id"),
        "kind": Field("code", required=True),
        "category": Field("code"),
        "fault": Field("code"),
        "urgency": _one_of(frozenset({"normal", "urgent", "danger"}), required=True),
        "channel": Field("code"),
        "origin": Field("code"),
        "repeat_of": Field("id"),
        "group_no": Field("code"),
        "follows": Field("id"),
        "external_ref": Field("code"),
    },
    "solved_by_phone": {"satisfied": _FLAG, "article": Field("id")},
    "window_agreed": {
        "start": _NEEDED_INSTANT,
        "end": _NEEDED_INSTANT,
        "by": _one_of(WINDOW_BY, required=True),
        "reason": _REASON,
    },
    "relayed": {},
    "withdrawn": {"reason": _REASON},
    "accepted": {},
    "declined": {"reason": _REASON},
    "returned": {"reason": _REASON},
    "planned": {"start": _INSTANT, "end": _INSTANT},
    "contacted": {
        "by": _one_of(CONTACT_BY, required=True),
        "outcome": _one_of(CONTACT_OUTCOMES, required=True),
    },
    "on_hold": {"reason": Field("code", required=True), "until": _INSTANT},
    "resumed": {},
    "part_requested": {"parts": _PARTS},
    "part_sent": {"parts": _PARTS},
    "part_arrived": {"parts": _PARTS},
    "quoted": {"charge_fen": _FEN},
    "quote_answered": {"outcome": _one_of(QUOTE_OUTCOMES, required=True)},
    "urged": {},
    "visit": {
        "arrived_at": _INSTANT,
        "left_at": _INSTANT,
        "outcome": _one_of(VISIT_OUTCOMES, required=True),
        "place": _one_of(PLACES),
        "parts": _PARTS,
        "charge_fen": _FEN,
    },
    "feedback": {"outcome": _one_of(FEEDBACK_OUTCOMES, required=True), "reason": _REASON},
    "callback_attempt": {"outcome": _one_of(ATTEMPT_OUTCOMES, required=True), "next_at": _INSTANT},
    "callback_answer": _ANSWER,
    "second_check": _ANSWER,
    "closed_unverified": {"reason": _one_of(UNVERIFIED_REASONS, required=True), "second": Field("id")},
    "reopened": {"reason": _one_of(REOPEN_REASONS, required=True)},
    "cancel_asked": {"reason": _REASON},
    "cancelled": {"reason": _REASON},
    "complaint_raised": {"complaint": Field("id", required=True)},
    "complaint_ended": {"complaint": Field("id", required=True), "ended_as": _REASON},
    "message_sent": {"kind": Field("code", required=True), "outcome": _one_of(MESSAGE_OUTCOMES)},
    "amended": {"fields": Field("fields", required=True), "reason": _REASON},
    "corrected": {
        "event": Field("id", required=True),
        "fields": Field("fields", required=True),
        "reason": _REASON,
    },
    "undone": {"event": Field("id", required=True)},
    "noted": {},
}

NEEDS_OUTLET = frozenset({"relayed", "accepted", "declined", "returned", "planned", "visit", "feedback"})


def _is_parts(value: object) -> bool:
    """Parts are [[part code, count, list price in fen], ...]."""
    return isinstance(value, list | tuple) and all(
        isinstance(row, list | tuple)
        and len(row) == 3
        and isinstance(row[0], str)
        and _is_count(row[1])
        and row[1] > 0
        and _is_count(row[2])
        for row in value
    )


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_id(value: object) -> bool:
    try:
        return isinstance(value, str) and str(UUID(value)) == value
    except ValueError:
        return False


_CHECKS: Mapping[str, Callable[[object], bool]] = {
    "instant": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "flag": lambda value: isinstance(value, bool),
    "fen": _is_count,
    "score": lambda value: _is_count(value) and isinstance(value, int) and value <= 10,
    "code": lambda value: isinstance(value, str),
    "id": _is_id,
    "parts": _is_parts,
    "fields": lambda value: isinstance(value, Mapping) and bool(value),
}


def checked(kind: str, data: Mapping[str, object]) -> dict[str, object]:
    """`data` without empty fields, each of the type its kind of event wants.

    Raises BadValue naming the field for unknown fields, wrong types, values outside
    their list, missing ones, and windows or visits that end before they begin.
    """
    fields = FIELDS[kind]
    clean: dict[str, object] = {}
    for name, value in data.items():
        if value is None or value == "":
            continue
        field = fields.get(name)
        if field is None:
            raise BadValue("event.unknown_field", field=name, value=value, event=kind)
        if not _CHECKS[field.kind](value):
            raise BadValue("event.wrong_type", field=name, value=value, event=kind, wanted=field.kind)
        if field.among is not None and value not in field.among:
            among = ", ".join(sorted(field.among))
            raise BadValue("event.not_among", field=name, value=value, event=kind, among=among)
        clean[name] = value
    for name, field in fields.items():
        if field.required and name not in clean:
            raise BadValue("event.missing", field=name, value="", event=kind)
    _check_order(kind, clean, "start", "end", allow_equal=False)
    _check_order(kind, clean, "arrived_at", "left_at", allow_equal=True)
    return clean


def _check_order(kind: str, data: Mapping[str, object], first: str, last: str, *, allow_equal: bool) -> None:
    begin, end = data.get(first), data.get(last)
    if isinstance(begin, int) and isinstance(end, int) and (end < begin or (end == begin and not allow_equal)):
        raise BadValue("event.ends_before", field=last, value=end, event=kind, first=first)
