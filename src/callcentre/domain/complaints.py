"""The lifecycle of a complaint as a table of data: the stages of ISO 10002 (design section 3)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from callcentre.domain.event import Nature, Role, Rule
from callcentre.domain.instants import Instant
from callcentre.domain.table import Table, Wanted

NONE = "none"
"""Before `received`."""
CLOSED = "closed"
OPEN_STATES = frozenset(
    {"received", "acknowledged", "assessed", "investigating", "remedy_offered", "rejected", "remedy_due",
     "remedy_done", "escalated"}
)  # fmt: skip
STATES = OPEN_STATES | {CLOSED}
COUNTED_ENDS = frozenset({"upheld", "partly"})
ENDED_AS = COUNTED_ENDS | {"unfounded", "withdrawn"}

_ASSESSABLE = frozenset({"received", "acknowledged", "assessed", "investigating"})
_UNDER_WORK = frozenset({"assessed", "investigating", "rejected", "escalated"})
_CENTRE = frozenset({Role.AGENT, Role.SUPERVISOR})
_SUPERVISOR = frozenset({Role.SUPERVISOR})
_ALL = frozenset({Role.AGENT, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.RULE})
_D = Nature.DECISION
_F = Nature.FACT
_OWNER = ("by_owner",)

RULES: tuple[Rule, ...] = (
    Rule("received", frozenset({NONE}), "received", _D, _CENTRE, None, ("taker_owns", "owner_not_concerned")),
    Rule("acknowledged", frozenset({"received"}), "acknowledged", _F, _CENTRE, None, _OWNER),
    Rule("assessed", _ASSESSABLE, "assessed", _D, _CENTRE, None, ("by_owner", "owner_not_concerned")),
    Rule("investigated", _UNDER_WORK, "investigating", _F, _CENTRE, None, _OWNER),
    Rule("remedy_offered", _UNDER_WORK, "remedy_offered", _D, _CENTRE, None, ("by_owner", "within_limit")),
    Rule("accepted_by_customer", frozenset({"remedy_offered"}), "remedy_due", _F, _CENTRE, None, _OWNER),
    Rule("rejected_by_customer", frozenset({"remedy_offered"}), "rejected", _F, _CENTRE, None, _OWNER),
    Rule("remedy_given", frozenset({"remedy_due"}), "remedy_done", _F, _CENTRE, None, _OWNER),
    Rule("escalated", OPEN_STATES, "escalated", _D, _CENTRE | {Role.RULE}, None, ("by_owner_or_above", "not_concerned")),
    Rule("ended", frozenset({"remedy_done"}), CLOSED, _D, _CENTRE, ("ended_as", "upheld"), ("by_owner", "customer_called")),
    Rule("ended", frozenset({"remedy_done"}), CLOSED, _D, _CENTRE, ("ended_as", "partly"), ("by_owner", "customer_called")),
    Rule("ended", _UNDER_WORK, CLOSED, _D, _SUPERVISOR, ("ended_as", "unfounded"), ("not_concerned", "explained")),
    Rule("withdrawn_by_customer", OPEN_STATES, CLOSED, _F, _CENTRE, None, _OWNER),
    Rule("owner_offered", OPEN_STATES, None, _D, _CENTRE, None,
         ("by_owner_or_above", "not_concerned", "offered_not_concerned")),
    Rule("owner_accepted", OPEN_STATES, None, _D, _CENTRE, None, ("by_the_offered", "not_concerned")),
    Rule("owner_returned", OPEN_STATES, None, _D, _CENTRE, None, ("by_the_offered",)),
    Rule("reopened", frozenset({CLOSED}), "investigating", _D, _CENTRE, None, ("not_concerned",)),
    Rule("contacted", STATES, None, _F, _ALL, None, ("not_concerned",)),
    Rule("promised", STATES, None, _F, _ALL),
    Rule("task_asked", STATES, None, _F, _ALL),
    Rule("task_answered", STATES, None, _F, _ALL),
    Rule("evidence", STATES, None, _F, _ALL),
    Rule("noted", STATES, None, _F, _ALL),
)  # fmt: skip

IMPORT_RULES: tuple[Rule, ...] = (
    Rule("received", frozenset({NONE}), "received", _D, _ALL),
    Rule("ended", OPEN_STATES, CLOSED, _D, _ALL),
)
"""A file knows when a complaint came and how it ended, not the stages between."""


@dataclass(slots=True)
class ComplaintStanding:
    """Where a complaint stands, and what lists and guards need to know of the way there."""

    state: str = NONE
    owner: UUID | None = None
    """Who has it. From `received` on there is always one."""
    offered_to: UUID | None = None
    concerned: UUID | None = None
    """The member of staff it is about, who neither owns, decides nor calls it back."""
    customer_called: bool = False
    """The customer was reached since the last remedy was given (since receipt before one)."""
    order: UUID | None = None
    customer: UUID | None = None
    outlet: UUID | None = None
    channel: str = ""
    external_ref: str = ""
    category: str = ""
    severity: str = ""
    against: str = ""
    received_at: Instant = 0
    ended_at: Instant | None = None
    ended_as: str = ""


GUARDS: Mapping[str, Callable[[ComplaintStanding, Wanted], bool]] = {
    "taker_owns": lambda now, wanted: (
        "owner" not in wanted.data or wanted.data.get("person") == str(wanted.actor.id)
    ),
    "owner_not_concerned": lambda now, wanted: (
        "person" not in wanted.data or wanted.data["person"] != _owner_after(now, wanted)
    ),
    "by_owner": lambda now, wanted: wanted.actor.id == now.owner,
    "by_owner_or_above": lambda now, wanted: (
        wanted.actor.id == now.owner or wanted.acts_as(Role.SUPERVISOR, Role.RULE)
    ),
    "not_concerned": lambda now, wanted: wanted.actor.id != now.concerned,
    "offered_not_concerned": lambda now, wanted: wanted.data.get("person") != str(now.concerned),
    "by_the_offered": lambda now, wanted: wanted.actor.id == now.offered_to,
    "within_limit": lambda now, wanted: _compensation(wanted) <= wanted.approval_fen,
    "customer_called": lambda now, wanted: now.customer_called,
    "explained": lambda now, wanted: bool(wanted.texts.get("explanation", "").strip()),
}

PERSON_GUARDS = frozenset(GUARDS) - {"customer_called", "explained"}


def _owner_after(now: ComplaintStanding, wanted: Wanted) -> str:
    if wanted.kind == "received":
        return str(wanted.data.get("owner", wanted.actor.id))
    return str(now.owner)


def _compensation(wanted: Wanted) -> int:
    amount = wanted.data.get("compensation_fen", 0)
    return amount if isinstance(amount, int) else 0


COMPLAINTS: Table[ComplaintStanding] = Table(RULES, GUARDS, PERSON_GUARDS)
"""The lifecycle of complaints: what acts and windows ask."""
COMPLAINT_IMPORTS: Table[ComplaintStanding] = Table(IMPORT_RULES, GUARDS, PERSON_GUARDS)

KINDS = COMPLAINTS.kinds
