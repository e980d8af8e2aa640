"""Names lie on no other name, on no mark and wholly in the window."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from callcentre.screens.outlet_map.labels import Box, Label, place

WINDOW = Box(0, 0, 900, 600)
boxes = st.builds(Box, st.floats(-20, 900), st.floats(-20, 600), st.floats(4, 60), st.floats(4, 60))
labels = st.builds(
    Label, st.just("名"), st.floats(-50, 950), st.floats(-50, 650), st.floats(10, 160), st.floats(12, 24),
    around=st.floats(0, 14), must=st.booleans(), centred=st.booleans(), leftward=st.booleans(),
)


@given(st.lists(labels, max_size=60), st.lists(boxes, max_size=40))
def test_names_do_not_overlap(wanted, taken):
    placed = place(list(enumerate(wanted)), taken, WINDOW)
    for (_one, first), (_other, second) in combinations(placed, 2):
        assert not first.meets(second)
    for _number, box in placed:
        assert box.inside(WINDOW)
        assert not any(box.meets(mark) for mark in taken)


@given(st.lists(labels, min_size=1, max_size=30))
def test_each_name_is_written_once_at_most_and_keeps_its_size(wanted):
    placed = place(list(enumerate(wanted)), [], WINDOW)
    assert len({number for number, _box in placed}) == len(placed)
    for number, box in placed:
        assert (box.wide, box.high) == (wanted[number].wide, wanted[number].high)


def test_a_name_goes_to_the_other_side_before_it_is_left_out():
    label = Label("名", 400, 300, 80, 20)
    (_, right), = place([(1, label)], [], WINDOW)
    (_, left), = place([(1, label)], [right], WINDOW)
    assert right.left > 400 > left.left
    around = [Box(300, 200, 200, 200)]
    assert place([(1, label)], around, WINDOW) == []


def test_a_name_that_must_be_written_goes_further_away():
    label = Label("名", 400, 300, 80, 20, must=True)
    (_, far), = place([(1, label)], [Box(300, 200, 200, 200)], WINDOW)
    assert not far.meets(Box(300, 200, 200, 200))
