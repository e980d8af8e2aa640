"""The callback panel in a window of its own, and orders that wait for a call."""

import pytest
from tests.factories.orders import an_order

from callcentre.domain.instants import HOUR
from callcentre.screens.callbacks import SCREEN


@pytest.fixture
def panel(at, qtbot):
    made = SCREEN.build(at.context)
    qtbot.addWidget(made)
    made.resize(1294, 700)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture
def waits(at):
    """Makes an order whose feedback came three hours ago."""

    def make(**fields):
        order = an_order(at.desk, stage="awaiting_callback", **fields)
        at.desk.clock.pass_time(3 * HOUR)
        return order

    return make
