"""What is read for one caller and one order, and what a whole file's examination costs: recorded, without a bound."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.benchmarks.bare import Bare
from tests.benchmarks.harness import Comparison, compare
from tests.benchmarks.hotline import NOW, Hotline, Size, build

from callcentre.app import Desk
from callcentre.domain.event import Role
from callcentre.store.customer_card import card_of
from callcentre.store.examine import wrongly_folded
from callcentre.store.order_card import order_card

ROUNDS = 100
EXAMINED = Size(orders=20_000, outlets=200, jobs_in_month=1_600)


def _statements(desk: Desk, question: Callable[[Any], object]) -> list[tuple[str, Any]]:
    """What a question puts to the driver."""
    heard: list[tuple[str, Any]] = []
    with desk.store.reading() as session:
        driver: Any = session.connection().connection.driver_connection
        driver.set_trace_callback(lambda statement: heard.append((statement, ())))
        try:
            question(session)
        finally:
            driver.set_trace_callback(None)
    return [(statement, parameters) for statement, parameters in heard if statement.lstrip().startswith(("SELECT", "WITH"))]


def test_the_card_of_a_caller_beside_its_bare_statements(
    hotline: Hotline, reading_desk: Desk, measured: Callable[[Comparison], Comparison]
) -> None:
    profile = reading_desk.profile()
    _record(
        "card of a caller", hotline, reading_desk, measured,
        lambda session, at: card_of(session, hotline.customers[at * 97 % len(hotline.customers)], now=NOW, profile=profile),
    )


def test_the_card_of_an_order_beside_its_bare_statements(
    hotline: Hotline, reading_desk: Desk, measured: Callable[[Comparison], Comparison]
) -> None:
    profile = reading_desk.profile()
    _record(
        "card of an order", hotline, reading_desk, measured,
        lambda session, at: order_card(
            session, hotline.orders[at * 97 % len(hotline.orders)], roles=frozenset(Role), profile=profile
        ),
    )


def test_the_examination_of_a_file_beside_reading_its_events(
    tmp_path: Path, measured: Callable[[Comparison], Comparison]
) -> None:
    hotline = build(tmp_path / "desk", EXAMINED)
    desk = hotline.opened()
    profile = desk.profile()
    bare = Bare(hotline.folder, hotline.key, reads=True)

    def ours(_at: int) -> None:
        assert desk.read(lambda session: wrongly_folded(session, profile, lambda _done, _all: None)) == []

    def least(_at: int) -> None:
        for table in ("order_event", "event_text", "order_view", "job"):
            bare.all(f"SELECT * FROM {table}")

    measured(compare(
        "fold a whole file again (doctor)", ours, least, rounds=3, warm=0, clock=time.process_time,
        what=f"{hotline.size}; bare: every row of events, texts, views and jobs read once; CPU time",
    ))
    bare.close()
    desk.close()


def _record(name, hotline, desk, measured, question) -> None:
    asked = [_statements(desk, lambda session, at=at: question(session, at)) for at in range(ROUNDS + 2)]
    bare = Bare(hotline.folder, hotline.key, reads=True)

    def least(at: int) -> None:
        for statement, _parameters in asked[at]:
            bare.all(statement)

    measured(compare(
        name, lambda at: desk.read(lambda session: question(session, at)), least, rounds=ROUNDS, warm=2,
        clock=time.thread_time,
        what=f"{hotline.size}; bare: its {len(asked[0])} statements; CPU time",
    ))
    bare.close()
