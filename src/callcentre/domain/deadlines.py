"""When a complaint has to be answered: the dated rules of the body it came through."""

from dataclasses import dataclass
from datetime import timedelta

from callcentre.domain.calendars import add_workdays
from callcentre.domain.instants import HOUR, Instant, local_date, local_instant
from callcentre.domain.profile import Deadline, Profile


@dataclass(frozen=True, slots=True)
class Due:
    """One deadline of a complaint. `at` is the first instant at which it is missed."""

    rule: Deadline
    at: Instant
    estimated: bool = False
    """A day was counted for which no calendar was published."""


def deadlines_of(channel: str, received_at: Instant, profile: Profile) -> tuple[Due, ...]:
    """The deadlines of a complaint that came through `channel`, soonest first.

    `profile` is the version in force at receipt. Days are local and the day of receipt
    is not counted; handing the complaint over changes nothing.
    """
    day = local_date(received_at, profile.zone)
    rules = [
        rule
        for rule in profile.deadlines
        if rule.channel in ("", channel)
        and rule.valid_from <= day
        and (rule.valid_until is None or day <= rule.valid_until)
    ]
    return tuple(sorted((_due(rule, received_at, profile) for rule in rules), key=lambda due: due.at))


def _due(rule: Deadline, received_at: Instant, profile: Profile) -> Due:
    if rule.unit == "hours":
        return Due(rule, received_at + rule.amount * HOUR)
    day, estimated = local_date(received_at, profile.zone), False
    if rule.unit == "working_days":
        day, estimated = add_workdays(day, rule.amount, profile.calendar)
    else:
        day += timedelta(days=rule.amount)
    after = day + timedelta(days=1)
    return Due(rule, local_instant(after.year, after.month, after.day, profile.zone), estimated)
