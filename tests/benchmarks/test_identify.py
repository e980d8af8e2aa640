"""Finding a caller while somebody types, against the same statements without the rest of the program."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from tests.benchmarks.asked import Statement, asked
from tests.benchmarks.harness import Comparison, compare
from tests.benchmarks.hotline import Hotline

from callcentre.store.files import DATA
from callcentre.store.initials import initials_of
from callcentre.store.search import find
from callcentre.store.sqlcipher import reading_engine

ROUNDS = 200
TYPED: dict[str, Callable[[Hotline, int], str]] = {
    "phone, first 7 digits": lambda hotline, at: hotline.phones[at][:7],
    "phone, last 4 digits": lambda hotline, at: hotline.phones[at][-4:],
    "phone, all digits": lambda hotline, at: hotline.phones[at],
    "name": lambda hotline, at: hotline.names[at],
    "initials": lambda hotline, at: initials_of(hotline.names[at]),
    "order's tail": lambda hotline, at: hotline.numbers[at][-6:],
    "serial or code": lambda hotline, at: f"V{at % len(hotline.outlets):04}",
    "2 Chinese characters": lambda hotline, at: hotline.lines[at][:2],
    "3 Chinese characters": lambda hotline, at: hotline.lines[at][:3],
    "4 Chinese characters": lambda hotline, at: hotline.lines[at][1:5],
}


def through_core(connection: Any, statements: list[Statement]) -> None:
    """Puts statements again, with nothing of the program."""
    for text, parameters, made, given in statements:
        if made is None:
            connection.exec_driver_sql(text, parameters).all()
        else:
            connection.execute(made, given).all()


@pytest.mark.parametrize("typed", TYPED)
def test_finding_takes_at_most_twice_its_statements_through_core(
    typed: str, hotline: Hotline, measured: Callable[[Comparison], Comparison]
) -> None:
    desk = hotline.opened()
    core = reading_engine(hotline.folder / DATA, hotline.key)
    texts = [TYPED[typed](hotline, at * 97 % len(hotline.names)) for at in range(ROUNDS + 2)]
    statements = [asked(desk, partial(find, text=text)) for text in texts]

    def ours(at: int) -> None:
        desk.read(lambda session: find(session, texts[at]))

    def bare(at: int) -> None:
        with core.connect() as connection:
            through_core(connection, statements[at])

    measured(compare(
        f"find by {typed}", ours, bare, rounds=ROUNDS, warm=2, bound=2, clock=time.thread_time,
        what=f"{hotline.size}; bare: the same statements through SQLAlchemy Core; CPU time",
    ))
    core.dispose()
    desk.close()
