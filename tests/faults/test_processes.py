"""Commands beside one another, and behind pipes and terminals that cannot show Chinese."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select
from tests.factories.customers import a_customer
from tests.factories.desks import a_desk
from tests.factories.outlets import an_outlet
from tests.faults.conftest import Calls

from callcentre.store.examine import damaged_pages, links_to_nothing, wrongly_folded
from callcentre.store.sqlcipher import connect
from callcentre.store.tables import Order

ORDERS = 60
SAVES = """
import sys
from pathlib import Path
from uuid import UUID
from callcentre.acts import orders
from tests.factories.desks import a_desk, clock_of
from tests.factories.orders import bring_to, STAGES

folder, customer, outlet, count = Path(sys.argv[1]), UUID(sys.argv[2]), UUID(sys.argv[3]), int(sys.argv[4])
desk = a_desk(folder)
for turn in range(count):
    # The clock of a workstation jumps as well, by years in either direction.
    clock_of(desk).set((0, 1_784_000_000_000_000, 4_000_000_000_000_000)[turn % 3])
    def act(unit):
        story = orders.open_order(unit, orders.NewOrder(customer=customer, kind="repair"))
        bring_to(unit, story, STAGES[turn % len(STAGES)], outlet)
        return story.no
    print(desk.write(act).result, flush=True)
desk.close()
"""


def test_two_processes_save_at_once_and_no_number_comes_twice(tmp_path: Path) -> None:
    desk = a_desk(tmp_path / "desk")
    given = [str(tmp_path / "desk"), str(a_customer(desk)), str(an_outlet(desk)), str(ORDERS)]
    desk.close()
    both = [
        subprocess.Popen([sys.executable, "-c", SAVES, *given], stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    numbers = [process.communicate()[0].split() for process in both]
    assert [process.returncode for process in both] == [0, 0]
    saved = {number for some in numbers for number in some}
    assert len(saved) == 2 * ORDERS
    desk = a_desk(tmp_path / "desk")
    assert set(desk.read(lambda session: session.scalars(select(Order.no)).all())) == saved
    assert desk.read(damaged_pages) == desk.read(links_to_nothing) == 0
    assert desk.read(lambda session: wrongly_folded(session, desk.profile(), lambda done, in_all: None)) == []
    desk.close()


def test_whoever_looks_something_up_does_not_wait_for_whoever_writes(
    call: Calls, customers: Path, tmp_path: Path
) -> None:
    call("import", "customers", customers)
    other = connect(tmp_path / "data" / "callcentre.db", bytes.fromhex((tmp_path / "key").read_text()))
    other.execute("BEGIN IMMEDIATE")
    try:
        assert "张伟" in call("find", "C1").out
        assert call("export", "customers").out.count("\n") == 3
        assert call("scorecards", "--period", "2026-07").code == 0
    finally:
        other.execute("ROLLBACK")
        other.close()


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp936"])
def test_no_command_ends_half_way_because_a_pipe_has_no_chinese(
    call: Calls, customers: Path, tmp_path: Path, encoding: str
) -> None:
    call("import", "customers", customers)
    command = [sys.executable, "-c", "import sys; from callcentre.cli import main; sys.exit(main())"]
    command += ["--data", str(tmp_path / "data"), "--key-file", str(tmp_path / "key"), "--lang", "zh_CN"]
    for asked, seen in ((["find", "C1"], None), (["export", "customers"], "张伟"), (["find", "C1", "--json"], "张伟")):
        ended = subprocess.run(
            [*command, *asked], capture_output=True, env=os.environ | {"PYTHONIOENCODING": encoding}, check=False
        )
        assert (ended.returncode, b"Traceback" in ended.stderr) == (0, False)
        assert seen is None or seen in ended.stdout.decode()


def test_the_person_count_of_a_folder_stays_when_it_is_opened_again(tmp_path: Path) -> None:
    from callcentre.store.tables import Person

    for _ in range(2):
        desk = a_desk(tmp_path / "desk")
        assert desk.read(lambda session: session.scalar(select(func.count()).select_from(Person))) == 3
        desk.close()
