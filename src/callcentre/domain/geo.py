"""Places: the three coordinate systems met in mainland China, and distance.

GCJ-02 is WGS-84 moved by some 500 m along a wave; BD-09 is GCJ-02 turned and moved by
some 900 m more. Neither has an official formula. The ones here are those published
by reverse engineering and found alike in the open libraries eviltransform and
coordtransform: ellipsoid Krasovsky 1940, waves about 105 E 35 N. Both go only
forwards in closed form, so the way back is found by iteration.
"""

import math
from collections.abc import Callable

from callcentre.domain.errors import BadValue

Place = tuple[float, float]
"""(longitude, latitude) in degrees."""

DATUMS = ("wgs84", "gcj02", "bd09")
EARTH_RADIUS = 6_371_008.8
"""Mean radius in metres (IUGG)."""

_SEMI_MAJOR = 6_378_245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271
_BD_ANGLE = math.pi * 3000 / 180
_BD_EAST, _BD_NORTH = 0.0065, 0.006
_CLOSE_ENOUGH = 1e-9
"""Degrees: a tenth of a millimetre."""
_MOST_STEPS = 20


def to_wgs84(lng: float, lat: float, datum: str) -> Place:
    """The WGS-84 place of a point given in `datum` (one of DATUMS).

    Where GCJ-02 is not in use (outside China's box) a gcj02 point stays as it is.
    Raises BadValue for an unknown datum and for what is no place on earth.
    """
    if datum not in DATUMS:
        raise BadValue("geo.unknown_datum", field="datum", value=datum, among=", ".join(DATUMS))
    check_place(lng, lat)
    place = (lng, lat)
    if datum == "bd09":
        place = _back(place, _bd09_of)
    if datum == "wgs84" or not _in_china(place):
        return place
    return _back(place, _gcj02_of)


def from_wgs84(lng: float, lat: float, datum: str) -> Place:
    """The reverse of `to_wgs84`, for base maps in another system."""
    if datum not in DATUMS:
        raise BadValue("geo.unknown_datum", field="datum", value=datum, among=", ".join(DATUMS))
    check_place(lng, lat)
    place = (lng, lat)
    if datum != "wgs84" and _in_china(place):
        place = _gcj02_of(place)
    return _bd09_of(place) if datum == "bd09" else place


def check_place(lng: float, lat: float) -> None:
    """Raises BadValue naming `lng` or `lat` where it is no place on earth."""
    for field, value, most in (("lng", lng, 180.0), ("lat", lat, 90.0)):
        if not -most <= value <= most:
            raise BadValue("geo.out_of_range", field=field, value=value, most=int(most))


def great_circle(lng1: float, lat1: float, lng2: float, lat2: float) -> float:
    """Metres between two WGS-84 places on the sphere of `EARTH_RADIUS`, unrounded."""
    first, second = math.radians(lat1), math.radians(lat2)
    across = math.sin((second - first) / 2) ** 2
    along = math.sin(math.radians(lng2 - lng1) / 2) ** 2
    chord = across + math.cos(first) * math.cos(second) * along
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(min(1.0, chord)))


def _in_china(place: Place) -> bool:
    lng, lat = place
    return _WEST <= lng <= _EAST and _SOUTH <= lat <= _NORTH


def _back(target: Place, forwards: Callable[[Place], Place]) -> Place:
    """The place that `forwards` brings to `target`: both move slowly, so each step gains digits."""
    lng, lat = target
    for _ in range(_MOST_STEPS):
        reached = forwards((lng, lat))
        miss_lng, miss_lat = reached[0] - target[0], reached[1] - target[1]
        lng, lat = lng - miss_lng, lat - miss_lat
        if abs(miss_lng) < _CLOSE_ENOUGH and abs(miss_lat) < _CLOSE_ENOUGH:
            break
    return lng, lat


def _wave(length: float, *parts: tuple[float, float]) -> float:
    return sum(height * math.sin(length * math.pi * pace) for height, pace in parts) * 2 / 3


def _gcj02_of(place: Place) -> Place:
    lng, lat = place
    x, y = lng - 105.0, lat - 35.0
    shared = 0.1 * x * y + _wave(x, (20, 6), (20, 2))
    north = (
        -100 + 2 * x + 3 * y + 0.2 * y * y + 0.2 * math.sqrt(abs(x)) + shared
        + _wave(y, (20, 1), (40, 1 / 3)) + _wave(y, (160, 1 / 12), (320, 1 / 30))
    )  # fmt: skip
    east = (
        300 + x + 2 * y + 0.1 * x * x + 0.1 * math.sqrt(abs(x)) + shared
        + _wave(x, (20, 1), (40, 1 / 3)) + _wave(x, (150, 1 / 12), (300, 1 / 30))
    )  # fmt: skip
    latitude = math.radians(lat)
    flat = 1 - _ECCENTRICITY_SQUARED * math.sin(latitude) ** 2
    meridian = _SEMI_MAJOR * (1 - _ECCENTRICITY_SQUARED) / flat**1.5
    parallel = _SEMI_MAJOR / math.sqrt(flat) * math.cos(latitude)
    return lng + math.degrees(east / parallel), lat + math.degrees(north / meridian)


def _bd09_of(place: Place) -> Place:
    lng, lat = place
    distance = math.hypot(lng, lat) + 0.00002 * math.sin(lat * _BD_ANGLE)
    angle = math.atan2(lat, lng) + 0.000003 * math.cos(lng * _BD_ANGLE)
    return distance * math.cos(angle) + _BD_EAST, distance * math.sin(angle) + _BD_NORTH
