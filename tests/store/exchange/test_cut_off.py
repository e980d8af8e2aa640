"""Wherever an exchange is cut off, the next one goes on, and nothing is lost or doubled."""

from typing import Any

import pytest
from tests.store.exchange.stations import Station, assert_equal, settle
from tests.store.exchange.test_two_desks import a_customer, an_order

from callcentre.acts import customers, orders
from callcentre.domain.feeds import BrokenFeed

WRITES = ("met", "cloned", "awake", "answered", "applied", "freed", "returned", "offered")


class Killed(BaseException):
    """The program ended here."""


class Killing:
    """A file whose program is killed at its n-th writing: before it, or right after its commit."""

    def __init__(self, file: Any, at: int, *, after: bool) -> None:
        self._file, self._left, self._after = file, at, after

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._file, name)
        if name not in WRITES:
            return method

        def call(*given: Any, **named: Any) -> Any:
            self._left -= 1
            if self._left == 0 and not self._after:
                raise Killed
            answer = method(*given, **named)
            if self._left == 0:
                raise Killed
            return answer

        return call


def killed(station: Station, at: int, *, after: bool) -> bool:
    """One exchange that is killed there; False where it came to its end before."""
    try:
        station.exchange(file=Killing(station.file, at, after=after))
    except Killed:
        return True
    return False


@pytest.mark.parametrize("after", [False, True])
def test_a_kill_between_any_two_steps_loses_nothing(a: Station, b: Station, station: Any, after: bool) -> None:
    new = station("c", "sun")
    a.page = b.page = new.page = 3
    customer = a_customer(a)
    order = an_order(a, customer)
    settle(a, b)
    kills = 0
    for at in range(1, 100):
        a.act(customers.change, customer, notes=f"来电 {at}")
        b.act(orders.note, order, f"回电 {at}")
        cut = [killed(one, at, after=after) for one in (a, new, b)]
        kills += sum(cut)
        if not any(cut):
            break
    assert kills > 10
    settle(a, b, new)
    assert a.sql("SELECT count(*) FROM order_event WHERE kind='noted'") == [(at,)]
    assert a.sql("SELECT DISTINCT state FROM outbox") == [("acked",)]
    assert_equal(a, b, new)


def test_a_half_finished_clone_goes_on_where_it_was(a: Station, station: Any) -> None:
    for number in range(20):
        an_order(a, a_customer(a, f"王{number}"))
    a.exchange()
    new = station("c", "sun")
    new.page = 10
    killed(new, 5, after=True)
    before = new.file.unfinished()
    assert before
    new.exchange()
    assert new.file.unfinished() == {}
    assert_equal(a, new)


def test_a_line_that_lacks_is_never_passed_over(a: Station, b: Station) -> None:
    """A page without one of its lines: the file says that the feed is broken, and asks from where it stands."""
    customer = a_customer(a)
    settle(a, b)
    for tier in ("gold", "silver", "gold"):
        a.act(customers.change, customer, tier=tier)
    a.exchange()
    before = b.file.cursors()
    page = b.seat.call("pull", {"cursors": before, "limit": 500})
    with pytest.raises(BrokenFeed):
        b.file.applied(page | {"rows": [page["rows"][0], *page["rows"][2:]]})
    assert b.file.cursors() == before
    b.exchange()
    assert_equal(a, b)


def test_what_waited_is_tried_again(a: Station, b: Station) -> None:
    customer = a_customer(a)
    (command,) = a.file.batch(a.seat.person, commands=200)
    a.file.answered([{"cmd": command["cmd"], "result": "waits", "code": "row.unknown", "data": {}}])
    assert a.file.tally().waiting == 1
    settle(a, b)
    assert a.file.tally().waiting == 0
    assert b.sql("SELECT count(*) FROM customer WHERE id=:id", id=customer) == [(1,)]
