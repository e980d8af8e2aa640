"""Places, plane and window agree with each other, near and far."""

import math

from hypothesis import given
from hypothesis import strategies as st

from callcentre.domain.geo import great_circle
from callcentre.screens.outlet_map.projection import LAST_STEP, View, from_plane, pixel, scale, to_plane

LNG, LAT = st.floats(73.0, 136.0), st.floats(3.0, 54.0)
STEPS = st.integers(0, LAST_STEP)


@st.composite
def views(draw):
    x, y = to_plane(draw(LNG), draw(LAT))
    return View(x, y, draw(STEPS), draw(st.integers(300, 3000)), draw(st.integers(200, 2000)))


@given(LNG, LAT)
def test_a_place_comes_back_from_the_plane(lng, lat):
    back = from_plane(*to_plane(lng, lat))
    assert math.isclose(back[0], lng, abs_tol=1e-9)
    assert math.isclose(back[1], lat, abs_tol=1e-9)


@given(views(), LNG, LAT)
def test_a_point_comes_back_from_the_screen(view, lng, lat):
    x, y = to_plane(lng, lat)
    back = view.to_plane(*view.to_screen(x, y))
    assert math.dist(back, (x, y)) < 1e-3


@given(views(), st.integers(-5, 5), st.floats(0, 1), st.floats(0, 1))
def test_zooming_keeps_what_lies_under_the_pointer(view, steps, across, down):
    at = (across * view.wide, down * view.high)
    before = view.to_plane(*at)
    assert math.dist(view.zoomed(steps, *at).to_plane(*at), before) < 1e-2


@given(views(), st.floats(-500, 500), st.floats(-500, 500))
def test_panning_moves_the_paper_by_as_many_pixels(view, across, down):
    before = view.to_screen(view.x, view.y)
    after = view.moved(across, down).to_screen(view.x, view.y)
    assert math.dist((after[0] - before[0], after[1] - before[1]), (across, down)) < 1e-6


@given(views(), LNG, LAT, LNG, LAT)
def test_what_is_fitted_is_wholly_in_sight(view, lng1, lat1, lng2, lat2):
    (x1, y1), (x2, y2) = to_plane(lng1, lat1), to_plane(lng2, lat2)
    box = (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
    fitted = view.fitted(*box)
    if fitted.step == 0:
        return
    left, top, right, bottom = fitted.box()
    assert left <= box[0] <= box[2] <= right
    assert top <= box[1] <= box[3] <= bottom


@given(LNG, LAT)
def test_the_scale_is_true_in_the_middle(lng, lat):
    view = View(*to_plane(lng, lat), 14, 1000, 800)
    east = from_plane(*view.to_plane(view.wide / 2 + 100, view.high / 2))
    metres = great_circle(lng, lat, *east)
    # Globe and plane differ by their radius: a thousandth.
    assert math.isclose(metres, 100 * view.metres(), rel_tol=3e-3)


@given(st.floats(1.0, 9000.0), st.floats(60, 200))
def test_the_scale_is_a_round_length_that_fits(metres, room):
    length, pixels = scale(metres, room)
    assert str(length).rstrip("0") in ("1", "2", "5")
    assert pixels <= room + 1e-9
    assert pixels > room / 2.6


def test_two_steps_halve_what_a_pixel_shows():
    assert math.isclose(pixel(6), 2 * pixel(8))
