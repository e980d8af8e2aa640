"""Pictures of panels: of every state, under names that say what they show, of a copy that leaves the desk as it was."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from tests.factories.customers import a_customer
from tests.factories.desks import a_desk
from tests.factories.orders import an_order
from tests.factories.outlets import an_outlet

from callcentre.app import Settings, open_desk
from callcentre.gallery import Wanted, pictures
from callcentre.store.queue import callback_queue

NARROW = (1000, 600)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A folder with one callback due, closed again."""
    desk = a_desk(tmp_path / "desk")
    an_order(desk, stage="awaiting_callback", outlet=an_outlet(desk), customer=a_customer(desk))
    (tmp_path / "key").write_text(desk.key.hex())
    (tmp_path / "key").chmod(0o600)
    desk.close()
    return Settings(data=tmp_path / "desk", key_file=tmp_path / "key", language="en")


def test_a_dissatisfied_customer_is_shown_and_the_desk_still_waits_for_the_callback(look, settings, tmp_path):
    wanted = Wanted(panels=("callbacks",), conditions=("work",), sizes=(NARROW,), themes=("dark",), scale=1.0)
    taken = pictures(settings, tmp_path / "out", wanted, lambda _n: None)
    names = {file.name for file in taken}
    assert {f"callbacks-{state}-en-dark-1000-1.png" for state in ("idle", "talk", "dissatisfied", "help", "palette")} <= names
    assert all(QImage(str(file)).width() == NARROW[0] for file in taken)
    desk = open_desk(settings, environ={})
    assert len(desk.read(lambda session: callback_queue(session, desk.clock.now()))) == 1
    desk.close()


@pytest.mark.parametrize("condition", ["empty", "loading", "error", "agent"])
def test_a_panel_is_shown_with_nothing_while_it_is_read_and_where_it_cannot_be(look, settings, tmp_path, condition):
    wanted = Wanted(panels=("settings", "orders"), conditions=(condition,), sizes=(NARROW,))
    taken = pictures(settings, tmp_path / "out", wanted, lambda _n: None)
    assert [file.name for file in taken] == [f"{panel}-{condition}-en-light-1000-1.png" for panel in ("orders", "settings")]
