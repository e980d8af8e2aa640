"""What the map reads and works out away from the window's thread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from callcentre.domain.errors import Problem
from callcentre.domain.event import Role
from callcentre.domain.instants import Instant, local_date, local_instant
from callcentre.domain.profile import Profile
from callcentre.profiles.gazetteer import Gazetteer, gazetteer
from callcentre.screens.outlet_map.basemap import OWN_FILE, BaseMap, read_basemap
from callcentre.screens.outlet_map.clusters import Mark, Pyramid, build
from callcentre.screens.outlet_map.coverage import Coverage, coverage
from callcentre.screens.outlet_map.filters import ALL, COMPLAINTS, COVERAGE, LAYERS, ORDERS, OUTLETS, Passing, Wanted
from callcentre.screens.outlet_map.projection import Point, to_plane
from callcentre.store import map_marks
from callcentre.store.map_marks import ComplaintMark, OrderMark, OutletMark, Spot
from callcentre.store.order_card import OrderCard, order_card
from callcentre.store.outlets import subtree
from callcentre.store.sight import Onlooker, check_order
from callcentre.store.suggestions import OutletSuggestion, suggested_outlets, unskilled_near
from callcentre.store.watch import is_soon

SUGGESTED = 5


class Lying(NamedTuple):
    """A point of the plane; `rough` stands for a whole city or district and is only drawn, never measured."""

    x: float
    y: float
    rough: bool


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that could be drawn, each with where it lies (None: nobody knows)."""

    orders: Sequence[tuple[OrderMark, Lying | None]] = ()
    outlets: Sequence[tuple[OutletMark, Lying | None]] = ()
    complaints: Sequence[tuple[ComplaintMark, Lying | None]] = ()
    nobody: bool = False
    """Whether somebody who sees own outlets alone has none."""


@dataclass(frozen=True, slots=True)
class Arranged:
    """What is drawn of it: the clusters, how many there are of each layer, how many of those drawn lie nowhere."""

    pyramid: Pyramid
    counts: Mapping[str, int]
    nowhere: int
    box: tuple[float, float, float, float] | None
    outlets: frozenset[UUID]
    """The outlets that pass the filters."""
    orders_box: tuple[float, float, float, float] | None = None
    coverage: Coverage | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """An order that an outlet is looked for."""

    card: OrderCard
    spot: Spot | None
    lying: Lying | None
    outlets: Sequence[OutletSuggestion]
    unskilled: int = 0
    """Outlets near to it that do not take its kind of product."""

    @property
    def placed(self) -> bool:
        """Something is known of where it is."""
        spot = self.spot
        return spot is not None and (spot.lng is not None or bool(spot.city or spot.district))


def find_all(session: Session, now: Instant, zone: ZoneInfo, seen: frozenset[UUID] | None = None) -> Found:
    """Reads every mark with its place; with `seen`, these outlets and what is in their hands alone."""
    lies = _Finder(gazetteer())
    day = local_date(now, zone)
    since = local_instant(day.year, day.month, day.day, zone)
    orders, outlets = map_marks.order_marks(session), map_marks.outlet_marks(session, since)
    complaints = map_marks.complaint_marks(session) if seen is None else []
    return Found(
        [(row, lies(row.spot)) for row in orders if seen is None or row.outlet_id in seen],
        [(row, lies(row.spot)) for row in outlets if seen is None or row.outlet_id in seen],
        [(row, lies(row.spot)) for row in complaints],
        nobody=seen is not None and not seen,
    )


def passing(session: Session, wanted: Wanted, now: Instant, zone: ZoneInfo) -> Passing:
    """Asks the file what passes the filters. Raises ValueError for a value that is none of its field."""
    filters = wanted.filters
    below = [subtree(session, UUID(value)) for value in filters.values("outlet")]
    return Passing(
        map_marks.open_ids(session, filters, now, zone) if filters.filters else None,
        frozenset[UUID]().union(*below) if below else None,
    )


def arrange(found: Found, wanted: Wanted, now: Instant, passing: Passing = ALL) -> Arranged:
    """The clusters of what is wanted. Outlets come first, so that in a tie they are what stays in its place."""
    marks: list[Mark] = []
    outlets = [(row, at, "plain") for row, at in found.outlets if wanted.outlet(row, passing)]
    orders = [(row, at, order_tone(row, now)) for row, at in found.orders if wanted.order(row, passing)]
    counts = {
        OUTLETS: _add(marks, OUTLETS, outlets, wanted),
        ORDERS: _add(marks, ORDERS, orders, wanted),
        COMPLAINTS: _add(marks, COMPLAINTS, [
            (row, at, _complaint_tone(row, now)) for row, at in found.complaints if wanted.complaint(row)
        ], wanted),
    }
    drawn = sum(counts[layer] for layer in LAYERS if layer in wanted.layers)
    covered = None
    if COVERAGE in wanted.layers:
        covered = coverage([row.spot for row, _at, _tone in outlets], [row.spot for row, _at, _tone in orders])
    shown = frozenset(row.outlet_id for row, _at, _tone in outlets)
    return Arranged(
        build(marks), counts, drawn - len(marks), _box(marks), shown, _box([m for m in marks if m.kind == ORDERS]), covered
    )


def _box(marks: Sequence[Mark]) -> tuple[float, float, float, float] | None:
    """The part of the plane that holds them; None for none."""
    if not marks:
        return None
    return min(m.x for m in marks), min(m.y for m in marks), max(m.x for m in marks), max(m.y for m in marks)


def _add(
    marks: list[Mark], layer: str, rows: Sequence[tuple[OrderMark | OutletMark | ComplaintMark, Lying | None, str]],
    wanted: Wanted,
) -> int:
    if layer in wanted.layers:
        marks.extend(Mark(layer, row[0], at.x, at.y, tone, at.rough, row) for row, at, tone in rows if at is not None)
    return len(rows)


def order_tone(row: OrderMark, now: Instant) -> str:
    """What an order's clock asks for, as Watch has it."""
    if row.urgency == "danger":
        return "danger"
    if row.held_reason:
        return "hold"
    over = row.due is not None and row.due <= now
    if over and row.stage != "callback":
        return "overdue"
    return "due" if over or is_soon(row.since or now, row.due, now) else "plain"


def _complaint_tone(row: ComplaintMark, now: Instant) -> str:
    if row.severity == "danger":
        return "danger"
    if row.due is not None and row.due <= now:
        return "overdue"
    return "due" if is_soon(row.since, row.due, now) else "plain"


def choose_order(session: Session, order: UUID, now: Instant, by: Onlooker, profile: Profile) -> Chosen:
    """An order and who could take it. Raises Refused("order.unknown"), ("act.other_outlet") where `by` may not see it."""
    check_order(session, order, by)
    card = order_card(session, order, roles=frozenset(map(Role, by.roles)), profile=profile)
    spot = map_marks.spot_of_order(session, order)
    lying = None if spot is None else _Finder(gazetteer())(spot)
    suggested = suggested_outlets(session, order, now=now, profile=profile, limit=SUGGESTED)
    return Chosen(card, spot, lying, suggested, unskilled_near(session, order))


def last_grades(session: Session, now: Instant, zone: ZoneInfo) -> dict[str, str]:
    """Outlet code -> grade of the last whole month; nobody has one where no profile was in force."""
    day = local_date(now, zone)
    year, month = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
    try:
        return map_marks.grades(session, f"{year}-{month:02}")
    except Problem:
        return {}


@cache
def shipped_map() -> BaseMap:
    """The shipped outlines, read once in a process."""
    return read_basemap(None)


def outlines(folder: Path | None) -> BaseMap:
    """What is drawn under the marks of this data folder."""
    return read_basemap(folder) if folder is not None and (folder / OWN_FILE).is_file() else shipped_map()


class _Finder:
    """Where a spot lies; the divisions are looked up once each."""

    def __init__(self, divisions: Gazetteer) -> None:
        self._divisions = divisions
        self._known: dict[tuple[str, str, str], Lying | None] = {}

    def __call__(self, spot: Spot) -> Lying | None:
        if spot.lng is not None and spot.lat is not None:
            return Lying(*to_plane(spot.lng, spot.lat), rough=False)
        key = (spot.province, spot.city, spot.district)
        if key not in self._known:
            self._known[key] = self._look_up(*key)
        return self._known[key]

    def _look_up(self, province: str, city: str, district: str) -> Lying | None:
        division = self._divisions.find(province, city, district) if province or city else None
        while division is not None:
            if division.lng is not None and division.lat is not None:
                point: Point = to_plane(division.lng, division.lat)
                return Lying(*point, rough=True)
            division = self._divisions.by_code.get(division.parent)
        return None
