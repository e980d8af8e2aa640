"""A context on a real desk for the parts that show an order."""

import pytest
from tests.factories.desks import a_desk
from tests.factories.panels import PanelDesk


@pytest.fixture
def at(tmp_path, look):
    """A panel's context on a new desk, signed in with every role."""
    panel = PanelDesk(a_desk(tmp_path / "desk"))
    yield panel
    panel.close()
