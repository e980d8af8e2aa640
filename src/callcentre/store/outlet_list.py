"""Outlets as a list: who is below whom, what is with each today, and how each was graded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, func, select, type_coerce
from sqlalchemy.orm import Session

from callcentre.domain.event import Role
from callcentre.domain.instants import Instant, local_date, local_instant, to_datetime
from callcentre.domain.profile import Profile
from callcentre.store.figures import scorecards
from callcentre.store.outlets import subtree
from callcentre.store.tables import OrderView, Outlet

WITH_OUTLET = ("accepted", "relayed")
"""States in which an order is in an outlet's hands."""
_CENTRE = frozenset({Role.AGENT, Role.SUPERVISOR, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class OutletRow:
    """One outlet of the list. `open`, `overdue` and `today` count the orders in its hands."""

    id: UUID
    parent: UUID | None
    code: str
    name: str
    city: str
    district: str
    phone: str
    state: str
    capacity: int | None
    open: int = 0
    overdue: int = 0
    """Those whose clock has run out."""
    today: int = 0
    """Those that came or were accepted today."""

    @property
    def serves(self) -> bool:
        """Whether it has not ended its service."""
        return self.state == "active"


@dataclass(frozen=True, slots=True)
class Month:
    """The scorecards of a month: of each outlet by code, and the mean that all are drawn to."""

    name: str
    cards: Mapping[str, Mapping[str, Any]]
    mean: float | None
    rates: Mapping[str, float]
    """The share of all outlets together: result classes, first_time_fix, on_time; missing where nothing was counted."""


@dataclass(frozen=True, slots=True)
class Months:
    """The month that runs, and the one before, by which outlets are known."""

    now: Month
    last: Month


def sees_all(roles: Iterable[str]) -> bool:
    """Whether somebody works for the centre and not for an outlet alone."""
    return bool(_CENTRE & frozenset(map(Role, roles)))


def seen_outlets(session: Session, roles: Iterable[str], outlet: UUID | None) -> frozenset[UUID] | None:
    """The outlets somebody may see: all (None) for the centre, a dispatcher's own and those below it."""
    if sees_all(roles):
        return None
    return subtree(session, outlet) if outlet is not None else frozenset()


def outlet_rows(session: Session, *, now: Instant, profile: Profile, seen: frozenset[UUID] | None) -> list[OutletRow]:
    """The outlets of `seen` (None: all) by code, with what is in their hands."""
    counts = {outlet: numbers for outlet, *numbers in session.execute(loads_query(now, profile))}
    rows = session.execute(
        select(
            Outlet.id, Outlet.parent_id, Outlet.code, Outlet.name, Outlet.city, Outlet.district, Outlet.phone,
            Outlet.state, Outlet.capacity_per_day,
        ).order_by(Outlet.code)
    )
    return [OutletRow(*row, *counts.get(row.id, (0, 0, 0))) for row in rows if seen is None or row.id in seen]


def loads_query(now: Instant, profile: Profile) -> Select[*tuple[Any, ...]]:
    """Outlet, orders in its hands, those over their time, those of today: from the index of states."""
    day = local_date(now, profile.zone)
    since = local_instant(day.year, day.month, day.day, profile.zone)
    return (
        select(
            OrderView.outlet_id, func.count(),
            func.coalesce(func.sum(type_coerce(OrderView.due_at <= now, Integer)), 0),
            func.sum(type_coerce(OrderView.state_since >= since, Integer)),
        )
        .where(OrderView.state.in_(WITH_OUTLET))
        .group_by(OrderView.outlet_id)
    )


def months(session: Session, *, now: Instant, profile: Profile) -> Months:
    """The scorecards of this month and of the last one. The last is judged by the profile that held then."""
    today = to_datetime(now, profile.zone)
    last = (today.year, today.month - 1) if today.month > 1 else (today.year - 1, 12)
    return Months(_month(session, f"{today:%Y-%m}"), _month(session, f"{last[0]:04}-{last[1]:02}"))


def _month(session: Session, name: str) -> Month:
    read = scorecards(session, name)
    cards = {card["code"]: card for card in read["outlets"]}
    between = read["between"]
    return Month(name, cards, None if between is None else between["mean"], _together(list(cards.values())))


def _together(cards: list[Mapping[str, Any]]) -> dict[str, float]:
    """The share of each class among the graded jobs of all outlets, and the two shares with bases of their own."""
    n = sum(card["n"] for card in cards)
    shares: dict[str, float] = {}
    if n:
        classes = cards[0]["counts"]
        shares = {name: sum(card["counts"][name] for card in cards) / n for name in classes}
    for name in ("first_time_fix", "on_time"):
        of = sum(card[name]["n"] for card in cards)
        if of:
            shares[name] = sum(card[name]["x"] for card in cards) / of
    return shares
