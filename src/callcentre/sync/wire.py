"""One connection over one person's login: asks the server's functions, hears that something is new, never hangs.

Every request has a deadline that is kept from outside: a timer shuts the socket down, whatever
the connection waits for, and the request ends as `Lost`. A wire belongs to one thread; `cut`
may be called from any.
"""

import json
import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from random import random
from time import sleep
from typing import Any

import psycopg
from psycopg.rows import tuple_row
from sqlalchemy import URL

from callcentre.sync import faults
from callcentre.sync.ports import Failed, Lost, Request

DEADLINE = 8.0
"""Seconds for one request: with a poll every five, a dead line is noticed well within fifteen."""
_SETTINGS = "-c statement_timeout=6000 -c lock_timeout=2000 -c idle_in_transaction_session_timeout=5000"
_TRIES = 3
_FUNCTIONS = frozenset({"hello", "missing", "clone", "push", "pull", "claim", "next", "renew", "release", "break_claim",
                        "claims", "decide", "held_commands", "blob_put", "blob_get", "blob_held", "erase"})  # fmt: skip
CHANNEL = "callcentre"


class Wire:
    """An open connection. Raises ServerFault where there can be none."""

    def __init__(self, address: URL, password: str | None, *, deadline: float = DEADLINE) -> None:
        self._deadline = deadline
        self.heard = False
        """Somebody else's change was told of since the last `take_heard`."""
        self.heard_own = False
        """This connection's own push was told of: others' pushes of the next moment are not told again."""
        # The name goes beside the address: in one, a blank would end it.
        plain = URL.create("postgresql", host=address.host, port=address.port, database=address.database, query=address.query)
        try:
            self._connection: psycopg.Connection[tuple[Any, ...]] = psycopg.connect(
                plain.render_as_string(), user=address.username, password=password, autocommit=True, row_factory=tuple_row, connect_timeout=3,
                application_name="callcentre", options=_SETTINGS,
                keepalives=1, keepalives_idle=10, keepalives_interval=3, keepalives_count=3,
            )  # fmt: skip
        except psycopg.Error as error:
            raise faults.of_connecting(error, address) from None
        except UnicodeError:
            # A host name that no resolver takes.
            raise faults.of_connecting(psycopg.OperationalError(""), address) from None
        self._socket = socket.fromfd(self._connection.fileno(), socket.AF_INET, socket.SOCK_STREAM)
        self._connection.add_notify_handler(lambda told: self._told(told.pid))

    def ask(self, request: Request) -> dict[str, Any]:
        """Calls one function; its answer. Raises Lost, Failed, ServerFault.

        What only failed because somebody was in the way is asked again at once: one statement
        is one transaction, so nothing of it was done.
        """
        for attempt in range(_TRIES):
            try:
                return self._ask(request)
            except psycopg.Error as error:
                fault = faults.of_request(error, broken=self._connection.broken or self._connection.closed)
                if error.sqlstate not in faults.BUSY or attempt == _TRIES - 1:
                    raise fault from None
            sleep(0.02 + 0.2 * random())  # noqa: S311  no secret: two desks shall not meet again
        raise AssertionError

    def _ask(self, request: Request) -> dict[str, Any]:
        if request.name not in _FUNCTIONS:
            raise ValueError(request.name)
        body = json.dumps(request.body, ensure_ascii=False, separators=(",", ":"))
        with self._in_time():
            try:
                answer = self._connection.execute(f"SELECT sync.{request.name}(%s::jsonb)", [body]).fetchone()
            except UnicodeEncodeError:
                raise Failed("22P05") from None
        if answer is None:
            raise Lost
        found: dict[str, Any] = answer[0]
        return found

    def listen(self) -> None:
        """From now on the server says when something is new. Raises as `ask`."""
        try:
            with self._in_time():
                self._connection.execute(f"LISTEN {CHANNEL}")
        except psycopg.Error as error:
            raise faults.of_request(error, broken=self._connection.broken or self._connection.closed) from None

    def idle(self, seconds: float, wake: socket.socket) -> bool:
        """Waits until the server says something, `wake` becomes readable (answers True), or the time is over.

        Raises Lost where the server has gone.
        """
        with selectors.DefaultSelector() as selector:
            selector.register(self._connection.fileno(), selectors.EVENT_READ)
            selector.register(wake, selectors.EVENT_READ)
            ready = {key.fileobj for key, _ in selector.select(max(0.0, seconds))}
        if self._connection.fileno() in ready:
            self._hear()
        return wake in ready

    def _hear(self) -> None:
        pgconn = self._connection.pgconn
        try:
            pgconn.consume_input()
        except psycopg.Error:
            raise Lost from None
        while (told := pgconn.notifies()) is not None:
            self._told(told.be_pid)

    def _told(self, pid: int) -> None:
        if pid == self._connection.info.backend_pid:
            self.heard_own = True
        else:
            self.heard = True

    def take_heard(self) -> tuple[bool, bool]:
        """Whether others, and whether own pushes were told of since the last time it was asked."""
        heard = self.heard, self.heard_own
        self.heard = self.heard_own = False
        return heard

    @contextmanager
    def _in_time(self) -> Iterator[None]:
        timer = threading.Timer(self._deadline, self.cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def cut(self) -> None:
        """Ends the line at once, also under a request that waits for an answer; from any thread."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Says good-bye and gives the connection back."""
        self._connection.close()
        self._socket.close()
