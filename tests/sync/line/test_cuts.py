"""A line that breaks anywhere, falls silent or is slow: nothing is lost, nothing is there twice."""

import time
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from uuid import UUID

import pytest
from tests.sync.hotline import Hotline
from tests.sync.line.file import DeskFile
from tests.sync.line.proxy import DOWN, UP, Proxy, proxy_to
from tests.sync.server.seat import NOON, Seat

from callcentre.domain.errors import ServerFault
from callcentre.sync.ports import Lost
from callcentre.sync.talking import Talk
from callcentre.sync.wire import Wire

BOX = 20.0
"""Seconds for the positions of one direction; a long run takes every one."""


def exchanged(proxy: Proxy, seat: Seat, file: DeskFile, *, deadline: float = 10.0) -> bool:
    """One exchange; False where the line broke."""
    try:
        with closing(Wire(proxy.url().set(username=seat.login), "secret", deadline=deadline)) as wire:
            Talk(wire, file, seat.person, now=lambda: NOON).once()
    except Lost:
        return False
    except ServerFault as fault:
        if fault.code != "line.unreachable":
            raise
        return False
    return True


def on_server(hotline: Hotline) -> Counter[str]:
    """How often each customer was created, by the feed of the site."""
    found = hotline.owner("SELECT pk::text, count(*) FROM sync.feed WHERE entity = 'customer' AND kind = 'create' GROUP BY pk")
    return Counter({str(pk): int(str(count)) for pk, count in found})


def assert_once_each(hotline: Hotline, made: Iterable[UUID], *files: DeskFile) -> None:
    """Every customer stands on the server once, and in every file."""
    wanted = Counter({str(pk): 1 for pk in made})
    assert on_server(hotline) == wanted
    for file in files:
        assert file.customers() == set(wanted) and set(file.states().values()) <= {"acked"}
    heads = hotline.owner("SELECT h.feed FROM sync.head h WHERE h.seq <> (SELECT count(*) FROM sync.feed f WHERE f.feed = h.feed)")
    assert heads == []


def positions(length: int, most: int) -> list[int]:
    """Every place of a short message, evenly spread ones of a long one."""
    step = max(1.0, length / most)
    return sorted({round(place * step) for place in range(int(length / step) + 1)})


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("way", [UP, DOWN])
def test_a_line_cut_after_any_byte_of_a_push_loses_and_doubles_nothing(
    hotline: Hotline, way: int, request: pytest.FixtureRequest
) -> None:
    mine, theirs, made = DeskFile(), DeskFile(), []
    is_long = request.config.getoption("--long")
    with proxy_to(hotline.url) as proxy:
        made.append(mine.act(hotline.li.person))
        assert exchanged(proxy, hotline.li, mine)
        length = proxy.weather.passed[way]
        began, places, broken = time.monotonic(), positions(length, length if is_long else 250), 0
        for place in places:
            made.append(mine.act(hotline.li.person))
            proxy.clear()
            proxy.weather.cut[way] = place
            broken += not exchanged(proxy, hotline.li, mine)
            if not is_long and time.monotonic() - began > BOX:
                break
        proxy.clear()
        assert exchanged(proxy, hotline.li, mine) and exchanged(proxy, hotline.zhao, theirs)
    assert broken > 20
    assert_once_each(hotline, made, mine, theirs)


def test_a_page_cut_anywhere_is_fetched_again(hotline: Hotline, request: pytest.FixtureRequest) -> None:
    mine, made = DeskFile(), []
    most = 500 if request.config.getoption("--long") else 60
    with proxy_to(hotline.url) as proxy:
        made += [mine.act(hotline.li.person) for _ in range(200)]
        assert exchanged(proxy, hotline.li, mine)
        theirs = DeskFile()
        proxy.clear()
        assert exchanged(proxy, hotline.zhao, theirs)
        for place in positions(proxy.weather.passed[DOWN], most):
            proxy.clear()
            proxy.weather.cut[DOWN] = place
            reader = DeskFile()
            exchanged(proxy, hotline.zhao, reader)
            proxy.clear()
            assert exchanged(proxy, hotline.zhao, reader)
            assert reader.customers() == {str(pk) for pk in made}
    assert_once_each(hotline, made, mine)


@pytest.mark.parametrize("is_asleep", ["before", "while the answer is on its way"])
def test_a_line_that_falls_silent_is_given_up_and_what_was_sent_is_not_there_twice(hotline: Hotline, is_asleep: str) -> None:
    mine = DeskFile()
    made = [mine.act(hotline.li.person)]
    with proxy_to(hotline.url) as proxy:
        with closing(Wire(proxy.url().set(username="li"), "secret", deadline=0.5)) as wire:
            talk = Talk(wire, mine, hotline.li.person, now=lambda: NOON)
            talk.once()
            made.append(mine.act(hotline.li.person))
            began = time.monotonic()
            proxy.weather.silent = is_asleep == "before"
            proxy.weather.delay = 0.0 if proxy.weather.silent else 0.3
            with pytest.raises(Lost):
                talk.once()
            assert time.monotonic() - began < 3
        proxy.clear()
        assert exchanged(proxy, hotline.li, mine)
    assert_once_each(hotline, made, mine)


def test_a_slow_line_is_still_a_line(hotline: Hotline) -> None:
    mine = DeskFile()
    made = [mine.act(hotline.li.person)]
    with proxy_to(hotline.url) as proxy:
        proxy.weather.delay = 0.05
        assert exchanged(proxy, hotline.li, mine)
    assert_once_each(hotline, made, mine)
