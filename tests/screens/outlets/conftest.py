"""The outlets panel, seen and with the focus."""

import pytest

from callcentre.screens.outlets import SCREEN


@pytest.fixture
def build(qtbot):
    """Shows the panel of a context and gives it the focus."""

    def shown(context):
        made = SCREEN.build(context)
        qtbot.addWidget(made)
        made.resize(1294, 700)
        made.show()
        made.activateWindow()
        qtbot.waitUntil(made.isActiveWindow)
        made.setFocus()
        return made

    return shown
