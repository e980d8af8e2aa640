"""What the panels ask while a hotline works reads no large table from end to end, as SQLite plans it on the filled file."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session
from tests.benchmarks.asked import asked
from tests.benchmarks.hotline import NOW, Hotline

from callcentre.app import Desk
from callcentre.domain.event import Role
from callcentre.domain.profile import Profile
from callcentre.screens.intake.reading import About, help_for, known, my_calls, order_in_hand
from callcentre.store.inbox import inbox
from callcentre.store.initials import initials_of
from callcentre.store.order_blocks import keys_among, keys_of, rows_of, totals_of
from callcentre.store.order_filters import Wanted
from callcentre.store.queue import callback_queue, next_callback
from callcentre.store.search import find
from callcentre.store.watch import callbacks_due, stage_counts, watch_rows

LARGE = re.compile(
    r"SCAN (order_view|service_order|order_event|event_text|job|customer|phone|address|search_doc|order_alias|call)\b"
    r"(?: USING (?:COVERING )?INDEX (\w+))?"
)
"""A step that reads a table, or an index of it, from end to end, where the table grows with every call."""
FEW = frozenset({"ix_order_view_stage", "ix_order_view_danger", "ix_order_view_urged", "ix_order_event_set_aside"})
"""Indexes that hold open orders, or facts that did not fit, alone: they stay short however long a hotline works."""
LISTS = (
    (("standing", "open"),), (("stage", "unaccepted"),), (("clock", "overdue"),), (("state", "relayed"), ("state", "accepted")),
    (("urgency", "danger"), ("standing", "open")), (("due_before", "+1"),), (("urged", "yes"),), (("complaint", "yes"),),
)
"""Lists that hold few of the orders; a list of all of them reads one index from end to end, and says so below."""


Plans = list[tuple[str, list[str]]]
"""(statement, steps of its plan), ..."""
Planner = Callable[[Callable[[Session], Any]], Plans]


def long_reads(plans: Plans) -> list[tuple[str, str]]:
    """The steps that read all of what grows with every call, with their statements."""
    return [
        (step, text) for text, steps in plans for step in steps
        if (found := LARGE.search(step)) and found[2] not in FEW
    ]


@pytest.fixture
def plans(reading_desk: Desk) -> Planner:
    """What SQLite does for every statement of a question."""

    def of(question: Callable[[Session], Any]) -> Plans:
        found = []
        with reading_desk.store._reader.connect() as connection:
            for text, parameters, *_made in asked(reading_desk, question):
                steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", parameters)
                found.append((text, [row[3] for row in steps]))
        return found

    return of


@pytest.fixture
def profile(reading_desk: Desk) -> Profile:
    """The profile in force."""
    return reading_desk.profile()


@pytest.mark.parametrize("filters", LISTS, ids=str)
def test_a_list_of_few_orders_reads_few(filters: Any, plans: Planner, hotline: Hotline, profile: Profile) -> None:
    zone, some = profile.zone, [*hotline.orders[:3]]

    def ask(session: Session) -> None:
        for sort in ((), (("clock", False),)):
            wanted = Wanted(filters, sort)
            rows_of(session, keys_of(session, wanted, now=NOW, zone=zone)[:128])
            keys_among(session, wanted, some, now=NOW, zone=zone)
            totals_of(session, wanted, now=NOW, zone=zone)

    assert long_reads(plans(ask)) == []


@pytest.mark.parametrize("filters", [(), (("standing", "ended"),)], ids=str)
def test_the_first_block_of_all_orders_is_read_in_the_order_of_an_index(
    filters: Any, plans: Planner, profile: Profile
) -> None:
    wanted = Wanted(filters)
    found = plans(lambda session: rows_of(session, keys_of(session, wanted, now=NOW, zone=profile.zone, limit=128)))
    steps = [step for _text, each in found for step in each]
    assert steps[0].startswith("SCAN order_view USING COVERING INDEX ix_order_view_opened_at"), steps
    # Those of one instant alone are put in order.
    assert "USE TEMP B-TREE FOR ORDER BY" not in steps, steps


def test_watch_reads_open_cases_alone(plans: Planner, hotline: Hotline, reading_desk: Desk, profile: Profile) -> None:
    def ask(session: Session) -> None:
        for keeper in (None, reading_desk.person):
            stage_counts(session, NOW, keeper=keeper)
            for stage in ("", "unrelayed", "unaccepted", "uncontacted", "visit", "held", "feedback", "callback", "complaint"):
                watch_rows(session, stage, limit=200, keeper=keeper)
        callbacks_due(session, NOW)
        inbox(session, NOW, profile, person=reading_desk.person, roles=frozenset(Role))

    assert long_reads(plans(ask)) == []


def test_the_callback_queue_reads_what_awaits_a_callback_alone(
    plans: Planner, reading_desk: Desk, profile: Profile
) -> None:
    def ask(session: Session) -> None:
        callback_queue(session, NOW)
        next_callback(session, reading_desk.person, NOW, profile=profile)

    assert long_reads(plans(ask)) == []


@pytest.mark.parametrize("what", ["phone", "name", "initials", "tail", "code", "address", "letters", "one"])
def test_the_field_of_the_intake_reads_ranges_alone(what: str, plans: Planner, hotline: Hotline) -> None:
    typed = {
        "phone": hotline.phones[5][:7], "name": hotline.names[5], "initials": initials_of(hotline.names[5]),
        "tail": hotline.numbers[5][-6:], "code": "V0001", "address": hotline.lines[5][:4], "letters": "ac KF-26", "one": "王",
    }[what]
    assert long_reads(plans(lambda session: find(session, typed))) == []


def test_a_caller_and_the_help_for_them_are_read_by_index(
    plans: Planner, hotline: Hotline, reading_desk: Desk, profile: Profile
) -> None:
    customer: UUID = hotline.customers[7]

    def ask(session: Session) -> None:
        known(session, hotline.phones[7], customer, now=NOW, profile=profile)
        help_for(session, About(category="air_conditioner", symptom="not_cooling"), now=NOW, profile=profile)
        my_calls(session, reading_desk.person)
        order_in_hand(session, hotline.orders[7], roles=frozenset(Role), now=NOW, profile=profile)

    assert long_reads(plans(ask)) == []
