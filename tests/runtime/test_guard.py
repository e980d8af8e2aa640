"""The guard: nothing slow on the thread of the window, everything elsewhere."""

import threading
from collections.abc import Iterator

import pytest
from tests.factories.desks import a_desk

from callcentre.runtime import guard
from callcentre.runtime.guard import WrongThread


@pytest.fixture(autouse=True)
def disarmed() -> Iterator[None]:
    yield
    guard.disarm()


def test_a_query_on_the_windows_thread_is_refused_and_elsewhere_answered(tmp_path):
    desk = a_desk(tmp_path)
    desk.store.on_statement(guard.check)
    guard.arm()
    with pytest.raises(WrongThread, match="a query"):
        desk.read(lambda session: session.connection().exec_driver_sql("SELECT 1").scalar())
    found: list[object] = []
    other = threading.Thread(
        target=lambda: found.append(desk.read(lambda s: s.connection().exec_driver_sql("SELECT 1").scalar()))
    )
    other.start()
    other.join()
    guard.disarm()
    assert found == [1]
    desk.close()


def test_a_file_on_the_windows_thread_is_refused(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("x")
    guard.arm()
    with pytest.raises(WrongThread, match="a file"):
        path.read_text()
    guard.disarm()
    assert path.read_text() == "x"
