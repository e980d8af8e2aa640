"""What a window has of its server: passwords that are kept, a line that is held and goes on, an end that does not wait."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import pytest
from tests.factories.desks import a_desk
from tests.store.exchange.stations import Station
from tests.sync.hotline import Hotline
from tests.sync.line.proxy import Proxy, proxy_to

from callcentre.acts import customers
from callcentre.adapters.clock import SystemClock
from callcentre.adapters.passwords import Passwords
from callcentre.app import Desk
from callcentre.domain.errors import BadValue, Refused, ServerFault
from callcentre.sync.connection import Connection

NOW = SystemClock().now()
MACHINE = "a machine"


class Opened:
    """A desk and its connection, whose announcements can be waited for."""

    def __init__(self, folder: Path) -> None:
        self._told = threading.Condition()
        self.desk: Desk = a_desk(folder, now=NOW)
        self.passwords = Passwords(None)
        self.connection = Connection(self.desk.store, self.desk.clock, MACHINE, self.passwords, self._announced)

    def _announced(self, _changes: object) -> None:
        with self._told:
            self._told.notify_all()

    def until(self, holds: Callable[[], bool]) -> None:
        with self._told:
            assert self._told.wait_for(holds, 20), self.connection.state

    def connected(self) -> None:
        self.until(lambda: self.connection.state is not None and self.connection.state.connected)

    def names(self) -> set[str]:
        return self.desk.read(lambda session: {name for (name,) in session.connection().exec_driver_sql("SELECT name FROM customer")})

    def close(self) -> None:
        assert self.connection.close()
        self.desk.close()


@pytest.fixture
def station(tmp_path: Path, hotline: Hotline) -> Iterator[Callable[[str, str], Station]]:
    """Another workstation without a line."""
    made: list[Station] = []

    def make(name: str, login: str) -> Station:
        made.append(Station(tmp_path / name, hotline, login))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def proxy(hotline: Hotline) -> Iterator[Proxy]:
    with proxy_to(hotline.url) as made:
        yield made


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    made = Opened(tmp_path / "desk")
    yield made
    made.close()


def joined(opened: Opened, url: str) -> None:
    opened.connection.join(url, "li", "secret", opened.desk.person)
    opened.connection.begin()


def test_a_folder_that_is_not_joined_has_no_line_and_says_nothing(opened: Opened) -> None:
    opened.connection.begin()
    opened.connection.saved()
    opened.connection.try_now()
    assert opened.connection.state is None and opened.connection.peer is None and not opened.connection.is_held


def test_a_folder_is_joined_by_the_login_that_was_named_and_its_password_is_known(opened: Opened, proxy: Proxy) -> None:
    joined(opened, proxy.named())
    peer = opened.connection.peer
    assert peer is not None and peer.login == "li" and "secret" not in peer.url
    assert opened.passwords.of_server(peer.url) == "secret"
    opened.connected()


@pytest.mark.parametrize(
    ("url", "login", "problem"),
    [
        ("mysql://h/db", "li", BadValue), ("postgresql://h/db", "", BadValue), ("postgresql://li:pw@h/db", "li", BadValue),
        ("postgresql://h/db?sslmode=disable", "li", Refused), ("postgresql://nowhere.invalid/db", "li", ServerFault),
    ],
)  # fmt: skip
def test_what_cannot_be_joined_leaves_the_folder_as_it_was(opened: Opened, url: str, login: str, problem: type[Exception]) -> None:
    with pytest.raises(problem):
        opened.connection.join(url, login, "", opened.desk.person)
    opened.connection.begin()
    assert opened.connection.peer is None


def test_an_exchange_that_is_held_sends_nothing_until_it_goes_on(
    opened: Opened, proxy: Proxy, hotline: Hotline, station: Callable[[str, str], Station]
) -> None:
    there = station("there", "zhao").met()
    joined(opened, proxy.named())
    opened.connected()
    opened.connection.hold()
    assert opened.connection.is_held and opened.connection.state is not None and not opened.connection.state.connected
    opened.desk.write(lambda unit: customers.create(unit, name="王芳"), actor=hotline.li.person)
    opened.connection.saved()
    assert opened.connection.state.tally.waiting == 1
    there.exchange()
    assert there.sql("SELECT count(*) FROM customer") == [(0,)]
    opened.connection.go_on()
    opened.until(lambda: opened.connection.state.connected and opened.connection.file().tally().waiting == 0)  # type: ignore[union-attr]
    there.exchange()
    assert there.sql("SELECT name FROM customer") == [("王芳",)]


def test_a_first_clone_that_was_stopped_goes_on_to_its_end(
    opened: Opened, proxy: Proxy, station: Callable[[str, str], Station]
) -> None:
    there = station("there", "zhao").met()
    for number in range(60):
        there.act(customers.create, name=f"客户{number}")
    there.exchange()
    proxy.weather.delay = 0.02
    joined(opened, proxy.named())
    opened.until(lambda: opened.connection.state is not None and opened.connection.state.receiving > 0)
    opened.connection.hold()
    proxy.clear()
    opened.connection.go_on()
    opened.until(lambda: len(opened.names()) == 60)


@pytest.mark.parametrize("silent", [True, False])
def test_it_ends_at_once_while_the_server_is_silent_or_far_away(opened: Opened, proxy: Proxy, silent: bool) -> None:
    joined(opened, proxy.named())
    opened.connected()
    if silent:
        proxy.weather.silent = True
    opened.connection.saved()
    began = monotonic()
    assert opened.connection.close()
    assert monotonic() - began < 2


def test_a_supervisor_is_asked_for_what_witnesses_brought_and_an_agent_gets_nothing(opened: Opened, proxy: Proxy) -> None:
    joined(opened, proxy.named())
    opened.connected()
    assert opened.connection.held() == []
    with pytest.raises(ServerFault):
        opened.connection.decide("00000000-0000-0000-0000-000000000001", accept=True)

