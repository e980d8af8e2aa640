"""Finding a caller while somebody types, against the same statements without the rest of the program."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event
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


class _Asked:
    """The statements of one search, put again through Core."""

    def __init__(self) -> None:
        self.statements: list[tuple[Any, Any, str]] = []

    def listen(self, engine: Any) -> None:
        event.listen(engine, "before_cursor_execute", self._hear)

    def _hear(self, _connection, _cursor, statement, parameters, context, _many) -> None:
        if context.compiled is None:
            self.statements.append((None, parameters, statement))
        else:
            self.statements.append((context.invoked_statement, None, statement))

    def again(self, connection: Any) -> None:
        for statement, parameters, text in self.statements:
            if statement is None:
                connection.exec_driver_sql(text, parameters).all()
            else:
                connection.execute(statement).all()


@pytest.mark.parametrize("typed", TYPED)
def test_finding_takes_at_most_twice_its_statements_through_core(
    typed: str, hotline: Hotline, measured: Callable[[Comparison], Comparison]
) -> None:
    desk = hotline.opened()
    core = reading_engine(hotline.folder / DATA, hotline.key)
    texts = [TYPED[typed](hotline, at * 97 % len(hotline.names)) for at in range(ROUNDS + 2)]
    asked = []
    for text in texts:
        heard = _Asked()
        heard.listen(desk.store._reader)
        desk.read(lambda session, text=text: find(session, text))
        event.remove(desk.store._reader, "before_cursor_execute", heard._hear)
        asked.append(heard)

    def ours(at: int) -> None:
        desk.read(lambda session: find(session, texts[at]))

    def bare(at: int) -> None:
        with core.connect() as connection:
            asked[at].again(connection)

    measured(compare(
        f"find by {typed}", ours, bare, rounds=ROUNDS, warm=2, bound=2, clock=time.thread_time,
        what=f"{hotline.size}; bare: the same statements through SQLAlchemy Core; CPU time",
    ))
    core.dispose()
    desk.close()
