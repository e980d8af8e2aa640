"""The table of the program against the table of the design, written out a second time as text."""

import pytest

from callcentre.domain.event import Nature, Role
from callcentre.domain.lifecycle import ENDED_STATES, KINDS, NONE, OPEN_STATES, ORDERS, RULES, STATES

ANY_OPEN = "open relayed accepted declined returned awaiting_callback reopened"
BEFORE_FEEDBACK = "open relayed accepted declined returned reopened"
ANY = f"{ANY_OPEN} closed cancelled"

# kind | condition | nature | from | to | who
DESIGN = f"""
opened            |                | D | none                                     | open              | agent dispatcher
solved_by_phone   | satisfied=True | D | {BEFORE_FEEDBACK}                        | closed            | agent
solved_by_phone   | satisfied=False| D | {BEFORE_FEEDBACK}                        | awaiting_callback | agent
solved_by_phone   |                | D | {BEFORE_FEEDBACK}                        | awaiting_callback | agent
window_agreed     |                | D | {BEFORE_FEEDBACK}                        | same              | agent dispatcher
relayed           |                | D | {BEFORE_FEEDBACK}                        | relayed           | agent supervisor
withdrawn         |                | D | relayed accepted                         | open              | agent supervisor
accepted          |                | D | relayed                                  | accepted          | dispatcher agent
declined          |                | D | relayed                                  | declined          | dispatcher agent
returned          |                | D | accepted                                 | returned          | dispatcher agent
planned           |                | F | accepted                                 | same              | dispatcher
contacted         |                | F | {ANY_OPEN}                               | same              | dispatcher agent
on_hold           |                | F | open relayed accepted returned reopened  | same              | dispatcher agent
resumed           |                | F | open relayed accepted returned reopened  | same              | dispatcher agent
part_requested    |                | F | {ANY_OPEN}                               | same              | dispatcher agent
part_sent         |                | F | {ANY_OPEN}                               | same              | dispatcher agent
part_arrived      |                | F | {ANY_OPEN}                               | same              | dispatcher agent
quoted            |                | F | {ANY_OPEN}                               | same              | agent dispatcher
quote_answered    |                | F | {ANY_OPEN}                               | same              | agent dispatcher
urged             |                | F | {ANY_OPEN}                               | same              | agent
visit             |                | F | accepted                                 | same              | dispatcher agent
feedback          | outcome=done   | F | accepted                                 | awaiting_callback | dispatcher agent
feedback          | outcome=unable | F | accepted                                 | returned          | dispatcher agent
callback_attempt  |                | F | awaiting_callback                        | same              | agent
callback_answer   | satisfied=True | F | awaiting_callback                        | closed            | agent
callback_answer   | satisfied=False| F | awaiting_callback                        | reopened          | agent
second_check      |                | F | closed                                   | same              | agent
closed_unverified |                | D | awaiting_callback reopened               | closed            | supervisor rule
reopened          |                | D | closed cancelled                         | reopened          | agent supervisor
cancel_asked      |                | F | {ANY_OPEN}                               | same              | dispatcher agent
cancelled         |                | D | {ANY_OPEN}                               | cancelled         | agent supervisor
complaint_raised  |                | F | {ANY}                                    | same              | agent supervisor
complaint_ended   |                | F | {ANY}                                    | same              | agent supervisor
message_sent      |                | F | {ANY}                                    | same              | *
amended           |                | D | {ANY_OPEN}                               | same              | agent supervisor
corrected         |                | D | {ANY}                                    | same              | supervisor
undone            |                | D | {ANY}                                    | same              | agent supervisor
noted             |                | F | {ANY}                                    | same              | *
"""
VALUES = {"True": True, "False": False}


def rows_of_the_design():
    for line in DESIGN.strip().splitlines():
        kind, condition, nature, sources, to, who = (cell.strip() for cell in line.split("|"))
        name, _, value = condition.partition("=")
        data = {name: VALUES.get(value, value)} if name else {}
        roles = set(Role) if who == "*" else {Role(role) for role in who.split()}
        yield kind, data, Nature.DECISION if nature == "D" else Nature.FACT, set(sources.split()), to, roles


ROWS = list(rows_of_the_design())


def test_the_kinds_are_those_of_the_design():
    assert set(KINDS) == {kind for kind, *_ in ROWS}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}{row[1] or ''}")
@pytest.mark.parametrize("state", sorted({NONE} | STATES))
def test_every_kind_is_legal_where_the_design_says_and_leads_where_it_says(state, row):
    kind, data, nature, sources, to, roles = row
    found = ORDERS.row(state, kind, data)
    assert (found is not None) is (state in sources)
    if found is not None:
        assert (found.to or "same", found.nature, set(found.roles)) == (to, nature, roles)


def test_no_order_closes_but_by_a_yes_or_a_recorded_reason():
    closing = {(rule.kind, rule.when) for rule in RULES if rule.to == "closed"}
    assert closing == {
        ("solved_by_phone", ("satisfied", True)),
        ("callback_answer", ("satisfied", True)),
        ("closed_unverified", None),
    }


def test_every_guard_of_a_row_exists_and_every_guard_is_used():
    assert {guard for rule in RULES for guard in rule.guards} == set(ORDERS.guards)


def test_open_and_ended_states_are_apart_and_together_all():
    assert not OPEN_STATES & ENDED_STATES
    assert {rule.to for rule in RULES if rule.to} <= STATES


def test_what_is_possible_is_what_some_row_allows_to_these_roles():
    assert ORDERS.possible("relayed", {Role.DISPATCHER}) == (
        "window_agreed", "accepted", "declined", "contacted", "on_hold", "resumed", "part_requested", "part_sent",
        "part_arrived", "quoted", "quote_answered", "cancel_asked", "message_sent", "noted",
    )  # fmt: skip
    assert ORDERS.possible("closed", {Role.AGENT}) == (
        "second_check", "reopened", "complaint_raised", "complaint_ended", "message_sent", "undone", "noted",
    )  # fmt: skip
