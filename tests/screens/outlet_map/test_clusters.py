"""Clusters: nothing lost, nothing twice, nothing on each other, and going nearer only ever splits them."""

import random
from itertools import combinations, pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from callcentre.screens.outlet_map.clusters import APART, Mark, build
from callcentre.screens.outlet_map.projection import LAST_STEP, pixel, to_plane

TONES = ("plain", "due", "overdue", "hold", "danger")
points = st.tuples(st.floats(100, 121), st.floats(22, 42)) | st.sampled_from([(117.25, 31.84), (117.251, 31.84), (113.3, 23.1)])


@st.composite
def marks(draw):
    made = []
    for number, (lng, lat) in enumerate(draw(st.lists(points, max_size=60))):
        kind = draw(st.sampled_from(("order", "outlet", "complaint")))
        made.append(Mark(kind, UUID(int=number), *to_plane(lng, lat), draw(st.sampled_from(TONES)), False, None))
    return made


@given(marks())
def test_every_mark_is_in_exactly_one_cluster_of_every_level(given_marks):
    for level in build(given_marks).levels:
        found = [mark for node in level.nodes() for mark in node.marks()]
        assert len(found) == len(given_marks)
        assert {id(mark) for mark in found} == {id(mark) for mark in given_marks}


@given(marks())
def test_clusters_never_touch(given_marks):
    for number, level in enumerate(build(given_marks).levels):
        least = APART * pixel(2 * number)
        for one, other in combinations(level.nodes(), 2):
            assert (one.x - other.x) ** 2 + (one.y - other.y) ** 2 >= least**2 * (1 - 1e-9)


@given(marks())
def test_going_nearer_only_splits(given_marks):
    levels = build(given_marks).levels
    for far, near in pairwise(levels):
        home = {id(mark): number for number, node in enumerate(far.nodes()) for mark in node.marks()}
        for node in near.nodes():
            assert len({home[id(mark)] for mark in node.marks()}) == 1


@given(marks())
def test_the_numbers_of_a_cluster_are_those_of_its_marks(given_marks):
    for level in build(given_marks).levels:
        for node in level.nodes():
            inside = list(node.marks())
            orders = [mark for mark in inside if mark.kind == "order"]
            assert node.count == len(inside)
            assert node.orders == len(orders)
            assert node.late == sum(mark.tone in ("overdue", "danger") for mark in orders)
            assert node.soon == sum(mark.tone == "due" for mark in orders)
            assert node.held == sum(mark.tone == "hold" for mark in orders)
            assert node.outlets == sum(mark.kind == "outlet" for mark in inside)


@given(marks(), st.integers(0, LAST_STEP))
def test_what_is_in_a_part_of_the_plane_is_found(given_marks, step):
    level = build(given_marks).at(step)
    left, top = to_plane(105, 40)
    right, bottom = to_plane(118, 25)
    expected = {id(node) for node in level.nodes() if left <= node.x <= right and top <= node.y <= bottom}
    assert {id(node) for node in level.within(left, top, right, bottom)} == expected


def test_a_whole_hotline_is_arranged():
    rng = random.Random(7)
    cities = [(rng.uniform(100, 121), rng.uniform(22, 42)) for _ in range(60)]

    def near_a_city():
        lng, lat = rng.choice(cities)
        return to_plane(lng + rng.gauss(0, 0.25), lat + rng.gauss(0, 0.2))

    made = [Mark("outlet", UUID(int=n), *near_a_city(), "plain", False, None) for n in range(5_000)]
    made += [Mark("order", UUID(int=n), *near_a_city(), rng.choice(TONES), False, None) for n in range(100_000)]
    pyramid = build(made)
    for step in (0, 6, 12, LAST_STEP):
        assert sum(node.count for node in pyramid.at(step).nodes()) == 105_000
    assert sum(1 for _ in pyramid.at(0).nodes()) < 40
    # However near one looks, no window holds more of them than there is room for.
    lng, lat = cities[0]
    for step in range(LAST_STEP + 1):
        x, y = to_plane(lng, lat)
        half_wide, half_high = 700 * pixel(step), 500 * pixel(step)
        seen = sum(1 for _ in pyramid.at(step).within(x - half_wide, y - half_high, x + half_wide, y + half_high))
        assert seen < 1400 * 1000 / (APART * APART * 0.6)
