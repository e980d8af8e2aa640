"""The first version: all tables and the search index."""

from alembic import op

from callcentre.store.search_index import CREATE_INDEX
from callcentre.store.tables import Base, LocalBase

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes everything."""
    connection = op.get_bind()
    Base.metadata.create_all(connection, checkfirst=False)
    LocalBase.metadata.create_all(connection, checkfirst=False)
    op.execute(CREATE_INDEX)
