"""Writes the SQL of the first revisions from the tables, until the first release freezes it.

    python packaging/schema.py

From the first release on a changed table takes a revision of its own, and this script goes.
"""

from pathlib import Path

from sqlalchemy import MetaData
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import CreateIndex, CreateTable

from callcentre.store.search_index import CREATE_INDEX
from callcentre.store.tables import Base, LocalBase

SOURCE = Path(__file__).resolve().parent.parent / "src" / "callcentre"
LOCAL = SOURCE / "store" / "migrations" / "versions" / "0001_first.sql"
SERVER = SOURCE / "sync" / "server" / "versions" / "0001_first.sql"


def statements(metadata: MetaData, dialect: Dialect) -> list[str]:
    """CREATE TABLE in the order of references, each followed by its indexes by name."""
    made: list[str] = []
    for table in metadata.sorted_tables:
        made.append(str(CreateTable(table).compile(dialect=dialect)).strip())
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        made += [str(CreateIndex(index).compile(dialect=dialect)).strip() for index in indexes]
    return [statement.replace("\t", "    ") for statement in made]


def local() -> list[str]:
    """Everything of a workstation's file."""
    dialect = sqlite.dialect()
    return [*statements(Base.metadata, dialect), *statements(LocalBase.metadata, dialect), CREATE_INDEX.strip()]


def server() -> list[str]:
    """The tables that travel."""
    return statements(Base.metadata, postgresql.dialect())


def main() -> None:
    for path, made in ((LOCAL, local()), (SERVER, server())):
        path.write_text(";\n\n".join(made) + ";\n", encoding="utf-8")


if __name__ == "__main__":
    main()
