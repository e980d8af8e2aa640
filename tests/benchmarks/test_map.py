"""A frame of the map over 5,000 outlets and 100,000 orders beside an empty repaint: the median within 16 ms."""

import random
import time
from collections.abc import Callable
from statistics import median
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtWidgets import QWidget
from tests.benchmarks.harness import Comparison, compare

from callcentre.screens.outlet_map import reading
from callcentre.screens.outlet_map.canvas import MapCanvas
from callcentre.screens.outlet_map.clusters import Mark, build
from callcentre.screens.outlet_map.painting import Scene
from callcentre.screens.outlet_map.projection import to_plane
from callcentre.store.map_marks import OutletMark, Spot

FRAME = 0.016
CITIES, OUTLETS, ORDERS = 60, 5_000, 100_000
SIZE = (950, 650)
WHAT = f"{OUTLETS:,} outlets, {ORDERS:,} orders; bare: an empty widget of {SIZE[0]} x {SIZE[1]}; CPU time of the window's thread"
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
def canvas(look: Any, qtbot: Any, scene: Scene) -> MapCanvas:
    """The full map, on the screen."""
    made = MapCanvas()
    qtbot.addWidget(made)
    made.resize(*SIZE)
    made.show_scene(scene)
    made.show()
    qtbot.waitExposed(made)
    made.look_at(made.view.around(*to_plane(113.3, 30.0), step=9))
    return made


@pytest.fixture
def empty(look: Any, qtbot: Any) -> QWidget:
    """As large, with nothing on it."""
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(*SIZE)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_a_frame_of_panning(
    canvas: MapCanvas, empty: QWidget, measured: Callable[[Comparison], Comparison]
) -> None:
    def pan(number: int) -> None:
        canvas.look_at(canvas.view.moved(-25, 6 if number % 2 else -6))
        canvas.repaint()

    found = measured(compare(
        "map: frame of panning", pan, lambda _number: empty.repaint(), rounds=120, what=WHAT, clock=time.thread_time
    ))
    assert median(found.ours) < FRAME


@pytest.mark.parametrize("step", STEPS)
def test_a_frame_of_zooming(
    step: int, canvas: MapCanvas, empty: QWidget, measured: Callable[[Comparison], Comparison]
) -> None:
    canvas.look_at(canvas.view.around(canvas.view.x, canvas.view.y, step=step))

    def zoom(number: int) -> None:
        canvas.look_at(canvas.view.zoomed(-1 if number % 2 else 1))
        canvas.repaint()

    found = measured(compare(
        f"map: frame of zooming at step {step}", zoom, lambda _number: empty.repaint(), rounds=40, what=WHAT,
        clock=time.thread_time,
    ))
    assert median(found.ours) < FRAME
