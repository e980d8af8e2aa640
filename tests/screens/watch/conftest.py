"""The watch panel, seen and with the focus."""

import pytest

from callcentre.screens.watch import SCREEN


@pytest.fixture
def build(at, qtbot):
    """Shows the panel of the context and gives it the focus."""

    def shown():
        made = SCREEN.build(at.context)
        qtbot.addWidget(made)
        made.resize(1294, 700)
        made.show()
        made.activateWindow()
        qtbot.waitUntil(made.isActiveWindow)
        made.setFocus()
        return made

    return shown
