"""Changes reach those who asked for their kind, once, on this thread."""

import threading
from uuid import UUID

from PySide6.QtCore import QObject

from callcentre.runtime.announce import Announcer

ORDER, OTHER, CUSTOMER = ("order", UUID(int=1)), ("order", UUID(int=2)), ("customer", UUID(int=3))


def test_changes_of_one_turn_are_told_together_and_by_kind(qtbot):
    announcer, owner, orders, all_kinds = Announcer(), QObject(), [], []
    announcer.subscribe(owner, ["order"], orders.append)
    announcer.subscribe(owner, ["order", "customer"], all_kinds.append)
    announcer.announce({ORDER})
    announcer.announce({ORDER, CUSTOMER})
    announcer.announce({OTHER})
    assert orders == []
    qtbot.waitUntil(lambda: bool(orders))
    qtbot.wait(10)
    assert orders == [frozenset({ORDER, OTHER})]
    assert all_kinds == [frozenset({ORDER, OTHER, CUSTOMER})]


def test_changes_from_another_thread_are_told_on_this_one(qtbot):
    announcer, owner, told_on = Announcer(), QObject(), []
    announcer.subscribe(owner, ["order"], lambda _changes: told_on.append(threading.current_thread()))
    thread = threading.Thread(target=announcer.announce, args=({ORDER},))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(told_on))
    assert told_on == [threading.current_thread()]


def test_a_change_made_while_being_told_is_told_next(qtbot):
    announcer, owner, told = Announcer(), QObject(), []

    def again(changes: frozenset[tuple[str, UUID]]) -> None:
        told.append(changes)
        if len(told) == 1:
            announcer.announce({OTHER})

    announcer.subscribe(owner, ["order"], again)
    announcer.announce({ORDER})
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told == [frozenset({ORDER}), frozenset({OTHER})]


def test_nobody_is_told_after_it_is_gone(qtbot):
    announcer, owner, told = Announcer(), QObject(), []
    announcer.subscribe(owner, ["order"], told.append)
    del owner
    announcer.announce({ORDER})
    announcer.flush()
    assert told == []


def test_an_empty_set_of_changes_tells_nothing(qtbot):
    announcer, owner, told = Announcer(), QObject(), []
    announcer.subscribe(owner, ["order"], told.append)
    announcer.announce(frozenset())
    announcer.flush()
    assert told == []
