"""The lifecycle of a service order as a table of data (design section 3)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from callcentre.domain.event import Nature, Role, Rule
from callcentre.domain.table import Table, Wanted

NONE = "none"
"""Before `opened`."""
OPEN_STATES = frozenset(
    {"open", "relayed", "accepted", "declined", "returned", "awaiting_callback", "reopened"}
)
ENDED_STATES = frozenset({"closed", "cancelled"})
STATES = OPEN_STATES | ENDED_STATES

EFFECTIVE_OUTCOMES = frozenset(
    {"fixed", "temporary", "not_fixed", "parts_needed", "taken_to_workshop", "no_fault_found", "unrepairable", "unsafe"}
)
INEFFECTIVE_OUTCOMES = frozenset({"no_access", "refused_visit", "refused_fee"})
VISIT_OUTCOMES = EFFECTIVE_OUTCOMES | INEFFECTIVE_OUTCOMES
DONE_OUTCOMES = frozenset({"fixed", "no_fault_found"})
HOLD_REASONS = frozenset({"part", "customer_wish", "site_not_ready", "maker_decision", "weather"})
UNVERIFIED_REASONS = frozenset(
    {"unreachable", "refused_callback", "explained_unfounded", "withdrawn", "before_authority", "other"}
)
REOPEN_REASONS = frozenset({"not_fixed", "recurred", "wrongly_closed", "called_in", "other"})
ABOUT = frozenset(
    {"outlet", "technician", "product", "parts_supply", "price_policy", "dealer", "hotline", "other"}
)

_BEFORE_FEEDBACK = OPEN_STATES - {"awaiting_callback"}
_HOLDABLE = frozenset({"open", "relayed", "accepted", "returned", "reopened"})
_AGENT = frozenset({Role.AGENT})
_SUPERVISOR = frozenset({Role.SUPERVISOR})
_CENTRE = frozenset({Role.AGENT, Role.SUPERVISOR})
_DESK = frozenset({Role.AGENT, Role.DISPATCHER})
_DISPATCHER = frozenset({Role.DISPATCHER})
_ALL = frozenset({Role.AGENT, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.RULE})
_D = Nature.DECISION
_F = Nature.FACT
_THIS_OUTLET = ("of_current_outlet",)

RULES: tuple[Rule, ...] = (
    Rule("opened", frozenset({NONE}), "open", _D, _DESK, None, ("origin_outlet_named",)),
    Rule("solved_by_phone", _BEFORE_FEEDBACK, "closed", _D, _AGENT, ("satisfied", True), ("not_danger",)),
    Rule("solved_by_phone", _BEFORE_FEEDBACK, "awaiting_callback", _D, _AGENT, None, ("not_danger",)),
    Rule("window_agreed", _BEFORE_FEEDBACK, None, _D, _DESK),
    Rule("relayed", _BEFORE_FEEDBACK, "relayed", _D, _CENTRE),
    Rule("withdrawn", frozenset({"relayed", "accepted"}), "open", _D, _CENTRE),
    Rule("accepted", frozenset({"relayed"}), "accepted", _D, _DESK, None, _THIS_OUTLET),
    Rule("declined", frozenset({"relayed"}), "declined", _D, _DESK, None, _THIS_OUTLET),
    Rule("returned", frozenset({"accepted"}), "returned", _D, _DESK, None, _THIS_OUTLET),
    Rule("planned", frozenset({"accepted"}), None, _F, _DISPATCHER, None, _THIS_OUTLET),
    Rule("contacted", OPEN_STATES, None, _F, _DESK),
    Rule("on_hold", _HOLDABLE, None, _F, _DESK),
    Rule("resumed", _HOLDABLE, None, _F, _DESK),
    Rule("part_requested", OPEN_STATES, None, _F, _DESK),
    Rule("part_sent", OPEN_STATES, None, _F, _DESK),
    Rule("part_arrived", OPEN_STATES, None, _F, _DESK),
    Rule("quoted", OPEN_STATES, None, _F, _DESK),
    Rule("quote_answered", OPEN_STATES, None, _F, _DESK),
    Rule("urged", OPEN_STATES, None, _F, _AGENT),
    Rule("visit", frozenset({"accepted"}), None, _F, _DESK, None, _THIS_OUTLET),
    Rule("feedback", frozenset({"accepted"}), "awaiting_callback", _F, _DESK, ("outcome", "done"),
         ("of_current_outlet", "work_finished")),
    Rule("feedback", frozenset({"accepted"}), "returned", _F, _DESK, ("outcome", "unable"), _THIS_OUTLET),
    Rule("callback_attempt", frozenset({"awaiting_callback"}), None, _F, _AGENT),
    Rule("callback_answer", frozenset({"awaiting_callback"}), "closed", _F, _AGENT, ("satisfied", True)),
    Rule("callback_answer", frozenset({"awaiting_callback"}), "reopened", _F, _AGENT, ("satisfied", False)),
    Rule("second_check", frozenset({"closed"}), None, _F, _AGENT, None, ("another_voice",)),
    Rule("closed_unverified", frozenset({"awaiting_callback", "reopened"}), "closed", _D, _SUPERVISOR | {Role.RULE},
         None, ("rule_closes_unreachable_only", "danger_takes_two")),
    Rule("reopened", ENDED_STATES, "reopened", _D, _CENTRE),
    Rule("cancel_asked", OPEN_STATES, None, _F, _DESK),
    Rule("cancelled", OPEN_STATES, "cancelled", _D, _CENTRE, None, ("customer_was_asked",)),
    Rule("complaint_raised", STATES, None, _F, _CENTRE),
    Rule("complaint_ended", STATES, None, _F, _CENTRE),
    Rule("message_sent", STATES, None, _F, _ALL),
    Rule("amended", OPEN_STATES, None, _D, _CENTRE, None, ("danger_stays", "lowering_explained")),
    Rule("corrected", STATES, None, _D, _SUPERVISOR),
    Rule("undone", STATES, None, _D, _CENTRE, None, ("only_the_last",)),
    Rule("noted", STATES, None, _F, _ALL),
)

CORRECTABLE: Mapping[str, frozenset[str]] = {
    "visit": frozenset(
        {"technician", "arrived_at", "left_at", "place", "cause", "action", "parts", "charge_fen", "words"}
    ),
    "callback_answer": frozenset(
        {"fixed", "on_time", "attitude_ok", "came", "paid_fen", "about", "score", "words"}
    ),
    "second_check": frozenset(
        {"fixed", "on_time", "attitude_ok", "came", "paid_fen", "about", "score", "words"}
    ),
    "callback_attempt": frozenset({"next_at", "words"}),
    "contacted": frozenset({"words"}),
    "feedback": frozenset({"reason", "words"}),
    "cancel_asked": frozenset({"reason", "words"}),
    "urged": frozenset({"words"}),
    "noted": frozenset({"words"}),
    "planned": frozenset({"technician", "start", "end"}),
    "on_hold": frozenset({"reason", "until"}),
    "part_requested": frozenset({"parts"}),
    "part_sent": frozenset({"parts"}),
    "part_arrived": frozenset({"parts"}),
    "quoted": frozenset({"charge_fen"}),
}
"""Fields of facts that a supervisor may correct: none of them decides a state."""


@dataclass(slots=True)
class Standing:
    """Where an order stands: the state and what the guards need to know of the way there."""

    state: str = NONE
    outlet: UUID | None = None
    """The current outlet: the one it was relayed to last."""
    danger: bool = False
    last_effective: str | None = None
    """Outcome of the current outlet's last effective visit since its last acceptance."""
    cancel_unanswered: bool = False
    """The outlet asked to cancel and the centre has not reached the customer since."""
    last_change: UUID | None = None
    """The last state-changing event that still stands: the one that may be undone."""
    last_voice: UUID | None = None
    """Who heard the customer's last word on the work: by a solution on the phone, a callback or a check."""


OF_STANDING: Mapping[str, Callable[[Standing], bool]] = {
    "not_danger": lambda now: not now.danger,
    "customer_was_asked": lambda now: not now.cancel_unanswered,
}
"""Guards that look at the way here alone, not at what is said: they can be asked before an act is begun."""
GUARDS: Mapping[str, Callable[[Standing, Wanted], bool]] = {
    "origin_outlet_named": lambda now, wanted: wanted.acts_as(Role.AGENT) or bool(wanted.data.get("origin")),
    "not_danger": lambda now, wanted: OF_STANDING["not_danger"](now),
    "of_current_outlet": lambda now, wanted: wanted.outlet is not None and wanted.outlet == now.outlet,
    "work_finished": lambda now, wanted: now.last_effective is None or now.last_effective in DONE_OUTCOMES,
    "another_voice": lambda now, wanted: wanted.actor.id != now.last_voice,
    "rule_closes_unreachable_only": lambda now, wanted: (
        not wanted.acts_as(Role.RULE) or wanted.data.get("reason") == "unreachable"
    ),
    "danger_takes_two": lambda now, wanted: (
        not now.danger or wanted.data.get("second") not in (None, str(wanted.actor.id))
    ),
    "customer_was_asked": lambda now, wanted: OF_STANDING["customer_was_asked"](now),
    "danger_stays": lambda now, wanted: not _lowers(now, wanted) or wanted.acts_as(Role.SUPERVISOR),
    "lowering_explained": lambda now, wanted: not _lowers(now, wanted) or bool(wanted.data.get("reason")),
    "only_the_last": lambda now, wanted: (
        now.last_change is not None and wanted.data.get("event") == str(now.last_change)
    ),
}

PERSON_GUARDS = frozenset({"origin_outlet_named", "another_voice", "danger_takes_two", "danger_stays"})


def _lowers(now: Standing, wanted: Wanted) -> bool:
    fields = wanted.data.get("fields")
    return now.danger and isinstance(fields, Mapping) and fields.get("urgency", "danger") != "danger"


ORDERS: Table[Standing] = Table(RULES, GUARDS, PERSON_GUARDS)
"""The lifecycle of orders: what acts, imports and windows ask."""

KINDS = ORDERS.kinds
NATURE: Mapping[str, Nature] = {kind: ORDERS.nature(kind) for kind in KINDS}


def moves(kind: str, data: Mapping[str, object]) -> bool:
    """Whether such an event is state-changing: `undone` is, as it leads back to the state before."""
    return kind == "undone" or ORDERS.moves(kind, data)


def stopped(now: Standing) -> dict[str, str]:
    """Kinds of event that the way here stops, whatever would be said with them -> the guard that objects."""
    return {
        rule.kind: guard for rule in RULES for guard in rule.guards
        if guard in OF_STANDING and not OF_STANDING[guard](now)
    }
