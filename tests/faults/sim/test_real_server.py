"""The same histories against the real functions: where the model of the server answered, PostgreSQL answers."""

import os
import time
from collections import Counter
from contextlib import ExitStack
from typing import ClassVar
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from tests.faults.sim.histories import play, shrunk
from tests.faults.sim.real import RealServer, set_clock
from tests.faults.sim.run import KINDS, STEPS_BY_WEIGHT, Run
from tests.sync.server.seat import NOON, Seat, a_customer, an_id, an_outlet

from callcentre.domain.event import Role
from callcentre.sync.server.admin import add_login, set_up, write

SEEDS, SECONDS, AT_LEAST = 60, 45.0, 10
LONG = 1_000
PEOPLE = {
    "anna": ([Role.AGENT], "S1", ""), "bo": ([Role.AGENT], "S1", ""), "cai": ([Role.AGENT], "S1", ""),
    "sun": ([Role.SUPERVISOR, Role.AGENT], "S1", ""), "dao": ([Role.DISPATCHER], "S1", "O1"),
    "mei": ([Role.SUPERVISOR, Role.AGENT], "S2", ""), "qi": ([Role.ADMINISTRATOR, Role.AGENT], "S1", ""),
}  # fmt: skip


class RealRun(Run):
    """A history whose server is the real one. The schema before is another program's matter: it stays away."""

    weights: ClassVar = [STEPS_BY_WEIGHT[kind] * (kind != "upgrade") for kind in KINDS]

    def behalf(self, post):
        """A supervisor speaks for people of the site alone: what is said for somebody who was moved away is refused for good."""
        return ""

    def staff(self):
        self.outlets = list(self.prepared["outlets"])
        self.names = {person: name for name, person in self.prepared["people"].items()}
        return {
            person: {"person": person, "roles": [role.value for role in PEOPLE[name][0]], "site": PEOPLE[name][1],
                     "outlet": self.outlets[0] if PEOPLE[name][2] else None, "locked": False}
            for person, name in self.names.items()
        }  # fmt: skip

    def server_class(self, members, rnd):
        server = RealServer(self.prepared["connection"], self.prepared["logins"], members, self.prepared["things"])
        server.dressing.linked |= self.prepared["linked"]
        server.put_back(self.prepared["pristine"])
        return server


@pytest.fixture(scope="module")
def real_run(postgresql):
    """The class of histories on a database that was set up for them."""
    url = make_url(postgresql).set(drivername="postgresql+psycopg")
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE histories"))
        # What a server that loses power keeps is proved elsewhere.
        connection.execute(text("ALTER DATABASE histories SET synchronous_commit = off"))
    engine = create_engine(url.set(database="histories"))
    with engine.begin() as connection:
        set_up(connection, profile="after_sales", now=NOON)
        outlets = [an_id(), an_id()]
        for outlet, code in zip(outlets, ("O1", "O2"), strict=True):
            values = {field: trio[1] for field, trio in an_outlet(outlet, code)["fields"].items()}
            write(connection, "outlet", outlet, "create", values, now=NOON)
        people = {
            name: str(add_login(connection, f"sim_{name}", roles=roles, password="secret", now=NOON, site=site, outlet=outlet))
            for name, (roles, site, outlet) in PEOPLE.items()
        }  # fmt: skip
    engine.dispose()
    plain = url.set(drivername="postgresql", database="histories").render_as_string(hide_password=False)
    seat = Seat(plain, "sim_anna", UUID(people["anna"]))
    customer = an_id()
    assert seat.push(a_customer(customer, tier="", agreed_hours=[]))["result"] == "applied"
    things = [seat.order(customer), seat.order(customer)]
    seat.close()
    with ExitStack() as stack:
        connection = stack.enter_context(psycopg.connect(plain, autocommit=True))
        set_clock(connection)
        logins = {
            person: stack.enter_context(psycopg.connect(plain, user=f"sim_{name}", password="secret", autocommit=True))
            for name, person in people.items()
        }  # fmt: skip
        prepared = {"connection": connection, "logins": logins, "outlets": list(map(str, outlets)), "people": people, "things": list(map(str, things)),
                    "linked": {str(thing): str(customer) for thing in things}}  # fmt: skip
        prepared["pristine"] = RealServer(connection, {}, {}, prepared["things"]).snapshot()
        yield type("Prepared", (RealRun,), {"prepared": prepared})
    admin.dispose()


def play_until(real_run, seeds, until):
    """So many histories; the number and what happened in them."""
    count, played = Counter(), 0
    for seed in seeds:
        if time.monotonic() > until:
            break
        try:
            count.update(play(seed, run_class=real_run).count)
        except Exception as error:
            steps, found = shrunk(seed, real_run)
            error.add_note("\n".join([f"seed {seed}, steps {steps}: {found}", *(found or error).run.log]))
            raise
        played += 1
    return played, count


def test_histories_end_the_same_on_the_real_server(real_run, capsys):
    played, count = play_until(real_run, range(SEEDS), time.monotonic() + SECONDS)
    with capsys.disabled():
        print(f"\nreal server: {played:,} histories, none failed; {dict(count)}")  # noqa: T201
    assert played >= AT_LEAST, "too slow a machine: this says less than it should"


@pytest.mark.long
@pytest.mark.timeout(0)
def test_many_histories_end_the_same_on_the_real_server(real_run, capsys):
    begin = int(os.environ.get("CALLCENTRE_SEED", "1_000_000"))
    played, count = play_until(real_run, range(begin, begin + LONG), time.monotonic() + 6 * 3_600)
    with capsys.disabled():
        print(f"\nreal server: {played:,} histories, none failed; {dict(count)}")  # noqa: T201
    assert played == LONG
