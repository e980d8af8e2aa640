"""Kill -9 at any moment loses nothing that was reported as saved."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import select, text
from tests.factories.customers import a_customer
from tests.factories.desks import a_desk

from callcentre.store.tables import Order, OrderEvent, OrderView, Outbox

KILLS = 50
CHILDREN = """
import os, subprocess, sys
from pathlib import Path
from uuid import UUID
from callcentre.acts import orders
from tests.factories.desks import a_desk

folder, customer = Path(sys.argv[1]), UUID(sys.argv[2])


def work():
    desk = a_desk(folder)
    new = orders.NewOrder(customer=customer, kind="repair", fault="leak", words="drips since Monday")
    while True:
        no = desk.write(lambda unit: orders.open_order(unit, new).no).result
        os.write(1, f"{no}\\n".encode())


def started():
    # Forked before anything is open, so that fifty starts of Python are one; else started fifty times.
    if not hasattr(os, "fork"):
        child = subprocess.Popen([sys.executable, *sys.orig_argv[1:], "work"])
        return child.pid, child.wait
    pid = os.fork()
    if pid == 0:
        work()
    return pid, lambda: os.waitpid(pid, 0)


if sys.argv[-1] == "work":
    work()
for _line in sys.stdin:
    pid, wait = started()
    os.write(1, f"{pid}\\n".encode())
    wait()
    os.write(1, b"gone\\n")
"""
KILL = getattr(signal, "SIGKILL", signal.SIGTERM)
"""On Windows the latter ends a process as suddenly."""


def test_fifty_kills_lose_no_order_that_was_reported_as_saved(tmp_path: Path) -> None:
    seeded = random.Random(1)
    desk = a_desk(tmp_path / "desk")
    customer = str(a_customer(desk))
    desk.close()
    saved: set[str] = set()
    command = [sys.executable, "-c", CHILDREN, str(tmp_path / "desk"), customer]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as children:
        assert children.stdin is not None
        assert children.stdout is not None
        for _ in range(KILLS):
            children.stdin.write("go\n")
            children.stdin.flush()
            pid = int(children.stdout.readline())
            saved.add(children.stdout.readline().strip())
            time.sleep(seeded.uniform(0, 0.02))
            os.kill(pid, KILL)
            while (line := children.stdout.readline().strip()) != "gone":
                saved.add(line)

    desk = a_desk(tmp_path / "desk")
    with desk.store.reading() as session:
        stored = set(session.scalars(select(Order.no)))
        assert len(saved) >= KILLS
        assert saved <= stored
        # An order is there whole or not at all.
        orders = set(session.scalars(select(Order.id)))
        assert set(session.scalars(select(OrderEvent.order_id))) == orders
        assert set(session.scalars(select(OrderView.order_id))) == orders
        assert orders <= set(session.scalars(select(Outbox.pk)))
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
    desk.close()
