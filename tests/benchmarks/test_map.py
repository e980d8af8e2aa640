"""A frame of the map over 5,000 outlets and 100,000 orders beside an empty one: recorded; the median within 16 ms."""

import random
from collections.abc import Callable
from statistics import median
from typing import Any
from uuid import UUID

import pytest
from tests.benchmarks.harness import Comparison, compare

from callcentre.screens.outlet_map import reading
from callcentre.screens.outlet_map.canvas import MapCanvas
from callcentre.screens.outlet_map.clusters import Mark, build
from callcentre.screens.outlet_map.painting import Scene
from callcentre.screens.outlet_map.projection import to_plane
from callcentre.store.map_marks import OutletMark, Spot

FRAME = 0.016
CITIES, OUTLETS, ORDERS = 60, 5_000, 100_000
WHAT = f"{OUTLETS:,} outlets, {ORDERS:,} orders, 950 x 650; bare: an empty map"
STEPS = (0, 9, 12)


@pytest.fixture(scope="module")
def scene() -> Scene:
    """A hotline of the size that the map is made for, in and about cities all over the country."""
    rng = random.Random(11)
    cities = [(rng.uniform(100, 121), rng.uniform(22, 42)) for _ in range(CITIES)]

    def somewhere() -> tuple[float, float]:
        lng, lat = rng.choice(cities)
        return to_plane(lng + rng.gauss(0, 0.25), lat + rng.gauss(0, 0.2))

    spot = Spot(None, None, "", "", "")
    marks = []
    for n in range(OUTLETS):
        pk = UUID(int=n)
        row = OutletMark(pk, f"N{n}", f"网点{n}", "", 20, (), n % 20, 3, spot)
        marks.append(Mark("outlet", pk, *somewhere(), "plain", False, row))
    tones = ("plain",) * 6 + ("due", "overdue", "hold")
    marks += [Mark("order", UUID(int=n), *somewhere(), rng.choice(tones), False, None) for n in range(ORDERS)]
    return Scene(base=reading.shipped_map(), pyramid=build(marks))


@pytest.fixture
def maps(look: Any, qtbot: Any, scene: Scene) -> tuple[MapCanvas, MapCanvas]:
    """(the full map, an empty one), both on the screen."""
    made = []
    for shown in (scene, Scene()):
        canvas = MapCanvas()
        qtbot.addWidget(canvas)
        canvas.resize(950, 650)
        canvas.show_scene(shown)
        canvas.show()
        qtbot.waitExposed(canvas)
        canvas.look_at(canvas.view.around(*to_plane(113.3, 30.0), step=9))
        made.append(canvas)
    return made[0], made[1]


def test_a_frame_of_panning(
    maps: tuple[MapCanvas, MapCanvas], measured: Callable[[Comparison], Comparison]
) -> None:
    def pan(canvas: MapCanvas) -> Callable[[int], object]:
        def one(number: int) -> None:
            canvas.look_at(canvas.view.moved(-25, 6 if number % 2 else -6))
            canvas.repaint()

        return one

    found = measured(compare("map: frame of panning", pan(maps[0]), pan(maps[1]), rounds=120, what=WHAT))
    assert median(found.ours) < FRAME


@pytest.mark.parametrize("step", STEPS)
def test_a_frame_of_zooming(
    step: int, maps: tuple[MapCanvas, MapCanvas], measured: Callable[[Comparison], Comparison]
) -> None:
    def zoom(canvas: MapCanvas) -> Callable[[int], object]:
        canvas.look_at(canvas.view.around(canvas.view.x, canvas.view.y, step=step))

        def one(number: int) -> None:
            canvas.look_at(canvas.view.zoomed(-1 if number % 2 else 1))
            canvas.repaint()

        return one

    measured(compare(f"map: frame of zooming at step {step}", zoom(maps[0]), zoom(maps[1]), rounds=40, what=WHAT))
