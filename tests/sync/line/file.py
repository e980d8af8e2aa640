"""The simulation's file on a disk: what a workstation keeps, small enough to be looked at row by row."""

import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from tests.faults.sim.desk import SCHEMA, Desk
from tests.sync.server.seat import a_customer, an_id


class DeskFile(Desk):  # type: ignore[misc]
    """A workstation's file behind the protocol of the real one; survives the process."""

    carrier = None

    def keep_spare(self) -> None:
        """The simulation's file needs none."""

    def make_ready(self, stopped: Callable[[], bool]) -> None:
        """It is."""

    @property
    def is_unfinished(self) -> bool:
        return bool(self.unfinished())

    def __init__(self, path: Path | str = ":memory:") -> None:
        db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        db.execute("PRAGMA synchronous=FULL")
        fresh = not db.execute("SELECT 1 FROM sqlite_master").fetchall()
        if fresh:
            db.executescript(SCHEMA)
        super().__init__("here", lambda: str(uuid4()), db=db)
        if fresh:
            for name, value in (("machine", "here"), ("device", str(uuid4())), ("incarnation", str(uuid4())),
                                ("schema", "1"), ("now", "0")):  # fmt: skip
                self.set(name, value)

    def hello(self) -> Mapping[str, Any]:
        return dict(super().hello()) | {"incarnation": self.get("incarnation")}

    def met(self, reply: Any) -> None:
        super().met(reply)

    def senders(self) -> Mapping[UUID, int]:
        found = self.all("select actor, count(distinct cmd) from outbox where state in ('new', 'waits') group by actor")
        return {UUID(actor): count for actor, count in found}

    def act(self, person: UUID, *, cmd: UUID | None = None, **more: Any) -> UUID:
        """A person notes a new customer: one command of one change; answers the customer's id."""
        customer = an_id()
        made = a_customer(customer, **more)
        with self.transaction():
            self.put(str(cmd or an_id()), made, person)
        return customer

    def put(self, cmd: str, made: Mapping[str, Any], person: UUID) -> None:
        self.db.execute(
            "insert into outbox(change, cmd, needs, entity, pk, kind, after, fields, schema, actor, stated_at, state, reason) "
            "values (?, ?, '[]', ?, ?, ?, null, json(?), 1, ?, ?, 'new', '')",
            (made["change"], cmd, made["entity"], made["pk"], made["kind"], _json(made["fields"]), str(person), made["stated_at"]),
        )

    def states(self) -> dict[str, str]:
        """Own changes and how far they are."""
        return dict(self.all("select change, state from outbox order by n"))

    def customers(self) -> set[str]:
        """Customers that were received."""
        return {pk for (pk,) in self.all("select pk from row where entity='customer'")}


def _json(value: object) -> str:
    import json

    return json.dumps(value)
