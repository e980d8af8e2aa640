"""What filters are called, and which ones are offered for what somebody types."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcentre.domain.instants import Instant, local_date
from callcentre.domain.profile import Profile
from callcentre.profiles.gazetteer import gazetteer
from callcentre.store.order_filters import FIELDS, TODAY, Filter, Wanted, day_of
from callcentre.store.outlet_list import seen_outlets
from callcentre.store.sight import Onlooker, find_seen
from callcentre.store.tables import Customer, Outlet
from callcentre.ui import formats
from callcentre.ui.letters import fits
from callcentre.ui.moment_field import typed_moment
from callcentre.ui.order.telling import words_of
from callcentre.words import N_, _, codes, language, ngettext

STAGES: Mapping[str, str] = {
    "unrelayed": N_("Not relayed"), "unaccepted": N_("Not accepted"), "uncontacted": N_("Not contacted"),
    "visit": N_("To visit"), "held": N_("On hold"), "feedback": N_("No feedback"), "callback": N_("Callback"),
}
TITLES: Mapping[str, str] = {
    "standing": N_("Standing"), "stage": N_("Stage"), "state": N_("State"), "clock": N_("Clock"), "kind": N_("Kind"),
    "category": N_("Product"), "urgency": N_("Urgency"), "outlet": N_("Outlet"), "customer": N_("Customer"),
    "opened_from": N_("Opened from"), "opened_to": N_("Opened until"), "due_before": N_("Due before"),
    "complaint": N_("Complaint"), "urged": N_("Urged"), "city": N_("City"), "text": N_("Text"),
    "behind": N_("Counted in"),
}
ALONE: Mapping[Filter, str] = {
    ("standing", "open"): N_("Open"), ("standing", "ended"): N_("Ended"), ("clock", "overdue"): N_("Overdue"),
    ("clock", "due"): N_("Due soon"),
    ("complaint", "yes"): N_("With a complaint"), ("urged", "yes"): N_("Urged"),
    ("opened_from", TODAY): N_("Opened today"), ("due_before", "+1"): N_("Due today"),
}
"""Filters that are said in a word of their own."""
_DAYS_BACK = (6, 29)
_DAYS_OLD = (1, 3, 7, 14)
OUTLETS_SHOWN, PEOPLE_SHOWN, CITIES_SHOWN = 12, 6, 6
_CITY_PROVINCES = ("110000", "120000", "310000", "500000")
"""Provinces that are one city."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A filter that may be added; `words` without its field."""

    field: str
    value: str
    words: str


@dataclass(slots=True)
class Naming:
    """Says filters in words."""

    profile: Profile
    now: Callable[[], Instant]
    zone: ZoneInfo
    names: dict[Filter, str] = field(default_factory=dict)

    def chip(self, wanted: Wanted, name: str) -> str:
        """A field with all its values."""
        values = wanted.values(name)
        if len(values) == 1 and (name, values[0]) in ALONE:
            return _(ALONE[name, values[0]])
        if name == "city" or (name == "opened_to" and values[-1][:1] == "-"):
            return formats.listed(*(self.value(name, value) for value in values))
        shown = formats.listed(*(self.value(name, value) for value in values))
        return _("{field}: {values}").format(field=_(TITLES[name]), values=shown)

    def value(self, name: str, value: str) -> str:
        """A value without its field."""
        if name in _WORDS:
            return _WORDS[name](self.profile, value)
        if name == "opened_to" and value[:1] == "-":
            n = int(value[1:])
            return ngettext("Open for over {n} day", "Open for over {n} days", n).format(n=n)
        if name in ("opened_from", "opened_to", "due_before"):
            today = local_date(self.now(), self.zone)
            return formats.day(day_of(value, self.now(), self.zone), today)
        if name in ("outlet", "customer"):
            return self.names.get((name, value), "…")
        return _(ALONE[name, value]) if (name, value) in ALONE else value

    def offers(self) -> list[Offer]:
        """The filters there always are."""
        profile = self.profile
        found = [Offer(name, value, _(words)) for (name, value), words in ALONE.items()]
        found += [
            Offer("opened_from", f"-{days}", ngettext("the last {n} day", "the last {n} days", days + 1).format(n=days + 1))
            for days in _DAYS_BACK
        ]
        found += [Offer("opened_to", f"-{days}", self.value("opened_to", f"-{days}")) for days in _DAYS_OLD]
        listed: Sequence[tuple[str, Iterable[str]]] = (
            ("stage", STAGES), ("kind", (one.code for one in profile.order_kinds)),
            ("category", (one.code for one in profile.groups)), ("urgency", codes.URGENCIES),
            ("state", (code for code in codes.STATES if code != "none")),
        )
        return found + [Offer(name, value, self.value(name, value)) for name, values in listed for value in values]

    def fitting(self, typed: str, more: Iterable[Offer]) -> list[Offer]:
        """What fits the text typed: days as written, what there always is, outlets and people, and the text itself."""
        if not typed:
            return self.offers()
        known = [one for one in self.offers() if fits(typed, one.words, _(TITLES[one.field]))]
        return [*self._days(typed), *known, *more, Offer("text", typed, typed)]

    def _days(self, typed: str) -> list[Offer]:
        at = typed_moment(typed, self.now(), self.zone)
        if at is None:
            return []
        day = local_date(at, self.zone)
        words = formats.day(day, local_date(self.now(), self.zone))
        return [Offer(name, day.isoformat(), words) for name in ("opened_from", "opened_to", "due_before")]


_WORDS: Mapping[str, Callable[[Profile, str], str]] = {
    "stage": lambda _profile, code: _(STAGES[code]) if code in STAGES else code,
    "state": lambda _profile, code: codes.shown(codes.STATES, code),
    "urgency": lambda _profile, code: codes.shown(codes.URGENCIES, code),
    "kind": lambda profile, code: words_of(profile.order_kinds, code),
    "behind": lambda _profile, number: _number_words(number),
    "category": lambda profile, code: group.words[language()] if (group := profile.group(code)) else code,
}


def _number_words(number: str) -> str:
    """A number of an outlet's scorecard, as in "2026-10/C021/dissatisfied"."""
    period, _slash, rest = number.partition("/")
    outlet, _slash, counted = rest.rpartition("/")
    return formats.joined(period, outlet, codes.shown({**codes.CLASSES, **codes.COUNTED}, counted))


def named(session: Session, wanted: Wanted) -> dict[Filter, str]:
    """The names of the outlets and customers in filters."""
    found: dict[Filter, str] = {}
    for name, table in (("outlet", Outlet), ("customer", Customer)):
        ids = [UUID(value) for value in wanted.values(name)]
        for pk, words in session.execute(select(table.id, table.name).where(table.id.in_(ids))) if ids else ():
            found[name, str(pk)] = words
    return found


def as_data(wanted: Wanted) -> dict[str, list[str]]:
    """The filters as an intent takes them: orders.show and map.show."""
    return {name: wanted.values(name) for name in wanted.fields()}


def filters_of(data: Mapping[str, object]) -> tuple[Filter, ...]:
    """The reverse: one value or several of each field; what is no field falls away."""
    return tuple(
        (name, str(each))
        for name, value in data.items() if name in FIELDS
        for each in (value if isinstance(value, list | tuple | frozenset) else [value])
    )


def finding(typed: str, by: Onlooker) -> Callable[[Session], list[Offer]]:
    """The question for cities, and for the outlets and people of this name that `by` may see."""
    return partial(_find, typed=typed, by=by)


def _find(session: Session, *, typed: str, by: Onlooker) -> list[Offer]:
    seen = seen_outlets(session, by.roles, by.outlet)
    outlets = session.execute(select(Outlet.id, Outlet.code, Outlet.name).order_by(Outlet.code))
    fitting = [(pk, name) for pk, code, name in outlets if fits(typed, name, code) and (seen is None or pk in seen)]
    people = [one for one in find_seen(session, typed, by, limit=4 * PEOPLE_SHOWN) if one.kind == "customer"]
    divisions = gazetteer()
    cities = [one.name for one in divisions.by_code.values() if one.level == "city" or one.code in _CITY_PROVINCES]
    offers = [
        *[Offer("city", name, name) for name in cities if fits(typed, name)][:CITIES_SHOWN],
        *(Offer("outlet", str(pk), name) for pk, name in fitting[:OUTLETS_SHOWN]),
        *(Offer("customer", str(one.id), one.title) for one in people[:PEOPLE_SHOWN]),
    ]
    # What is written so is meant before what is only pronounced so.
    return sorted(offers, key=lambda offer: typed.casefold() not in offer.words.casefold())
