"""A month of real work, judged; the panel on a copy of it, with the runner of the window."""

import shutil

import pytest
from tests.factories.desks import ZONE
from tests.factories.panels import PanelDesk

from callcentre.adapters.clock import SetClock
from callcentre.app import Settings, open_desk
from callcentre.demo.build import build
from callcentre.domain.event import Role
from callcentre.domain.instants import local_instant
from callcentre.opening import writer
from callcentre.runtime.runner import ThreadRunner
from callcentre.screens.reports import SCREEN

NOW = local_instant(2026, 11, 24, ZONE, 10)


@pytest.fixture(scope="session")
def filled(tmp_path_factory):
    """A fiftieth of the demo year, to be copied."""
    folder = tmp_path_factory.mktemp("year") / "desk"
    desk = open_desk(Settings(data=folder, demo=True), environ={}, clock=SetClock(NOW))
    build(desk.write, NOW, lambda _done, _in_all: None, scale=0.02)
    desk.close()
    return folder


@pytest.fixture
def at(tmp_path, look, filled):
    """A supervisor's context on a copy, whose work is done by threads as in the window."""
    shutil.copytree(filled, tmp_path / "desk")
    desk = open_desk(Settings(data=tmp_path / "desk", demo=True), environ={}, clock=SetClock(NOW))
    panel = PanelDesk(desk, Role.SUPERVISOR)
    runner = ThreadRunner(writer(desk, panel.announcer), desk.read)
    object.__setattr__(panel.context, "runner", runner)
    yield panel
    assert runner.close()
    panel.close()


@pytest.fixture
def build_panel(at, qtbot):
    """Shows the panel, reads its month, gives it the focus."""

    def shown(wide=1294, high=700):
        made = SCREEN.build(at.context)
        qtbot.addWidget(made)
        made.resize(wide, high)
        made.show()
        made.activateWindow()
        qtbot.waitUntil(lambda: made.isActiveWindow() and made.month_in_sight() is not None)
        made.setFocus()
        return made

    return shown
