"""Where something is: the position columns of a row in WGS-84."""

from typing import Any

from callcentre.acts.places import Place, checked_position
from callcentre.domain.geo import to_wgs84
from callcentre.exchange.rows import Load, Row

WGS84 = "wgs84"


def position(load: Load, row: Row) -> dict[str, Any]:
    """lng, lat and exact of a row, converted from its datum; nothing where the file has no such columns.

    Raises BadValue for half a position and for what is no place on earth.
    """
    if not {"lng", "lat"} & load.columns:
        return {}
    lng, lat = row.values.get("lng"), row.values.get("lat")
    if lng is not None and lat is not None:
        lng, lat = to_wgs84(lng, lat, row.text("datum") or load.datum or WGS84)
    lng, lat, exact = checked_position(Place(lng=lng, lat=lat))
    return {"lng": lng, "lat": lat, "exact": exact}
