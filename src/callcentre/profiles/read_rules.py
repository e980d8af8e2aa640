"""Clocks, windows, reasons, calendar and deadlines of a profile."""

from collections.abc import Callable, Collection, Mapping
from datetime import date

from callcentre.domain.lifecycle import HOLD_REASONS, KINDS, REOPEN_REASONS, UNVERIFIED_REASONS
from callcentre.domain.profile import Calendar, CallbackRules, Coded, Deadline, Limits
from callcentre.profiles.node import LANGUAGES, Node

FIXED_REASONS: Mapping[str, frozenset[str]] = {
    "on_hold": HOLD_REASONS,
    "reopened": REOPEN_REASONS,
    "closed_unverified": UNVERIFIED_REASONS,
}
"""Kinds of event whose reasons the program itself knows; a profile may leave some out, not add any."""

DEADLINE_STAGES = ("acknowledged", "assessed", "ended")
DEADLINE_UNITS = ("working_days", "days", "hours")
SATURDAY = 5


def read_windows(node: Node) -> tuple[tuple[int, int], ...]:
    """Appointment windows [from hour, until hour) of the local day."""
    windows = []
    for item in node.items(least=1):
        hours = [hour.whole(0, 24) for hour in item.items()]
        if len(hours) != 2 or hours[0] >= hours[1]:
            raise item.wrong("profile.no_window")
        windows.append((hours[0], hours[1]))
    return tuple(windows)


def read_reasons(node: Node, coded: Callable[[Node], tuple[Coded, ...]]) -> dict[str, tuple[Coded, ...]]:
    """The reasons offered for kinds of order events."""
    reasons = {}
    for kind, item in node.allow(*KINDS).pairs():
        reasons[kind] = coded(item)
        for member in item.items():
            if kind in FIXED_REASONS:
                member["code"].among(FIXED_REASONS[kind])
    return reasons


def read_callbacks(node: Node) -> CallbackRules:
    """When the customer is called back, and when not reaching them ends the matter."""
    node.allow(
        "delay_minutes", "quiet_from_hour", "quiet_until_hour", "unreachable_attempts", "unreachable_days",
        "unreachable_parts_of_day",
    )  # fmt: skip
    until = node["quiet_until_hour"].whole(0, 23)
    return CallbackRules(
        delay_minutes=node["delay_minutes"].whole(),
        quiet_from_hour=node["quiet_from_hour"].whole(until + 1, 24),
        quiet_until_hour=until,
        unreachable_attempts=node["unreachable_attempts"].whole(1),
        unreachable_days=node["unreachable_days"].whole(1),
        unreachable_parts_of_day=node["unreachable_parts_of_day"].whole(1, 4),
    )


def read_limits(node: Node) -> Limits:
    """Clocks of the stages in minutes, and what a person may do within them."""
    names = (
        "relay_minutes", "accept_minutes", "contact_minutes", "feedback_minutes", "undo_seconds",
        "hold_call_days", "urges_to_supervisor", "declines_to_supervisor",
    )  # fmt: skip
    node.allow(*names)
    return Limits(**{name: node[name].whole(1) for name in names})


def read_calendar(node: Node) -> Calendar:
    """Working days where the published calendar differs from Monday to Friday."""
    node.allow("country", "published", "rest", "work", "day_from_hour", "day_until_hour")
    published = frozenset(year.whole(1900, 2999) for year in node["published"].items())
    begin = node["day_from_hour"].whole(0, 23)
    return Calendar(
        country=node["country"].text(),
        rest=_days(node["rest"], published, weekend=False),
        work=_days(node["work"], published, weekend=True),
        published=published,
        day_from_hour=begin,
        day_until_hour=node["day_until_hour"].whole(begin + 1, 24),
    )


def _days(node: Node, published: Collection[int], *, weekend: bool) -> frozenset[date]:
    days = set()
    for item in node.items():
        day = item.day()
        if day.year not in published:
            raise item.wrong("profile.year_unpublished", year=day.year)
        if (day.weekday() >= SATURDAY) is not weekend:
            raise item.wrong("profile.day_as_usual")
        days.add(day)
    return frozenset(days)


def read_deadlines(
    node: Node, channels: Collection[str], sources: Collection[str]
) -> tuple[Deadline, ...]:
    """Dated deadlines of complaints, each with its source."""
    deadlines: dict[str, Deadline] = {}
    for item in node.items():
        item.allow(
            "code", "channel", "stage", "amount", "unit", "valid_from", "valid_until", "source", *LANGUAGES
        )
        code = item["code"].text()
        if code in deadlines:
            raise item.wrong("profile.code_twice", again=code)
        begin = item["valid_from"].day()
        until = item["valid_until"].day() if "valid_until" in item else None
        if until is not None and until < begin:
            raise item["valid_until"].wrong("profile.ends_before", first="valid_from")
        deadlines[code] = Deadline(
            code=code,
            words=item.words(),
            channel=item["channel"].among(channels) if "channel" in item else "",
            stage=item["stage"].among(DEADLINE_STAGES),
            amount=item["amount"].whole(1),
            unit=item["unit"].among(DEADLINE_UNITS),
            valid_from=begin,
            valid_until=until,
            source=item["source"].among(sources),
        )
    return tuple(deadlines.values())
