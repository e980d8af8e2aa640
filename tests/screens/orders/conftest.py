"""The orders panel, seen and with the focus."""

import pytest

from callcentre.screens.orders import SCREEN


@pytest.fixture
def panel(at, qtbot):
    made = SCREEN.build(at.context)
    qtbot.addWidget(made)
    made.resize(1294, 700)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.setFocus()
    return made
