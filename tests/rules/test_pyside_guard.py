"""The Qt binding must not lose references to None: 6.12.0 on Python 3.11 aborts after some 7,000 calls."""

import sys

from PySide6.QtWidgets import QLabel


def test_a_thousand_calls_that_return_none_do_not_eat_references_to_none(qtbot):
    label = QLabel()
    qtbot.addWidget(label)
    label.setText("warm")
    before = sys.getrefcount(None)
    for number in range(1000):
        label.setText(str(number))
    # On versions where None is immortal the count does not move at all.
    assert sys.getrefcount(None) > before - 100
