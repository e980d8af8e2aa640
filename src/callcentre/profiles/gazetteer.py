"""The divisions of the country: names of provinces, cities and districts, and where they roughly lie.

For choosing and completing addresses and for drawing what has no exact place; no
distance is ever counted from these points.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from callcentre.resources import resource

_HEADING = "直辖县级行政区划"
"""Ends the names that the list of divisions has in place of a city and nobody lives in."""
_SUFFIXES = ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市")


@dataclass(frozen=True, slots=True)
class Division:
    """One province, city or district. `place` is seat or outline (a point somewhere inside), empty without one."""

    code: str
    name: str
    level: str
    parent: str
    """Code of the division above; empty for a province."""
    lng: float | None
    lat: float | None
    place: str


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All divisions, by code and by what stands above them."""

    by_code: Mapping[str, Division]
    below: Mapping[str, Sequence[Division]]
    """Code -> the divisions directly below; "" -> the provinces."""

    def chain(self, code: str) -> list[Division]:
        """A division and those it lies in, the largest first; empty for an unknown code."""
        found: list[Division] = []
        division = self.by_code.get(code)
        while division is not None:
            if not division.name.endswith(_HEADING):
                found.insert(0, division)
            division = self.by_code.get(division.parent)
        return found

    def find(self, province: str, city: str = "", district: str = "") -> Division | None:
        """The smallest division these names lead to, with or without 省 and 市; None for an unknown province.

        A city that is a province itself may be named twice or once (上海市, 上海市, 黄浦区).
        """
        found = _named(self.below[""], province or city)
        if found is None:
            return None
        for name in (city, district):
            below = _named(self.below.get(found.code, ()), name) if name else None
            found = below or found
        return found


@cache
def gazetteer() -> Gazetteer:
    """The shipped divisions, read once."""
    by_code: dict[str, Division] = {}
    below: dict[str, list[Division]] = {}
    with resource("gazetteer", "divisions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            division = Division(
                code=row["code"],
                name=row["name"],
                level=row["level"],
                parent=row["parent"],
                lng=float(row["lng"]) if row["lng"] else None,
                lat=float(row["lat"]) if row["lat"] else None,
                place=row["place"],
            )
            by_code[division.code] = division
            below.setdefault(division.parent, []).append(division)
    return Gazetteer(by_code, below)


def _named(divisions: Sequence[Division], name: str) -> Division | None:
    exact = next((division for division in divisions if division.name == name), None)
    return exact or next((division for division in divisions if _short(division.name) == _short(name)), None)


def _short(name: str) -> str:
    for suffix in _SUFFIXES:
        if len(name) > len(suffix) + 1 and name.endswith(suffix):
            return name.removesuffix(suffix)
    return name
