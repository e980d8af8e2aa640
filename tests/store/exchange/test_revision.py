"""A file of before the exchange gets its tables, and loses nothing."""

from pathlib import Path

import pytest
from tests.factories.desks import MORNING

from callcentre.adapters.clock import SetClock
from callcentre.store.files import Files
from callcentre.store.migrations import migrate
from callcentre.store.sqlcipher import connect

KEY = bytes(range(32))
CUSTOMER, FIRST, SECOND, CHANGE = (bytes([number]) * 16 for number in range(1, 5))
WRITTEN = (
    ("INSERT INTO device (id, tag, connected, demo, profile, counters) VALUES (?, '7QK2', 0, 0, 'after_sales', '{\"SO\":3}')", [FIRST]),
    ("INSERT INTO customer VALUES (?, 'C1', '王芳', 'wf', 'gold', '', '', '[]', 'active', NULL)", [CUSTOMER]),
    ("INSERT INTO outbox VALUES (7, ?, ?, '[]', 'customer', ?, 'patch', NULL, '{}', 1, ?, 5, 6, 'new', 0, '', NULL, NULL)",
     [CHANGE, SECOND, CUSTOMER, FIRST]),
    ("INSERT INTO field_change VALUES (?, ?, 'customer', ?, 'tier', '\"\"', '\"silver\"', ?, '', 100)", [FIRST, FIRST, CUSTOMER, FIRST]),
    ("INSERT INTO field_change VALUES (?, ?, 'customer', ?, 'tier', '\"silver\"', '\"gold\"', ?, '', 200)", [SECOND, CHANGE, CUSTOMER, FIRST]),
)


@pytest.fixture
def before(tmp_path: Path) -> Files:
    """A folder of the revision before, with a row in each table that changes."""
    files = Files(tmp_path, SetClock(MORNING))
    migrate(files, KEY, head="0001")
    connection = connect(files.data, KEY)
    for statement, values in WRITTEN:
        connection.execute(statement, values)
    connection.close()
    return files


def test_every_row_is_kept_and_a_field_is_known_by_its_last_change(before: Files) -> None:
    migrate(before, KEY)
    connection = connect(before.data, KEY)
    assert connection.execute("SELECT tag, counters, machine, length(incarnation) FROM device").fetchall() == [("7QK2", '{"SO":3}', "", 16)]
    assert connection.execute("SELECT n, change_id, pk, state, lost, ack_mark FROM outbox").fetchall() == [
        (7, CHANGE, CUSTOMER, "new", "[]", None)
    ]
    assert connection.execute("SELECT pk, field, change_id FROM field_by").fetchall() == [(CUSTOMER, "tier", CHANGE)]
    assert connection.execute("SELECT count(*) FROM field_change").fetchone() == (2,)
    connection.close()


def test_a_row_goes_only_where_it_was_said_to_leave(before: Files) -> None:
    migrate(before, KEY)
    connection = connect(before.data, KEY)
    with pytest.raises(Exception, match="not deleted"):
        connection.execute("DELETE FROM customer")
    connection.execute("INSERT INTO purge VALUES (?)", [CUSTOMER])
    connection.execute("DELETE FROM customer")
    assert connection.execute("SELECT count(*) FROM customer").fetchone() == (0,)
    connection.close()
