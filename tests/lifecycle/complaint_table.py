"""The complaint table of design section 3, written out by hand."""

OPEN = (
    "received", "acknowledged", "assessed", "investigating", "remedy_offered", "rejected", "remedy_due",
    "remedy_done", "escalated",
)  # fmt: skip
ANY = (*OPEN, "closed")
ASSESSABLE = ("received", "acknowledged", "assessed", "investigating")
UNDER_WORK = ("assessed", "investigating", "rejected", "escalated")
EVERYBODY = ("agent", "dispatcher", "supervisor", "administrator", "rule")
CENTRE = ("agent", "supervisor")
"""Whoever may own a complaint: rows "owner" of the design, whose being the owner is asked by a guard."""
SAME = None

TABLE: tuple[tuple[str, str, str, tuple[str, ...], str | None, tuple[str, ...]], ...] = (
    # (event, its deciding value, D or F, from, to, who)
    ("received", "", "D", ("none",), "received", CENTRE),
    ("acknowledged", "", "F", ("received",), "acknowledged", CENTRE),
    ("assessed", "", "D", ASSESSABLE, "assessed", CENTRE),
    ("investigated", "", "F", UNDER_WORK, "investigating", CENTRE),
    ("remedy_offered", "", "D", UNDER_WORK, "remedy_offered", CENTRE),
    ("accepted_by_customer", "", "F", ("remedy_offered",), "remedy_due", CENTRE),
    ("rejected_by_customer", "", "F", ("remedy_offered",), "rejected", CENTRE),
    ("remedy_given", "", "F", ("remedy_due",), "remedy_done", CENTRE),
    ("escalated", "", "D", OPEN, "escalated", (*CENTRE, "rule")),
    ("ended", "upheld", "D", ("remedy_done",), "closed", CENTRE),
    ("ended", "partly", "D", ("remedy_done",), "closed", CENTRE),
    ("ended", "unfounded", "D", UNDER_WORK, "closed", ("supervisor",)),
    ("withdrawn_by_customer", "", "F", OPEN, "closed", CENTRE),
    ("owner_offered", "", "D", OPEN, SAME, CENTRE),
    ("owner_accepted", "", "D", OPEN, SAME, CENTRE),
    ("owner_returned", "", "D", OPEN, SAME, CENTRE),
    ("reopened", "", "D", ("closed",), "investigating", CENTRE),
    ("contacted", "", "F", ANY, SAME, EVERYBODY),
    ("promised", "", "F", ANY, SAME, EVERYBODY),
    ("task_asked", "", "F", ANY, SAME, EVERYBODY),
    ("task_answered", "", "F", ANY, SAME, EVERYBODY),
    ("evidence", "", "F", ANY, SAME, EVERYBODY),
    ("noted", "", "F", ANY, SAME, EVERYBODY),
)

FACTS = frozenset(row[0] for row in TABLE if row[2] == "F")
OWNERS_ALONE = frozenset(
    {"acknowledged", "assessed", "investigated", "remedy_offered", "accepted_by_customer", "rejected_by_customer",
     "remedy_given", "withdrawn_by_customer"}
)
DECIDING = frozenset({"assessed", "remedy_offered", "escalated", "ended", "owner_offered", "owner_accepted", "reopened"})


def legal_from(kind: str, ended_as: object = None) -> frozenset[str]:
    """The states from which some row of the table lets this event go."""
    return frozenset(state for row in TABLE if row[0] == kind and row[1] in ("", ended_as) for state in row[3])
