"""The outlines under the marks: the shipped file, or the operator's own from the data folder."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF

from callcentre.profiles.gazetteer import gazetteer
from callcentre.resources import resource
from callcentre.screens.outlet_map.projection import Point, to_plane

OWN_FILE = "basemap.geojson"
PROVINCE, CITY, INSET = "province", "city", "inset"


class BadMap(Exception):
    """A file that cannot be drawn; `code` says why: unreadable, not_geojson, no_areas, not_degrees."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Area:
    """One outline in the plane. `at` is where its name is written; `level` says from how near it is drawn."""

    name: str
    level: str
    at: Point
    path: QPainterPath
    box: QRectF


@dataclass(frozen=True, slots=True)
class Town:
    """A city where it really lies; a `capital` is written from further away."""

    name: str
    x: float
    y: float
    capital: bool


@dataclass(frozen=True, slots=True)
class BaseMap:
    """What is drawn under the marks. `flaw` is why the operator's own file is not used, empty without one."""

    areas: Sequence[Area]
    towns: Sequence[Town] = ()
    own: bool = False
    flaw: str = ""

    def box(self) -> QRectF:
        """All of it, the insets too."""
        whole = QRectF()
        for area in self.areas:
            whole = whole.united(area.box)
        return whole


def read_basemap(folder: Path | None) -> BaseMap:
    """The own file of this data folder, else the shipped one; also when the own one is faulty. Reads files."""
    own = None if folder is None else folder / OWN_FILE
    flaw = ""
    if own is not None and own.is_file():
        try:
            return BaseMap(_areas(own), towns(), own=True)
        except BadMap as bad:
            flaw = bad.code
    return BaseMap(_areas(resource("basemap", "china.geojson")), towns(), flaw=flaw)


def towns() -> list[Town]:
    """The cities whose own place the gazetteer knows, the capitals of provinces first. Reads its file once."""
    divisions = gazetteer()
    provinces = divisions.below[""]
    seats = {(one.lng, one.lat) for one in provinces}
    found = []
    for one in divisions.by_code.values():
        is_city = one.level == "city" or (one.level == "province" and one.name.endswith("市"))
        if is_city and one.place == "seat" and one.lng is not None and one.lat is not None:
            place = to_plane(one.lng, one.lat)
            found.append(Town(short_name(one.name), *place, capital=(one.lng, one.lat) in seats))
    return sorted(found, key=lambda town: not town.capital)


def short_name(name: str) -> str:
    """A city as it is written on a map."""
    return name.removesuffix("市") if len(name) > 2 else name


def _areas(path: Path) -> list[Area]:
    try:
        given = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadMap("unreadable") from error
    except (ValueError, RecursionError) as error:
        raise BadMap("not_geojson") from error
    if not isinstance(given, dict) or not isinstance(given.get("features"), list):
        raise BadMap("not_geojson")
    try:
        areas = [area for feature in given["features"] if (area := _area(feature)) is not None]
    except (TypeError, ValueError, KeyError, IndexError, AttributeError) as error:
        raise BadMap("not_geojson") from error
    if not areas:
        raise BadMap("no_areas")
    return areas


def _area(feature: Mapping[str, object]) -> Area | None:
    geometry = feature["geometry"]
    if not isinstance(geometry, Mapping) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return None
    path = QPainterPath()
    for ring in _rings(geometry):
        path.addPolygon(QPolygonF([QPointF(*_point(pair)) for pair in ring]))
        path.closeSubpath()
    facts = feature.get("properties")
    said = facts if isinstance(facts, Mapping) else {}
    box = path.boundingRect()
    at = said.get("at") or said.get("cp")
    place = _point(at) if isinstance(at, list) and len(at) == 2 else (box.center().x(), box.center().y())
    level = said.get("level")
    return Area(
        str(said.get("name") or ""), level if level in (CITY, INSET) else PROVINCE, place, path, box
    )


def _rings(geometry: Mapping[str, object]) -> Iterator[Sequence[Sequence[float]]]:
    rings = geometry["coordinates"]
    if not isinstance(rings, list):
        raise BadMap("not_geojson")
    for part in rings if geometry["type"] == "MultiPolygon" else [rings]:
        yield from part


def _point(pair: Sequence[float]) -> Point:
    lng, lat = float(pair[0]), float(pair[1])
    if not (-180 <= lng <= 180 and -90 <= lat <= 90):
        raise BadMap("not_degrees")
    return to_plane(lng, lat)
