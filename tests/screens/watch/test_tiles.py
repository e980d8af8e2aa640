"""The strip of stages says one thing in one way."""

import pytest

from callcentre.screens.watch.rows import TITLES
from callcentre.screens.watch.tiles import Tiles
from callcentre.store.watch import StageCount


@pytest.mark.parametrize(("wide", "brief"), [(700, True), (1900, False)])
def test_where_one_tile_has_no_room_for_words_none_says_any(qtbot, look, wide, brief):
    tiles = Tiles()
    qtbot.addWidget(tiles)
    tiles.resize(wide, 60)
    tiles.show()
    tiles.show_counts({stage: StageCount(127 if stage == "unrelayed" else 3, 127 if stage == "unrelayed" else 1) for stage in TITLES if stage})
    assert {tiles.tile(stage).is_brief for stage in TITLES} == {brief}
