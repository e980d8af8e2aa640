"""The complaint lifecycle is the table of design section 3: no row more, none less, none other."""

from tests.lifecycle.complaint_table import ANY, TABLE

from callcentre.domain.complaints import COMPLAINTS, STATES


def test_the_rules_are_exactly_the_rows_of_the_table() -> None:
    said = {
        (
            rule.kind, "" if rule.when is None else rule.when[1], rule.nature.value[0].upper(),
            frozenset(rule.sources), rule.to, frozenset(role.value for role in rule.roles),
        )
        for rule in COMPLAINTS.rules
    }
    wanted = {(kind, when, nature, frozenset(start), to, frozenset(who)) for kind, when, nature, start, to, who in TABLE}

    assert said - wanted == set(), "rows that the design does not have"
    assert wanted - said == set(), "rows that the program does not have"
    assert len(COMPLAINTS.rules) == len(TABLE)


def test_every_stage_of_the_design_is_known_and_no_other() -> None:
    assert frozenset(ANY) == STATES
