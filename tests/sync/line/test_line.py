"""The line of a window: it connects, sends what was saved, brings what others did, and says how it stands."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from time import monotonic
from typing import Any

import pytest
from tests.sync.hotline import Hotline
from tests.sync.line.file import DeskFile
from tests.sync.line.proxy import proxy_to
from tests.sync.server.seat import Seat

from callcentre.adapters.clock import SystemClock
from callcentre.domain.errors import StoreFault
from callcentre.domain.instants import HOUR, SECOND
from callcentre.sync.address import address_of
from callcentre.sync.line import LINE, Line, LineState
from callcentre.sync.rhythm import LONGEST, POLL, SPREAD, TRAILING, Rhythm, back_off
from callcentre.sync.talking import HOLD, Pace

NOW = SystemClock().now


class Watched:
    """A line whose announcements can be waited for."""

    def __init__(self, seat: Seat, file: DeskFile, url: str, *, password: str = "secret", now: Callable[[], int] = NOW) -> None:
        self._told = threading.Condition()
        self.seen: list[LineState] = []
        address = address_of(url).set(username=seat.login)
        self.line = Line(address, password, seat.person, lambda: file, now=now, announce=self._announced, chance=lambda: 0.01)

    def _announced(self, changes: object) -> None:
        assert changes == [LINE]
        with self._told:
            self.seen.append(self.line.state)
            self._told.notify_all()

    def until(self, wanted: Callable[[LineState], bool], seconds: float = 15.0) -> LineState:
        """The first state of that kind from now on, the present one included."""
        with self._told:
            assert self._told.wait_for(lambda: wanted(self.line.state), seconds), self.line.state
            return self.line.state


@contextmanager
def on_line(seat: Seat, file: DeskFile, url: str, **more: object) -> Iterator[Watched]:
    watched = Watched(seat, file, url, **more)  # type: ignore[arg-type]
    watched.line.start()
    try:
        yield watched
    finally:
        assert watched.line.close()


def test_what_is_saved_here_is_there_within_a_second(hotline: Hotline) -> None:
    mine, theirs = DeskFile(), DeskFile()
    with on_line(hotline.li, mine, hotline.url) as here, on_line(hotline.zhao, theirs, hotline.url) as there:
        here.until(lambda state: state.connected)
        there.until(lambda state: state.connected)
        began = monotonic()
        customer = str(mine.act(hotline.li.person))
        here.line.saved()
        there.until(lambda state: customer in theirs.customers(), 5)
        assert monotonic() - began < 1


def test_without_a_hint_a_colleagues_work_comes_by_asking(hotline: Hotline) -> None:
    file = DeskFile()
    hotline.li.customer()
    hotline.owner("UPDATE sync.head SET told_at = clock_timestamp() + interval '1 hour'")
    with on_line(hotline.zhao, file, hotline.url) as there:
        there.until(lambda state: state.connected)
        customer = str(hotline.li.customer())
        there.until(lambda state: customer in file.customers(), 2 * POLL)


def test_a_line_that_breaks_says_since_when_it_is_alone_and_comes_back_by_itself(hotline: Hotline) -> None:
    file = DeskFile()
    with proxy_to(hotline.url) as proxy, on_line(hotline.li, file, proxy.named()) as here:
        since = here.until(lambda state: state.connected).since
        proxy.weather.cut = {0: 0, 1: 0}
        file.act(hotline.li.person)
        here.line.saved()
        alone = here.until(lambda state: not state.connected)
        assert alone.fault is not None and alone.fault.code in ("line.lost", "line.unreachable") and alone.since >= since
        proxy.clear()
        back = here.until(lambda state: state.connected and state.tally.waiting == 0)
        assert back.fault is None and back.since >= alone.since and back.last_exchange is not None


def test_a_line_that_falls_silent_is_noticed_within_fifteen_seconds_and_holds_up_no_close(hotline: Hotline) -> None:
    with proxy_to(hotline.url) as proxy, on_line(hotline.li, DeskFile(), proxy.named()) as here:
        here.until(lambda state: state.connected)
        proxy.weather.silent = True
        began = monotonic()
        here.until(lambda state: not state.connected, 16)
        assert monotonic() - began < 15.5


def test_a_request_under_way_holds_up_no_close(hotline: Hotline) -> None:
    file, asks = DeskFile(), threading.Event()
    with proxy_to(hotline.url) as proxy:
        watched = Watched(hotline.li, file, proxy.named())
        watched.line.start()
        watched.until(lambda state: state.connected)
        proxy.weather.silent = True
        hello = file.hello

        def asking() -> Mapping[str, Any]:
            asks.set()
            return hello()

        file.hello = asking  # type: ignore[method-assign]
        watched.line.saved()
        assert asks.wait(5)
        began = monotonic()
        assert watched.line.close() and monotonic() - began < 2


def test_a_clock_that_is_off_by_more_than_a_minute_is_told(hotline: Hotline) -> None:
    with on_line(hotline.li, DeskFile(), hotline.url, now=lambda: NOW() + HOUR) as here:
        ahead = here.until(lambda state: state.connected).clock_ahead
    assert abs(ahead - HOUR) < 5 * SECOND
    with on_line(hotline.li, DeskFile(), hotline.url) as here:
        assert here.until(lambda state: state.connected).clock_ahead == 0


def test_what_waits_for_a_colleagues_sign_in_is_counted_by_person(hotline: Hotline) -> None:
    file = DeskFile()
    file.act(hotline.zhao.person)
    with on_line(hotline.li, file, hotline.url) as here:
        state = here.until(lambda state: state.connected)
    assert dict(state.missing) == {hotline.zhao.person: 1} and state.tally.waiting == 1


def test_rows_that_come_in_are_counted_while_they_come(hotline: Hotline) -> None:
    for _ in range(5):
        hotline.li.customer()
    with on_line(hotline.zhao, DeskFile(), hotline.url) as here:
        here.until(lambda state: state.connected)
    assert max(state.receiving for state in here.seen) >= 15 and here.line.state.receiving == 0


def test_a_file_that_cannot_be_written_leaves_the_line_alone_with_words(hotline: Hotline) -> None:
    file = DeskFile()

    def broken(page: object) -> None:
        raise StoreFault("disk.full", retry=True)

    file.applied = broken  # type: ignore[method-assign]
    with on_line(hotline.li, file, hotline.url) as here:
        state = here.until(lambda state: state.fault is not None)
    assert state.fault is not None and state.fault.code == "disk.full" and not state.connected


def test_a_fault_of_the_program_ends_an_exchange_and_is_in_the_log_without_what_it_says(
    hotline: Hotline, caplog: pytest.LogCaptureFixture
) -> None:
    file = DeskFile()

    def broken(page: object) -> None:
        raise ZeroDivisionError

    file.applied = broken  # type: ignore[method-assign]
    with on_line(hotline.li, file, hotline.url) as here:
        state = here.until(lambda state: state.fault is not None)
    assert state.fault is not None and state.fault.code == "line.broke"
    assert "an exchange ended in a fault" in caplog.messages


@pytest.mark.parametrize("failures", range(1, 12))
def test_tries_are_spread_over_a_minute_at_most(failures: int) -> None:
    assert 0 == back_off(failures, lambda: 0.0) < back_off(failures, lambda: 1.0) <= LONGEST
    assert back_off(9, lambda: 1.0) == LONGEST > back_off(1, lambda: 1.0)


def test_the_next_exchange_is_due_at_once_after_a_save_soon_after_a_hint_and_in_any_case() -> None:
    rhythm = Rhythm(lambda: 0.5)
    rhythm.begun(100.0)
    assert rhythm.next() == 100.0 + POLL
    rhythm.heard(101.0, others=True, own=False)
    assert rhythm.next() == 101.0 + SPREAD / 2
    rhythm.begun(101.1)
    assert rhythm.next() == 101.0 + TRAILING
    rhythm.saved(101.2)
    assert rhythm.next() == 101.2
    rhythm.begun(101.4)
    assert rhythm.next() == 101.4 + POLL
    rhythm.heard(102.0, others=False, own=True)
    assert rhythm.next() == 102.0 + TRAILING


def test_pages_shrink_to_what_holds_the_file_no_longer_than_it_may_be_held() -> None:
    pace = Pace(200)
    pace.took(200, 10 * HOLD)
    assert int(pace) == 16
    for _ in range(30):
        pace.took(int(pace), int(pace) * HOLD / 1000)
    assert 700 < int(pace) <= 1000


def test_a_page_that_is_long_on_its_way_or_breaks_the_line_is_followed_by_shorter_ones() -> None:
    pace = Pace(1000)
    pace.took(1000, 0.01, on_the_way=4.0)
    assert int(pace) == 500
    pace.broke()
    assert int(pace) == 250


def test_alone_it_says_how_much_waits_from_the_start_and_after_every_save(hotline: Hotline) -> None:
    file = DeskFile()
    file.act(hotline.li.person)
    with proxy_to(hotline.url) as proxy:
        proxy.weather.cut = {0: 0, 1: 0}
        with on_line(hotline.li, file, proxy.named()) as here:
            here.until(lambda state: state.fault is not None and state.tally.waiting == 1)
            file.act(hotline.li.person)
            file.act(hotline.zhao.person)
            here.line.saved()
            state = here.until(lambda state: state.tally.waiting == 3)
            assert state.missing == {hotline.zhao.person: 1} and not state.connected
