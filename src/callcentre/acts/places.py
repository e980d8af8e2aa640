"""Where something is, as acts take it: words and, where known, WGS-84 degrees."""

from dataclasses import dataclass

from callcentre.domain.errors import BadValue

EXACT = ("address", "district", "city", "none")
"""How exact a place is, best first."""


@dataclass(frozen=True, slots=True)
class Place:
    """Words of an address and its position; `exact` says what the position stands for."""

    province: str = ""
    city: str = ""
    district: str = ""
    line: str = ""
    lng: float | None = None
    lat: float | None = None
    exact: str = ""
    """address, district, city or none; empty: address where there is a position, else none."""


NOWHERE = Place()


def checked_position(place: Place) -> tuple[float | None, float | None, str]:
    """(lng, lat, exact) of a place.

    Raises BadValue for half a position, degrees out of range, or an exactness that is no code.
    """
    lng, lat = place.lng, place.lat
    if (lng is None) != (lat is None):
        raise BadValue("place.half", field="lat" if lat is None else "lng", value="")
    if place.exact and place.exact not in EXACT:
        raise BadValue("value.not_among", field="exact", value=place.exact, among=", ".join(EXACT))
    if lng is None or lat is None:
        return None, None, "none"
    if not -180 <= lng <= 180:
        raise BadValue("place.out_of_range", field="lng", value=lng)
    if not -90 <= lat <= 90:
        raise BadValue("place.out_of_range", field="lat", value=lat)
    return lng, lat, place.exact or "address"
