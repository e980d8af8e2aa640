"""Two workstations share a hotline: work is seen at both, goes on without the line, and what clashes is told and settled."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from tests.factories.desks import a_desk
from tests.stories.driver import Seat, seated
from tests.stories.hotline import CUSTOMER, NUMBER
from tests.stories.shared import Colleague, Server, a_server, joined, with_a_hotline
from tests.stories.steps import answer_the_phone, find_order, outlet_accepts, take_down
from tests.sync.conftest import postgresql
from tests.sync.line.proxy import Proxy, proxy_to

from callcentre.acts import customers, visits
from callcentre.adapters.clock import SystemClock
from callcentre.domain.instants import MINUTE

__all__ = ["postgresql"]
NOW = SystemClock().now()
WINDOW = "14-16"


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
    yield there
    there.leave()


@pytest.fixture
def me(qtbot, look, tmp_path: Path, server: Server, line: Proxy, zhao: Colleague) -> Iterator[Seat]:
    """Li before a window that is connected; Zhao sat down before."""
    assert zhao.connection.peer is not None
    folder = joined(tmp_path / "desk", server, "li", NOW, through=line.named())
    with seated(qtbot, look, folder, NOW + MINUTE) as seat:
        seat.sees("Connected, exchanged")
        yield seat


def cut(line: Proxy) -> None:
    """The cable is pulled out."""
    line.weather.cut = {0: 0, 1: 0}


def taken(me: Seat):
    """An order on the telephone, relayed to the first outlet."""
    answer_the_phone(me)
    return take_down(me, "cool", "开了半天也不凉", WINDOW)


def to_the_server_page(me: Seat) -> None:
    me.choose_act("the server and", "The server and what waits for it")
    me.sees("Last exchange")


def test_what_is_taken_here_is_there_and_what_is_done_there_is_seen_here(me: Seat, zhao: Colleague):
    order = taken(me)
    me.act("Open the order")
    zhao.until(lambda: zhao.one("SELECT state FROM order_view WHERE order_id=:id", id=order) == "relayed")
    me.sees("Outlet accepts")
    zhao.act(visits.accept, order)
    me.stands(order, "accepted")
    me.sees_no("Outlet accepts")


def test_without_the_line_work_goes_on_and_goes_out_when_it_is_back(me: Seat, zhao: Colleague, line: Proxy):
    cut(line)
    me.sees("Working alone since")
    order = taken(me)
    me.sees("waiting to be sent")
    to_the_server_page(me)
    me.sees("1 waiting to be sent", "To be sent 1")
    line.clear()
    me.act("Exchange now")
    zhao.until(lambda: zhao.one("SELECT state FROM order_view WHERE order_id=:id", id=order) == "relayed")
    me.sees("Everything done here has reached the server.")
    me.sees_no("Working alone since")


def test_a_refused_act_is_shown_with_its_reason_and_done_again_on_what_stands_there(me: Seat, zhao: Colleague, line: Proxy):
    order = taken(me)
    zhao.until(lambda: zhao.one("SELECT state FROM order_view WHERE order_id=:id", id=order) == "relayed")
    cut(line)
    me.sees("Working alone since")
    find_order(me, order)
    outlet_accepts(me, order)
    me.sees("Waits to be sent: Accepted")
    zhao.act(visits.withdraw, order, reason="网点太忙")
    zhao.until_line(lambda state: state.tally.waiting == 0)
    line.clear()
    to_the_server_page(me)
    me.act("Exchange now")
    me.sees("1 refused", "Accepted is not possible now")
    me.act("Open it")
    me.opens(order)
    me.sees("Refused by the server")
    me.press("Alt+R")
    me.is_at("Outlet")
    me.commit("城西服务网点")
    me.press("Return")
    me.act("Save Relay")
    me.stands(order, "relayed")
    outlet_accepts(me, order)
    to_the_server_page(me)
    me.sees("2 later acts wait for it")
    me.act("Give it up")
    me.act("Give it up")
    zhao.until(lambda: zhao.one("SELECT state FROM order_view WHERE order_id=:id", id=order) == "accepted")
    me.sees_no("1 refused")


def test_two_who_write_one_field_are_seen_side_by_side_and_one_of_them_settles_it(me: Seat, zhao: Colleague, line: Proxy):
    pk = UUID(bytes=zhao.one("SELECT id FROM customer"))
    cut(line)
    me.sees("Working alone since")
    me.by_acts(lambda unit: customers.change(unit, pk, notes="下午在家"))
    zhao.act(customers.change, pk, notes="上午在家")
    zhao.until_line(lambda state: state.tally.waiting == 0)
    line.clear()
    to_the_server_page(me)
    me.act("Exchange now")
    me.sees("1 conflict", "zhao, who was first: it stands", "上午在家", "下午在家", f"Customer {CUSTOMER}")
    me.act("Take the later one")
    me.sees_no("1 conflict")
    zhao.until(lambda: zhao.one("SELECT notes FROM customer") == "下午在家")
    zhao.until_line(lambda state: state.tally.conflicts == 0)


def test_a_folder_is_joined_from_its_window_after_it_was_seen_what_goes(qtbot, look, tmp_path: Path, server: Server):
    a_desk(tmp_path / "new", now=NOW).close()
    with seated(qtbot, look, tmp_path / "new", NOW + MINUTE) as me:
        me.by_acts(lambda unit: customers.create(unit, name="周文", phones=["13900000055"]))
        to_the_form = lambda: me.choose_act("the server and", "The server and what waits for it")  # noqa: E731
        to_the_form()
        me.sees("What would be sent", "Customer", "Phone number")
        me.tab_to("Address of the server")
        me.write("postgresql://nowhere.invalid/x")
        me.press("F8", "F8")
        me.sees("Say by which login you are known there.")
        me.tab_to("Login")
        me.write("li")
        me.press("F8", "F8")
        me.sees("The server nowhere.invalid does not answer")
        me.tab_to("Address of the server")
        me.press("Ctrl+A")
        me.write(server.url_of("li"))
        me.press("F8", "F8")
        me.sees("Connected, exchanged", "You work here as li now")
        me.act("Begin anew")
        me.sees_no("You work here as li now")
        me.sees("li, agent")
        me.sees("Everything done here has reached the server.")
        there = me.read(lambda session: {name for (name,) in session.connection().exec_driver_sql("SELECT name FROM customer")})
        assert there == {CUSTOMER, "周文"}
        me.phone_rings(NUMBER)
        me.sees(CUSTOMER)


