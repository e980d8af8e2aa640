"""Work off the UI thread and back: order, urgency, owners that are gone, and the end."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject

from callcentre.runtime.runner import Closed, DirectRunner, Latest, Priority, ThreadRunner


def straight(fn: Callable[[Any], Any]) -> Any:
    return fn("handle")


@pytest.fixture
def runner(qtbot) -> Iterator[ThreadRunner]:
    running = ThreadRunner(straight, straight)
    yield running
    running.close()


def held(runner: ThreadRunner) -> threading.Event:
    """Occupies the writer until the event is set."""
    go, begun = threading.Event(), threading.Event()

    def wait(_handle: object) -> None:
        begun.set()
        go.wait(5)

    runner.write(wait)
    assert begun.wait(5)
    return go


def test_work_runs_elsewhere_and_its_result_comes_back_to_this_thread(runner, qtbot):
    seen = {}

    def work(handle: str) -> str:
        seen["worked on"] = threading.current_thread()
        return handle + "!"

    def done(result: str) -> None:
        seen["result"], seen["told on"] = result, threading.current_thread()

    runner.read(work, done)
    qtbot.waitUntil(lambda: "result" in seen)
    assert seen["result"] == "handle!"
    assert seen["worked on"] is not threading.current_thread()
    assert seen["told on"] is threading.current_thread()


def test_a_persons_write_overtakes_waiting_sync_and_bulk(runner, qtbot):
    go, order = held(runner), []
    for name, priority in (("bulk", Priority.BULK), ("sync", Priority.SYNC), ("person", Priority.PERSON)):
        runner.write(lambda _h, name=name: order.append(name), priority=priority)
    finished: list[None] = []
    runner.write(lambda _h: None, finished.append, priority=Priority.BULK)
    go.set()
    qtbot.waitUntil(lambda: bool(finished))
    assert order == ["person", "sync", "bulk"]


def test_writes_of_one_class_keep_their_order(runner, qtbot):
    order: list[int] = []
    for number in range(50):
        runner.write(lambda _h, number=number: number, order.append)
    qtbot.waitUntil(lambda: len(order) == 50)
    assert order == list(range(50))


def test_a_waiting_persons_write_is_seen_to_wait(runner, qtbot):
    go = held(runner)
    assert runner.waited() == 0.0
    done: list[object] = []
    runner.write(lambda _h: None, done.append)
    qtbot.wait(20)
    assert runner.waited() > 0.01
    go.set()
    qtbot.waitUntil(lambda: bool(done))
    assert runner.waited() == 0.0


def test_a_failure_goes_to_the_caller_and_into_the_log_without_its_words(runner, qtbot, caplog):
    failures: list[Exception] = []
    runner.write(lambda _h: 1 / 0, None, failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert isinstance(failures[0], ZeroDivisionError)
    assert "ZeroDivisionError" in caplog.text
    assert "division by zero" not in caplog.text


def test_a_failure_nobody_takes_is_raised_here(runner, qtbot, caplog):
    with qtbot.captureExceptions() as raised:
        runner.write(lambda _h: 1 / 0)
        qtbot.waitUntil(lambda: bool(raised))
    assert raised[0][0] is ZeroDivisionError


def test_results_for_an_owner_that_is_gone_are_dropped(runner, qtbot):
    go, told = held(runner), []
    deleted, collected = QObject(), QObject()
    runner.write(lambda _h: 1, told.append, owner=deleted)
    runner.write(lambda _h: 2, told.append, owner=collected)
    runner.write(lambda _h: 3, told.append)
    deleted.deleteLater()
    qtbot.wait(1)
    del collected
    go.set()
    qtbot.waitUntil(lambda: 3 in told)
    assert told == [3]


def test_only_the_newest_of_several_reads_is_told(runner, qtbot):
    told: list[str] = []
    gate = threading.Event()
    search = Latest(runner)
    for text in ("1", "13", "138"):
        search.read(lambda _h, text=text: gate.wait(5) and text, told.append)
    gate.set()
    qtbot.waitUntil(lambda: bool(told))
    qtbot.wait(20)
    assert told == ["138"]


def test_closing_finishes_what_persons_saved_and_lets_bulk_go(runner):
    go, done = held(runner), []
    runner.write(lambda _h: "import", done.append, priority=Priority.BULK)
    runner.write(lambda _h: "saved", done.append)
    threading.Timer(0.05, go.set).start()
    assert runner.close(5)
    assert done == ["saved"]
    with pytest.raises(Closed):
        runner.write(lambda _h: None)


def test_what_the_last_saved_act_makes_a_panel_read_does_not_keep_the_window_from_closing(qtbot):
    runner, begun, go, told = ThreadRunner(straight, straight), threading.Event(), threading.Event(), []

    def save(_handle: object) -> str:
        begun.set()
        go.wait()
        return "saved"

    def read_again(result: object) -> None:
        told.append(result)
        assert runner.read(straight, told.append).cancelled

    runner.write(save, read_again)
    begun.wait()
    threading.Timer(0.05, go.set).start()
    assert runner.close(5)
    assert told == ["saved"]


def test_the_direct_runner_does_the_same_at_once(caplog):
    direct, told = DirectRunner(straight, straight), []
    direct.write(lambda handle: handle, told.append)
    direct.read(lambda _h: 1 / 0, told.append, lambda error: told.append(type(error)))
    assert told == ["handle", ZeroDivisionError]
    with pytest.raises(ZeroDivisionError):
        direct.write(lambda _h: 1 / 0)
