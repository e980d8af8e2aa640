"""From the body of a profile to its values: every name known, every value checked."""

from zoneinfo import ZoneInfo

from callcentre.domain.profile import Coded, Profile, Source
from callcentre.profiles.node import LANGUAGES, Node
from callcentre.profiles.read_faults import read_articles, read_danger, read_groups
from callcentre.profiles.read_money import read_fees, read_grading
from callcentre.profiles.read_rules import (
    read_calendar,
    read_callbacks,
    read_deadlines,
    read_limits,
    read_reasons,
    read_windows,
)
from callcentre.profiles.read_talk import read_aliases, read_script, read_survey

NAMES = (
    "name", "zone", "order_kinds", "groups", "danger", "windows", "dispositions", "complaint_categories",
    "complaint_severities", "reasons", "channels", "callbacks", "script", "survey", "limits", "grading", "fees",
    "calendar", "header_aliases", "sources", "deadlines", "approval_fen", "articles",
)  # fmt: skip


def read_profile(body: Node, *, version: str) -> Profile:
    """The values of a whole profile. Raises Wrong at the first mistake, in the order of the names above."""
    body.allow(*NAMES)
    danger = read_danger(body["danger"])
    groups = read_groups(body["groups"], frozenset(danger.hazards))
    kinds = read_coded(body["order_kinds"])
    channels = read_coded(body["channels"])
    sources = _sources(body["sources"])
    kind_codes = [kind.code for kind in kinds]
    group_codes = [group.code for group in groups]
    return Profile(
        name=body["name"].text(),
        version=version,
        zone=_zone(body["zone"]),
        order_kinds=kinds,
        groups=groups,
        danger=danger,
        windows=read_windows(body["windows"]),
        dispositions=read_coded(body["dispositions"]),
        complaint_categories=read_coded(body["complaint_categories"]),
        complaint_severities=read_coded(body["complaint_severities"]),
        reasons=read_reasons(body["reasons"], read_coded),
        channels=channels,
        callbacks=read_callbacks(body["callbacks"]),
        script=read_script(body["script"]),
        survey=read_survey(body["survey"]),
        limits=read_limits(body["limits"]),
        grading=read_grading(body["grading"]),
        fees=read_fees(body["fees"], kind_codes, group_codes),
        calendar=read_calendar(body["calendar"]),
        header_aliases=read_aliases(body["header_aliases"]),
        sources=sources,
        deadlines=read_deadlines(body["deadlines"], [channel.code for channel in channels], sources),
        approval_fen={role: fen.whole() for role, fen in body["approval_fen"].allow("agent", "supervisor").pairs()},
        articles=read_articles(body["articles"], groups),
    )


def read_coded(node: Node) -> tuple[Coded, ...]:
    """A list of codes with their words; no code twice."""
    seen: dict[str, Coded] = {}
    for item in node.items(least=1):
        code = item.allow("code", *LANGUAGES)["code"].text()
        if code in seen:
            raise item.wrong("profile.code_twice", again=code)
        seen[code] = Coded(code, item.words())
    return tuple(seen.values())


def _zone(node: Node) -> ZoneInfo:
    try:
        return ZoneInfo(node.text())
    except (KeyError, OSError, ValueError):
        # Not found is a KeyError; a name such as "a/../b" a ValueError, the name of a folder an OSError.
        raise node.wrong("profile.no_zone") from None


def _sources(node: Node) -> dict[str, Source]:
    return {
        code: Source(item.allow("confirmed", *LANGUAGES).words(), item["confirmed"].flag())
        for code, item in node.pairs()
    }
