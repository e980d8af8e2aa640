"""The guard: nothing slow on the thread of the window, everything elsewhere."""

import importlib
import sys
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


def test_a_part_of_the_program_that_was_never_compiled_may_be_imported(tmp_path, monkeypatch):
    (tmp_path / "never_compiled.py").write_text("here = True\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    guard.arm()
    imported = importlib.import_module("never_compiled")
    guard.disarm()
    assert imported.here and list(tmp_path.glob("__pycache__/never_compiled.*.pyc"))


@pytest.mark.parametrize("name", ["x.pyc.txt", "x.pyc.1.txt", "x.py.1", "notes.1", "pyc.1"])
def test_what_is_only_named_like_code_is_a_file(tmp_path, name):
    (tmp_path / name).write_text("x")
    guard.arm()
    with pytest.raises(WrongThread, match="a file"):
        (tmp_path / name).read_text()
    guard.disarm()
