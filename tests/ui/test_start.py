"""The first picture stands where the window will stand, and the window takes its place."""

import pytest
from PySide6.QtCore import QRect

from callcentre.start import FirstPicture, remembered_window


def test_the_first_picture_is_seen_once_and_then_what_comes_after_it_begins(look, qtbot):
    seen = []
    first = FirstPicture({"window": {"place": [40, 30, 1100, 700]}}, lambda: seen.append(1))
    qtbot.addWidget(first)
    first.show()
    qtbot.waitUntil(lambda: seen == [1])
    assert first.geometry() == QRect(40, 30, 1100, 700)
    first.update()
    qtbot.wait(1)
    assert seen == [1]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"window": {"place": "left"}, "settings": null}'])
def test_what_was_remembered_wrongly_hinders_nothing(tmp_path, look, qtbot, content):
    (tmp_path / "window.json").write_bytes(content)
    first = FirstPicture(remembered_window(tmp_path), lambda: None)
    qtbot.addWidget(first)
    assert first.width() == 1366

