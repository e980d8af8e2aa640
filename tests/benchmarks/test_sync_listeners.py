"""What it costs whoever pushes that hundreds of others are told of it."""

import selectors
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

import psycopg
import pytest
from tests.benchmarks.harness import Comparison, compare
from tests.benchmarks.pushes import Written, push
from tests.sync.debian import a_cluster
from tests.sync.hotline import Hotline, hotline, prepared

__all__ = ["hotline", "prepared"]

LISTENERS, PUSHES, ROUNDS, WARM, TRIES = 500, 15, 5, 1, 3


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """A server for as many connections, which waits for its disk as one in earnest does."""
    with a_cluster() as cluster:
        with (cluster.data / "postgresql.conf").open("a") as settings:
            settings.write(f"max_connections = {LISTENERS + 100}\nfsync = on\n")
        cluster.control("restart")
        yield cluster.owner_url()


@pytest.fixture(scope="module", name="prepared")
def prepared_here(postgresql: str) -> object:
    return prepared.__wrapped__(postgresql)


class Listeners:
    """Open connections that are told, and one thread that reads what they are told."""

    def __init__(self, url: str, login: str, stack: ExitStack) -> None:
        self._connections = [
            stack.enter_context(psycopg.connect(url, user=login, autocommit=True)) for _ in range(LISTENERS)
        ]
        self._ended = False
        self._selector = selectors.DefaultSelector()
        for connection in self._connections:
            self._selector.register(connection.fileno(), selectors.EVENT_READ, connection)
        self.told = 0

    def all(self, statement: str) -> None:
        for connection in self._connections:
            connection.execute(statement)

    @contextmanager
    def read(self) -> Iterator[None]:
        self._ended = False
        thread = threading.Thread(target=self._read)
        thread.start()
        try:
            yield
        finally:
            self._ended = True
            thread.join()

    def _read(self) -> None:
        while not self._ended:
            for key, _ in self._selector.select(0.05):
                pgconn = key.data.pgconn
                pgconn.consume_input()
                while pgconn.notifies() is not None:
                    self.told += 1


@pytest.mark.debian
def test_five_hundred_listeners_leave_half_the_rate_of_pushes(
    hotline: Hotline, measured: Callable[[Comparison], Comparison]
) -> None:
    written = Written(hotline)
    batches: Iterator[Sequence[dict[str, object]]] = iter(
        [written.events(1) for _ in range(2 * TRIES * (ROUNDS + WARM) * PUSHES)])  # fmt: skip
    with ExitStack() as stack:
        listeners = Listeners(hotline.url, "zhao", stack)
        listening = False

        def listen(side: str) -> None:
            nonlocal listening
            if listening != (side == "ours"):
                listening = side == "ours"
                listeners.all("LISTEN callcentre" if listening else "UNLISTEN *")

        def some(_at: int) -> None:
            with listeners.read():
                for _ in range(PUSHES):
                    push(written.seat, next(batches))

        compared = compare(
            "push with 500 listeners", some, some, rounds=ROUNDS, warm=WARM, bound=2, before=listen, clock=time.perf_counter,
            what=f"{PUSHES} pushes of one event, one after another, {LISTENERS} open connections that listen; bare: that do not listen",
        )  # fmt: skip
        assert listeners.told >= LISTENERS
    measured(compared)
