"""What each kind of order event says: its fields, their types, and which it cannot do without."""

from collections.abc import Mapping

from callcentre.domain.errors import BadValue
from callcentre.domain.fields import Field, checked_by, one_of, present_by
from callcentre.domain.lifecycle import (
    ABOUT,
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
    "about": one_of(ABOUT),
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
        "urgency": one_of(frozenset({"normal", "urgent", "danger"}), required=True),
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
        "by": one_of(WINDOW_BY, required=True),
        "reason": _REASON,
    },
    "relayed": {},
    "withdrawn": {"reason": _REASON},
    "accepted": {},
    "declined": {"reason": _REASON},
    "returned": {"reason": _REASON},
    "planned": {"start": _INSTANT, "end": _INSTANT},
    "contacted": {
        "by": one_of(CONTACT_BY, required=True),
        "outcome": one_of(CONTACT_OUTCOMES, required=True),
    },
    "on_hold": {"reason": Field("code", required=True), "until": _INSTANT},
    "resumed": {},
    "part_requested": {"parts": _PARTS},
    "part_sent": {"parts": _PARTS},
    "part_arrived": {"parts": _PARTS},
    "quoted": {"charge_fen": _FEN},
    "quote_answered": {"outcome": one_of(QUOTE_OUTCOMES, required=True)},
    "urged": {},
    "visit": {
        "arrived_at": _INSTANT,
        "left_at": _INSTANT,
        "outcome": one_of(VISIT_OUTCOMES, required=True),
        "place": one_of(PLACES),
        "parts": _PARTS,
        "charge_fen": _FEN,
    },
    "feedback": {"outcome": one_of(FEEDBACK_OUTCOMES, required=True), "reason": _REASON},
    "callback_attempt": {"outcome": one_of(ATTEMPT_OUTCOMES, required=True), "next_at": _INSTANT},
    "callback_answer": _ANSWER,
    "second_check": _ANSWER,
    "closed_unverified": {"reason": one_of(UNVERIFIED_REASONS, required=True), "second": Field("id")},
    "reopened": {"reason": one_of(REOPEN_REASONS, required=True)},
    "cancel_asked": {"reason": _REASON},
    "cancelled": {"reason": _REASON},
    "complaint_raised": {"complaint": Field("id", required=True)},
    "complaint_ended": {"complaint": Field("id", required=True), "ended_as": _REASON},
    "message_sent": {"kind": Field("code", required=True), "outcome": one_of(MESSAGE_OUTCOMES)},
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


def checked(kind: str, data: Mapping[str, object]) -> dict[str, object]:
    """`data` without empty fields, checked as `fields.checked_by` does; `amended` checks its header too."""
    clean = checked_by(FIELDS[kind], kind, data)
    if kind == "amended":
        _check_header(clean["fields"])
    return clean


def _check_header(fields: object) -> None:
    """A header may lose what it can do without: an empty value takes it away."""
    assert isinstance(fields, Mapping)
    given = present_by(FIELDS["opened"], "amended", fields)
    for name in fields:
        if FIELDS["opened"][name].required and name not in given:
            raise BadValue("event.missing", field=name, value="", event="amended")
