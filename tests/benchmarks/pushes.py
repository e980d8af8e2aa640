"""What is pushed for a measure: batches of commands as a workstation sends them, and the same changes by bare COPY."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
from tests.sync.hotline import Hotline
from tests.sync.server.seat import NOON, Seat, a_phone, an_id, change

from callcentre.domain.instants import MINUTE
from callcentre.sync.exchange import MOST_COMMANDS

Command = dict[str, Any]
CUSTOMERS, ORDERS = 20, 200
WORDS = "说好了明天上午"


class Written:
    """Commands about customers and orders that an outlet sees: every change goes into two feeds."""

    def __init__(self, hotline: Hotline) -> None:
        self.seat: Seat = hotline.li
        self._outlet = hotline.w1
        self._customers = [self.seat.customer() for _ in range(CUSTOMERS)]
        self._orders = [self.seat.order(self._customers[n % CUSTOMERS], outlet=hotline.w1) for n in range(ORDERS)]
        self._phones = [an_id() for _ in range(MOST_COMMANDS)]
        self.seat.send(*(self.seat.command(a_phone(self._of(n), phone)) for n, phone in enumerate(self._phones)))
        self._last: dict[UUID, tuple[str, str]] = {}

    def _of(self, n: int) -> UUID:
        return self._customers[n % CUSTOMERS]

    def events(self, how_many: int) -> list[Command]:
        """One event each, of as many orders."""
        return [
            self.seat.command(self.seat.event(
                self._orders[n % ORDERS], "contacted", {"by": "centre", "outcome": "reached"}, texts={"words": WORDS}))
            for n in range(how_many)
        ]

    def patches(self, how_many: int) -> list[Command]:
        """Two fields each, of as many rows, written by somebody who has seen what stood there."""
        return [self.seat.command(self._patch(self._phones[n])) for n in range(how_many)]

    def _patch(self, phone: UUID) -> dict[str, Any]:
        old, seen = self._last.get(phone, ("", str(phone)))
        new = "12" if old != "12" else "21"
        made = change("phone", phone, "patch", {"extension": (old, new, seen)})
        self._last[phone] = (new, made["change"])
        return made

    def openings(self, how_many: int) -> list[Command]:
        """An order each, opened and handed to the outlet: three changes, and what the outlet has to know of it."""
        made = []
        for n in range(how_many):
            order = an_id()
            said = {"customer": str(self._of(n)), "kind": "repair", "urgency": "normal"}
            made.append(self.seat.command(
                change("service_order", order, "create", {"no": f"SO-{order}"}),
                self.seat.event(order, "opened", said, texts={"words": WORDS}),
                self.seat.event(order, "relayed", outlet=self._outlet, at=NOON + MINUTE),
            ))  # fmt: skip
        return made


@contextmanager
def copying(url: str) -> Iterator[tuple[Callable[[Sequence[Command]], None], int]]:
    """Writes the same changes by COPY into a table without an index, a transaction for each batch; and who does."""
    with psycopg.connect(url) as connection:
        connection.execute(
            "CREATE TABLE public.raw (cmd uuid, actor uuid, change uuid, entity text, pk uuid, kind text, stated_at bigint, fields jsonb)"
        )
        connection.commit()

        def copy_in(commands: Sequence[Command]) -> None:
            with connection.cursor().copy("COPY public.raw FROM STDIN") as copy:
                for row in _rows(commands):
                    copy.write_row(row)
            connection.commit()

        yield copy_in, connection.info.backend_pid


def _rows(commands: Sequence[Command]) -> Iterator[tuple[Any, ...]]:
    for command in commands:
        for one in command["changes"]:
            yield (command["cmd"], command["actor"], one["change"], one["entity"], one["pk"], one["kind"], one["stated_at"],
                   _line(one["fields"]))  # fmt: skip


def _line(value: Any) -> str:
    """As the line writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def push(seat: Seat, commands: Sequence[Command]) -> None:
    """Pushes a batch, and makes sure that all of it was taken."""
    body = {"device": str(seat.device), "incarnation": str(seat.incarnation), "schema": 1, "commands": commands}
    answer = seat.connection.execute("SELECT sync.push(%s::jsonb)", [_line(body)]).fetchone()
    assert answer is not None
    results = answer[0]["results"]
    assert all(result["result"] == "applied" for result in results), results[0]
