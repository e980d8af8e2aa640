"""The shipped outlines are complete; an operator's own file takes their place, or says why not."""

import json

import pytest

from callcentre.resources import resource
from callcentre.screens.outlet_map.basemap import CITY, INSET, OWN_FILE, PROVINCE, read_basemap
from callcentre.screens.outlet_map.projection import to_plane

SQUARE = [[[100.0, 30.0], [110.0, 30.0], [110.0, 35.0], [100.0, 35.0], [100.0, 30.0]]]


def feature(coordinates=SQUARE, kind="Polygon", **properties):
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def own(folder, content):
    text = content if isinstance(content, str) else json.dumps({"type": "FeatureCollection", "features": content})
    (folder / OWN_FILE).write_text(text, encoding="utf-8")
    return read_basemap(folder)


def test_the_shipped_map_holds_every_province_and_the_inset_of_the_south_china_sea():
    shipped = read_basemap(None)
    provinces = {area.name for area in shipped.areas if area.level == PROVINCE}
    assert len(provinces) == 34
    assert {"台湾", "香港", "澳门", "海南", "西藏", "新疆"} <= provinces
    (inset,) = (area for area in shipped.areas if area.level == INSET)
    assert inset.name == "南海诸岛"
    # Nine strokes, four sides of its frame, coast and islands.
    assert sum(inset.path.elementAt(n).isMoveTo() for n in range(inset.path.elementCount())) == 16
    assert sum(area.level == CITY for area in shipped.areas) > 330


def test_names_stand_in_or_near_their_outline():
    for area in read_basemap(None).areas:
        if area.level == PROVINCE:
            assert area.box.contains(*area.at), area.name


def test_a_licence_lies_beside_the_data():
    assert "MIT" in resource("basemap", "LICENSE").read_text(encoding="utf-8")
    assert "china-geojson" in resource("basemap", "README.md").read_text(encoding="utf-8")


def test_an_own_file_takes_the_place_of_the_shipped_one(tmp_path):
    found = own(tmp_path, [feature(name="甲", cp=[105.0, 32.0]), feature([SQUARE], "MultiPolygon", level="city")])
    assert found.own
    assert found.flaw == ""
    assert [(area.name, area.level) for area in found.areas] == [("甲", PROVINCE), ("", CITY)]
    assert found.areas[0].at == to_plane(105.0, 32.0)
    assert found.areas[1].at == pytest.approx((found.areas[1].box.center().x(), found.areas[1].box.center().y()))


@pytest.mark.parametrize(
    ("content", "flaw"),
    [
        ("{ not json", "not_geojson"), ("[]", "not_geojson"), ('{"features": 3}', "not_geojson"),
        ('{"features": [7]}', "not_geojson"), ('{"features": [{"geometry": {"type": "Polygon"}}]}', "not_geojson"),
        ('{"features": [{"geometry": {"type": "Polygon", "coordinates": [[["x", "y"]]]}}]}', "not_geojson"),
        ([], "no_areas"), ([{"geometry": {"type": "Point", "coordinates": [1, 2]}}], "no_areas"),
        ([feature([[[4000000.0, 3000000.0], [1.0, 2.0], [3.0, 4.0]]])], "not_degrees"),
    ],
)
def test_a_file_that_cannot_be_drawn_is_named_and_the_shipped_one_used(tmp_path, content, flaw):
    found = own(tmp_path, content)
    assert found.flaw == flaw
    assert not found.own
    assert len(found.areas) > 300


def test_a_file_that_is_no_text_is_named(tmp_path):
    (tmp_path / OWN_FILE).write_bytes(b"\xff\xfe\x00\x01")
    assert read_basemap(tmp_path).flaw == "unreadable"
