"""The first version: the tables that workstations and server share."""

from alembic import op

from callcentre.store.tables import Base

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes the shared tables."""
    Base.metadata.create_all(op.get_bind(), checkfirst=False)
