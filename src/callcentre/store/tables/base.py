"""The MetaData that the local file and the server share, and the shorthand of its columns."""

from typing import Annotated
from uuid import UUID

from sqlalchemy import MetaData, Table
from sqlalchemy.orm import DeclarativeBase, mapped_column

from callcentre.store.types import Id, Moment


class Base(DeclarativeBase):
    """Rows that travel: every table here exists on the server as well."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class LocalBase(DeclarativeBase):
    """Rows that stay on this workstation: projections, the outbox, search, the device."""

    metadata = MetaData(naming_convention=Base.metadata.naming_convention)


Key = Annotated[UUID, mapped_column(Id, primary_key=True)]
Link = Annotated[UUID, mapped_column(Id)]
When = Annotated[int, mapped_column(Moment)]


def table_of(entity: type[Base] | type[LocalBase]) -> Table:
    """The table behind a mapped class."""
    table = entity.__table__
    assert isinstance(table, Table)
    return table
