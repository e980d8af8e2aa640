"""The order table of design section 3, written out by hand."""

OPEN = ("open", "relayed", "accepted", "declined", "returned", "awaiting_callback", "reopened")
ENDED = ("closed", "cancelled")
ANY = OPEN + ENDED
BEFORE_FEEDBACK = ("open", "relayed", "accepted", "declined", "returned", "reopened")
HOLDABLE = ("open", "relayed", "accepted", "returned", "reopened")
EVERYBODY = ("agent", "dispatcher", "supervisor", "administrator", "rule")
SAME = None

TABLE: tuple[tuple[str, object, str, tuple[str, ...], str | None, tuple[str, ...]], ...] = (
    # (event, its deciding value, D or F, from, to, who)
    ("opened", "", "D", ("none",), "open", ("agent", "dispatcher")),
    ("solved_by_phone", True, "D", BEFORE_FEEDBACK, "closed", ("agent",)),
    ("solved_by_phone", "", "D", BEFORE_FEEDBACK, "awaiting_callback", ("agent",)),
    ("window_agreed", "", "D", BEFORE_FEEDBACK, SAME, ("agent", "dispatcher")),
    ("relayed", "", "D", BEFORE_FEEDBACK, "relayed", ("agent", "supervisor")),
    ("withdrawn", "", "D", ("relayed", "accepted"), "open", ("agent", "supervisor")),
    ("accepted", "", "D", ("relayed",), "accepted", ("dispatcher", "agent")),
    ("declined", "", "D", ("relayed",), "declined", ("dispatcher", "agent")),
    ("returned", "", "D", ("accepted",), "returned", ("dispatcher", "agent")),
    ("planned", "", "F", ("accepted",), SAME, ("dispatcher",)),
    ("contacted", "", "F", OPEN, SAME, ("dispatcher", "agent")),
    ("on_hold", "", "F", HOLDABLE, SAME, ("dispatcher", "agent")),
    ("resumed", "", "F", HOLDABLE, SAME, ("dispatcher", "agent")),
    ("part_requested", "", "F", OPEN, SAME, ("dispatcher", "agent")),
    ("part_sent", "", "F", OPEN, SAME, ("dispatcher", "agent")),
    ("part_arrived", "", "F", OPEN, SAME, ("dispatcher", "agent")),
    ("quoted", "", "F", OPEN, SAME, ("agent", "dispatcher")),
    ("quote_answered", "", "F", OPEN, SAME, ("agent", "dispatcher")),
    ("urged", "", "F", OPEN, SAME, ("agent",)),
    ("visit", "", "F", ("accepted",), SAME, ("dispatcher", "agent")),
    ("feedback", "done", "F", ("accepted",), "awaiting_callback", ("dispatcher", "agent")),
    ("feedback", "unable", "F", ("accepted",), "returned", ("dispatcher", "agent")),
    ("callback_attempt", "", "F", ("awaiting_callback",), SAME, ("agent",)),
    ("callback_answer", True, "F", ("awaiting_callback",), "closed", ("agent",)),
    ("callback_answer", False, "F", ("awaiting_callback",), "reopened", ("agent",)),
    ("second_check", "", "F", ("closed",), SAME, ("agent",)),
    ("closed_unverified", "", "D", ("awaiting_callback", "reopened"), "closed", ("supervisor", "rule")),
    ("reopened", "", "D", ("closed", "cancelled"), "reopened", ("agent", "supervisor")),
    ("cancel_asked", "", "F", OPEN, SAME, ("dispatcher", "agent")),
    ("cancelled", "", "D", OPEN, "cancelled", ("agent", "supervisor")),
    ("complaint_raised", "", "F", ANY, SAME, ("agent", "supervisor")),
    ("complaint_ended", "", "F", ANY, SAME, ("agent", "supervisor")),
    ("message_sent", "", "F", ANY, SAME, EVERYBODY),
    # "`amended` never lowers danger; a supervisor may, with a reason."
    ("amended", "", "D", OPEN, SAME, ("agent", "supervisor")),
    ("corrected", "", "D", ANY, SAME, ("supervisor",)),
    ("undone", "", "D", ANY, SAME, ("agent", "supervisor")),
    ("noted", "", "F", ANY, SAME, EVERYBODY),
)

FACTS = frozenset(row[0] for row in TABLE if row[2] == "F")
DECISIONS = frozenset(row[0] for row in TABLE if row[2] == "D")


def legal_from(kind: str) -> frozenset[str]:
    """The states from which some row of the table lets this event go."""
    return frozenset(state for row in TABLE if row[0] == kind for state in row[3])


def may_write(kind: str) -> frozenset[str]:
    """The roles that the table lets write this event."""
    return frozenset(role for row in TABLE if row[0] == kind for role in row[5])
