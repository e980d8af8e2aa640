"""A server that was set up, with one login of each role on two sites and at two outlets."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from tests.sync.server.seat import NOON, ROLES, Seat, an_id, an_outlet

from callcentre.sync.server.admin import add_login, set_up, write


@dataclass
class Hotline:
    """The server's engine as its owner, and a seat for each person."""

    engine: Engine
    url: str
    w1: UUID
    w2: UUID
    w11: UUID
    """Below W1."""
    li: Seat
    """Agent of site HF."""
    zhao: Seat
    """Another agent of site HF."""
    sun: Seat
    """Supervisor of site HF."""
    qian: Seat
    """Administrator of site HF."""
    wu: Seat
    """Agent of site NJ."""
    d1: Seat
    """Dispatcher of W1."""
    d2: Seat
    """Dispatcher of W2."""

    def disconnect(self) -> None:
        """Nobody is at the server any more."""
        self.engine.dispose()
        for seat in self.seats():
            seat.close()

    def connect(self) -> None:
        """Everybody is there again, perhaps at another server under the same address."""
        for seat in self.seats():
            seat.connect()

    def seats(self) -> list[Seat]:
        """Everybody's."""
        return [self.li, self.zhao, self.sun, self.qian, self.wu, self.d1, self.d2]

    def owner(self, statement: str, **given: object) -> list[tuple[object, ...]]:
        """SQL as whoever runs the server."""
        with self.engine.begin() as connection:
            result = connection.execute(text(statement), given)
            return [tuple(row) for row in result] if result.returns_rows else []


LOGINS = ("li", "zhao", "sun", "qian", "wu", "d1", "d2")


def set_up_hotline(engine: Engine, *, password: str = "secret") -> dict[str, UUID]:
    """Sets up an empty database; answers the ids of its outlets and persons."""
    ids = {"w1": an_id(), "w2": an_id(), "w11": an_id()}
    with engine.begin() as connection:
        set_up(connection, profile="after_sales", now=NOON)
        for key, code, parent in (("w1", "W1", None), ("w2", "W2", None), ("w11", "W11", ids["w1"])):
            created = an_outlet(ids[key], code, parent)
            values = {field: trio[1] for field, trio in created["fields"].items()}
            write(connection, "outlet", ids[key], "create", values, now=NOON)
        for login, role, site, outlet in (
            ("li", "agent", "HF", ""), ("zhao", "agent", "HF", ""), ("sun", "supervisor", "HF", ""),
            ("qian", "administrator", "HF", ""), ("wu", "agent", "NJ", ""), ("d1", "dispatcher", "HF", "W1"),
            ("d2", "dispatcher", "HF", "W2"),
        ):  # fmt: skip
            ids[login] = add_login(connection, login, roles=ROLES[role], password=password, now=NOON, outlet=outlet, site=site)
    return ids


@contextmanager
def hotline_at(owner_url: str, *, password: str = "secret") -> Iterator[Hotline]:
    """A hotline in a database of its own at a server without one."""
    url = make_url(owner_url).set(drivername="postgresql+psycopg")
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE hotline"))
    admin.dispose()
    engine = create_engine(url.set(database="hotline"))
    with at_hotline(engine, set_up_hotline(engine, password=password), password=password) as there:
        yield there


@contextmanager
def at_hotline(engine: Engine, ids: Mapping[str, UUID], *, password: str = "secret") -> Iterator[Hotline]:
    """Seats at a database that was set up."""
    plain = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    seats = {login: Seat(plain, login, ids[login], password) for login in LOGINS}
    there = Hotline(engine, plain, ids["w1"], ids["w2"], ids["w11"], **seats)
    try:
        yield there
    finally:
        there.disconnect()


@pytest.fixture(scope="session")
def prepared(postgresql: str) -> tuple[str, dict[str, UUID]]:
    """The name of a database that was set up once and is copied for each test, and the ids in it."""
    name, url = "prepared", make_url(postgresql).set(drivername="postgresql+psycopg")
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    engine = create_engine(url.set(database=name))
    ids = set_up_hotline(engine)
    engine.dispose()
    return name, ids


@pytest.fixture
def hotline(postgresql: str, prepared: tuple[str, dict[str, UUID]]) -> Iterator[Hotline]:
    template, ids = prepared
    name, url = f"h{uuid4().hex}", make_url(postgresql).set(drivername="postgresql+psycopg")
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    with at_hotline(create_engine(url.set(database=name)), ids) as there:
        yield there
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name}"))
    admin.dispose()
