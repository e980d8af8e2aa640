"""A callback is in one hand at a time, whoever sits where: over the server, without it, and when it is back."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from tests.factories.orders import bring_to
from tests.stories.driver import Seat, seated
from tests.stories.hotline import CUSTOMER
from tests.stories.shared import Colleague, Server, a_server, joined, with_a_hotline
from tests.stories.steps import call_back
from tests.sync.conftest import postgresql
from tests.sync.line.proxy import Proxy, proxy_to

from callcentre.acts import callbacks, orders
from callcentre.adapters.clock import SystemClock
from callcentre.domain.claims import Item
from callcentre.domain.instants import HOUR, MINUTE
from callcentre.sync.claims import claiming

__all__ = ["postgresql"]
NOW = SystemClock().now()


@pytest.fixture
def server(postgresql: str, tmp_path: Path) -> Iterator[Server]:
    with a_server(postgresql) as made:
        with_a_hotline(tmp_path / "before", made, NOW)
        yield made


@pytest.fixture
def line(server: Server) -> Iterator[Proxy]:
    """The line of my desk to the server; a colleague has one of their own."""
    with proxy_to(server.url) as proxy:
        yield proxy


@pytest.fixture
def zhao(tmp_path: Path, server: Server) -> Iterator[Colleague]:
    there = Colleague(joined(tmp_path / "zhao", server, "zhao", NOW), NOW + MINUTE)
    there.until_line(lambda state: state.connected)
    yield there
    there.leave()


@pytest.fixture
def sun(tmp_path: Path, server: Server) -> Iterator[Colleague]:
    """A supervisor at a desk of their own."""
    there = Colleague(joined(tmp_path / "sun", server, "sun", NOW), NOW + MINUTE)
    there.until_line(lambda state: state.connected)
    yield there
    there.leave()


@pytest.fixture
def me(qtbot, look, tmp_path: Path, server: Server, line: Proxy, zhao: Colleague) -> Iterator[Seat]:
    """Li before a window that is connected, whose clock is four hours ahead: what Zhao opened is due here."""
    assert zhao.connection.peer is not None
    folder = joined(tmp_path / "desk", server, "li", NOW, through=line.named())
    with seated(qtbot, look, folder, NOW + 4 * HOUR) as seat:
        seat.sees("Connected, exchanged")
        yield seat


def to_be_called(me: Seat, there: Colleague, count: int) -> list[UUID]:
    """Orders of a colleague's that wait for a call, seen by both; what waits longest first."""
    customer, outlet = (UUID(bytes=there.one(f"SELECT id FROM {table}")) for table in ("customer", "outlet"))

    def open_one(unit: object) -> UUID:
        story = orders.open_order(unit, orders.NewOrder(customer=customer, kind="repair", fault="not_cooling"))  # type: ignore[arg-type]
        bring_to(unit, story, "awaiting_callback", outlet)  # type: ignore[arg-type]
        return story.id

    made = []
    for _ in range(count):
        there.desk.clock.pass_time(MINUTE)  # type: ignore[attr-defined]
        made.append(there.act(open_one))
    for order in made:
        me._wait(lambda order=order: me.read(lambda session: stands(session, order)), lambda: "the order does not come")
    me.press("F4")
    me.sees("Callbacks due")
    return made


def stands(session: object, order: UUID) -> bool:
    found = session.connection().exec_driver_sql("SELECT state FROM order_view WHERE order_id=?", (order.bytes,))  # type: ignore[attr-defined]
    return found.scalar() == "awaiting_callback"


def ask(there: Colleague, name: str, order: UUID, **more: object) -> dict[str, object]:
    """What the server says to a colleague who takes an order."""
    device = UUID(bytes=there.one("SELECT id FROM device"))
    asks = there.connection.asks
    assert asks is not None
    answer = asks.ask(claiming(name, Item("order", order), device, **more)).result(5)
    assert answer is not None
    return dict(answer)


def test_two_desks_take_two_and_each_sees_what_the_other_has(me: Seat, zhao: Colleague):
    first, second = to_be_called(me, zhao, 2)
    assert ask(zhao, "claim", first)["granted"]
    me.sees("zhao has just taken it")
    call_back(me)
    told = ask(zhao, "claim", second)
    assert not told["granted"] and told["by"]["name"] == "li"  # type: ignore[index]
    me.act("Satisfied, close")
    me.stands(second, "closed")
    me._wait(lambda: bool(ask(zhao, "claim", second)["granted"]), lambda: "what has an outcome is not given back")
    zhao.until(lambda: zhao.one("SELECT state FROM order_view WHERE order_id=:id", id=second) == "closed")


def test_a_supervisor_takes_it_over_from_another_desk_and_who_is_on_the_line_is_told(
    sun: Colleague, me: Seat, zhao: Colleague
):
    (order,) = to_be_called(me, zhao, 1)
    call_back(me)
    assert ask(sun, "break_claim", order, take=True)["granted"]
    me.sees("sun has this in hand now", f"Good day {CUSTOMER}")
    me.act("Satisfied, close")
    zhao.until(lambda: zhao.one("SELECT effect FROM order_event WHERE kind='callback_answer'") == "set_aside")
    zhao.until(lambda: zhao.one("SELECT kind FROM conflict") == "set_aside")
    assert zhao.one("SELECT state FROM order_view WHERE order_id=:id", id=order) == "awaiting_callback"


def test_taken_alone_says_so_and_the_second_one_is_told_when_the_line_is_back(me: Seat, zhao: Colleague, line: Proxy):
    (order,) = to_be_called(me, zhao, 1)
    line.weather.cut = {0: 0, 1: 0}
    me.sees("Working alone since")
    call_back(me)
    me.sees("Taken while working alone")
    assert ask(zhao, "claim", order)["granted"]
    line.clear()
    me.sees("zhao has this in hand now")
    me.press("1", "1")
    me.act("Satisfied, close")
    zhao.until(lambda: zhao.one("SELECT effect FROM order_event WHERE kind='callback_answer'") == "set_aside")
    zhao.act(callbacks.answer, order, callbacks.Answer(satisfied=True))
    me.stands(order, "closed")
    kept = [row.data for row in me.card(order).story if row.kind == "callback_answer"]
    assert {"satisfied": True, "came": True, "fixed": True} in kept, "nobody's answers are lost"


def test_taken_alone_is_in_hand_for_sure_when_nobody_else_has_it(me: Seat, zhao: Colleague, line: Proxy):
    (order,) = to_be_called(me, zhao, 1)
    line.weather.cut = {0: 0, 1: 0}
    me.sees("Working alone since")
    call_back(me)
    me.sees("Taken while working alone")
    line.clear()
    me.sees_no("Taken while working alone")
    assert not ask(zhao, "claim", order)["granted"]


def test_a_line_that_says_nothing_holds_nobody_up(me: Seat, zhao: Colleague, line: Proxy):
    (order,) = to_be_called(me, zhao, 1)
    line.weather.silent = True
    me.press("F5")
    me.sees("Taken while working alone", f"Good day {CUSTOMER}")
    me.act("Satisfied, close")
    me.stands(order, "closed")


def test_closing_the_window_gives_back_what_was_in_hand(me: Seat, zhao: Colleague, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("callcentre.runtime.claims.CLOSING", 20.0)
    (order,) = to_be_called(me, zhao, 1)
    call_back(me)
    assert not ask(zhao, "claim", order)["granted"]
    me.window.close()
    assert ask(zhao, "claim", order)["granted"]
