"""Bringing a data file to this program's version: one own connection, one transaction, all or nothing.

Foreign keys are off while tables are rebuilt (SQLite would empty children with them on) and
checked before the commit; rows of every table are counted before and after; an old file is
backed up before anything is touched.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from callcentre.domain.errors import StoreFault
from callcentre.store.files import Files
from callcentre.store.sqlcipher import connect, migrating_engine
from callcentre.store.tables import Base

HEAD = "0005"
"""The revision this program works with; a test holds it to the newest file in `versions`."""

HERE = Path(__file__).parent
Counts = Mapping[str, int]


def migrate(files: Files, key: bytes, *, scripts: Path = HERE, head: str = HEAD) -> None:
    """Brings the data file to revision `head` of `scripts`; nothing happens to a file that is there.

    Raises StoreFault("store.newer") for a file of a later program and
    StoreFault("store.migration") where the check after it does not hold.
    """
    if version_of(files.data, key) == head:
        return
    engine = migrating_engine(files.data, key)
    try:
        with engine.connect() as connection:
            # Begins IMMEDIATE: from here on nobody else writes, so the backup is of this very state.
            found = _version(connection)
            if found != head:
                if found:
                    _check_known(found, scripts)
                    _back_up(files, key, found)
                _upgrade(connection, scripts, head)
                connection.commit()
    finally:
        engine.dispose()


def version_of(path: Path, key: bytes) -> str:
    """The revision a data file is at; empty for a new one."""
    connection = connect(path, key)
    try:
        known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if known else None
    finally:
        connection.close()
    return "" if row is None else str(row[0])


def _version(connection: Connection) -> str:
    known = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").first()
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first() if known else None
    return "" if row is None else str(row[0])


def _check_known(found: str, scripts: Path) -> None:
    from alembic.script import ScriptDirectory

    if found not in {script.revision for script in ScriptDirectory(str(scripts)).walk_revisions()}:
        raise StoreFault("store.newer", found=found, known=HEAD)


def _back_up(files: Files, key: bytes, found: str) -> None:
    """An encrypted copy with the same key, through a connection of its own: VACUUM needs to be outside."""
    connection = connect(files.data, key)
    try:
        connection.execute("VACUUM INTO ?", (str(files.stamped(f"before-{found}")),))
    finally:
        connection.close()


def _upgrade(connection: Connection, scripts: Path, head: str) -> None:
    # Only a file of another version needs Alembic; importing it costs a start of the program.
    from alembic import command
    from alembic.config import Config

    before = count_rows(connection)
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, head)
    _check(connection, before)
    _keep_rows(connection)


def _keep_rows(connection: Connection) -> None:
    """Rows of shared tables end; none is deleted but those that left this workstation's sight.

    Anew each time: a rebuilt table has lost its trigger.
    """
    for table in Base.metadata.sorted_tables:
        (key,) = table.primary_key
        connection.exec_driver_sql(f'DROP TRIGGER IF EXISTS "keep_{table.name}"')
        connection.exec_driver_sql(
            f'CREATE TRIGGER "keep_{table.name}" BEFORE DELETE ON "{table.name}"'
            f" WHEN NOT EXISTS (SELECT 1 FROM purge WHERE pk = OLD.{key.name})"
            " BEGIN SELECT RAISE(ABORT, 'rows end, they are not deleted'); END"
        )


def _check(connection: Connection, before: Counts) -> None:
    """Nothing lost, nothing pointing nowhere."""
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise StoreFault("store.migration", table=str(broken[0]))
    after = count_rows(connection)
    for table, count in before.items():
        if after.get(table) != count:
            raise StoreFault("store.migration", table=table)


def count_rows(connection: Connection) -> Counts:
    """Rows of every table of ours; Alembic's own and the inside of the search index are left out."""
    names = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " AND name NOT LIKE 'search_index%' AND name <> 'alembic_version'"
    ).scalars()
    return {name: _count(connection, name) for name in list(names)}


def _count(connection: Connection, table: str) -> int:
    counted: Any = connection.exec_driver_sql(f'SELECT count(*) FROM "{table}"').scalar_one()
    return int(counted)
