"""Bringing a file to a later version: all of it or none, no child lost, a backup before."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from textwrap import indent

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, text
from tests.factories.assets import an_asset
from tests.factories.customers import a_customer
from tests.factories.desks import MORNING
from tests.factories.orders import an_order

from callcentre.adapters.clock import SetClock
from callcentre.app import Desk
from callcentre.domain.errors import StoreFault
from callcentre.store import migrations
from callcentre.store.files import Files
from callcentre.store.migrations import HEAD, count_rows, migrate, version_of
from callcentre.store.sqlcipher import connect, migrating_engine
from callcentre.store.tables import Base, LocalBase

REBUILDS_A_PARENT = """
with op.batch_alter_table("customer", recreate="always") as batch:
    batch.add_column(sa.Column("nickname", sa.String(), nullable=True))
with op.batch_alter_table("order_event", recreate="always") as batch:
    batch.add_column(sa.Column("weight", sa.Integer(), nullable=True))
"""


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """A folder with parents and children of every kind that acts make, closed."""
    customer = a_customer(desk)
    an_asset(desk, customer)
    an_order(desk, customer=customer, stage="closed", words="漏水")
    desk.close()
    return desk


def later(tmp_path: Path, steps: str) -> Path:
    """The program's revisions and one more that does `steps`."""
    scripts = tmp_path / "scripts"
    shutil.copytree(migrations.HERE, scripts)
    (scripts / "versions" / "9999_next.py").write_text(
        f'import sqlalchemy as sa\nfrom alembic import op\nrevision = "9999"\ndown_revision = "{HEAD}"\n\n\n'
        f"def upgrade() -> None:\n{indent(steps.strip(), '    ')}\n"
    )
    return scripts


def files(desk: Desk) -> Files:
    return Files(desk.folder, SetClock(MORNING))


def schema(path: Path, key: bytes) -> list[str]:
    connection = connect(path, key)
    rows = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchall()
    connection.close()
    return [row[0] for row in rows]


def counts(path: Path, key: bytes) -> Mapping[str, int]:
    connection = connect(path, key)
    names = [
        row[0]
        for row in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_index%'"
            " AND name NOT LIKE 'sqlite%'"
        )
    ]
    found = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
    connection.close()
    return found


def test_the_program_works_with_the_newest_revision() -> None:
    assert ScriptDirectory(str(migrations.HERE)).get_current_head() == HEAD


def test_a_new_file_has_the_tables_of_the_program(desk: Desk) -> None:
    both = MetaData()
    for metadata in (Base.metadata, LocalBase.metadata):
        for table in metadata.sorted_tables:
            table.to_metadata(both)
    with desk.store.reading() as session:
        context = MigrationContext.configure(session.connection())
        changes = [
            change
            for change in compare_metadata(context, both)
            if not (change[0] == "remove_table" and change[1].name.startswith("search_index"))
        ]
    assert changes == []


def test_the_revisions_make_every_table_and_index_word_by_word(desk: Desk, tmp_path: Path) -> None:
    """A table or index that was changed without a revision of its own fails here."""
    engine = migrating_engine(tmp_path / "made.db", desk.key)
    with engine.connect() as connection:
        Base.metadata.create_all(connection)
        LocalBase.metadata.create_all(connection)
        connection.commit()
    engine.dispose()
    made = {plain_sql(sql) for sql in schema(tmp_path / "made.db", desk.key)}
    revised = {plain_sql(sql) for sql in schema(desk.folder / "callcentre.db", desk.key)}
    kept_apart = {sql for sql in revised if "search_index" in sql or "alembic_version" in sql or "TRIGGER" in sql}
    assert revised - kept_apart == made


def plain_sql(sql: str) -> str:
    """SQL without its layout."""
    return " ".join(sql.split())


def test_children_of_every_kind_survive_the_rebuilding_of_their_parents(filled: Desk, tmp_path: Path) -> None:
    before = counts(filled.folder / "callcentre.db", filled.key)
    assert min(before[name] for name in ("phone", "address", "asset", "order_event", "event_text", "job")) > 0
    migrate(files(filled), filled.key, scripts=later(tmp_path, REBUILDS_A_PARENT), head="9999")
    assert counts(filled.folder / "callcentre.db", filled.key) == before
    assert version_of(filled.folder / "callcentre.db", filled.key) == "9999"
    connection = connect(filled.folder / "callcentre.db", filled.key)
    with pytest.raises(Exception, match="not deleted"):
        connection.execute("DELETE FROM customer")
    assert connection.execute("SELECT count(*) FROM search_index WHERE search_index MATCH '漏水'").fetchone()[0] == 1
    connection.close()


@pytest.mark.parametrize(
    ("steps", "table"),
    [
        ('op.execute("DROP TRIGGER keep_phone")\nop.execute("DELETE FROM phone")', "phone"),
        ('op.execute("DROP TABLE event_text")', "event_text"),
        ("op.execute(\"UPDATE phone SET customer_id = x'00'\")", "phone"),
    ],
)
def test_a_revision_that_loses_or_orphans_rows_is_undone(filled: Desk, tmp_path: Path, steps: str, table: str) -> None:
    path = filled.folder / "callcentre.db"
    before = (schema(path, filled.key), counts(path, filled.key))
    with pytest.raises(StoreFault) as caught:
        migrate(files(filled), filled.key, scripts=later(tmp_path, steps), head="9999")
    assert caught.value.code == "store.migration"
    assert caught.value.data["table"] == table
    assert (schema(path, filled.key), counts(path, filled.key)) == before
    assert version_of(path, filled.key) == HEAD


def test_a_revision_that_fails_half_way_leaves_no_table_behind(filled: Desk, tmp_path: Path) -> None:
    path = filled.folder / "callcentre.db"
    before = schema(path, filled.key)
    steps = 'op.create_table("half", sa.Column("id", sa.Integer()))\nraise RuntimeError("power cut")'
    with pytest.raises(RuntimeError, match="power cut"):
        migrate(files(filled), filled.key, scripts=later(tmp_path, steps), head="9999")
    assert schema(path, filled.key) == before


def test_the_file_as_it_was_is_kept_and_opens_with_the_same_key(filled: Desk, tmp_path: Path) -> None:
    before = counts(filled.folder / "callcentre.db", filled.key)
    migrate(files(filled), filled.key, scripts=later(tmp_path, REBUILDS_A_PARENT), head="9999")
    (copy,) = filled.folder.glob(f"callcentre.before-{HEAD}-*.db")
    assert counts(copy, filled.key) == before
    assert version_of(copy, filled.key) == HEAD


def test_a_file_that_is_there_already_is_not_touched(filled: Desk) -> None:
    before = (filled.folder / "callcentre.db").read_bytes()
    migrate(files(filled), filled.key)
    assert (filled.folder / "callcentre.db").read_bytes() == before


def test_rows_are_counted_of_every_table_but_the_inside_of_the_search(desk: Desk) -> None:
    with desk.store.reading() as session:
        counted = count_rows(session.connection())
        assert session.scalar(text("SELECT count(*) FROM person")) == counted["person"]
    names = {table.name for metadata in (Base.metadata, LocalBase.metadata) for table in metadata.sorted_tables}
    assert set(counted) == names
