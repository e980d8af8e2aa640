"""The settings on a real desk, with the services of the window."""

import pytest
from tests.factories.desks import a_desk
from tests.factories.outlets import an_outlet
from tests.factories.panels import PanelDesk

from callcentre.opening import desk_services, writer
from callcentre.runtime.runner import ThreadRunner
from callcentre.screens.settings import SCREEN
from callcentre.ui import density, fonts, keys


@pytest.fixture
def at(tmp_path, look):
    """A context of everybody's roles, whose work is done by threads as in the window."""
    desk = a_desk(tmp_path / "desk")
    an_outlet(desk)
    panel = PanelDesk(desk)
    runner = ThreadRunner(writer(desk, panel.announcer), desk.read)
    object.__setattr__(panel.context, "runner", runner)
    object.__setattr__(panel.context, "services", desk_services(desk) | {"folder": desk.folder, "key": "desk.key"})
    yield panel
    keys.set_chosen({})
    density.choose(density.AS_MADE)
    fonts.set_base(fonts.BASE, look)
    assert runner.close()
    panel.close()


@pytest.fixture
def build_panel(at, qtbot):
    """Shows the panel at a section and gives that the focus."""

    def shown(part, ctx=None):
        made = SCREEN.build(ctx or at.context)
        qtbot.addWidget(made)
        made.resize(1294, 900)
        made.show()
        made.activateWindow()
        qtbot.waitUntil(made.isActiveWindow)
        made.go_to(part)
        made.sections[part].start()
        return made

    return shown
