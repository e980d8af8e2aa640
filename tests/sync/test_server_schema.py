"""The server's tables on a real PostgreSQL, and values that mean the same on both sides."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, insert, select, text
from tests.factories.desks import ZONE, a_desk

from callcentre.domain.instants import local_instant
from callcentre.store.tables import Base, FieldChange, Order, OrderEvent, Outlet, table_of
from callcentre.sync import server as server_schema
from callcentre.sync.server import upgrade

SITE_KEYS = {
    "uq_customer_no", "uq_asset_serial", "uq_cover_no", "uq_service_order_no", "uq_complaint_no", "uq_call_no",
}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_characters="\0", codec="utf-8")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc价", max_size=3), inner, max_size=4),
    max_leaves=8,
)


def test_an_empty_database_is_brought_to_the_tables_of_the_program(server: Engine) -> None:
    with server.begin() as connection:
        upgrade(connection)
    with server.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": "server_version"})
        assert context.get_current_revision() == server_schema.HEAD
        assert [change for change in compare_metadata(context, Base.metadata) if not _of_server_alone(change)] == []
        names = set(connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")))
    assert names == {table.name for table in Base.metadata.sorted_tables} | {"server_version"}


def _of_server_alone(change: Any) -> bool:
    """What the server keeps beside a workstation's columns: version, writers, site; numbers unique within a site."""
    if change[0] in ("remove_table", "add_constraint", "remove_constraint"):
        return change[0] == "remove_table" or change[1].name in SITE_KEYS
    return change[0] == "remove_column" and change[3].name in ("row_version", "field_by", "site", "made_for")


def test_upgrading_twice_changes_nothing_and_what_fails_leaves_nothing(server: Engine) -> None:
    with server.connect() as connection, connection.begin() as transaction:
        upgrade(connection)
        transaction.rollback()
    with server.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")) == 0
    for _ in range(2):
        with server.begin() as connection:
            upgrade(connection)


def test_the_program_works_with_the_newest_revision() -> None:
    assert ScriptDirectory(str(server_schema.HERE)).get_current_head() == server_schema.HEAD


def test_values_mean_the_same_in_the_local_file_and_on_the_server(server: Engine, tmp_path: Path) -> None:
    with server.begin() as connection:
        upgrade(connection)
    desk = a_desk(tmp_path / "desk")
    at = local_instant(2026, 7, 14, ZONE, 9) + 123_456
    outlet: dict[str, Any] = {
        "id": uuid4(), "code": "W1", "name": "蜀山网点", "parent_id": None, "phone": "", "night_phone": "",
        "province": "", "city": "", "district": "", "address": "", "lng": 117.25, "lat": None, "exact": "none",
        "skills": ["空调", "热水器"], "brands": [], "capacity_per_day": None, "opened_on": date(1969, 12, 31),
        "state": "active",
    }  # fmt: skip
    order = {"id": uuid4(), "no": "SO-1"}
    event: dict[str, Any] = {
        "id": uuid4(), "order_id": order["id"], "pos": 1, "kind": "opened", "at": at, "stated_at": -at,
        "actor_id": uuid4(), "desk": "", "outlet_id": outlet["id"], "technician_id": None,
        "data": {"fault": "不制冷", "n": 2**52, "f": 0.1, "none": None}, "effect": "applied", "state_before": "",
        "state_after": "open",
    }  # fmt: skip
    rows = {Outlet: outlet, Order: order, OrderEvent: event}
    with server.begin() as there, desk.store.writing() as here:
        for entity, row in rows.items():
            there.execute(insert(entity), row)
            here.execute(insert(entity), row)
    with server.connect() as there, desk.store.reading() as here:
        for entity, row in rows.items():
            statement = select(table_of(entity))
            remote, local = there.execute(statement).mappings().one(), here.execute(statement).mappings().one()
            assert dict(remote) == dict(local) == row
        moment = there.scalar(text("SELECT at AT TIME ZONE 'Asia/Shanghai' FROM order_event"))
        assert str(moment) == "2026-07-14 09:00:00.123456"
    desk.close()


@given(value=VALUES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_json_comes_back_from_the_server_as_it_was(server: Engine, value: object) -> None:
    with server.begin() as connection:
        table_of(FieldChange).create(connection, checkfirst=True)
        row = {"id": uuid4(), "change_id": uuid4(), "entity": "part", "pk": uuid4(), "field": "x", "old": value,
               "new": value, "actor_id": uuid4(), "desk": "", "at": 0}  # fmt: skip
        connection.execute(insert(FieldChange), row)
        assert connection.scalar(select(FieldChange.new).where(FieldChange.id == row["id"])) == value
