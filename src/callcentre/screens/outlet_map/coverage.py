"""Which part of the country has an outlet near, and how many orders have none."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from callcentre.domain.geo import great_circle
from callcentre.screens.outlet_map.projection import to_plane
from callcentre.store.map_marks import Spot
from callcentre.store.suggestions import NEAR_METRES

_CELL = 0.5
"""Degrees of a cell in which outlets are looked for: more than the reach of one at any latitude of the country."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Discs of the plane (x, y, radius) about outlets whose place was measured, and the orders outside of all."""

    discs: Sequence[tuple[float, float, float]]
    without: int


def coverage(outlets: Iterable[Spot], orders: Iterable[Spot]) -> Coverage:
    """Only what somebody measured counts, on both sides."""
    cells: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for lng, lat in _measured(outlets):
        cells.setdefault(_cell(lng, lat), []).append((lng, lat))
    discs = [_disc(lng, lat) for places in cells.values() for lng, lat in places]
    return Coverage(discs, sum(not _is_covered(cells, lng, lat) for lng, lat in _measured(orders)))


def _measured(spots: Iterable[Spot]) -> Iterator[tuple[float, float]]:
    return ((spot.lng, spot.lat) for spot in spots if spot.lng is not None and spot.lat is not None)


def _disc(lng: float, lat: float) -> tuple[float, float, float]:
    # The plane stretches lengths by 1 / cos(latitude).
    return (*to_plane(lng, lat), NEAR_METRES / math.cos(math.radians(lat)))


def _cell(lng: float, lat: float) -> tuple[int, int]:
    return math.floor(lng / _CELL), math.floor(lat / _CELL)


def _is_covered(cells: dict[tuple[int, int], list[tuple[float, float]]], lng: float, lat: float) -> bool:
    column, row = _cell(lng, lat)
    near = (
        place for across in (0, -1, 1) for down in (0, -1, 1) for place in cells.get((column + across, row + down), ())
    )
    return any(great_circle(lng, lat, *place) <= NEAR_METRES for place in near)
